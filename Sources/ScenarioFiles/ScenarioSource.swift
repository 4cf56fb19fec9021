import PatchModel
import Warnings

/// A scenario file that has been read once, with what it imports, and of which scenarios can be made many times, each with
/// other settings.
public struct ScenarioSource: Sendable {
    /// The tree of all files together; nil if it could not be read.
    let root: SourceNode?
    /// The files that were read: the scenario itself, then what it imports.
    public let files: [String]
    /// What was wrong with the files as such, before anything was made of them.
    private let found: [Diagnostic]
    /// What comments in the files say of warnings.
    private let allowances: Allowances

    /// Where they came from.
    private let sources: SourceFiles.State

    /// Reads the scenario at `path` with what it imports.
    public init(path: String) { self.init(path: path, SourceFiles()) }

    /// Reads a scenario from files at hand, of which the first is the scenario itself.
    public init(files: [SourceFile]) { self.init(path: files.first?.paths.first ?? "", SourceFiles(files)) }

    private init(path: String, _ sources: SourceFiles) {
        var importer = Importer(diagnostics: Diagnostics(), sources: sources)
        self.init(importer.read(path: path), importer)
    }

    /// Reads a scenario from a text; `name` stands for the file in messages, and what the text refers to is looked for in
    /// its directory.
    public init(text: String, name: String) {
        let sources = SourceFiles()
        sources.begin(at: name)
        sources.note(name, Array(text.utf8))
        var importer = Importer(diagnostics: Diagnostics(), sources: sources)
        self.init(importer.read(text: text, name: name), importer)
    }

    private init(_ root: SourceNode?, _ importer: Importer) {
        let names = FormerNames(diagnostics: importer.diagnostics)
        let inheritance = Inheritance(diagnostics: importer.diagnostics)
        self.root = root.map {
            inheritance.resolved(in: names.replaced(in: $0, as: .map(Format.scenario.outline)))
        }
        files = importer.files
        found = importer.diagnostics.sorted
        allowances = importer.allowances
        sources = importer.sources.state
    }

    /// Makes a scenario of it.
    ///
    /// - Parameter settings: values that take the place of those in the files, one after the other. They are checked by the
    ///   same rules; what is said about them names the setting instead of a place in a file.
    public func load(setting settings: [ScenarioSetting] = []) -> LoadedScenario {
        let diagnostics = Diagnostics(found)
        let sources = SourceFiles(sources)
        let tree = root.map { resolved($0, settings, diagnostics) }
        let map = tree.flatMap { ValueReader(diagnostics: diagnostics).map($0, Format.scenario.outline).map }
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: sources)
        let built = map.flatMap { builder.build($0) }
        let scenario = diagnostics.hasErrors ? nil : built
        let allowed = allowances.adding(builder.allowances)
        return LoadedScenario(
            scenario: scenario,
            diagnostics: diagnostics.sorted.filter { found in
                found.severity == .error || !allowed.allows(found.code.rawValue, file: found.file, line: found.line)
            },
            warningBook: scenario.flatMap { scenario in tree.map { WarningBook(scenario, $0, allowed) } },
            files: files + builder.traceFiles,
            sources: sources.read,
            canonical: scenario.flatMap { _ in map.map { CanonicalScenario($0, sources) } },
            origin: sources.state
        )
    }

    /// The tree with the settings in it; those that cannot be made are reported and left out.
    func resolved(_ root: SourceNode, _ settings: [ScenarioSetting], _ diagnostics: Diagnostics) -> SourceNode {
        settings.reduce(root) { tree, setting in
            SettingWriter(setting, diagnostics: diagnostics).written(into: tree)
        }
    }
}
