package import EventEngine
import Experiments
import PatchModel
package import PatchSimulator
import Text

/// A program as a policy: decides when it is asked, checks what it orders, and does something else when it does not answer.
package struct ProgramPolicy: Policy {
    /// What does not change in an episode.
    struct Rules: Sendable {
        var episode = 0
        var grid: Tick = 3600
        var limits = ProgramLimits()
        var fallback = ProgramFallback.hold
        /// The declared strategy that is meant by the fallback.
        var strategy: Strategy?
        var details: ConsoleDetails = []
        var wakesForVendor = false
        var wakesForStopRules = false

        /// Takes over what the program said that it wants.
        mutating func take(_ ready: Ready?) {
            details = ready?.details ?? []
            wakesForVendor = ready?.subscribe.contains("vendor") ?? false
            wakesForStopRules = ready?.subscribe.contains("stop-rule") ?? false
        }
    }

    package let details: ConsoleDetails
    private let rules: Rules
    /// Nil: there is no program to ask.
    private let answering: (any Answering)?
    private let book: EpisodeBook

    private var briefing = Briefing(horizon: 0, groups: [], patches: [])
    private var seq = 0
    /// When the program wants to be asked again.
    private var due: Tick? = 0
    private var lastInterval: Tick?
    /// Questions in a row of which no answer could be used.
    private var unanswered = 0
    private var incidents = 0
    private var isEnded = false
    /// Patches whose release was told, and those that are still to be told to the program.
    private var announced: [Int] = []
    private var untold: [Int] = []
    private var vendorAnswers: [VendorAnswer] = []
    /// By rollout; those of which it was told that they hold, and that still do.
    private var stopRules: [Int: StopRuleOrder] = [:]
    private var holding: Set<Int> = []
    private var lastSeen: [Tick?] = []
    /// The declared strategy that decides to the end.
    private var wheel: DeclaredPolicy?
    private var notes: [LoggedNote] = []

    init(_ rules: Rules, _ answering: (any Answering)?, _ book: EpisodeBook) {
        self.rules = rules
        self.answering = answering
        self.book = book
        details = rules.details
        isEnded = answering == nil
    }

    package mutating func brief(_ briefing: Briefing) { self.briefing = briefing }

    package mutating func decide(
        at now: Tick,
        released: [Int],
        console: Console
    ) throws(ProgramFailure) -> Decision {
        defer { announced += released }
        guard !isEnded else { return try instead(now, released, console) }
        untold += released
        let why = why(now, console)
        guard !why.isEmpty, let answering else {
            holding.formIntersection(stopRulesThatHold(console))
            return Decision(wake: nextLook(now, console))
        }
        seq += 1
        let observation = observation(now, why, console)
        let reply = try answering.ask(observation)
        untold = []
        vendorAnswers = console.vendorAnswers
        holding = stopRulesThatHold(console)
        lastSeen = console.lastSeen ?? []
        note(reply, now)
        if let answer = reply.answer, !isEnded {
            unanswered = 0
            return carriedOut(answer, now, console)
        }
        let decision = try instead(now, released, console)
        if !isEnded { due = decision.wake }
        return isEnded ? decision : Decision(decision.actions, notes: decision.notes, wake: nextLook(now, console))
    }

    // MARK: Asking

    private func why(_ now: Tick, _ console: Console) -> [Observation.Why] {
        var why: [Observation.Why] = []
        if seq == 0 { why.append(.start) }
        if !untold.isEmpty { why.append(.release) }
        if seq > 0, let due, due <= now { why.append(.wake) }
        if seq > 0, rules.wakesForVendor, console.vendorAnswers != vendorAnswers { why.append(.vendor) }
        if !stopRulesThatHold(console).isSubset(of: holding) { why.append(.stopRule) }
        return why
    }

    private func observation(_ now: Tick, _ why: [Observation.Why], _ console: Console) -> Observation {
        Observation(
            episode: rules.episode,
            seq: seq,
            now: now,
            why: why,
            bank: ((answering?.bank ?? 0) * 1000).rounded() / 1000,
            released: untold,
            console: console,
            lastSeen: console.lastSeen.map { SeenDevice.changes(lastSeen, $0) }
        )
    }

    /// The rollouts whose stop rule holds.
    private func stopRulesThatHold(_ console: Console) -> Set<Int> {
        Set(
            stopRules.filter { console.rollouts.indices.contains($0.key) && $0.value.holds(console.rollouts[$0.key]) }
                .keys
        )
    }

    /// When the simulation is to look in again: when the program wants it or, while something may happen that is to wake it, at the
    /// next point of the grid.
    private func nextLook(_ now: Tick, _ console: Console) -> Tick? {
        guard rules.wakesForVendor && !console.rollouts.isEmpty || !stopRules.isEmpty else { return due }
        let next = onGrid(now + 1)
        return min(due ?? next, next)
    }

    /// The first point of the grid that is not before a time.
    private func onGrid(_ time: Tick) -> Tick {
        let rest = time % rules.grid
        return rest == 0 ? time : time - rest + rules.grid
    }

    // MARK: What comes back

    private mutating func note(_ reply: Reply, _ now: Tick) {
        book.record.lines.append(
            EpisodeRecord.Line(
                time: now,
                seq: seq,
                reply: reply.json?.canonical.compact,
                incidents: reply.incidents,
                isEnd: reply.isEnd,
                took: reply.seconds
            )
        )
        for incident in reply.incidents { count(incident, now) }
        if reply.answer == nil, !reply.isEnd { unanswered += 1 }
        if reply.isEnd || unanswered >= ProgramLimits.unansweredQuestions { end() }
        answering?.tell(reply.incidents, seq: seq)
    }

    private mutating func count(_ incident: Incident, _ now: Tick) {
        incidents += 1
        book.note(incident, at: now)
        if incidents >= ProgramLimits.incidents { end() }
    }

    private mutating func end() {
        isEnded = true
        book.record.wasEnded = true
    }

    /// Does what is possible of an answer, in its order.
    private mutating func carriedOut(_ answer: Answer, _ now: Tick, _ console: Console) -> Decision {
        var wrong: [Incident] = []
        var decision = Decision()
        var view = console
        for (place, item) in answer.actions.prefix(rules.limits.actions).enumerated() {
            do {
                let order = try Order(json: item.json)
                let ordered = try order.action()
                try view.check(ordered.action, at: now, briefing)
                if rules.wakesForStopRules, case .begin(let begin) = order {
                    stopRules[view.rollouts.count] = begin.stopRule
                }
                view.apply(ordered.action, at: now)
                decision.actions.append(ordered)
            } catch let error as OrderError {
                wrong.append(Incident(error.isUnknown ? .unknown : .impossible, error.description, action: place))
            } catch let mistake as ShapeMistake {
                wrong.append(Incident(.unknown, mistake.description, action: place))
            } catch {
                wrong.append(Incident(.unknown, "\(error)", action: place))
            }
        }
        if answer.actions.count > rules.limits.actions {
            wrong.append(
                Incident(
                    .tooMany,
                    "\(answer.actions.count) actions; the first \(rules.limits.actions) count"
                )
            )
        }
        due = answer.wake.map { wake in
            guard wake > now else {
                wrong.append(Incident(.past, "it wants to be asked at second \(wake); now is \(now)"))
                return onGrid(now + 1)
            }
            // What lies beyond the end is as good as never.
            return onGrid(min(wake, briefing.horizon + rules.grid))
        }
        lastInterval = due.map { $0 - now } ?? lastInterval
        if seq >= rules.limits.observations {
            if seq == rules.limits.observations {
                wrong.append(Incident(.restless, "\(seq) questions; from now on they come at long intervals"))
            }
            let long = onGrid(now + max(1, (briefing.horizon - now) / 100))
            due = due.map { max($0, long) }
        }
        for incident in wrong { count(incident, now) }
        answering?.tell(wrong, seq: seq)
        decision.wake = nextLook(now, view)
        return decision
    }

    // MARK: Without it

    /// What is decided in place of the program.
    private mutating func instead(_ now: Tick, _ released: [Int], _ console: Console) throws(ProgramFailure)
        -> Decision
    {
        switch rules.fallback {
        case .fail:
            let opening = book.record.opening
            let last = book.record.incidents.last
            let found = last.flatMap { last in Incident.Kind(rawValue: last.kind).map { Incident($0, last.text) } }
            throw .misbehaved(opening ?? found ?? Incident(.gone, "it does not answer"))
        case .hold: return Decision(wake: isEnded ? nil : onGrid(now + 1))
        case .last: return Decision(wake: isEnded ? nil : onGrid(now + max(1, lastInterval ?? rules.grid)))
        case .strategy:
            guard let strategy = rules.strategy else { return Decision() }
            var policy = wheel ?? takenOver(by: strategy, now, console)
            var decision = policy.decide(at: now, released: released, console: console)
            decision.actions = possible(decision.actions, now, console)
            notes += decision.notes.map { LoggedNote(time: now, note: $0) }
            if isEnded { wheel = policy }
            return decision
        }
    }

    private func takenOver(by strategy: Strategy, _ now: Tick, _ console: Console) -> DeclaredPolicy {
        var policy = DeclaredPolicy(strategy)
        policy.brief(briefing)
        let handover = Handover(
            now: now,
            isDue: true,
            briefing: briefing,
            announced: announced,
            notes: notes,
            console: console
        )
        _ = policy.takeOver(handover)
        return policy
    }

    /// A strategy that decides about somebody else's rollouts is not asked for what cannot be.
    private func possible(_ actions: [ReasonedAction], _ now: Tick, _ console: Console) -> [ReasonedAction] {
        var view = console
        return actions.filter { ordered in
            do throws(OrderError) {
                try view.check(ordered.action, at: now, briefing)
            } catch {
                return false
            }
            view.apply(ordered.action, at: now)
            return true
        }
    }
}

extension Console {
    /// What an action that is possible changes at once, as far as the next action of the same answer depends on it.
    mutating func apply(_ action: Action, at now: Tick) {
        switch action {
        case .begin(let plan):
            rollouts.append(
                RolloutStatus(
                    patches: plan.patches,
                    began: now,
                    rings: plan.rings.map { RingStatus(name: $0.name, isControl: $0.isControl) }
                )
            )
        case .open(let rollout, let ring): rollouts[rollout].rings[ring].opened = now
        case .stop(let rollout, _): rollouts[rollout].interruptions.append(Interruption(stopped: now))
        case .resume(let rollout):
            guard let last = rollouts[rollout].interruptions.indices.last else { return }
            rollouts[rollout].interruptions[last].resumed = now
        }
    }
}

extension OrderError {
    /// Whether it is about something that does not exist; otherwise about something that makes no sense now.
    var isUnknown: Bool {
        switch self {
        case .noRollout, .noRing, .noPatch: true
        default: false
        }
    }
}
