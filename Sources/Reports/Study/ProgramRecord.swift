package import Text

/// A program that decides, as it stands in JSON: what was made of it, which a replay of its log takes from there.
package struct ProgramRecord: Sendable, Hashable, Encodable {
    package var name: String
    /// From what it was cut off; nil: its log does not say.
    package var sandbox: String?

    package init(name: String, sandbox: String?) {
        self.name = name
        self.sandbox = sandbox
    }

    package var json: JSON {
        .object([("name", .string(name)), ("sandbox", sandbox.map(JSON.string) ?? .null)])
    }
}
