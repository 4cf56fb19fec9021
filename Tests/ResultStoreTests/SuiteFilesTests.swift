import Foundation
import Testing

@testable import ResultStore

/// What suites keep: secrets, baselines, results.
@Suite struct SuiteFilesTests {
    private static let secret = "0123456789abcdef"

    @Test("Seeds follow from the secret and the week alone, and a short secret is none")
    func seeds() throws {
        let one = try #require(HiddenSeed(secret: Self.secret))
        let other = try #require(HiddenSeed(secret: Self.secret + "x"))
        #expect(one.seed(week: "2026-W48") == one.seed(week: "2026-W48"))
        #expect(one.seed(week: "2026-W48") != one.seed(week: "2026-W49"))
        #expect(one.seed(week: nil) != other.seed(week: nil))
        #expect(HiddenSeed(secret: String(Self.secret.dropLast())) == nil)
        // printf %s 0123456789abcdef | sha256sum
        #expect(one.commitment == "9f9f5111f7b27a781f1f1ddde5ebc2dd2b796bfc7365c9c28b548e564176929f")
    }

    @Test("Weeks are those of ISO 8601, also where they belong to another year")
    func weeks() throws {
        for (day, week) in [("2026-11-27", "2026-W48"), ("2027-01-01", "2026-W53"), ("2024-12-30", "2025-W01")] {
            let date = try #require(ISO8601DateFormatter().date(from: day + "T12:00:00Z"))
            #expect(HiddenSeed.week(of: date) == week)
        }
        #expect(
            HiddenSeed.isWeek("2026-W48") && !HiddenSeed.isWeek("2026-W54") && !HiddenSeed.isWeek("2025-W53")
                && HiddenSeed.isWeek("2026-W53") && !HiddenSeed.isWeek("W48")
        )
    }

    @Test("What is sealed is opened by the secret alone, and by nobody after a change")
    func sealing() throws {
        let secret = try #require(HiddenSeed(secret: Self.secret))
        let bytes = Array("what was run".utf8)
        let sealed = try secret.sealed(bytes)
        #expect(try secret.sealed(bytes) == sealed)
        #expect(try secret.opened(sealed) == bytes)
        #expect(!sealed.starts(with: bytes))
        let other = try #require(HiddenSeed(secret: "another secret, long enough"))
        #expect(throws: (any Error).self) { try other.opened(sealed) }
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1
            #expect(throws: (any Error).self) { try secret.opened(changed) }
        }
    }

    private static func baseline(count: Int = 3000, seed: UInt64 = 1, replications: Int = 3) -> BaselineFile {
        let text = "{\"fleet\":[{\"count\":\(count),\"group\":\"office\"}],\"strategy\":{\"gate\":[[\"soak\",60]]}}"
        return BaselineFile(
            suite: "small",
            simulation: 5,
            seed: seed,
            policy: "staged",
            program: nil,
            replications: replications,
            worlds: [BaselineFile.World(name: "quiet", digest: Digest.of(text), text: text)],
            values: [BaselineFile.Values(world: "quiet", metric: "exposure", values: [0.1, 2, 1e-9])]
        )
    }

    @Test("A baseline is read as it was written, keys in order and a metric a line")
    func baselineRoundTrip() throws {
        let file = Self.baseline()
        let text = file.text
        #expect(try BaselineFile(reading: Data(text.utf8)) == file)
        let lines = text.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("  {\"mean\":") || $0.hasPrefix("  {\"metric\":\"exposure\",\"mean\":") })
        let keys = lines.compactMap { $0.hasPrefix("\"") ? String($0.dropFirst().prefix { $0 != "\"" }) : nil }
        #expect(keys == keys.sorted())
        #expect(file.misfit(to: file) == nil)
    }

    @Test("A baseline that was cut off or changed is refused", arguments: [0, 10, 60, 200, 400])
    func damagedBaseline(length: Int) {
        let text = Self.baseline().text
        #expect(throws: SuiteFileError.self) { try BaselineFile(reading: Data(text.prefix(length).utf8)) }
        let changed = text.replacing("0.1,", with: "0.2,")
        #expect(throws: SuiteFileError.self) { try BaselineFile(reading: Data(changed.utf8)) }
    }

    @Test("A baseline that does not fit says what has changed")
    func misfits() throws {
        let file = Self.baseline()
        #expect(file.misfit(to: Self.baseline(count: 3200)) == "world \"quiet\" changed (fleet[0].count 3000 -> 3200)")
        #expect(file.misfit(to: Self.baseline(seed: 2)) == "the public seed changed (1 -> 2)")
        #expect(file.misfit(to: Self.baseline(replications: 4)) == "it has 3 replications, and the suite needs 4")
        var other = file
        other.worlds[0].name = "noisy"
        #expect(file.misfit(to: other) == "world \"noisy\" is new")
        other = file
        other.values[0].metric = "devices-hit"
        #expect(file.misfit(to: other) == "it has no devices-hit in world \"quiet\"")
        other = file
        other.worlds = []
        #expect(file.misfit(to: other) == "world \"quiet\" is gone")
        #expect(BaselineFile.change("{\"a\":[[\"x\",{\"b\":1}]]}", "{\"a\":[[\"x\",{\"b\":2}]]}") == "a.x.b 1 -> 2")
    }

    @Test("A result is read as it was written, and its hidden runs by the secret alone")
    func record() throws {
        let runs = SuiteRecord.Runs(
            values: [SuiteRecord.Values(world: "quiet", metric: "exposure", policy: "staged", values: [0.1, 3])],
            logs: []
        )
        var record = SuiteRecord(
            patchlab: "1",
            simulation: 5,
            suite: SuiteRecord.Suite(path: "s.yaml", digest: "d", text: "t"),
            seeds: SuiteRecord.Seeds(shown: 1, commitment: "c", week: nil),
            worlds: [],
            baseline: SuiteRecord.Policy(name: "staged", isProgram: false),
            outcomes: [],
            replications: 4,
            shown: runs
        )
        let secret = try #require(HiddenSeed(secret: Self.secret))
        try record.add(hidden: runs, sealedWith: secret)
        let read = try SuiteRecord(reading: Data(try record.text.utf8))
        #expect(read == record)
        #expect(try read.hiddenRuns(secret) == runs)
        #expect(throws: SuiteFileError.self) { try read.hiddenRuns(nil) }
        #expect(throws: SuiteFileError.self) { try read.hiddenRuns(HiddenSeed(secret: "another secret, long enough")) }
        var wrong = record
        for sealed in ["!", String(try #require(record.sealed).prefix(36)), ""] {
            wrong.sealed = sealed
            #expect(throws: SuiteFileError.self) { try SuiteRecord(reading: Data(try wrong.text.utf8)) }
        }
        wrong.sealed = nil
        #expect(throws: SuiteFileError.self) { try SuiteRecord(reading: Data(try wrong.text.utf8)) }
        wrong = record
        wrong.replications = 9
        #expect(throws: SuiteFileError.self) { try SuiteRecord(reading: Data(try wrong.text.utf8)) }
        let text = try record.text
        for length in stride(from: 0, to: text.utf8.count - 1, by: 13) {
            #expect(throws: SuiteFileError.self) { try SuiteRecord(reading: Data(text.utf8.prefix(length))) }
        }
    }
}
