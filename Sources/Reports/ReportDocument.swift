public import Experiments
public import Foundation
import PatchModel
import PatchSimulator

/// Where the figures of a report come from, so that a reader can check them.
public struct ReportOrigin: Sendable, Hashable {
    /// A file that was read.
    public struct File: Sendable, Hashable {
        public var name: String
        /// In hexadecimal digits.
        public var sha256: String

        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// A key of the scenario that was set to another value than the files say.
    public struct Setting: Sendable, Hashable {
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Of the simulator that made the figures.
    public var version: String
    /// The version of the simulation's law under which the runs were made, if this program has another; nil: it has the same.
    public var otherSimulation: Int?
    /// Empty for a scenario as written.
    public var settings: [Setting]
    /// The first is the scenario itself.
    public var files: [File]

    public init(version: String, otherSimulation: Int? = nil, settings: [Setting] = [], files: [File] = []) {
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
public struct ReportDocument {
    let comparison: Comparison
    let origin: ReportOrigin
    let bands: SeriesBands?
    let tornados: [TornadoResult]
    let sameFigures: SameFigures

    /// - Parameter tornados: how far single factors swing the metrics, where the study holds that; strategy after strategy.
    public init(_ comparison: Comparison, origin: ReportOrigin, tornados: [TornadoResult] = []) {
        self.comparison = comparison
        self.origin = origin
        self.tornados = tornados
        bands = SeriesBands(comparison.study)
        sameFigures = SameFigures(comparison.study, origin)
    }

    /// True if the study holds how things went over time. Without, a report lacks these pictures.
    public var hasSeries: Bool { bands != nil }

    /// That the runs were made under another version of the simulation's law than this program has; nil if they were not.
    public var simulationNote: String? { origin.simulationInWords }

    /// The comparison's verdict, and where there are prices a sentence on who is cheapest.
    var verdict: [String] { comparison.verdict + [comparison.costVerdict].compactMap { $0 } }

    /// One page that needs nothing beside it: neither other files nor a network.
    ///
    /// - Throws: what the encoder throws on figures that are not finite; a study has none.
    public func html() throws -> String { try ReportPage(self).html.text }

    /// For a pull request or a wiki.
    public var markdown: String { ReportMarkdown(self).text }

    /// For programs: the comparison, and the series behind the pictures.
    public func json() throws -> Data { try ReportRecords(self).json() }

    /// For spreadsheets: the series behind the pictures, a row for each strategy, series and instant. Nil if there are none.
    public var csv: String? { ReportRecords(self).csv }
}
