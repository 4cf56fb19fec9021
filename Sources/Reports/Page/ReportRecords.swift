import EventEngine
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text

/// A report for programs.
struct ReportRecords {
    private let report: ReportDocument
    private var study: Study { report.comparison.study }

    init(_ report: ReportDocument) { self.report = report }

    /// One curve over time, put together over replications.
    private struct SeriesRecord: Encodable {
        var strategy: String
        var series: String
        var seconds: [Int64]
        var median: [Double?]
        var p10: [Double?]
        var p90: [Double?]
        var mean: [Double?]
    }

    private var records: [SeriesRecord] {
        guard let bands = report.bands else { return [] }
        return study.policies.indices.flatMap { place in
            [
                ("share-patched", bands.patched[place]), ("exposed-pairs", bands.exposed[place]),
                ("hit-devices", bands.hit[place]),
            ].map { name, band in
                SeriesRecord(
                    strategy: study.policies[place].name,
                    series: name,
                    seconds: bands.instants,
                    median: band.median,
                    p10: band.low,
                    p90: band.high,
                    mean: band.mean
                )
            }
        }
    }

    func json() throws -> Data {
        struct File: Encodable {
            var name: String
            var sha256: String
        }
        struct Setting: Encodable {
            var key: String
            var value: String
        }
        struct Document: Encodable {
            var series: [SeriesRecord]
            var version: String
            /// Of the runs, where this program has another.
            var otherSimulationVersion: Int?
            var command: String
            var settings: [Setting]
            var files: [File]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            series: records,
            version: report.origin.version,
            otherSimulationVersion: report.origin.otherSimulation,
            command: report.sameFigures.command,
            settings: report.origin.settings.map { Setting(key: $0.key, value: $0.value) },
            files: report.origin.files.map { File(name: $0.name, sha256: $0.sha256) }
        )
        // Two documents in one: the comparison reads as `compare --json` writes it.
        return try Data("{\n\"comparison\": ".utf8) + StudyRecords.json(report.comparison)
            + Data(",\n\"report\": ".utf8) + encoder.encode(document) + Data("\n}\n".utf8)
    }

    var csv: String? {
        guard report.hasSeries else { return nil }
        var lines = [CSV.line(["strategy", "series", "seconds", "median", "p10", "p90", "mean"])]
        let text = { (value: Double?) in value.map { String($0) } ?? "" }
        for record in records {
            for place in record.seconds.indices {
                lines.append(
                    CSV.line([
                        record.strategy, record.series, String(record.seconds[place]), text(record.median[place]),
                        text(record.p10[place]), text(record.p90[place]), text(record.mean[place]),
                    ])
                )
            }
        }
        return lines.joined()
    }
}
