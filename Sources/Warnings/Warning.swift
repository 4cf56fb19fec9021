/// Something about a scenario, or about a comparison, that would make its figures mislead.
public struct Warning: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable {
        /// The figures hardly answer what the reader takes them to answer.
        case warning
        /// Worth knowing, and often meant.
        case note
    }

    /// Where a key stands.
    public struct Place: Sendable, Hashable {
        /// As the user named it, or as an import reached it; for a setting the option with which it was given.
        public var file: String
        /// From 1; 0 for a setting.
        public var line: Int
        /// From 1, in Unicode scalars; 0 for a setting.
        public var column: Int

        public init(file: String, line: Int, column: Int) {
            self.file = file
            self.line = line
            self.column = column
        }
    }

    /// Something else for which the same is true.
    public struct Other: Sendable, Hashable {
        public var name: String
        public var place: Place?
    }

    /// The stable name of the rule that found it, on which `patchlab explain` says more.
    public var code: String
    public var severity: Severity
    /// What is so and why it matters, without a full stop.
    public var message: String
    /// What is to be said of the key at `place` itself; may be empty.
    public var label: String
    /// Of the key concerned; nil where there is none.
    public var place: Place?
    /// What else the same is true of.
    public var also: [Other]
    /// What to write or to type.
    public var help: String
    /// It looks at defects, which no strategy knows of, and is for the author of the scenario only.
    public var isForAuthors: Bool
    /// The answer of a comparison says so itself.
    public var isSaidByAnswer: Bool

    package init(
        code: String,
        severity: Severity,
        message: String,
        label: String = "",
        place: Place? = nil,
        also: [Other] = [],
        help: String,
        isForAuthors: Bool = false,
        isSaidByAnswer: Bool = false
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.label = label
        self.place = place
        self.also = also
        self.help = help
        self.isForAuthors = isForAuthors
        self.isSaidByAnswer = isSaidByAnswer
    }
}
