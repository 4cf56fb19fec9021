/// A map with fixed keys as the reader, the schema, the reference and settings see it: a `Shape` without the model.
struct Outline: Sendable {
    /// Its name in the schema and the reference.
    var id: String
    /// What the map says.
    var doc: String
    var keys: [Key]
    /// Sets of keys of which exactly one must be there.
    var exactlyOne: [[String]] = []
    /// Sets of keys of which at most one may be there.
    var atMostOne: [[String]] = []

    func key(_ name: String) -> Key? { keys.first { $0.name == name } }
}

/// A key of a map.
struct Key: Sendable {
    enum Presence: Sendable {
        case required
        /// May be left out, which means something that no written value means.
        case optional(String)
        /// May be left out, which is as if this were written.
        case standard(String)
    }

    var name: String
    /// What it was called in the version before; nil: the same, or nothing.
    var formerName: String?
    var kind: Kind
    var presence: Presence
    /// What it says, in one sentence.
    var doc: String
    var example: String?

    init(_ name: String, _ kind: Kind, _ presence: Presence, _ doc: String, example: String? = nil) {
        self.name = name
        self.kind = kind
        self.presence = presence
        self.doc = doc
        self.example = example
    }
}
