import EventEngine
import PatchModel
import PatchSimulator

/// What was decided, each with what the console showed just before, for the lists of what must and must never be done.
struct DecisionTrail {
    struct Step {
        var time: Tick
        var action: Action
        var console: Console
    }

    private(set) var steps: [Step] = []
    /// What the console showed, at times a few hours apart.
    private(set) var seen: [Debrief.Seen] = []
    private let session: Session
    private let scenario: Scenario
    /// When a rollout had so many devices in trouble for the first time, as seen at full hours: by rollout and number.
    private var troubles: [Int: [(time: Tick, count: Int)]] = [:]

    init(_ session: Session, _ world: World) {
        self.session = session
        scenario = world.scenario
        var simulation = Simulation(
            world,
            policy: DoNothing(expecting: .progress),
            seed: session.draw.seed,
            replication: session.draw.replication
        )
        var time: Tick = 0
        var left = session.log[...]
        let step = Debrief.seriesStep(session.horizon)
        while time <= session.horizon {
            simulation.advance(to: time)
            while let entry = left.first, entry.time <= time {
                steps.append(Step(time: time, action: entry.action, console: simulation.console(showing: .progress)))
                try? simulation.act(entry.action, because: entry.reason)
                left = left.dropFirst()
            }
            for (number, rollout) in simulation.console.rollouts.enumerated() {
                let count = rollout.rings.reduce(0) { $0 + $1.troubled }
                if count > troubles[number]?.last?.count ?? 0 { troubles[number, default: []].append((time, count)) }
            }
            if time >= Tick(seen.count) * step || time == session.horizon {
                seen.append(Debrief.Seen(time, simulation.console))
            }
            guard time < session.horizon else { break }
            let hour = min((time / 3600 + 1) * 3600, session.horizon)
            time = left.first.map { min($0.time, hour) } ?? hour
        }
    }

    private var entries: [Entry] { session.branch.entries }

    /// The openings of rings, each with its rollout, its number, and the console before it.
    private var openings: [(time: Tick, rollout: Int, ring: Int, console: Console)] {
        steps.compactMap { step in
            if case .open(let rollout, let ring) = step.action { (step.time, rollout, ring, step.console) } else { nil }
        }
    }

    /// Openings of the last ring of a rollout that has several. Several rings that open in one decision are one step.
    private var lastOpenings: [(time: Tick, rollout: Int, ring: Int, console: Console)] {
        openings.filter { opening in
            let rings =
                opening.console.rollouts.indices.contains(opening.rollout)
                ? opening.console.rollouts[opening.rollout].rings : []
            return opening.ring == (rings.lastIndex { !$0.isControl } ?? -1)
        }
    }

    func holds(_ test: Duty.Test) -> Bool {
        switch test {
        case .pilots(let component, let count, let since): return hasPilots(component, count, since)
        case .stopIsArmed: return isArmedBeforeOpening
        case .controlGroup:
            return steps.contains { step in
                if case .begin(let plan) = step.action { plan.rings.contains(where: \.isControl) } else { false }
            }
        case .first(let group): return opensFirst(group)
        case .forecast(let kind, let latest):
            return entries.contains { entry in
                if case .forecast(let forecast) = entry.kind {
                    forecast.kind == kind && entry.time <= latest
                } else {
                    false
                }
            }
        case .noteBeforeLast: return hasNoteBeforeLast
        case .stopped(let within, let count): return isStopped(within, count)
        case .resumedBeforeAnswer:
            return steps.contains { step in
                guard case .resume(let rollout) = step.action, step.console.rollouts.indices.contains(rollout) else {
                    return false
                }
                return !step.console.rollouts[rollout].patches.contains { patch in
                    let answer = step.console.vendorAnswers[patch]
                    return answer == .fixed || answer == .noFault
                }
            }
        case .rolledBack(let least):
            return steps.contains { step in
                guard case .stop(let rollout, let switches) = step.action, switches.rollsBack,
                    step.console.rollouts.indices.contains(rollout)
                else { return false }
                return step.console.rollouts[rollout].total.unhealthy < least
            }
        case .openedBlindly(let share, let soak):
            return openings.contains { opening in
                guard opening.ring > 0, opening.console.rollouts.indices.contains(opening.rollout) else { return false }
                let before = opening.console.rollouts[opening.rollout].rings[..<opening.ring].last { !$0.isControl }
                guard let before, before.targets > 0 else { return false }
                guard let opened = before.opened else { return true }
                return Double(before.reporting) < share * Double(before.expected) || opening.time - opened < soak
            }
        }
    }

    /// Where everybody gets a patch by the last ring alone, there are no pilots.
    private func hasPilots(_ component: Int, _ count: Int, _ since: Tick) -> Bool {
        let last = lastOpenings
        return !last.isEmpty
            && last.allSatisfy { longestPilots(before: $0, component, count).map { $0 >= since } ?? false }
    }

    /// For how long, before a ring was opened, enough devices with the component had the patches without a break; nil: never.
    ///
    /// Pilots that are rolled back show nothing any more, so that a rollback is a break: unless the vendor has fixed what they
    /// have shown.
    private func longestPilots(
        before opening: (time: Tick, rollout: Int, ring: Int, console: Console),
        _ component: Int,
        _ count: Int
    ) -> Tick? {
        let isFixed = opening.console.rollouts[opening.rollout].patches
            .contains { opening.console.vendorAnswers[$0] == .fixed }
        var longest: Tick?
        var since: Tick?
        var isRolledBack = false
        // What stands after a step is on the console before the next one.
        for (step, next) in zip(steps, steps.dropFirst()) where next.time <= opening.time {
            switch step.action {
            case .stop(opening.rollout, let switches) where switches.rollsBack: isRolledBack = true
            case .resume(opening.rollout): isRolledBack = false
            default: break
            }
            if isRolledBack && !isFixed || pilots(of: opening.rollout, component, on: next.console) < count {
                since = nil
            } else {
                let start = since ?? step.time
                since = start
                longest = max(longest ?? 0, next.time - start)
            }
        }
        return longest
    }

    /// Devices with the component in open rings.
    private func pilots(of rollout: Int, _ component: Int, on console: Console) -> Int {
        guard let progress = console.progress, progress.indices.contains(rollout) else { return 0 }
        return zip(scenario.groups, progress[rollout]).reduce(0) { sum, item in
            let has = scenario.software.images[item.0.image].installed[component] != nil
            return sum + (has ? item.1.opened : 0)
        }
    }

    private var isArmedBeforeOpening: Bool {
        guard let first = openings.first else { return false }
        return entries.contains { entry in
            guard case .orders(let orders) = entry.kind, entry.time <= first.time else { return false }
            return orders.contains { if case .arm = $0.kind { true } else { false } }
        }
    }

    private func opensFirst(_ group: String) -> Bool {
        guard let first = openings.first, let place = scenario.groups.firstIndex(where: { $0.name == group }) else {
            return false
        }
        // What was opened in the first decision is seen before the next one, or at the end.
        let console =
            steps.first { $0.time > first.time }?.console ?? session.state.course.detailedConsole
        guard let progress = console.progress, progress.indices.contains(first.rollout) else { return false }
        let opened = progress[first.rollout].map(\.opened)
        return opened[place] * 2 >= opened.reduce(0, +)
    }

    /// What was said between the opening of the ring before and that of the last one, or with it. By the order of entries: several
    /// may be of one moment.
    private var hasNoteBeforeLast: Bool {
        let last = lastOpenings
        return !last.isEmpty
            && last.allSatisfy { opening in
                guard let place = place(ofOpening: opening.ring, opening.rollout) else { return false }
                if place.reason != "" { return true }
                let before =
                    (0..<opening.ring).compactMap { self.place(ofOpening: $0, opening.rollout)?.entry }.max() ?? -1
                return entries.indices.contains { entry in
                    guard case .note = entries[entry].kind else { return false }
                    return entry > before && entry < place.entry
                }
            }
    }

    /// The entry that opened a ring, and the reason that was given.
    private func place(ofOpening ring: Int, _ rollout: Int) -> (entry: Int, reason: String)? {
        for (number, entry) in entries.enumerated() {
            guard case .orders(let orders) = entry.kind else { continue }
            for order in orders where order.kind == .action(.open(rollout: rollout, ring: ring)) {
                return (number, order.reason)
            }
        }
        return nil
    }

    /// Where it never came to so many troubles, there was nothing to stop.
    private func isStopped(_ within: Tick, _ count: Int) -> Bool {
        troubles.allSatisfy { rollout, history in
            guard let due = history.first(where: { $0.count >= count })?.time else { return true }
            return steps.contains { step in
                if case .stop(rollout, _) = step.action { step.time <= due + within } else { false }
            }
        }
    }
}
