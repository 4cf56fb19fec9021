/// A value that takes the place of one in a scenario file.
public struct ScenarioSetting: Sendable, Hashable {
    /// Where the value belongs: keys joined by dots, entries of lists in brackets by their place from 0 or by their name,
    /// such as `strategies.staged.rings[0].share` or `fleet.laptops.count`.
    public var key: String
    /// As it would stand in the file: a word or a number with its unit or, in YAML's short form, a list or a map.
    public var value: String
    /// What gave it, for messages: the command's option.
    public var origin: String

    public init(key: String, value: String, origin: String = "--set") {
        self.key = key
        self.value = value
        self.origin = origin
    }

    /// What messages about it begin with.
    var name: String { "\(origin) \(shortened(key))=\(shortened(value))" }

    private func shortened(_ text: String) -> String { String(quoted(text).dropFirst().dropLast()) }
}
