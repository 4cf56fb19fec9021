package import Experiments
package import PatchModel
package import ScenarioFiles
package import Warnings

/// Tells a caller what would make the figures of a scenario mislead, before anything is run and after.
package struct WarningDesk: Sendable {
    /// What is done with warnings.
    package struct Rules: Sendable {
        /// Work ends with the first warning.
        package var deniesWarnings: Bool
        /// What only the author of a scenario may know is told, too.
        package var isForAuthor: Bool

        package init(deniesWarnings: Bool = false, isForAuthor: Bool = false) {
            self.deniesWarnings = deniesWarnings
            self.isForAuthor = isForAuthor
        }
    }

    private let loaded: LoadedScenario
    private let rules: Rules
    /// Of strategies that are run beside those of the scenario.
    private let ofPresets: [Warning]

    /// - Parameter strategies: those that are run; what the scenario does not have is looked at as well.
    package init(_ loaded: LoadedScenario, _ rules: Rules, strategies: [Strategy] = []) {
        self.loaded = loaded
        self.rules = rules
        ofPresets = loaded.warningBook?.of(presets: strategies) ?? []
    }

    /// The warnings and notes about the scenario that are told.
    private var ofScenario: [Warning] {
        (loaded.warnings + ofPresets).filter { rules.isForAuthor || !$0.isForAuthors }
    }

    /// To be called before anything is run: the caller hears of warnings that the scenario alone tells, but not of notes.
    ///
    /// - Parameter search: what is searched for; nil: nothing.
    /// - Throws: `Failure` if there are warnings, be it of the reader of files, and they are denied.
    package func open(for caller: any Caller, search: SearchFacts? = nil) throws {
        // Nobody is told, so that nothing need be found out.
        if caller.isQuiet && !rules.deniesWarnings { return }
        let ofSearch = search.flatMap { loaded.warningBook?.of($0) } ?? []
        let found = (ofScenario + ofSearch).filter { $0.severity == .warning }
        tell(found, to: caller)
        try deny(found.count + loaded.diagnostics.count { $0.severity == .warning })
    }

    /// What is to be said beside results of which no study is made: of the scenario, the most harmful first.
    package var warnings: [Warning] { ofScenario.byHarm }

    /// What is to be said beside the results: of the scenario and of its runs, the most harmful first.
    package func warnings(beside study: Study) -> [Warning] { (ofScenario + ofRuns(study)).byHarm }

    /// The same beside results of runs that were made on purpose.
    package func warnings(besideMadeRuns study: Study) -> [Warning] {
        (ofScenario + (loaded.warningBook?.of(madeRuns: study) ?? [])).byHarm
    }

    /// To be called when the results are out.
    ///
    /// - Throws: `Failure`, after the caller has heard them, if the runs give warnings and these are denied.
    package func close(_ study: Study, for caller: any Caller) throws {
        guard rules.deniesWarnings else { return }
        let found = ofRuns(study).filter { $0.severity == .warning }
        tell(found, to: caller)
        try deny(found.count)
    }

    private func ofRuns(_ study: Study) -> [Warning] { loaded.warningBook?.of(study) ?? [] }

    /// What ends the work is told to a quiet caller, too.
    private func tell(_ found: [Warning], to caller: any Caller) {
        for warning in found {
            let line = Remark(warning).line
            if rules.deniesWarnings { caller.hear(line) } else { caller.note(line) }
        }
    }

    private func deny(_ count: Int) throws {
        guard rules.deniesWarnings, count > 0 else { return }
        throw Failure(
            "\(count == 1 ? "there is a warning" : "there are \(count) warnings"), and --deny warnings was given"
        )
    }
}
