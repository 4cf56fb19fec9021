import Text

/// Something that went wrong with a program, and did not end the run.
package struct Incident: Sendable, Hashable {
    package enum Kind: String, MessageWord {
        /// No answer within the time.
        case late
        case notJSON = "not-json"
        /// JSON, but no answer.
        case wrongType = "wrong-type"
        /// An answer to another question.
        case wrongSeq = "wrong-seq"
        case tooLong = "too-long"
        case notUTF8 = "not-utf8"
        /// An action about something that does not exist, or in words that do not.
        case unknown
        /// An action that makes no sense now.
        case impossible
        /// It wanted to be asked again at a time that has passed.
        case past
        case tooMany = "too-many"
        /// Too many questions.
        case restless
        /// It closed its output, or ended.
        case gone
        case memory
        /// It was given up after too many episodes that had to be ended.
        case givenUp = "given-up"
    }

    package var kind: Kind
    /// What happened, in words.
    package var text: String
    /// Of which action, from 0.
    package var action: Int?

    package init(_ kind: Kind, _ text: String, action: Int? = nil) {
        self.kind = kind
        self.text = text
        self.action = action
    }
}

/// What is done in place of an answer that does not come.
package enum ProgramFallback: Sendable, Hashable {
    /// Nothing.
    case hold
    /// Nothing, and the program is asked again after as long as it wanted the last time.
    case last
    /// A declared strategy of that name takes the wheel.
    case strategy(String)
    /// The run ends with an error.
    case fail

    /// As it stands on a command line.
    package var word: String {
        switch self {
        case .hold: "hold"
        case .last: "last"
        case .strategy(let name): "strategy \(name)"
        case .fail: "fail"
        }
    }
}

/// Why a run under a program had to end.
package enum ProgramFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Something went wrong, and no fallback is wanted.
    case misbehaved(Incident)
    /// It does not start.
    case start(String)
    /// It speaks another protocol.
    case version(String)
    /// It needs, or wants to hear of, what there is not.
    case lacking([String], key: String)
    /// A log does not fit the run.
    case log(String)

    package var description: String {
        switch self {
        case .misbehaved(let incident): "the program misbehaved (\(incident.kind.rawValue)): \(incident.text)"
        case .start(let text): text
        case .version(let found):
            "the program speaks \"\(found.prefix(100))\"; this is \"\(PolicyProtocol.name)\""
        case .lacking(let names, let key):
            "the program's \"\(key)\" names something that does not exist: "
                + names.map { name in
                    "\"\(name.prefix(40))\"" + didYouMean(name, among: Self.known(key))
                }.joined(separator: ", ") + "; there are " + Self.known(key).joined(separator: ", ")
        case .log(let text): "the log does not fit: \(text)"
        }
    }

    private static func known(_ key: String) -> [String] {
        key == "needs" ? PolicyProtocol.capabilities : PolicyProtocol.events
    }
}
