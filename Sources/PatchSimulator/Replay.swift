public import EventEngine

/// The policy that repeats what a log says, blindly: each round by itself.
public struct Replay: Policy {
    private var actions: ArraySlice<LoggedAction>
    private var notes: ArraySlice<LoggedNote>

    /// - Parameters:
    ///   - log: ascending in time and round, as a simulation writes it.
    ///   - notes: ascending in time.
    public init(_ log: [LoggedAction], notes: [LoggedNote] = []) {
        actions = log[...]
        self.notes = notes[...]
    }

    public mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
        let noted = notes.prefix { $0.time <= now }
        notes = notes.dropFirst(noted.count)
        var decision = Decision(notes: noted.map(\.note))
        if let first = actions.first, first.time <= now {
            let due = actions.prefix { $0.time == first.time && $0.round == first.round }
            actions = actions.dropFirst(due.count)
            decision.actions = due.map { ReasonedAction($0.action, because: $0.reason) }
        }
        decision.wake = [actions.first?.time, notes.first?.time].compactMap { $0 }.min()
        decision.isAskedAgain = actions.first.map { $0.time <= now } ?? false
        return decision
    }
}
