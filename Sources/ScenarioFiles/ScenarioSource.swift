/// A scenario file that has been read once, with what it imports, and of which scenarios can be made many times, each with
/// other settings.
public struct ScenarioSource: Sendable {
    /// The tree of all files together; nil if it could not be read.
    let root: SourceNode?
    /// The files that were read: the scenario itself, then what it imports.
    public let files: [String]
    /// What was wrong with the files as such, before anything was made of them.
    private let found: [Diagnostic]

    /// Reads the scenario at `path` with what it imports.
    public init(path: String) {
        let diagnostics = Diagnostics()
        var importer = Importer(diagnostics: diagnostics)
        root = importer.read(path: path)
        files = importer.files
        found = diagnostics.sorted
    }

    /// Reads a scenario from a text; `name` stands for the file in messages, and what the text refers to is looked for in
    /// its directory.
    public init(text: String, name: String) {
        let diagnostics = Diagnostics()
        var importer = Importer(diagnostics: diagnostics)
        root = importer.read(text: text, name: name)
        files = importer.files
        found = diagnostics.sorted
    }

    /// Makes a scenario of it.
    ///
    /// - Parameter settings: values that take the place of those in the files, one after the other. They are checked by the
    ///   same rules; what is said about them names the setting instead of a place in a file.
    public func load(setting settings: [ScenarioSetting] = []) -> LoadedScenario {
        let diagnostics = Diagnostics(found)
        var builder = ScenarioBuilder(diagnostics: diagnostics)
        let scenario = root.map { resolved($0, settings, diagnostics) }.flatMap { builder.build($0) }
        return LoadedScenario(
            scenario: diagnostics.hasErrors ? nil : scenario,
            diagnostics: diagnostics.sorted,
            files: files + builder.traceFiles
        )
    }

    /// The tree with the settings in it; those that cannot be made are reported and left out.
    func resolved(_ root: SourceNode, _ settings: [ScenarioSetting], _ diagnostics: Diagnostics) -> SourceNode {
        settings.reduce(root) { tree, setting in
            SettingWriter(setting, diagnostics: diagnostics).written(into: tree)
        }
    }
}
