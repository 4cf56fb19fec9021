package import Experiments
import GRDB
import PatchSimulator

/// Whether a study is still what was written: by its database, by digests, by sums, and by runs that were done again.
extension StudyFile {
    /// So many faults are told; a file that was cut up may have millions.
    private static let mostFaults = 100

    /// What is not as it was written, in words; at most a hundred.
    ///
    /// Files of scenarios, settings and lists of strategies have digests. Figures have none, but the members of a breakdown add
    /// up to them.
    ///
    /// - Throws: `StudyFileError` if the file cannot be read at all.
    package func faults() throws(StudyFileError) -> [String] {
        var faults = try perform { try database.read { try Self.databaseFaults($0) } }
        // Where pages are missing, nothing else can be believed.
        guard faults.isEmpty else { return faults }
        for number in try variants() {
            do throws(StudyFileError) {
                _ = try variant(number)
            } catch {
                faults.append(error.message)
            }
        }
        faults += try perform { try database.read { try runFaults($0) } }
        return Array(faults.prefix(Self.mostFaults))
    }

    private static func databaseFaults(_ database: Database) throws -> [String] {
        var faults = try String.fetchAll(database, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
            .map { "the database is damaged: \($0)" }
        for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(10) {
            let (table, other): (String?, String?) = (row["table"], row["parent"])
            let name = StudyDamage.quoted(table ?? "")
            faults.append("a row of the table \(name) belongs to none of \(StudyDamage.quoted(other ?? ""))")
        }
        return faults
    }

    private func runFaults(_ database: Database) throws -> [String] {
        var faults: [String] = []
        let strays =
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM run WHERE digest NOT IN (SELECT digest FROM strategy)"
            ) ?? 0
        if strays > 0 {
            faults.append("\(strays) \(strays == 1 ? "run belongs" : "runs belong") to no strategy of the study")
        }
        for number in try Int64.fetchAll(database, sql: "SELECT id FROM run ORDER BY id") {
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM run WHERE id = ?", arguments: [number])
            else {
                continue
            }
            do {
                let result = try result(row, by: Set(PatchSimulator.Dimension.allCases), series: false, database)
                faults += Self.wrongSums(of: result).map { "run \(number)\($0)" }
            } catch let error as StudyDamage {
                faults.append(error.message)
            }
            if faults.count >= Self.mostFaults { break }
        }
        return faults
    }

    /// The figures that are not the sums of those of the members, in words that follow the name of the run.
    private static func wrongSums(of result: RunResult) -> [String] {
        PatchSimulator.Dimension.allCases.flatMap { dimension -> [String] in
            guard let breakdown = result.breakdowns[dimension] else { return [] }
            return Ledger.figures.filter { $0.addsUp(over: dimension) }.compactMap { figure in
                let parts = breakdown.members.compactMap { $0.ledger[figure] }
                // What was not counted yet adds up to nothing.
                guard let whole = result.ledger[figure], parts.count == breakdown.members.count else { return nil }
                // Each is at most a greatest sum, and there may be many.
                let sum = parts.reduce(0.0) { $0 + Double($1) }
                let isSum = sum < 9e15 ? parts.reduce(0, +) == whole : false
                return isSum
                    ? nil : ": \(figure.id) is \(whole), and by \(dimension.rawValue) it adds up to another number"
            }
        }
    }

    // MARK: Runs that were done again

    /// What tells a run that was kept from the same one done again, in words; nil if nothing does.
    ///
    /// What was not counted or not taken apart yet when it was kept is no difference.
    ///
    /// - Throws: `StudyFileError`; `notFound` if there is no such run.
    package func difference(of result: RunResult, for key: RunKey) throws(StudyFileError) -> String? {
        let kept = try perform { try self.result(for: key, by: Set(result.breakdowns.keys)) }
        guard let kept else { throw StudyFileError(.notFound, "a run is gone from the study", path: path) }
        func record(_ result: RunResult) -> RunRecord {
            RunRecord(
                result,
                figures: Ledger.figures.map(\.id).filter { !kept.ledger.absent.contains($0) },
                variant: 0,
                strategy: "",
                seed: key.seed,
                replication: key.replication
            )
        }
        return record(kept).difference(to: record(result)) ?? Self.difference(kept.series, result.series)
            ?? PatchSimulator.Dimension.allCases.lazy.compactMap { dimension in
                kept.breakdowns[dimension].flatMap { Self.difference($0, result.breakdowns[dimension]) }
            }.first
    }

    private static func difference(_ kept: RunSeries?, _ now: RunSeries?) -> String? {
        // Another version may look at other moments.
        guard let kept, let now, kept.step == now.step, kept != now else { return nil }
        return "the course over time is not the same"
    }

    private static func difference(_ kept: Breakdown, _ now: Breakdown?) -> String? {
        guard let now else { return nil }
        let names = (kept: kept.members.map(\.name), now: now.members.map(\.name))
        guard names.kept == names.now else { return "the members by \(kept.dimension.rawValue) are not the same" }
        for (old, new) in zip(kept.members, now.members) {
            for figure in Ledger.figures where !old.ledger.absent.contains(figure.id) {
                guard old.ledger[figure] != new.ledger[figure] else { continue }
                let member = StudyDamage.quoted(old.name ?? "")
                return "\(figure.id) of the \(kept.dimension.rawValue) \(member) is "
                    + "\(RunRecord.said(old.ledger[figure])) in the file and \(RunRecord.said(new.ledger[figure])) now"
            }
        }
        return nil
    }
}
