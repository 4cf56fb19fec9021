public import PatchModel

/// What came of reading a scenario file.
public struct LoadedScenario: Sendable {
    /// The scenario; nil if there are errors.
    public var scenario: Scenario?
    /// Every mistake and every doubt, by file, line and column.
    public var diagnostics: [Diagnostic]
    /// The files that were read: the scenario itself, then what it imports, then its traces.
    public var files: [String]
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

    /// Reads a scenario from a text; `name` stands for the file in messages, and what the text refers to is looked for in
    /// its directory.
    public static func load(text: String, name: String, setting settings: [ScenarioSetting] = []) -> LoadedScenario {
        ScenarioSource(text: text, name: name).load(setting: settings)
    }
}
