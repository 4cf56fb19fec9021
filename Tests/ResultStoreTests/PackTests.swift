import Archives
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import ResultStore

/// Studies that are packed, and packed again by somebody who means harm.
@Suite("A pack")
struct PackTests {
    /// A study of twelve real runs, and its pack.
    private static func pack(as format: ArchiveFormat = .tarXZ) async throws -> (bytes: [UInt8], study: Study) {
        let folder = try Scratch()
        defer { folder.remove() }
        let file = try StudyFile.openOrCreate(path: folder.path("study.db"))
        defer { file.close() }
        try file.describe(StudyFileTests.about)
        let study = try await RealRunTests.runner(0..<6, file).run()
        try file.enter(
            StudyVariant(
                settings: [StoredSetting(key: "a", value: "b")],
                sources: [
                    StoredSource(paths: ["../../etc/passwd", "/etc/passwd"], bytes: [1, 2]),
                    StoredSource(paths: ["Zürich/ö ä.yaml"], bytes: [3]),
                ],
                strategies: [
                    StoredStrategy(name: "big-bang", text: "", digest: "b"),
                    StoredStrategy(name: "staged", text: "", digest: "s"),
                ],
                simulationVersion: 1
            )
        )
        // A variant without runs is not worth a word.
        try file.enter(StudyVariant(sources: [], strategies: [], simulationVersion: 1))
        return (try PackWriter.pack(of: file, as: format, name: "a"), study)
    }

    private static func read(_ bytes: [UInt8]) throws -> StudyPack {
        try StudyPack(try Archives.wholeMembers(of: bytes, name: "a"), path: "a")
    }

    @Test("Gives back files, settings, strategies and runs, and the same bytes each time")
    func roundTrip() async throws {
        let (bytes, study) = try await Self.pack()
        #expect(try await Self.pack().bytes == bytes)
        let names = try Archives.members(of: bytes, name: "a").map(\.name)
        #expect(names == ["manifest.json", "sources/1-passwd", "sources/2-___.yaml", "results.jsonl"])
        let pack = try Self.read(bytes)
        #expect(pack.runCount == 12)
        #expect(pack.variants.count == 1)
        #expect(pack.variants[0].sources[0].paths == ["../../etc/passwd", "/etc/passwd"])
        #expect(pack.variants[0].sources.map(\.bytes) == [[1, 2], [3]])
        #expect(pack.variants[0].settings == [StoredSetting(key: "a", value: "b")])
        let batch = try #require(pack.batches.first)
        #expect(pack.batches.count == 1)
        #expect(batch.strategies == ["big-bang", "staged"])
        #expect(batch.replications == Array(0..<6))
        #expect(batch.seed == 5)
        #expect(pack.differences(in: batch, study) == [])
    }

    @Test("Names the first thing that is not the same: a figure with both values, or a decision")
    func differences() async throws {
        let (bytes, study) = try await Self.pack()
        let pack = try Self.read(bytes)
        var changed = study
        changed.results[1][3].ledger.installation.rollbacks += 1
        changed.results[1][3].ledger.labour.tickets += 1
        changed.results[1][4].decisions[0].reason = "because"
        let old = study.results[1][3].ledger.installation.rollbacks
        let reason = study.results[1][4].decisions[0].reason
        let time = study.results[1][4].decisions[0].time
        #expect(
            pack.differences(in: pack.batches[0], changed) == [
                "strategy staged, seed 5, run 3: rollbacks is \(old) in the file and \(old + 1) now",
                "strategy staged, seed 5, run 4: decision 0 is 'begin rollout 0 at \(time) s: \(reason)' in the "
                    + "file and 'begin rollout 0 at \(time) s: because' now",
            ]
        )
        changed = study
        changed.results[0][0].decisions[0].action = .begin(.init(patches: [7], rings: []))
        #expect(pack.differences(in: pack.batches[0], changed).count == 1)
    }

    @Test("Is refused when anything is missing, added, doubled or changed")
    func tampered() async throws {
        let members = try Archives.members(of: try await Self.pack().bytes, name: "a")
            .map { (name: $0.name, bytes: $0.bytes) }
        func code(_ change: (inout [(name: String, bytes: [UInt8])]) -> Void) throws -> PackError.Code? {
            var changed = members
            change(&changed)
            do {
                _ = try Self.read(try Archives.archive(of: changed, as: .tarXZ, name: "a"))
                return nil
            } catch let error as PackError {
                return error.code
            }
        }
        #expect(try code { _ in } == nil)
        for place in members.indices {
            #expect(try code { $0.remove(at: place) } == (place == 0 ? .notAPack : .damaged))
            #expect(try code { $0.append(members[place]) } == .damaged)
            if place > 0 { #expect(try code { $0[place].bytes.append(32) } == .damaged) }
        }
        #expect(try code { $0.append(("extra", [])) } == .damaged)
        let manifest = String(decoding: members[0].bytes, as: UTF8.self)
        func code(replacing old: String, with new: String) throws -> PackError.Code? {
            #expect(manifest.contains(old))
            return try code { $0[0].bytes = Array(manifest.replacing(old, with: new).utf8) }
        }
        #expect(try code(replacing: "\"bundle\" : 1", with: "\"bundle\" : 2") == .otherFormat)
        #expect(try code(replacing: "\"bundle\" : 1", with: "\"fundle\" : 1") == .notAPack)
        #expect(try code(replacing: "\"question\"", with: "\"q\"") == .damaged)
        #expect(try code(replacing: "\"seed\" : \"5\"", with: "\"seed\" : \"-5\"") == .damaged)
        #expect(try code(replacing: "\"seed\" : \"5\"", with: "\"seed\" : \"6\"") == .damaged)
        #expect(try code(replacing: "\"strategy\" : \"staged\"", with: "\"strategy\" : \"x\"") == .damaged)
        #expect(try code(replacing: "sources/1-passwd\"", with: "sources/9\"") == .damaged)
    }

    @Test("Whose figures, decisions or digests were falsified is not the same, whatever else is true of it")
    func falsified() async throws {
        let (bytes, study) = try await Self.pack()
        let members = try Archives.members(of: bytes, name: "a").map { (name: $0.name, bytes: $0.bytes) }
        let lines = String(decoding: members[3].bytes, as: UTF8.self).components(separatedBy: "\n")
        func record(_ line: Int) throws -> RunRecord {
            try JSONDecoder().decode(RunRecord.self, from: Data(lines[line].utf8))
        }
        func differences(_ change: (inout RunRecord) -> Void) throws -> [String] {
            var changed = try record(7)
            change(&changed)
            var texts = lines
            texts[7] = String(decoding: try JSONEncoder().encode(changed), as: UTF8.self)
            let pack = try Self.read(try Self.archive(members, results: texts))
            return pack.differences(in: pack.batches[0], study)
        }
        #expect(try differences { _ in } == [])
        #expect(
            try differences { $0.figures["rollbacks"] = 77 }.first?.contains("rollbacks is 77 in the file") == true
        )
        #expect(try differences { $0.figures["mine"] = 1 }.first?.contains("does not know: mine") == true)
        #expect(try differences { $0.decisions[0].timeSeconds += 1 }.first?.contains("decision 0 is") == true)
        #expect(try differences { $0.decisions.removeLast() }.count == 1)
        #expect(try differences { $0.sha256 = "0" }.first?.contains("the digest of them") == true)
    }

    @Test("Of a version that did not list figures, or did not count one yet, gives the same again without it")
    func uncounted() async throws {
        let (bytes, study) = try await Self.pack()
        let members = try Archives.members(of: bytes, name: "a").map { (name: $0.name, bytes: $0.bytes) }
        let lines = String(decoding: members[3].bytes, as: UTF8.self).components(separatedBy: "\n")
        /// The pack of the runs as if the program had counted these figures only, and left `missing` out of all runs.
        func differences(_ names: [String], missing: [String], listed: Bool) throws -> [String] {
            var old = study
            for strategy in old.results.indices {
                for replication in old.results[strategy].indices {
                    for name in missing {
                        old.results[strategy][replication].ledger.leaveOut(try #require(Ledger.figure(name)))
                    }
                }
            }
            var texts: [String] = []
            for text in lines where !text.isEmpty {
                let one = try JSONDecoder().decode(RunRecord.self, from: Data(text.utf8))
                let strategy = one.strategy == "staged" ? 1 : 0
                let record = RunRecord(
                    old.results[strategy][one.replication],
                    figures: names,
                    variant: one.variant,
                    strategy: one.strategy,
                    seed: 5,
                    replication: one.replication
                )
                #expect((record.uncounted ?? []) == names.filter(missing.contains))
                texts.append(String(decoding: try JSONEncoder().encode(record), as: UTF8.self))
            }
            var changed = members
            var manifest = try #require(
                try JSONSerialization.jsonObject(with: Data(members[0].bytes)) as? [String: Any]
            )
            manifest["figures"] = listed ? names : nil
            changed[0].bytes = [UInt8](try JSONSerialization.data(withJSONObject: manifest))
            let pack = try Self.read(try Self.archive(changed, results: texts))
            return pack.differences(in: pack.batches[0], study)
        }
        let all = Ledger.figures.map(\.id)
        #expect(try differences(all, missing: [], listed: true) == [])
        #expect(try differences(Migration.namesInFormat2, missing: [], listed: false) == [])
        #expect(try differences(all, missing: ["attempts", "first_stop_s"], listed: true) == [])
        #expect(try differences(all.filter { $0 != "attempts" }, missing: [], listed: true) == [])
        #expect(try differences(["exposure_s", "devices"], missing: [], listed: false).count == 12, "not what it says")
    }

    /// The members of a pack with other results, and whatever else is to be replaced in the manifest.
    private static func archive(
        _ members: [(name: String, bytes: [UInt8])],
        results: [String],
        replacing old: String = "",
        with new: String = ""
    ) throws -> [UInt8] {
        var members = members
        let digest = Digest.of(members[3].bytes)
        members[3].bytes = Array(results.joined(separator: "\n").utf8)
        var manifest = String(decoding: members[0].bytes, as: UTF8.self)
        if !old.isEmpty {
            let place = try #require(manifest.range(of: old))
            manifest.replaceSubrange(place, with: new)
        }
        members[0].bytes = Array(manifest.replacing(digest, with: Digest.of(members[3].bytes)).utf8)
        return try Archives.archive(of: members, as: .zip, name: "a")
    }

    @Test("Says what is missing, of the wrong type, repeated or not listed")
    func words() async throws {
        let members = try Archives.members(of: try await Self.pack().bytes, name: "a")
            .map { (name: $0.name, bytes: $0.bytes) }
        let lines = String(decoding: members[3].bytes, as: UTF8.self).components(separatedBy: "\n")
        func message(_ results: [String]? = nil, _ old: String = "", _ new: String = "") throws -> String {
            do {
                _ = try Self.read(try Self.archive(members, results: results ?? lines, replacing: old, with: new))
                return ""
            } catch let error as PackError {
                return error.message
            }
        }
        #expect(try message() == "")
        #expect(try message(nil, "\"question\"", "\"q\"").contains("'question' is missing"))
        #expect(
            try message(nil, "\"settings\" : [", "\"settings\" : [1,").contains("'variants[0].settings[0]' is of the")
        )
        #expect(
            try message(lines.filter { !$0.contains("\"replication\":3") || !$0.contains("staged") })
                == "a result is missing in it: strategy 'staged', seed 5, run 3"
        )
        #expect(try message(lines + [lines[2]]) == "line 3 of results.jsonl: this run occurs twice")
        let foreign = lines[11].replacing("\"replication\":5", with: "\"replication\":6")
        #expect(
            try message(lines.dropLast() + [foreign])
                == "line 13 of results.jsonl: this run is not listed in manifest.json"
        )
        #expect(try message(["{}"] + lines) == "line 1 of results.jsonl is not a result of a run: 'variant' is missing")
        // The list may be written in lines of its own.
        let repeated = try message(nil, "\"replications\" : [", "\"replications\" : [ 0, ")
        #expect(repeated == "its manifest.json lists twice: strategy 'big-bang', seed 5, run 0")
        let seed = try message(nil, "\"seed\" : \"5\"", "\"seed\" : \"05\"")
        #expect(seed == "its manifest.json lists the seed '05'")
    }
}
