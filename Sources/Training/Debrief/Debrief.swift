package import EventEngine
import Experiments
import PatchModel
package import PatchSimulator

/// What is told when a lesson is over: what it came to, what was true, and what was decided well. All of it is exact: nothing is
/// sampled. What needs other draws is the matter of `Belief`.
package struct Debrief: Sendable {
    package let lesson: Lesson
    package let draw: Draw
    package let mode: Session.Mode
    /// The name of the branch that is told of; the score is that of the first attempt.
    package let branch: String
    package let isFirstAttempt: Bool
    /// Whether decisions were reopened before the first attempt was over.
    package let hasLookedAhead: Bool
    package let log: [LoggedAction]
    /// What was ordered; with rules that stand, more than what was done.
    let decisions: [GivenOrders]
    package let clock: LessonClock

    package let trainee: Bill
    package let expert: Bill
    /// The least cost found on this draw, by whom.
    package let best: (cost: Cents, name: String)
    /// Ascending in time, from 0 to the horizon.
    package let handover: [HandoverPoint]
    package let truth: Truth
    package let must: [(duty: Duty, isMet: Bool)]
    package let never: [(duty: Duty, isBroken: Bool)]
    package let forecasts: [(time: Tick, forecast: Forecast)]
    /// The trainee's own words.
    package let notes: [(time: Tick, text: String)]
    package let hintsUsed: Int
    /// At each time at which something was done, what the console showed just before.
    package let sightings: [Sighting]
    /// Ascending in time, from the start to the horizon.
    package let seen: [Seen]

    /// What the console showed at one moment, over all rings that were open.
    package struct Sighting: Sendable, Hashable {
        package var time: Tick
        package var reporting: Int
        package var unhealthy: Int
        package var actions: [LoggedAction]
        /// The number of the decision, from 1; nil: a rule did it.
        package var decision: Int?
    }

    /// What the console showed at one moment, over all rings that were open.
    package struct Seen: Sendable, Hashable {
        package var time: Tick
        package var reporting: Int
        package var unhealthy: Int

        init(_ time: Tick, _ console: Console) {
            self.time = time
            let totals = console.rollouts.map(\.total)
            reporting = totals.reduce(0) { $0 + $1.reporting }
            unhealthy = totals.reduce(0) { $0 + $1.unhealthy }
        }
    }

    /// Whole hours, such that the time has about 180 of them.
    static func seriesStep(_ horizon: Tick) -> Tick { max(1, horizon / 180 / 3600) * 3600 }

    /// What was true, whatever was reported.
    package struct Truth: Sendable, Hashable {
        package var defects: [DefectTruth]
        /// By vulnerability, when attackers began to use it; nil: they did not.
        package var exploited: [Tick?]
        package var series: RunSeries
        /// When 95 % of the (device, patch) pairs ran their patch; nil: never.
        package var t95: Tick?
        package var ledger: Ledger
    }

    /// What the trainee called a ring of a rollout that had begun by `time`; nil if there was none.
    func ringName(_ ring: Int, of rollout: Int, at time: Tick) -> String? {
        var plans: [RolloutPlan] = []
        for entry in log where entry.time <= time {
            if case .begin(let plan) = entry.action { plans.append(plan) }
        }
        guard plans.indices.contains(rollout), plans[rollout].rings.indices.contains(ring) else { return nil }
        return plans[rollout].rings[ring].name
    }

    /// Nil unless the first attempt of the session is over, or if the branch is not.
    package init?(_ session: Session) {
        guard let right = TruthRight(session), session.hasEnded else { return nil }
        lesson = session.lesson
        draw = session.draw
        mode = session.mode
        branch = session.branch.name
        isFirstAttempt = session.current == 0
        hasLookedAhead = session.hasLookedAhead
        log = session.log
        decisions = session.branch.decisions
        clock = session.clock
        hintsUsed = session.hintsUsed
        let trial = Trial(world: session.world, prices: lesson.prices, draw: draw)

        let own = session.state.course.opened(right)
        trainee = Bill(of: own.ledger, at: lesson.prices)
        var ideal = trial.simulation(DeclaredPolicy(lesson.expert))
        ideal.run()
        expert = Bill(of: ideal.ledger, at: lesson.prices)
        handover = Self.handover(trial, session, trainee.total, expert.total)

        var found = lesson.hindsightCosts(on: trial)
        found.append(HindsightCandidate(name: "the expert", cost: expert.total))
        found.append(HindsightCandidate(name: "what you did", cost: trainee.total))
        let least = found.min { $0.cost < $1.cost }
        best = (least?.cost ?? trainee.total, least?.name ?? "what you did")

        truth = Self.truth(own, trial, log)
        let trail = DecisionTrail(session, trial.world)
        sightings = Self.sightings(trail, session)
        seen = trail.seen
        must = lesson.must.map { ($0, trail.holds($0.test)) }
        never = lesson.never.map { ($0, trail.holds($0.test)) }
        notes = session.branch.entries.compactMap { entry in
            if case .note(let text) = entry.kind { (entry.time, text) } else { nil }
        }
        forecasts = session.branch.entries.compactMap { entry in
            if case .forecast(let forecast) = entry.kind { (entry.time, forecast) } else { nil }
        }
    }

    /// What the draw cost the expert beyond par; nil without a par.
    package var luckOfDraw: Cents? { lesson.par.map { expert.total - $0.mean } }
    /// What nobody could save who does not know what is true: at least zero.
    package var priceOfNotKnowing: Cents { expert.total - best.cost }
    /// What deciding otherwise than the expert cost on this draw.
    package var difference: Cents { trainee.total - expert.total }

    // MARK: The handover curve

    /// Points at each decision and at each change of the expert's advice, and in between at most a day apart, or half the time
    /// that has passed since the last decision: what nobody changes need not be looked at every day.
    private static func handover(_ trial: Trial, _ session: Session, _ last: Cents, _ first: Cents) -> [HandoverPoint] {
        let horizon = session.horizon
        let decisions = Set(session.log.map(\.time)).sorted()
        var replay = Handover(trial, expert: session.lesson.expert, decisions: session.branch.decisions)
        var points: [HandoverPoint] = []
        var time: Tick = 0
        while time < horizon {
            replay.advance(before: time)
            let (cost, advice, _) = replay.taken()
            points.append(HandoverPoint(time: time, cost: points.isEmpty ? first : cost, advice: advice))
            let since = time - (decisions.last { $0 <= time } ?? 0)
            var next = min(time + max(86_400, since / 2), horizon)
            if let decision = decisions.first(where: { $0 > time }) { next = min(next, decision) }
            if let change = advice?.time, change > time { next = min(next, change) }
            time = next
        }
        points.append(HandoverPoint(time: horizon, cost: last, advice: nil))
        return points
    }

    // MARK: What was seen and what was true

    private static func sightings(_ trail: DecisionTrail, _ session: Session) -> [Sighting] {
        let decided = session.decisions.map { session.branch.entries[$0].time }
        var found: [Sighting] = []
        for step in trail.steps where step.time != found.last?.time {
            let totals = step.console.rollouts.map(\.total)
            found.append(
                Sighting(
                    time: step.time,
                    reporting: totals.reduce(0) { $0 + $1.reporting },
                    unhealthy: totals.reduce(0) { $0 + $1.unhealthy },
                    actions: session.log.filter { $0.time == step.time },
                    decision: decided.firstIndex(of: step.time).map { $0 + 1 }
                )
            )
        }
        return found
    }

    private static func truth(_ own: Simulation<DoNothing>, _ trial: Trial, _ log: [LoggedAction]) -> Truth {
        let step = seriesStep(own.horizon)
        var again = Simulation(
            trial.world,
            policy: Replay(log),
            seed: trial.draw.seed,
            replication: trial.draw.replication,
            seriesIntervals: Int(max(1, (own.horizon + step - 1) / step))
        )
        again.run()
        return Truth(
            defects: own.defectTruths,
            exploited: own.exploitTimes,
            series: again.series ?? RunSeries(step: 86_400, values: []),
            t95: own.ledger.patching.timeToPatch95,
            ledger: own.ledger
        )
    }
}
