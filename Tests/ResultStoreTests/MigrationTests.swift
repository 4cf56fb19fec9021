import Experiments
import Foundation
import GRDB
import PatchSimulator
import Testing

@testable import ResultStore

/// Studies of earlier formats, which programs of their time wrote. `format-1.study` is of patchlab 0.1.0, at commit f22cf8b: four
/// replications of two strategies, under version 1 of the simulation. `format-2.study` is of 0.2.0, at commit 9bf2c76: one
/// replication of the same, under version 2. `format-3.study` is of 0.2.0, at commit 9db3eef: two replications, under version 2.
/// `format-4.study` is of 0.4.0, at commit fd8394e: one replication, broken down by group and by what was called risk.
@Suite("A study of an earlier format")
struct MigrationTests {
    private static let studies = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("studies")
    private static let original = studies.appendingPathComponent("format-1.study")

    /// A copy of it, and what `change` did to it.
    private static func copy(in folder: URL, _ change: String = "") throws -> String {
        let path = folder.appendingPathComponent("old.study").path
        try FileManager.default.copyItem(atPath: original.path, toPath: path)
        if !change.isEmpty { try edit(path, change) }
        return path
    }

    private static func edit(_ path: String, _ change: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: change) }
        try queue.close()
    }

    /// Everything that a study says.
    private struct Contents: Equatable {
        var about: StudyAbout
        var variants: [StudyVariant] = []
        var results: [RunResult] = []

        init(_ file: StudyFile) throws {
            about = try file.about()
            for number in try file.variants() {
                let variant = try file.variant(number)
                variants.append(variant)
                for (seed, _) in try file.seeds(of: variant.strategies) {
                    for strategy in variant.strategies {
                        for replication in try file.replications(of: [strategy], seed: seed) {
                            let key = RunKey(digest: strategy.digest, seed: seed, replication: replication)
                            results.append(try #require(try file.result(for: key)))
                        }
                    }
                }
            }
        }
    }

    private static func contents(_ path: String) throws -> Contents {
        let file = try StudyFile.open(path: path)
        defer { file.close() }
        return try Contents(file)
    }

    /// What was not counted yet when formats 2 and 3 were written.
    private static let counted4 = Set(
        [
            "down_at_once_devices", "unfinished_rollouts", "spared_pairs", "installations_after_withdrawal",
            "awaiting_window_s", "awaiting_restart_s", "postponed_restarts", "outside_window_s",
            "service_longest_s", "service_most_out_devices", "service_least_spare_devices",
        ] + Ledger.figures.map(\.id).filter { $0.contains("_day_") }
    )

    /// What a column of the table `run` of the original holds, in the order in which contents are told.
    private static func column(_ name: String) throws -> [Int64?] {
        try withScratch { folder in
            let queue = try DatabaseQueue(path: try copy(in: folder))
            defer { try? queue.close() }
            return try queue.read {
                try Optional<Int64>.fetchAll(
                    $0,
                    sql: """
                        SELECT \(name) FROM run JOIN strategy USING (digest) ORDER BY variant, run.seed, position, replication
                        """
                )
            }
        }
    }

    @Test("Opens for reading with every figure that it has; one that it does not have is absent; nothing is written")
    func reading() throws {
        try withScratch { folder in
            let path = try Self.copy(in: folder)
            let before = try Data(contentsOf: Self.original)
            let found = try Self.contents(path)
            #expect(found.about.patchlabVersion == "0.1.0")
            #expect(found.variants.map(\.simulationVersion) == [1])
            #expect(found.variants[0].strategies.map(\.name) == ["big-bang", "staged"])
            #expect(found.results.count == 8)
            for figure in Ledger.figures {
                let values = found.results.map { $0.ledger[figure] }
                switch figure.id {
                case "installations": #expect(values.allSatisfy { $0 == nil })
                case _ where Self.counted4.contains(figure.id): #expect(values.allSatisfy { $0 == nil })
                // There were no windows and no services then.
                case _ where figure.before == 0: #expect(values.allSatisfy { $0 == 0 })
                // Under their old name, which means successes today.
                case "attempts": #expect(try values == Self.column("installations"))
                default: #expect(try values == Self.column(figure.id), "\(figure.id)")
                }
            }
            for result in found.results {
                #expect(result.ledger.absent == Self.counted4.union(["installations"]))
                #expect(result.series != nil)
                #expect(result.decisions.allSatisfy { $0.round == 0 })
            }
            #expect(found.results[7].decisions.count > 1)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["old.study"])
        }
    }

    @Test("Opens where nothing may be written, too")
    func readOnly() throws {
        try withScratch { folder in
            let path = try Self.copy(in: folder)
            let expected = try Self.contents(path)
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
            #expect(try Self.contents(path) == expected)
        }
    }

    @Test(
        "Is brought to today's format when it is added to, says the same as before, and keeps new runs beside the old"
    )
    func continuing() throws {
        try withScratch { folder in
            let path = try Self.copy(in: folder)
            let before = try Self.contents(path)
            var random = RandomRuns(seed: 5)
            let added = random.result()
            for _ in 0..<2 {
                let file = try StudyFile.openOrCreate(path: path)
                #expect(try Contents(file) == before)
                file.close()
            }
            let file = try StudyFile.openOrCreate(path: path)
            let key = RunKey(digest: "new", seed: 1, replication: 0)
            try file.keep(added, for: key)
            try file.flush()
            file.close()
            let again = try StudyFile.open(path: path)
            #expect(try again.result(for: key) == added, "with every figure")
            #expect(try Contents(again) == before, "without the figure that they never had")
            #expect(try again.runCount() == 9)
            again.close()
        }
    }

    @Test("Has the tables and views of a new study afterwards, and what it lacked is listed from the first new run on")
    func tables() throws {
        try withScratch { folder in
            let path = try Self.copy(in: folder)
            try StudyFile.openOrCreate(path: path).close()
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            try queue.read { database throws in
                for (name, statement) in Schema.byName where Schema.figureTables[name] == nil {
                    let found = try String.fetchOne(
                        database,
                        sql: "SELECT sql FROM sqlite_master WHERE name = ?",
                        arguments: [name]
                    )
                    #expect(found == statement, "\(name)")
                }
                let names = try Set(database.columns(in: "run").map(\.name))
                #expect(names == Schema.runColumns.union(Ledger.figures.map(\.id)))
                let later = try String.fetchAll(database, sql: "SELECT name FROM figure WHERE first_run > 0")
                #expect(Set(later) == Self.counted4.union(["installations"]))
                #expect(
                    try Int.fetchOne(database, sql: "SELECT first_run FROM figure WHERE name = 'installations'") == 9
                )
                #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
                #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
            }
        }
    }

    @Test("Shows its metrics in the views as it did before, under the names that they have today")
    func views() throws {
        try withScratch { folder in
            let sql = """
                SELECT metric, value, strategy || '/' || replication || '/' || unit || '/' || is_censored AS place FROM metric
                """
            // Of each place and metric the value, by today's names; a quantile over runs has none.
            func values(_ path: String) throws -> [String: Double] {
                let queue = try DatabaseQueue(path: path)
                defer { try? queue.close() }
                let rows = try queue.read { try Row.fetchAll($0, sql: sql) }
                var found: [String: Double] = [:]
                for row in rows {
                    let (name, place): (String, String) = (row["metric"], row["place"])
                    let present = Metric.formerNames[name] ?? name
                    if !present.contains(".") { found["\(place)/\(present)"] = row["value"] }
                }
                return found
            }
            let path = try Self.copy(in: folder)
            let before = try values(path)
            #expect(before.count > 40)
            try StudyFile.openOrCreate(path: path).close()
            let after = try values(path)
            for (place, value) in before { #expect(after[place] == value, "\(place)") }
            #expect(after.keys.contains { $0.hasSuffix("/stopped") })
            #expect(!after.keys.contains { $0.hasSuffix("/down-at-once") }, "that was not counted")
        }
    }

    @Test(
        "Is told as damaged where it is, and left as it was",
        arguments: [
            ("ALTER TABLE run DROP COLUMN exposure_s", "the table 'run' was changed"),
            (
                "CREATE TRIGGER t AFTER INSERT ON decision BEGIN UPDATE run SET exposure_s = 0; END",
                "there is a trigger 't', which no study has"
            ),
            ("ALTER TABLE run ADD COLUMN attempts INTEGER", "the table 'run' was changed"),
            ("ALTER TABLE decision ADD COLUMN round INTEGER", "the table 'decision' was changed"),
            ("DROP TABLE series_values", "the table 'series_values' is missing"),
            ("PRAGMA user_version = 2", "the table 'decision' was changed"),
            ("PRAGMA user_version = 3", "the table 'decision' was changed"),
        ]
    )
    func damaged(change: String, expected: String) throws {
        try withScratch { folder in
            // The views would be in the way.
            let views =
                "DROP VIEW metric_by_strategy; DROP VIEW paired_difference; DROP VIEW metric; DROP VIEW timeline;"
            let path = try Self.copy(in: folder, "\(views) \(change)")
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            for open in [{ try StudyFile.open(path: path) }, { try StudyFile.openOrCreate(path: path) }] {
                let error = #expect(throws: StudyFileError.self) { try open() }
                #expect(error?.code == .damaged)
                #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        }
    }

    @Test("Is left whole where it cannot be brought to today's format")
    func allOrNothing() throws {
        try withScratch { folder in
            // A decision of a run that is not there: no program of ours wrote it, and the last check refuses it.
            let path = try Self.copy(
                in: folder,
                "PRAGMA foreign_keys = OFF; INSERT INTO decision VALUES (99, 0, 0, 'open', 0, 0, '', '', NULL)"
            )
            #expect(throws: StudyFileError.self) { try StudyFile.openOrCreate(path: path) }
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            try queue.read { database throws in
                #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == 1)
                #expect(try !database.tableExists("figure"))
                #expect(try database.columns(in: "decision").count == 9)
            }
        }
    }

    @Test("Of format 2 has every figure, before and after it is brought to today's, and rounds of decisions")
    func format2() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("old.study").path
            let original = Self.studies.appendingPathComponent("format-2.study")
            try FileManager.default.copyItem(atPath: original.path, toPath: path)
            let found = try Self.contents(path)
            #expect(found.variants.map(\.simulationVersion) == [2] && found.results.count == 2)
            for result in found.results {
                #expect(result.ledger.absent == Self.counted4 && result.ledger.installation.attempts > 0)
                #expect(result.decisions.count > 1)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: original))
            try StudyFile.openOrCreate(path: path).close()
            #expect(try Self.contents(path) == found)
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            let later = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM figure WHERE first_run > 0") }
            #expect(later == Self.counted4.count)
        }
    }

    @Test("Of format 3 says the same before and after it is brought to today's, and takes breakdowns beside its runs")
    func format3() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("old.study").path
            let original = Self.studies.appendingPathComponent("format-3.study")
            try FileManager.default.copyItem(atPath: original.path, toPath: path)
            let found = try Self.contents(path)
            #expect(found.variants.map(\.simulationVersion) == [2] && found.results.count == 4)
            #expect(found.results.allSatisfy { $0.ledger.absent == Self.counted4 && $0.series != nil })
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: original))

            let file = try StudyFile.openOrCreate(path: path)
            defer { file.close() }
            let strategy = found.variants[0].strategies[0]
            let key = RunKey(digest: strategy.digest, seed: 1, replication: 0)
            #expect(try file.result(for: key, by: [.group])?.breakdowns.isEmpty == true)
            var random = RandomRuns(seed: 3)
            let breakdown = random.breakdown(by: .group)
            var again = try #require(try file.result(for: key))
            again.breakdowns[.group] = breakdown
            try file.keep(again, for: key)
            try file.flush()
            #expect(try file.result(for: key, by: [.group]) == again)
            #expect(try Self.contents(path) == found)
            #expect(try file.runCount() == 4)
        }
    }

    @Test("Of format 4 has its breakdown by risk as one by criticality, before and after it is brought to today's")
    func format4() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("old.study").path
            let original = Self.studies.appendingPathComponent("format-4.study")
            try FileManager.default.copyItem(atPath: original.path, toPath: path)
            let queue = try DatabaseQueue(path: path)
            let before = try queue.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM member WHERE dimension = 'risk'")
            }
            try queue.close()
            #expect(before == 2, "one of each run: all devices have the same")
            let both: Set<PatchSimulator.Dimension> = [.criticality, .group]
            for open in [StudyFile.open, { path in try StudyFile.openOrCreate(path: path) }, StudyFile.open]
                as [(String) throws -> StudyFile]
            {
                let file = try open(path)
                defer { file.close() }
                let strategies = try file.variant(#require(try file.variants().first)).strategies
                #expect(try file.dimensions(of: strategies, seed: 1).whole == both)
                for strategy in strategies {
                    let key = RunKey(digest: strategy.digest, seed: 1, replication: 0)
                    let breakdowns = try #require(try file.result(for: key, by: both)).breakdowns
                    #expect(breakdowns[.criticality]?.members.map(\.name) == ["medium"])
                    #expect(breakdowns[.group]?.members.map(\.name) == ["desks", "laptops"])
                }
            }
        }
    }

    @Test("Of format 3 with a column that would do harm in a statement is refused")
    func hostileColumn() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("old.study").path
            try FileManager.default.copyItem(
                atPath: Self.studies.appendingPathComponent("format-3.study").path,
                toPath: path
            )
            let name = "x INTEGER); DROP TABLE study; --"
            let change =
                "ALTER TABLE run ADD COLUMN \"\(name)\" INTEGER; INSERT INTO figure VALUES ('\(name)', '', '', 1)"
            try Self.edit(path, change)
            for open in [StudyFile.open, { path in try StudyFile.openOrCreate(path: path) }]
                as [(String) throws -> StudyFile]
            {
                let error = #expect(throws: StudyFileError.self) { try open(path).close() }
                #expect(error?.code == .damaged)
                #expect(error?.message.hasPrefix("the table 'run' has a column 'x INTEGER)") == true)
            }
        }
    }

    @Test("A bad value in it is told by run and column")
    func wrongValue() throws {
        try withScratch { folder in
            let path = try Self.copy(in: folder, "UPDATE run SET exposure_s = 'abc' WHERE id = 2")
            let error = #expect(throws: StudyFileError.self) { try Self.contents(path) }
            #expect(error?.message == "run 2: exposure_s is 'abc'; a whole number is expected")
        }
    }
}

/// Studies that were kept before a figure was counted: the program's list is longer than the file's.
@Suite("A study without a figure")
struct UncountedFigureTests {
    /// What an earlier program would have left: no column, and no row in the list.
    private static func remove(_ figure: Ledger.Figure, from path: String) throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        try queue.write { database in
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'view'") {
                try database.execute(sql: "DROP VIEW \(name)")
            }
            for table in Schema.figureTables.keys {
                try database.execute(sql: "ALTER TABLE \(table) DROP COLUMN \(figure.id)")
            }
            try database.execute(sql: "DELETE FROM figure WHERE name = ?", arguments: [figure.id])
        }
    }

    private static let key = RunKey(digest: "d", seed: 1, replication: 0)
    private static let newKey = RunKey(digest: "d", seed: 1, replication: 1)

    @Test("Opens with it absent, and counts it from the next run on", arguments: Ledger.figures.map(\.id))
    func absent(name: String) throws {
        let figure = try #require(Ledger.figure(name))
        // What was simulated is a part of how series are read.
        guard name != "simulated_s" else { return }
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            var random = RandomRuns(seed: 11)
            let (old, new) = (random.result(), random.result())
            let file = try StudyFile.openOrCreate(path: path)
            try file.keep(old, for: Self.key)
            try file.flush()
            file.close()
            try Self.remove(figure, from: path)
            var expected = old
            expected.ledger = Ledger()
            for other in Ledger.figures where other.id != name {
                if let value = old.ledger[other] { expected.ledger.enter(value, as: other) }
            }
            if let value = figure.before {
                expected.ledger.enter(value, as: figure)
            } else {
                expected.ledger.leaveOut(figure)
            }

            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let reader = try StudyFile.open(path: path)
            #expect(try reader.result(for: Self.key) == expected)
            reader.close()
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before, "reading writes nothing")

            let writer = try StudyFile.openOrCreate(path: path)
            try writer.keep(new, for: Self.newKey)
            try writer.flush()
            #expect(try writer.result(for: Self.key) == expected, "that it never happened was not said")
            #expect(try writer.result(for: Self.newKey) == new)
            writer.close()
        }
    }

    @Test("Has no value in the views for what was not counted, and does not take it for a time that was not reached")
    func views() throws {
        let figure = try #require(Ledger.figure("time_to_patch_p50_s"))
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            var random = RandomRuns(seed: 12)
            var result = random.result()
            result.ledger.patching.pairs = 5
            let file = try StudyFile.openOrCreate(path: path)
            let strategy = StoredStrategy(name: "a", text: "", digest: "d")
            try file.enter(StudyVariant(sources: [], strategies: [strategy], simulationVersion: 1))
            try file.keep(result, for: Self.key)
            try file.flush()
            file.close()
            try Self.remove(figure, from: path)
            let writer = try StudyFile.openOrCreate(path: path)
            try writer.keep(result, for: Self.newKey)
            try writer.flush()
            writer.close()
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            func replications(_ metric: Metric) throws -> [Int] {
                try queue.read {
                    try Int.fetchAll(
                        $0,
                        sql: "SELECT replication FROM metric WHERE metric = ? ORDER BY replication",
                        arguments: [metric.id]
                    )
                }
            }
            #expect(try replications(.timeToPatch50) == [1])
            #expect(try replications(.timeToPatch95) == [0, 1])
        }
    }

    @Test(
        "Of a later version opens for reading; adding to it, which would lack what that one counts, is refused in words"
    )
    func later() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            var random = RandomRuns(seed: 13)
            let result = random.result()
            let file = try StudyFile.openOrCreate(path: path)
            try file.keep(result, for: Self.key)
            try file.flush()
            file.close()
            let queue = try DatabaseQueue(path: path)
            try queue.write {
                try $0.execute(
                    sql: """
                        ALTER TABLE run ADD COLUMN services_down_s INTEGER;
                        ALTER TABLE member ADD COLUMN services_down_s INTEGER;
                        INSERT INTO figure VALUES ('services_down_s', 'seconds', 'later', 1);
                        """
                )
            }
            try queue.close()
            let reader = try StudyFile.open(path: path)
            #expect(try reader.result(for: Self.key) == result)
            reader.close()
            let error = #expect(throws: StudyFileError.self) { try StudyFile.openOrCreate(path: path) }
            #expect(error?.code == .otherFormat)
            #expect(error?.message.contains("'services_down_s'") == true)
        }
    }
}
