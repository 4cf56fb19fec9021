public import EventEngine
public import PatchModel

/// A strategy of a scenario file at work.
///
/// Each rollout (a batch of patches released together, or each patch by itself, as the strategy says) goes its own way
/// through the strategy's rings. How far it has come is read off the console at every look, so that the policy can take
/// over at any time, and then decides what it would have decided had it had the controls from the beginning.
///
/// Of another one's rollouts it opens the rings in their order: a ring that the strategy does not have gets the date of
/// the strategy's last, and without a control group no canary passes or fails.
public struct DeclaredPolicy: Policy {
    public let strategy: Strategy
    /// By rollout, what it has noted.
    private var notes: [Int: [LoggedNote]] = [:]
    /// Patches that were out when it took over, and in no rollout: by time of release.
    private var overlooked: [[Int]] = []

    public init(_ strategy: Strategy) {
        self.strategy = strategy
    }

    /// It looks next when it would have looked anyhow: every `check-every` seconds after the last release. At once, though, if
    /// patches were left lying.
    public mutating func takeOver(_ handover: Handover) -> Tick? {
        notes = Dictionary(grouping: handover.notes, by: \.note.rollout)
        let taken = Set(handover.console.rollouts.flatMap(\.patches))
        let released = handover.announced.filter { handover.briefing.patches.indices.contains($0) }
            .map { (patch: $0, time: max(0, handover.briefing.patches[$0].released)) }
        let left = Dictionary(grouping: released.filter { !taken.contains($0.patch) }, by: \.time)
        overlooked = left.keys.sorted().map { (left[$0] ?? []).map(\.patch) }
        guard overlooked.isEmpty else { return handover.now }
        guard isWatching(courses(handover.console)) else { return nil }
        let last = released.map(\.time).max() ?? 0
        // The first look that has not taken place yet.
        let passed = handover.now - last - (handover.isDue ? 1 : 0)
        return last + (passed < 0 ? 0 : (passed / strategy.checkEvery + 1) * strategy.checkEvery)
    }

    public mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
        var decision = Decision()
        let all = (overlooked + [released]).filter { !$0.isEmpty }
        overlooked = []
        var courses = courses(console)
        let rules = strategy.kind.rules
        for patches in strategy.unit == .batch ? all : all.joined().map({ [$0] }) {
            let plan = RolloutPlan(
                patches: patches,
                rings: rules.ringPlans,
                assignment: strategy.assignment,
                attributionWindow: strategy.attributionWindow,
                comparison: rules.comparison,
                inProgressTimeOut: strategy.inProgressTimeOut,
                limits: strategy.limits
            )
            courses.append(RolloutCourse(rollout: courses.count, began: now, ringCount: plan.rings.count))
            decision.actions.append(ReasonedAction(.begin(plan), because: "released"))
        }
        for number in courses.indices {
            // A rollout that begins now is not on the console yet: there is nothing reported of it.
            let status = console.rollouts.indices.contains(number) ? console.rollouts[number] : nil
            let actions = courses[number].decide(at: now, strategy, rules, status: status, console: console)
            if !actions.isEmpty { decision.actions += actions }
            if !courses[number].notes.isEmpty { decision.notes += courses[number].notes }
        }
        for note in decision.notes { notes[note.rollout, default: []].append(LoggedNote(time: now, note: note)) }
        let due = courses.compactMap { $0.stopIsDue(strategy) }.filter { $0 > now }.min()
        decision.wake = isWatching(courses) ? min(now + strategy.checkEvery, due ?? .latest) : nil
        return decision
    }

    /// How far each rollout has come.
    func courses(_ console: Console) -> [RolloutCourse] {
        console.rollouts.indices.map {
            RolloutCourse(rollout: $0, status: console.rollouts[$0], notes: notes.isEmpty ? [] : notes[$0] ?? [])
        }
    }

    private func isWatching(_ courses: [RolloutCourse]) -> Bool { courses.contains { !$0.isSettled(strategy) } }
}
