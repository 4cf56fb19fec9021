package import Experiments
package import Foundation
import PatchModel
package import PatchSimulator
import Text
package import Warnings

/// Where the figures of a report come from, so that a reader can check them.
package struct ReportOrigin: Sendable, Hashable {
    /// A file that was read.
    package struct File: Sendable, Hashable {
        package var name: String
        /// In hexadecimal digits.
        package var sha256: String

        package init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// A key of the scenario that was set to another value than the files say.
    package struct Setting: Sendable, Hashable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Of the simulator that made the figures.
    package var version: String
    /// The version of the simulation's law under which the runs were made, if this program has another; nil: it has the same.
    package var otherSimulation: Int?
    /// Empty for a scenario as written.
    package var settings: [Setting]
    /// The first is the scenario itself.
    package var files: [File]
    /// The command that made the runs, fit for a shell; nil: it is worked out from what is shown.
    package var command: String?

    package init(
        version: String,
        otherSimulation: Int? = nil,
        settings: [Setting] = [],
        files: [File] = [],
        command: String? = nil
    ) {
        self.command = command
        self.version = version
        self.otherSimulation = otherSimulation
        self.settings = settings
        self.files = files
    }

    /// That the same scenario gives other figures by now; nil unless the runs were made under another law.
    var simulationInWords: String? {
        otherSimulation.map {
            "These runs were made under version \($0) of the simulation. This patchlab has another, under which the same command "
                + "gives other figures."
        }
    }

    /// `Not as written: soak = 1h, share = 5 %`; nil for a scenario as written.
    var settingsInWords: String? {
        guard !settings.isEmpty else { return nil }
        return "Not as written: " + settings.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    }
}

/// A report on a study, in several formats: a pure function of the study and its origin.
package struct ReportDocument {
    let comparison: Comparison
    let origin: ReportOrigin
    let bands: SeriesBands?
    let tornados: [TornadoResult]
    let sameFigures: SameFigures
    /// All points of the sweep that the study holds, this one among them; empty: there is no sweep, or nobody asked for it.
    let points: [ReportDocument]
    /// That the sweep has more points than a page can hold.
    let hasTooManyPoints: Bool
    /// Which variant is shown, where the study holds several and nobody has chosen one.
    package struct Shown: Sendable, Hashable {
        /// As `--variant` counts.
        package var number: Int64
        /// Of variants in the study.
        package var count: Int

        package init(number: Int64, count: Int) {
            self.number = number
            self.count = count
        }
    }

    /// Nil where there is one variant, or one was asked for.
    package let shownOfSeveral: Shown?
    /// What would make the figures mislead, the most harmful first; what the answer itself says is left out.
    let warnings: [Warning]
    /// By what only some of the runs are broken down, so that the report does not show it.
    package let partialDimensions: Set<PatchSimulator.Dimension>

    /// - Parameters:
    ///   - tornados: how far single factors swing the metrics, where the study holds that; strategy after strategy.
    ///   - warnings: about the scenario and its runs, the most harmful first.
    ///   - partialDimensions: by what only some of the runs are broken down.
    ///   - points: all points of the sweep that the study holds, in the order in which they were entered.
    ///   - hasTooManyPoints: that there are more than a page can hold.
    ///   - shownOfSeveral: which variant this is, where the study holds several and nobody has chosen one.
    package init(
        _ comparison: Comparison,
        origin: ReportOrigin,
        tornados: [TornadoResult] = [],
        warnings: [Warning] = [],
        partialDimensions: Set<PatchSimulator.Dimension> = [],
        points: [ReportDocument] = [],
        hasTooManyPoints: Bool = false,
        shownOfSeveral: Shown? = nil
    ) {
        self.points = points
        self.hasTooManyPoints = hasTooManyPoints
        self.shownOfSeveral = shownOfSeveral
        self.partialDimensions = partialDimensions
        self.comparison = comparison
        self.origin = origin
        self.tornados = tornados
        self.warnings = warnings.filter { $0.severity == .warning && !$0.isSaidByAnswer }
        bands = SeriesBands(comparison.study)
        sameFigures = SameFigures(comparison.study, origin)
    }

    /// True if the study holds how things went over time. Without, a report lacks these pictures.
    package var hasSeries: Bool { bands != nil }

    /// That the runs were made under another version of the simulation's law than this program has; nil if they were not.
    package var simulationNote: String? { origin.simulationInWords }

    /// The comparison's verdict, and where there are prices a sentence on who is cheapest.
    var verdict: [String] { comparison.verdict + [comparison.costVerdict].compactMap { $0 } }

    /// One page that needs nothing beside it: neither other files nor a network.
    ///
    /// - Throws: what the encoder throws on figures that are not finite; a study has none.
    package func html() throws -> String { try ReportPage(self).html.text }

    /// The answer in a sentence; nil where nothing can be said.
    package var answer: String? { AnswerText(comparison.study)?.sentence }

    /// For a pull request or a wiki.
    package var markdown: String { ReportMarkdown(self).text }

    /// For programs: the comparison, and the series behind the pictures.
    package func json() throws -> Data { try ReportRecords(self).json() }

    /// For spreadsheets: the comparison with everything by which it is broken down, as `compare` writes it.
    package var breakdownCSV: String { StudyRecords.csv(comparison) }

    /// For spreadsheets: the series behind the pictures, a row for each strategy, series and instant. Nil if there are none.
    package var csv: String? { ReportRecords(self).csv }
}

extension ReportDocument {
    /// The command that makes again what a report shows, with breakdowns, and keeps them in the study.
    ///
    /// - Parameters:
    ///   - names: of dimensions, separated by commas and blanks.
    ///   - path: of the study.
    package static func command(_ study: Study, _ origin: ReportOrigin, by names: String, study path: String) -> String
    {
        var plain = study
        for policy in plain.results.indices {
            for run in plain.results[policy].indices { plain.results[policy][run].breakdowns = [:] }
        }
        return SameFigures(plain, origin).command
            + " --by \(names.replacing(" ", with: "")) --study \(ShellWord.quoted(path))"
    }

    /// The same for what this report shows.
    package func command(by names: String, study path: String) -> String {
        Self.command(comparison.study, origin, by: names, study: path)
    }
}
