public import PatchModel
public import Warnings

/// What came of reading a scenario file.
public struct LoadedScenario: Sendable {
    /// The scenario; nil if there are errors.
    public var scenario: Scenario?
    /// Every mistake and every doubt that shows while the files are read, by file, line and column.
    public var diagnostics: [Diagnostic]
    /// What would make figures mislead; nil if there are errors.
    package var warningBook: WarningBook?
    /// The files that were read: the scenario itself, then what it imports, then its traces.
    public var files: [String]
    /// The same files with their contents, each once: enough to load the scenario again where they are not.
    public var sources: [SourceFile]
    /// What stands for the scenario when it is asked whether two are the same; nil if there are errors.
    var canonical: CanonicalScenario?
    /// Where the files came from.
    var origin: SourceFiles.State

    /// What is in one of the files.
    func contents(_ file: String) -> [UInt8]? { SourceFiles(origin).contents(of: file) }

    /// What would make the figures mislead, the most harmful first; worked out when asked for.
    public var warnings: [Warning] { warningBook?.ofScenario ?? [] }
}

/// Reads scenario files.
public enum ScenarioFile {
    /// Reads the scenario at `path` with everything it refers to.
    ///
    /// Whatever the file holds, this returns: with a scenario whose `check()` passes, or with at least one error. Reads
    /// files, and nothing else outside the program.
    ///
    /// - Parameter settings: values that take the place of those in the file, one after the other.
    public static func load(path: String, setting settings: [ScenarioSetting] = []) -> LoadedScenario {
        ScenarioSource(path: path).load(setting: settings)
    }

    /// Reads a scenario from files at hand, as `LoadedScenario.sources` has them: the first is the scenario itself. Looks
    /// at nothing else.
    ///
    /// - Parameter settings: values that take the place of those in the files, one after the other.
    public static func load(sources: [SourceFile], setting settings: [ScenarioSetting] = []) -> LoadedScenario {
        ScenarioSource(files: sources).load(setting: settings)
    }

    /// Reads a scenario from a text; `name` stands for the file in messages, and what the text refers to is looked for in
    /// its directory.
    public static func load(text: String, name: String, setting settings: [ScenarioSetting] = []) -> LoadedScenario {
        ScenarioSource(text: text, name: name).load(setting: settings)
    }
}
