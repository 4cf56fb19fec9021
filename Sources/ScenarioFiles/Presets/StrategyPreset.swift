import CPresets
public import PatchModel

/// A strategy that comes with PatchLab: one of a real tool with that tool's figures, or one that is recommended. Any scenario may
/// run it, or extend it.
///
/// Its file says after each value where the value comes from; see `PresetMark`.
public struct StrategyPreset: Sendable {
    public let name: String
    /// The whole file.
    public let text: String
    /// What it does, in one sentence.
    public let about: String
    /// What its figures were taken from.
    public let source: String
    /// The day on which that was read, as `2026-11-26`.
    public let read: String
    /// What it says, as a strategy of a scenario does.
    let tree: SourceNode
    /// By line of its file, where the values on it come from.
    let marks: [Int: PresetMark]
    private let declared: Deferred<Strategy>?
    /// What is wrong with its file; empty, which a test of all presets sees to.
    let diagnostics: [Diagnostic]
    let map: MapValue?

    /// All of them, by name.
    public static let all: [StrategyPreset] = (0..<strategy_preset_count()).map { number in
        let file = strategy_preset(number)
        let bytes = UnsafeRawBufferPointer(start: file.bytes, count: file.count)
        return StrategyPreset(String(cString: file.name), String(decoding: bytes, as: UTF8.self))
    }.sorted { $0.name < $1.name }

    /// The one of that name; nil if there is none.
    public static func named(_ name: String) -> StrategyPreset? { all.first { $0.name == name } }

    /// - Parameter text: of its file.
    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
        let file = Self.file(name)
        let diagnostics = Diagnostics()
        var count = 0
        let empty = SourceNode(position: Position(file: file), content: .map([]))
        let root = YAMLReader.read(text, file: file, counted: &count, diagnostics: diagnostics) ?? empty
        let reader = ValueReader(diagnostics: diagnostics)
        let header = reader.map(root, Format.preset.outline).map
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: SourceFiles([]))
        let declared = header.map { builder.made(of: $0, Format.preset).model } ?? Format.preset.blank
        about = declared.about
        source = declared.source.title
        read = declared.source.read
        tree = root.entry("strategy")?.value ?? empty
        marks = PresetMark.marks(in: text)
        let value = header?.values["strategy"]
        map = value?.map
        self.declared = declared.strategy
        self.diagnostics = diagnostics.sorted
    }

    /// The strategy that it is in a scenario.
    ///
    /// - Throws: `ScenarioError` if it cannot be one there, because there are more parts of the fleet than rings.
    public func strategy(in scenario: Scenario) throws(ScenarioError) -> Strategy {
        let diagnostics = Diagnostics()
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: SourceFiles([]))
        builder.software = scenario.software
        builder.groups = scenario.groups
        builder.deviceCount = scenario.deviceCount
        builder.patches = scenario.patches
        var strategy = declared?.read(&builder)
        strategy?.name = name
        guard let strategy, !diagnostics.hasErrors else {
            let reason = diagnostics.sorted.first { $0.severity == .error }?.message ?? "its file is not in order"
            throw ScenarioError("the preset \"\(name)\" cannot be used in this scenario: \(reason)")
        }
        return strategy
    }

    /// How messages call its file.
    static func file(_ name: String) -> String { "preset \(name)" }

    /// The name of the preset in whose file a place is; nil if it is in none.
    static func name(ofFile file: String) -> String? {
        file.hasPrefix("preset ") ? String(file.dropFirst("preset ".count)) : nil
    }
}
