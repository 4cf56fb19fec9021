package import Experiments
import GRDB
import PatchSimulator

/// A run that two studies hold, and not as the same.
package struct RunDisagreement: Error, Sendable, Hashable {
    package var key: RunKey
    /// The first figure or decision that differs, in words.
    package var words: String
}

extension StudyFile {
    /// So many runs are one transaction.
    private static let mergedAtOnce = 256

    /// Takes up all variants and runs of another study, with their series and breakdowns. Runs that are here already must be the
    /// same, and stay.
    ///
    /// - Returns: how many runs were new.
    /// - Throws: `RunDisagreement` for the first run that is not the same, or `StudyFileError`; what was taken up before stays.
    package func takeUp(_ other: StudyFile) throws -> Int {
        for number in try other.variants() { try enter(try other.variant(number)) }
        let parts = try other.parts()
        let keys = try other.keys()
        var added = 0
        for start in stride(from: 0, to: keys.count, by: Self.mergedAtOnce) {
            let chunk = keys[start..<min(keys.count, start + Self.mergedAtOnce)]
            var runs: [(RunKey, RunResult)] = []
            for key in chunk {
                guard let result = try other.result(for: key, by: parts.dimensions, series: parts.series) else {
                    continue
                }
                if let figure = result.ledger.absent.min() {
                    throw StudyFileError(
                        .otherFormat,
                        "its runs were kept before \(figure) was counted, and cannot be merged: make them again",
                        path: other.path
                    )
                }
                runs.append((key, result))
            }
            let (count, disagreement) = try perform { try database.write { try takeUp(runs, $0) } }
            if let disagreement { throw disagreement }
            added += count
        }
        return added
    }

    private func takeUp(_ runs: [(RunKey, RunResult)], _ database: Database) throws -> (Int, RunDisagreement?) {
        var added = 0
        for (key, result) in runs {
            let row = try Row.fetchOne(
                try database.cachedStatement(
                    sql: "SELECT * FROM run WHERE digest = ? AND seed = ? AND replication = ?"
                ),
                arguments: [key.digest, String(key.seed), key.replication]
            )
            if let row {
                let kept = try self.result(row, by: [], series: result.series != nil, database)
                if let words = RunRecord(kept).difference(to: RunRecord(result), "in one", "in the other") {
                    return (added, RunDisagreement(key: key, words: words))
                }
                if let series = kept.series, series != result.series {
                    return (added, RunDisagreement(key: key, words: "the course over time is not the same"))
                }
            } else {
                added += 1
            }
            try Self.insert(result, key, database)
        }
        return (added, nil)
    }
}
