/// What work throws that is to be handed on as it is: it tells itself, or is for the part that asked.
package protocol WorkError: Error {}

/// Why work ends early, in words for the user of the command: they name its options.
package struct Failure: WorkError, CustomStringConvertible {
    /// What kind of end it is; a command makes its exit status of it.
    package enum Kind: Sendable, Hashable {
        /// What was to be checked is not so.
        case difference
        /// A mistake in a file, in an option, or in what the machine can do.
        case badInput
        /// A program that decides did what it must not.
        case misbehaved
        /// What was made again is not what it was.
        case notDetermined
        /// Neither so nor not so is shown.
        case inconclusive
        /// A gate does not see what it is there to see.
        case blind
        /// The time was over before the end.
        case overBudget
        /// The caller wanted it to end.
        case interrupted
        /// There is no room on the disk, or it cannot be written.
        case noRoom
        /// It could not be done here and now; it may be elsewhere.
        case tryElsewhere
        /// It was interrupted, or somebody else is at it: what is done is kept, and the same command goes on.
        case tryAgain
        /// This machine computes something else than the one that planned.
        case otherMachine
    }

    /// What happened, then where. Each is shown on one line, whatever is in it.
    package var lines: [String]
    /// What to type or to change; nil where the lines say it, or nothing can be done.
    package var help: String?
    package var kind: Kind

    package var description: String { (lines + (help.map { [$0] } ?? [])).joined(separator: "\n") }

    /// - Parameter description: is shown on one line. A line feed in it came with some name or value, and is spelt out.
    package init(_ description: String, help: String? = nil, kind: Kind = .badInput) {
        self.init(lines: [description], help: help, kind: kind)
    }

    package init(lines: [String], help: String? = nil, kind: Kind) {
        self.lines = lines
        self.help = help
        self.kind = kind
    }

    /// The caller has interrupted the work.
    package static func interrupted(_ description: String) -> Failure { Failure(description, kind: .interrupted) }
}
