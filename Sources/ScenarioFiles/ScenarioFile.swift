public import PatchModel

/// What came of reading a scenario file.
public struct LoadedScenario: Sendable {
    /// The scenario; nil if there are errors.
    public var scenario: Scenario?
    /// Every mistake and every doubt, by file, line and column.
    public var diagnostics: [Diagnostic]
    /// The files that were read: the scenario itself, then what it imports, then its traces.
    public var files: [String]
    /// The same files with their contents, each once: enough to load the scenario again where they are not.
    public var sources: [ScenarioSource]
    /// What stands for the scenario when it is asked whether two are the same; nil if there are errors.
    var canonical: CanonicalScenario?
}

/// Reads scenario files.
public enum ScenarioFile {
    /// Reads the scenario at `path` with everything it refers to.
    ///
    /// Whatever the file holds, this returns: with a scenario whose `check()` passes, or with at least one error. Reads
    /// files, and nothing else outside the program.
    public static func load(path: String) -> LoadedScenario {
        load(path: path, SourceFiles())
    }

    /// Reads a scenario from files at hand, as `LoadedScenario.sources` has them: the first is the scenario itself. Looks
    /// at nothing else.
    public static func load(sources: [ScenarioSource]) -> LoadedScenario {
        load(path: sources.first?.paths.first ?? "", SourceFiles(sources))
    }

    private static func load(path: String, _ sources: SourceFiles) -> LoadedScenario {
        let diagnostics = Diagnostics()
        var importer = Importer(diagnostics: diagnostics, sources: sources)
        let root = importer.read(path: path)
        return finish(root, importer)
    }

    /// Reads a scenario from a text; `name` stands for the file in messages, and what the text refers to is looked for in
    /// its directory.
    public static func load(text: String, name: String) -> LoadedScenario {
        let sources = SourceFiles()
        sources.begin(at: name)
        sources.note(name, Array(text.utf8))
        var importer = Importer(diagnostics: Diagnostics(), sources: sources)
        let root = importer.read(text: text, name: name)
        return finish(root, importer)
    }

    private static func finish(_ root: SourceNode?, _ importer: Importer) -> LoadedScenario {
        let diagnostics = importer.diagnostics
        let map = root.flatMap { ValueReader(diagnostics: diagnostics).map($0, Format.scenario).map }
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: importer.sources)
        let built = map.flatMap { builder.build($0) }
        let scenario = diagnostics.hasErrors ? nil : built
        return LoadedScenario(
            scenario: scenario,
            diagnostics: diagnostics.sorted,
            files: importer.files + builder.traceFiles,
            sources: importer.sources.read,
            canonical: scenario.flatMap { _ in map.map { CanonicalScenario($0, importer.sources) } }
        )
    }
}
