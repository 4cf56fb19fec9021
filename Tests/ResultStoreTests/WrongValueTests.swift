import Experiments
import Foundation
import GRDB
import PatchSimulator
import Testing

@testable import ResultStore

/// Studies in which somebody, or a failing disk, has put what no simulation does.
@Suite("A study with a wrong value")
struct WrongValueTests {
    /// What reading everything says, after `change` was done to a sound study with one run.
    private static func message(_ change: String) throws -> String? {
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            let file = try StudyFile.openOrCreate(path: path)
            try file.describe(StudyFileTests.about)
            try file.enter(
                StudyVariant(
                    sources: [StoredSource(paths: ["s.yaml"], bytes: [1, 2, 3])],
                    strategies: [StoredStrategy(name: "a", text: "{}", digest: "d")],
                    simulationVersion: 1
                )
            )
            var random = RandomRuns(seed: 1)
            var result = random.result()
            let plan = RolloutPlan(patches: [0], rings: [])
            result.decisions = [LoggedAction(time: 5, action: .begin(plan), reason: "released")]
            result.ledger.time = 10
            result.series = random.series(horizon: 10)
            var parts = [random.ledger(), random.ledger()]
            parts[1].leaveOut(try #require(Ledger.figure("stops")))
            let members = zip(["a", nil], parts).map { Breakdown.Member(name: $0, ledger: $1) }
            result.breakdowns[.group] = Breakdown(dimension: .group, members: members)
            try file.keep(result, for: RunKey(digest: "d", seed: 1, replication: 0))
            try file.flush()
            file.close()

            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: change) }
            try queue.close()
            do {
                try read(path)
                return nil
            } catch {
                let error = try #require(error as? StudyFileError)
                #expect(error.message.count < 300)
                return error.message
            }
        }
    }

    private static func read(_ path: String) throws {
        let file = try StudyFile.open(path: path)
        defer { file.close() }
        _ = try file.about()
        for number in try file.variants() {
            let variant = try file.variant(number)
            for (seed, _) in try file.seeds(of: variant.strategies) {
                for replication in try file.replications(of: variant.strategies, seed: seed) {
                    let key = RunKey(digest: "d", seed: seed, replication: replication)
                    _ = try file.result(for: key, by: Set(PatchSimulator.Dimension.allCases))
                }
            }
        }
    }

    @Test(
        "Is told by run, column and value, and never ends the program",
        arguments: [
            ("UPDATE run SET exposure_s = 'abc'", "run 1: exposure_s is 'abc'; a whole number is expected"),
            ("UPDATE run SET up_s = 1.5", "run 1: up_s is 1.5; a whole number is expected"),
            ("UPDATE run SET events = x'00ff'", "run 1: events is 2 bytes; a whole number is expected"),
            (
                "UPDATE run SET pairs = -1",
                "run 1: pairs is -1; a whole number from 0 to 576460752303423488 is expected"
            ),
            (
                "UPDATE run SET down_s = 9223372036854775807",
                "run 1: down_s is 9223372036854775807; a whole number from 0"
            ),
            ("UPDATE run SET simulated_s = 1 << 50", "run 1: simulated_s is 1125899906842624; a whole number from 0"),
            ("UPDATE run SET first_stop_s = 'x'", "run 1: first_stop_s is 'x'; a whole number is expected"),
            ("UPDATE run SET replication = 'x'", "a run: replication is 'x'; a whole number is expected"),
            ("UPDATE run SET seed = 'x'", "runs: seed is 'x'; a whole number as text is expected"),
            ("UPDATE decision SET time_s = 'x'", "run 1, decision 0: time_s is 'x'; a whole number is expected"),
            ("UPDATE decision SET round = 'x'", "run 1, decision 0: round is 'x'; a whole number is expected"),
            ("UPDATE decision SET rollout = -7", "run 1, decision 0: rollout is -7; a whole number from 0"),
            ("UPDATE decision SET number = 3", "run 1, decision 0: number is 3; 0 is expected"),
            ("UPDATE decision SET detail = NULL", "run 1, decision 0: detail is absent; a rollout's plan is expected"),
            (
                "UPDATE detail SET text = 'no' || char(27) || char(10) || 'plan' WHERE id IN (SELECT detail FROM decision)",
                "run 1, decision 0: detail is 'no\\u001b\\u000aplan'; a rollout's plan is expected"
            ),
            (
                "UPDATE detail SET text = printf('%0100d', 0) WHERE id IN (SELECT detail FROM decision)",
                "run 1, decision 0: detail is '\(String(repeating: "0", count: 40))...'; a rollout's plan is expected"
            ),
            ("UPDATE series_values SET points = '[1,x]'", "'x' is among its points; whole numbers"),
            ("UPDATE series_values SET points = '[1]'", "points is '[1]'; a list of"),
            ("UPDATE series_values SET points = '7'", "points is '7'; a list of whole numbers is expected"),
            ("UPDATE series_values SET step_s = 0", "step_s is 0; a whole number from 1"),
            (
                "UPDATE series_values SET step_s = 3 WHERE kind = 'dead-seconds'",
                "run 1, series 'dead-seconds': step_s is 3"
            ),
            (
                "UPDATE member SET pairs = 'x' WHERE position = 1",
                "run 1 by group, member 1: pairs is 'x'; a whole number is expected"
            ),
            (
                "UPDATE member SET devices = -1",
                "run 1 by group, member 0: devices is -1; a whole number from 0 to 576460752303423488 is expected"
            ),
            ("UPDATE member SET up_s = NULL", "run 1 by group, member 0: up_s is absent; a whole number is expected"),
            ("UPDATE member SET first_stop_s = 1 << 50", "run 1 by group, member 0: first_stop_s is 1125899906842624"),
            ("UPDATE member SET position = position + 7", "run 1 by group, member 0: position is 7; 0 is expected"),
            ("UPDATE member SET name = x'00ff'", "run 1 by group, member 0: name is 2 bytes; text is expected"),
            (
                "UPDATE member SET name = 'a' || char(27)",
                "run 1 by group, member 1: name is 'a\\u001b'; another name than the others have is expected"
            ),
            (
                "PRAGMA foreign_keys = OFF; UPDATE member SET figures = 77",
                "run 1 by group, member 0: list is absent; a JSON list of figures is expected"
            ),
            (
                "UPDATE detail SET text = '7' WHERE id IN (SELECT figures FROM member WHERE position = 0)",
                "run 1 by group, member 0: list is '7'; a JSON list of figures is expected"
            ),
            (
                "DELETE FROM member WHERE position = 1",
                "run 1 by group: members is 2; 1, as many as there are, is expected"
            ),
            ("UPDATE breakdown SET members = 'x'", "run 1 by group: members is 'x'; a whole number is expected"),
            ("ALTER TABLE member ADD COLUMN mine", "the table 'member' was changed"),
            ("ALTER TABLE breakdown ADD COLUMN mine", "the table 'breakdown' was changed"),
            ("DROP TABLE member", "the table 'member' is missing"),
            ("UPDATE study SET seed = 'x'", "study: seed is 'x'; a whole number as text is expected"),
            ("UPDATE study SET host = x'00'", "study: host is 1 bytes; text is expected"),
            ("UPDATE variant SET settings = '[[1]]'", "variant 1: settings is '[[1]]'; a JSON list of keys and values"),
            ("UPDATE variant SET settings = '[[]]'", "variant 1: settings is '[[]]'; a JSON list of keys and values"),
            (
                "UPDATE variant SET settings = '[[\"horizon\",\"3d\"]]'",
                "variant 1: its settings or files are not what its digest says"
            ),
            (
                "UPDATE variant_source SET paths = '{'",
                "variant 1, file 0: paths is '{'; a JSON list of names is expected"
            ),
            ("UPDATE source SET bytes = x'00'", "variant 1, file 0: its text is not what its digest says"),
            ("UPDATE source SET bytes = 7.5", "variant 1, file 0: bytes is "),
            ("UPDATE strategy SET text = x'00'", "variant 1, strategy 0: text is 1 bytes; text is expected"),
            (
                "ALTER TABLE study DROP COLUMN host",
                "the table 'study' was changed: its columns are not those of a study"
            ),
            ("ALTER TABLE run ADD COLUMN mine", "the table 'run' was changed"),
            ("DROP TABLE series_values", "the table 'series_values' is missing"),
        ]
    )
    func wrong(change: String, expected: String) throws {
        let message = try #require(try Self.message(change))
        #expect(message.contains(expected), "\(change): \(message)")
    }

    @Test("Is no cause for alarm where nothing was changed, or only what a study does not look at")
    func right() throws {
        #expect(try Self.message("SELECT 1") == nil)
        #expect(try Self.message("DROP VIEW timeline") == nil)
        #expect(try Self.message("CREATE TABLE mine (x)") == nil)
        #expect(try Self.message("UPDATE breakdown SET dimension = 'phase of the moon'") == nil)
        #expect(try Self.message("UPDATE member SET first_stop_s = NULL, stops = 3 WHERE position = 1") == nil)
    }

    @Test("Gets today's views when it is added to, whatever views it had")
    func views() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            try StudyFile.openOrCreate(path: path).close()
            let queue = try DatabaseQueue(path: path)
            try queue.write {
                try $0.execute(sql: "DROP VIEW timeline; DROP VIEW metric; CREATE VIEW metric AS SELECT 1")
            }
            try StudyFile.openOrCreate(path: path).close()
            let found = try queue.read {
                try String.fetchAll($0, sql: "SELECT sql FROM sqlite_master WHERE type = 'view' ORDER BY name")
            }
            #expect(found == Schema.byName.sorted { $0.key < $1.key }.map(\.value).filter { !Schema.isTable($0) })
            try queue.close()
        }
    }
}
