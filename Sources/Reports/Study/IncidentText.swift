package import Experiments
import PatchSimulator
import Text

/// What went wrong with the policies of a study without ending it: which runs are marked, and what the means are without
/// them.
package struct IncidentText {
    private static let shown = 5

    private let study: Study
    private let width: Int

    package init(_ study: Study, width: Int = 80) {
        self.study = study
        self.width = max(40, width)
    }

    /// Nothing if nothing went wrong.
    package var lines: [String] { study.policies.indices.flatMap(lines) }

    private func lines(of place: Int) -> [String] {
        guard let record = IncidentRecord(study, place) else { return [] }
        let name = study.policies[place].name
        let runs = study.results[place]
        let kinds = record.kinds.map { "\($0.kind) \($0.count)" }.joined(separator: ", ")
        var lines = [
            "\(name): \(record.runs.count) of \(runs.count) runs had incidents: \(kinds). They are marked in JSON and CSV."
        ]
        for (replication, run) in zip(study.replications, runs).filter({ !$0.1.incidents.isEmpty }).prefix(Self.shown) {
            guard let first = run.incidents.first else { continue }
            let when = first.time.map { "at \(Figure.time($0))" } ?? "before it began"
            let more = run.incidents.count > 1 ? " (and \(run.incidents.count - 1) more)" : ""
            lines.append("  run \(replication): \(first.kind) \(when): \(first.text)\(more)")
        }
        if record.runs.count > Self.shown { lines.append("  and \(record.runs.count - Self.shown) more runs") }
        let means = record.means.map { mean in
            let words = { (value: Double) in Figure.fixed(value, Figure.decimals(for: value)) }
            return "\(mean.metric) \(words(mean.without)) instead of \(words(mean.with))"
        }
        if record.runs.count == runs.count {
            lines.append("  No run is without incidents.")
        } else if !means.isEmpty {
            lines.append("  Means of the other \(runs.count - record.runs.count): " + means.joined(separator: "; "))
        }
        return lines.flatMap { line in
            let indent = line.hasPrefix(" ") ? "  " : ""
            return wrapped(line, width: width - 4).enumerated().map { $0 == 0 ? indent + $1 : indent + "  " + $1 }
        }
    }
}

/// The same for documents.
struct IncidentRecord: Encodable {
    struct Kind: Encodable {
        var kind: String
        var count: Int
    }

    /// The mean of a metric with and without the marked runs.
    struct Mean: Encodable {
        var metric: String
        var with: Double
        var without: Double
    }

    /// The replications in which something went wrong.
    var runs: [Int]
    var kinds: [Kind]
    var means: [Mean]

    /// Nil if nothing went wrong with that policy.
    init?(_ study: Study, _ place: Int) {
        let results = study.results[place]
        let marked = zip(study.replications, results).filter { !$0.1.incidents.isEmpty }
        guard !marked.isEmpty else { return nil }
        runs = marked.map(\.0)
        let counts = Dictionary(grouping: marked.flatMap(\.1.incidents), by: \.kind).mapValues(\.count)
        kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { Kind(kind: $0.key, count: $0.value) }
        let others = results.filter(\.incidents.isEmpty).map(\.ledger)
        means = Metric.headlines.compactMap { metric in
            guard metric.isMean, let all = metric.values(in: results.map(\.ledger)),
                let rest = metric.values(in: others)
            else { return nil }
            return Mean(
                metric: metric.id,
                with: all.reduce(0, +) / Double(all.count),
                without: rest.reduce(0, +) / Double(rest.count)
            )
        }
    }
}

/// One incident as it stands in JSON.
struct RunIncidentRecord: Encodable {
    var seconds: Int64?
    var kind: String
    var text: String

    /// Nil if there is none.
    static func all(of result: RunResult) -> [RunIncidentRecord]? {
        result.incidents.isEmpty
            ? nil : result.incidents.map { RunIncidentRecord(seconds: $0.time, kind: $0.kind, text: $0.text) }
    }
}
