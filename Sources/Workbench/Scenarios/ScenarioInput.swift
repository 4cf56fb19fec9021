package import PatchModel
package import ScenarioFiles

/// Reads the scenario that work is about.
package enum ScenarioInput {
    /// The scenario at `path`. Tells the caller what is wrong with it.
    ///
    /// - Throws: `Failure` if it cannot be used.
    package static func load(_ path: String, for caller: any Caller) throws -> Scenario {
        try read(path, for: caller).scenario
    }

    /// The same with the files that it was read from, and with what is set otherwise than they say.
    ///
    /// `path` may be the name of an example; see `ScenarioPlace`.
    ///
    /// - Parameter settings: each as `KEY=VALUE`.
    package static func read(
        _ path: String,
        setting settings: [String] = [],
        for caller: any Caller
    ) throws -> (scenario: Scenario, loaded: LoadedScenario) {
        let source =
            try PlannedInputs.current.map { ScenarioSource(files: $0.files) }
            ?? ScenarioSource(path: ScenarioPlace.path(of: path))
        let loaded = source.load(setting: try SettingInput.settings(settings, in: source))
        return (try scenario(loaded, path, for: caller), loaded)
    }

    /// What was loaded from `path`, if it can be used.
    ///
    /// - Parameter warns: whether a caller who is not quiet hears warnings, too.
    package static func scenario(
        _ loaded: LoadedScenario,
        _ path: String,
        warns: Bool = true,
        for caller: any Caller
    ) throws -> Scenario {
        for diagnostic in loaded.diagnostics
        where diagnostic.severity == .error || warns && !caller.isQuiet {
            caller.hear(diagnostic.description)
        }
        guard let scenario = loaded.scenario else {
            let errors = loaded.diagnostics.filter { $0.severity == .error }
            let code = errors.map(\.code.rawValue).min() ?? "CODE"
            let name = path.isEmpty ? "the scenario" : path
            // The file is as it was: what was set does not go with it.
            let what =
                errors.allSatisfy(\.isOfSetting)
                ? "\(settings(of: errors)) cannot be used with \(name)"
                : "\(name) has \(errors.count == 1 ? "an error" : "\(errors.count) errors")"
            throw Failure("\(what); 'patchlab explain \(code)' gives details")
        }
        return scenario
    }

    /// The settings that are at fault, as they were given.
    private static func settings(of errors: [Diagnostic]) -> String {
        let names = Set(errors.map(\.file)).sorted()
        return names.count > 2 ? "\(names.count) of the values that are set" : names.joined(separator: " and ")
    }
}
