/// A piece of a YAML document with its place, as the reader of scenarios sees it: scalars are text, whatever YAML would
/// make of them, so that a version `5.10` stays what it is.
struct SourceNode: Sendable {
    enum Content: Sendable {
        /// `isPlain`: written without quotation marks.
        case scalar(String, isPlain: Bool)
        case list([SourceNode])
        case map([SourceEntry])
    }

    var position: Position
    var content: Content

    /// How it is called in messages.
    var description: String {
        switch content {
        case .scalar where isNull: "empty"
        case .scalar(let text, _): quoted(text)
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// True for YAML's ways to write nothing.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}

/// A key of a map with its value.
struct SourceEntry: Sendable {
    var key: String
    var position: Position
    var value: SourceNode
}
