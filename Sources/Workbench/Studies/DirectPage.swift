package import Experiments
package import Reports
package import ResultStore
package import ScenarioFiles
package import Warnings

extension ReportDocument {
    /// A report on runs that were just made, of which no study needs to know.
    ///
    /// - Parameters:
    ///   - loaded: the scenario with its settings.
    ///   - settings: what was set otherwise than the files say, by key.
    ///   - command: the command line, fit for a shell.
    ///   - warnings: about the scenario and these runs.
    package init(
        _ comparison: Comparison,
        _ loaded: LoadedScenario,
        settings: [StoredSetting],
        command: String,
        warnings: [Warning]
    ) {
        let files = loaded.sources.map { ReportOrigin.File(name: $0.paths.first ?? "", sha256: Digest.of($0.bytes)) }
        let origin = ReportOrigin(
            version: patchlabVersion,
            settings: settings.map { ReportOrigin.Setting(key: $0.key, value: $0.value) },
            files: files,
            command: command
        )
        self.init(comparison, origin: origin, warnings: warnings)
    }
}
