import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import PolicyPrograms

/// What came through the door is enough to repeat a run.
@Suite("Logs of programs")
struct ReplayTests {
    /// Waits for the pilot, at odd times, and makes mistakes on the way.
    private static let pilot = """
        wake = m["now"] + 5000
        if m["released"]:
            actions.append({"do": "begin", "patches": m["released"], "rings": [{"name": "pilot", "share": 0.1}, {"rest": True}]})
            actions.append({"do": "open", "rollout": len(m["rollouts"]), "ring": 0, "why": "pilot"})
        for r in m["rollouts"]:
            pilot, rest = r["rings"]
            if rest["opened"] is None and pilot["reporting"] == pilot["targets"]:
                actions.append({"do": "open", "rollout": r["rollout"], "ring": 1, "why": "all well"})
        if m["seq"] == 3: actions.append({"do": "open", "rollout": 99, "ring": 0})
        if m["seq"] == 4: print("oops")
        if m["seq"] == 40 and m["episode"] == 1: sys.exit(1)
        """

    private func log(_ source: ProgramSource, _ study: Study) -> PolicyLog {
        var log = PolicyLog()
        log.head.policy = source.name
        log.head.ready = source.conduct.ready
        log.head.limits = source.configuration.limits
        log.head.fallback = source.configuration.fallback.word
        log.records = source.conduct.records
        return log
    }

    @Test("a log repeats the runs without the program bit for bit, incidents and fallbacks included")
    func replays() async throws {
        let programs = try Programs()
        let path = try programs.python(
            ready: ", 'needs': ['contacts', 'devices', 'progress'], 'subscribe': ['vendor']",
            answering: Self.pilot
        )
        var configuration = Programs.configuration(path)
        configuration.fallback = .strategy("big-bang")
        configuration.strategy = SmallWorld.bigBang
        let source = ProgramSource(configuration)
        let study = try await SmallWorld.study([source], replications: 3)
        #expect(
            study.results[0].map { $0.incidents.map(\.kind) } == [
                ["unknown", "not-json"], ["unknown", "not-json", "gone"], ["unknown", "not-json"],
            ]
        )
        try FileManager.default.removeItem(atPath: path)

        let text = log(source, study).text
        let read = try #require(try PolicyLog.logs(text.utf8).first)
        let replay = LoggedProgram(read, strategy: SmallWorld.bigBang)
        let again = try await SmallWorld.study([replay], replications: 3, threads: 2)
        for (one, other) in zip(study.results[0], again.results[0]) {
            #expect(one.ledger == other.ledger)
            #expect(one.decisions == other.decisions)
            #expect(one.incidents.map(\.kind) == other.incidents.map(\.kind))
        }
        #expect(replay.conduct.records.map(\.digest) == source.conduct.records.map(\.digest))

        // A question that the log does not have.
        var short = read
        short.records[0].lines.removeFirst()
        let source2 = LoggedProgram(short, strategy: SmallWorld.bigBang)
        let error = await #expect(throws: RunFailure.self) { try await SmallWorld.study([source2]) }
        #expect(error?.description.contains("the log does not fit") ?? false)
    }

    @Test("a log that was changed is refused with the line")
    func damage() async throws {
        let programs = try Programs()
        let source = ProgramSource(Programs.configuration(try programs.python(answering: Self.pilot)))
        let study = try await SmallWorld.study([source])
        let text = log(source, study).text
        #expect(try PolicyLog.logs(text.utf8).count == 1)
        let changed = text.replacing("\"wake\":5000", with: "\"wake\":5001")
        #expect(changed != text)
        let lines = text.split(separator: "\n")
        for bad in [
            changed, lines.dropLast().joined(separator: "\n"), "", "{}", lines.dropFirst().joined(separator: "\n"),
            "\u{0}",
        ] {
            #expect(throws: PolicyLog.Damage.self) { try PolicyLog.logs(bad.utf8) }
        }
    }

    @Test("runs do not depend on how many threads there are")
    func threads() async throws {
        let programs = try Programs()
        let path = try programs.python(answering: everybody)
        let one = ProgramSource(Programs.configuration(path))
        let two = ProgramSource(Programs.configuration(path))
        let first = try await SmallWorld.study([one], replications: 6, threads: 1)
        let second = try await SmallWorld.study([two], replications: 6, threads: 2)
        #expect(first.results == second.results)
        #expect(one.conduct.records.map(\.digest) == two.conduct.records.map(\.digest))
    }

    @Test("a program that remembers earlier runs is found out, as is one that goes by the hash seed")
    func leaks() async throws {
        let programs = try Programs()
        func leaks(_ name: String, before: String = "", _ body: String) async throws -> [Audit.Leak] {
            let path = try programs.python(name, before: before, answering: body)
            let source = ProgramSource(Programs.configuration(path))
            _ = try await SmallWorld.study([source], replications: 4)
            return try await Audit.leaks(
                of: source,
                in: try World(SmallWorld.scenario()),
                seed: 1,
                share: 1,
                threads: 2
            )
        }
        #expect(try await leaks("honest", everybody).isEmpty)
        let keeping = try await leaks(
            "keeping",
            before: "count = 0",
            "count += 1\nwake = m['now'] + 86400 * (1 + count % 7)"
        )
        #expect(keeping.first?.replication == 1)
        #expect(keeping.first?.among != keeping.first?.alone)
        // The hash of a text hangs on the seed; that of two seeds in 10^9 is the same.
        let hashing = try await leaks("hashing", "actions = [{'do': 'resume', 'rollout': hash('x') % 10**9}]")
        #expect(hashing.map(\.replication) == [0, 1, 2, 3])
    }

    @Test("a share of the replications is audited, at least one, evenly spread")
    func share() {
        #expect(Audit.chosen([], share: 0.5).isEmpty)
        #expect(Audit.chosen([4, 5], share: 0).isEmpty)
        #expect(Audit.chosen([4, 5, 6, 7], share: 0.01) == [4])
        #expect(Audit.chosen([4, 5, 6, 7], share: 0.5) == [4, 6])
        #expect(Audit.chosen([4, 5, 6, 7], share: 1) == [4, 5, 6, 7])
    }

    @Test("in hidden runs a program learns no number of a run, no result and none of its mistakes")
    func hidden() async throws {
        let programs = try Programs()
        let note = programs.folder.path + "/note"
        let body = "actions = [{'do': 'open', 'rollout': 9, 'ring': 0}]"
        var path = try programs.python(before: "note = open(\(String(reflecting: note)), 'w')", answering: body)
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacing("    m = json.loads(line)", with: "    m = json.loads(line); note.write(line); note.flush()")
        path = try programs.write("noting", try #require(Programs.interpreter), text)
        func messages(isPublic: Bool) async throws -> [[String: Any]] {
            var configuration = Programs.configuration(path)
            configuration.isPublic = isPublic
            _ = try await StudyRunner(
                world: try World(SmallWorld.scenario()),
                policies: [ProgramSource(configuration)],
                seed: 1,
                replications: [7, 9],
                threads: 1
            ).run()
            return try String(contentsOfFile: note, encoding: .utf8).split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
        }
        func values(_ key: String, of type: String, in messages: [[String: Any]]) -> [Any] {
            messages.filter { $0["type"] as? String == type }.compactMap { $0[key] }.filter { !($0 is NSNull) }
        }
        let shown = try await messages(isPublic: true)
        #expect(values("episode", of: "episode", in: shown) as? [Int] == [7, 9])
        #expect(values("incident", of: "error", in: shown).count > 1)
        #expect(values("result", of: "end", in: shown).count == 2)
        let hidden = try await messages(isPublic: false)
        #expect(values("episode", of: "episode", in: hidden) as? [Int] == [0, 1])
        #expect(Set(values("episode", of: "observation", in: hidden) as? [Int] ?? []) == [0, 1])
        #expect(values("incident", of: "error", in: hidden).isEmpty)
        #expect(values("result", of: "end", in: hidden).isEmpty)
        #expect(values("episode", of: "end", in: hidden) as? [Int] == [0, 1])
    }

    @Test("a program sees a clean environment, and dice that follow from the run alone")
    func environment() async throws {
        let programs = try Programs()
        let note = programs.folder.path + "/note"
        let before = """
            with open(\(String(reflecting: note)), "w") as file:
                json.dump([dict(os.environ), os.listdir("."), os.getcwd(), os.getsid(0) == os.getpid(), sorted(os.listdir("/proc/self/fd"))], file)
            """
        setenv("PATCHLAB_TEST_SECRET", "secret", 1)
        setenv("PATCHLAB_TEST_OPEN", "open", 1)
        var configuration = Programs.configuration(try programs.python(before: before, answering: everybody))
        configuration.variables = ["PATCHLAB_TEST_OPEN"]
        _ = try await SmallWorld.study([ProgramSource(configuration)])
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: note))) as? [Any]
        )
        let variables = try #require(found[0] as? [String: String])
        #expect(variables["PATCHLAB_TEST_SECRET"] == nil)
        #expect(variables["PATCHLAB_TEST_OPEN"] == "open")
        #expect(variables["PYTHONHASHSEED"] == "0" && variables["TZ"] == "UTC" && variables["LANG"] == "C.UTF-8")
        #expect(found[1] as? [String] == [])
        #expect(variables["HOME"] == found[2] as? String)
        #expect(found[3] as? Bool == true)
        // Its own three, the note, and the folder that is being listed.
        #expect((found[4] as? [String])?.count == 5)
        #expect(!FileManager.default.fileExists(atPath: try #require(variables["HOME"])))

        #expect(configuration.seed(1, replication: 0) == configuration.seed(1, replication: 0))
        #expect(configuration.seed(1, replication: 0).count == 16)
        let others = [configuration.seed(2, replication: 0), configuration.seed(1, replication: 1)]
        #expect(!others.contains(configuration.seed(1, replication: 0)))
    }
}
