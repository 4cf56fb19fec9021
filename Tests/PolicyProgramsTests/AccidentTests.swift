import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import PolicyPrograms

/// What programs do wrong. Whatever it is, the run comes to its end, and nothing is left behind.
@Suite("Programs that go wrong", .serialized)
struct AccidentTests {
    /// Runs a program and returns the kinds of what went wrong in each run.
    private func incidents(
        _ configuration: ProgramConfiguration,
        replications: Int = 1
    ) async throws -> (kinds: [[String]], study: Study, conduct: Conduct) {
        let source = ProgramSource(configuration)
        let study = try await SmallWorld.study([source], replications: replications)
        #expect(study.replications.count == replications)
        return (study.results[0].map { $0.incidents.map(\.kind) }, study, source.conduct)
    }

    /// Children of this process that lead, or are in, a session of their own.
    /// Programs of other suites, at work at the same time, come and go, on a busy machine within minutes; what was left
    /// behind stays.
    private func strays() -> [pid_t] {
        var left = Set(ProcessFamily.strays())
        for _ in 0..<3_000 where !left.isEmpty {
            usleep(100_000)
            left.formIntersection(ProcessFamily.strays())
        }
        return left.sorted()
    }

    @Test("a program that sleeps for ever is late three times, and not asked any more")
    func sleeps() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(try programs.python(answering: "time.sleep(1000)"))
        configuration.limits.decision = 0.2
        configuration.limits.bank = 0
        configuration.limits.clock = .wall
        let (kinds, study, conduct) = try await incidents(configuration)
        #expect(kinds == [["late", "late", "late"]])
        #expect(study.results[0][0].decisions.isEmpty)
        // A fifth of a second each, on a machine that may be busy, and not a thousand.
        let lines = try #require(conduct.records.first).lines
        #expect(lines.count == 3 && lines.allSatisfy { $0.took > 0.2 && $0.took < 300 })
        #expect(strays().isEmpty)
    }

    @Test("on the clock of the processor a sleep costs nothing until ten times as long, and work does")
    func clocks() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(
            try programs.python("sleeper", answering: everybody + "\ntime.sleep(0.6 if m['seq'] == 1 else 0)")
        )
        configuration.limits.decision = 0.3
        configuration.limits.bank = 0
        #expect(try await incidents(configuration).kinds == [[]])

        configuration.path = try programs.python("worker", answering: "while True: pass")
        #expect(try await incidents(configuration).kinds == [["late", "late", "late"]])

        // What it has others do is its own time.
        configuration.path = try programs.python(
            "master",
            before: "import subprocess",
            answering: "subprocess.run(['/bin/sh', '-c', 'while :; do :; done'])"
        )
        #expect(try await incidents(configuration).kinds == [["late", "late", "late"]])
        #expect(strays().isEmpty)
    }

    @Test("time that is saved lies in the bank, and can be taken from there")
    func bank() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(
            try programs.python(
                answering: "wake = m['now'] + 86400\nif m['seq'] in (2, 3): time.sleep(1.2)"
            )
        )
        configuration.limits.clock = .wall
        configuration.limits.decision = 1
        configuration.limits.bank = 30
        let (kinds, _, conduct) = try await incidents(configuration)
        #expect(kinds == [[]])
        #expect(try #require(conduct.records.first).lines.count == 21)
    }

    @Test("a program that exits at once is gone, run for run, and given up after five")
    func exits() async throws {
        let programs = try Programs()
        let configuration = Programs.configuration(try programs.write("mine", "/bin/sh", "echo no luck >&2; exit 3"))
        let (kinds, study, conduct) = try await incidents(configuration, replications: 7)
        #expect(kinds == Array(repeating: ["gone"], count: 5) + Array(repeating: ["given-up"], count: 2))
        #expect(study.results[0][0].incidents[0].text.contains("no luck"))
        #expect(conduct.isGivenUp)
    }

    @Test("a program that ends in the middle is started again for the next run")
    func gone() async throws {
        let programs = try Programs()
        let configuration = Programs.configuration(
            try programs.python(answering: "if m['episode'] == 0: sys.exit(1)\n" + everybody)
        )
        let (kinds, study, _) = try await incidents(configuration, replications: 2)
        #expect(kinds == [["gone"], []])
        #expect(study.results[0][0].decisions.isEmpty)
        #expect(study.results[0][1].decisions.count == 4)
    }

    @Test("a hundred megabytes on standard output end the run, on standard error nothing")
    func floods() async throws {
        let programs = try Programs()
        let flood = "for _ in range(100): sys.stdout.write('x' * 1000000)"
        let long = Programs.configuration(try programs.python("long", answering: flood))
        #expect(try await incidents(long).kinds == [["too-long"]])

        let lines = "for _ in range(1000000): sys.stdout.write('x' * 99 + chr(10))"
        let many = Programs.configuration(try programs.python("many", answering: lines))
        #expect(try await incidents(many).kinds == [["not-json", "not-json", "not-json"]])

        let errors = "if m['seq'] == 1:\n    for _ in range(100): sys.stderr.write('y' * 1000000)\n"
        let talkative = Programs.configuration(try programs.python("errors", answering: errors + everybody))
        let (kinds, study, conduct) = try await incidents(talkative)
        #expect(kinds == [[]])
        #expect(study.results[0][0].decisions.count == 4)
        #expect(conduct.errors.bytes == 100_000_000)
        #expect(conduct.errors.last == String(repeating: "y", count: 8192))
    }

    @Test("a program that never reads is late, however much it is told")
    func deaf() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(try programs.write("mine", "/bin/sh", "exec sleep 1000"))
        configuration.limits.start = 0.5
        let source = ProgramSource(configuration)
        // Far more than a pipe holds.
        let study = try await StudyRunner(
            world: try World(SmallWorld.scenario(groups: 20_000)),
            policies: [source],
            seed: 1,
            replications: [0],
            threads: 1
        ).run()
        #expect(study.results[0][0].incidents.map(\.kind) == ["late"])
        #expect(strays().isEmpty)
    }

    @Test("nothing is left of a program that forks, leaves its session and ignores SIGTERM")
    func escapes() async throws {
        let programs = try Programs()
        let escape = """
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            note = \(String(reflecting: programs.folder.path + "/pids"))
            for leaves in (False, True):
                if os.fork() == 0:
                    if leaves: os.setsid()
                    if os.fork() > 0 and leaves: os._exit(0)
                    with open(note, "a") as file: file.write(f"{os.getpid()}\\n")
                    os.close(0); os.close(1); os.close(2)
                    while True: time.sleep(1000)
            while not os.path.exists(note) or len(open(note).read().split()) < 3: time.sleep(0.01)
            """
        let configuration = Programs.configuration(try programs.python(before: escape, answering: everybody))
        #expect(try await incidents(configuration).kinds == [[]])
        let text = try String(contentsOf: programs.folder.appendingPathComponent("pids"), encoding: .utf8)
        let left = text.split(separator: "\n").compactMap { pid_t($0) }
        #expect(left.count == 3)
        for process in left { #expect(kill(process, 0) != 0, "process \(process) is left") }
        #expect(strays().isEmpty)
    }

    @Test("an answer to another question is skipped, and what was right comes through")
    func wrongAnswers() async throws {
        let programs = try Programs()
        let body = """
            say({"type": "actions", "seq": m["seq"] - 1, "actions": [], "wake": None})
            say({"type": "something"})
            """
        let configuration = Programs.configuration(try programs.python(answering: body + "\n" + everybody))
        let (kinds, study, _) = try await incidents(configuration)
        #expect(kinds == [["wrong-seq", "wrong-type", "wrong-seq", "wrong-type"]])
        #expect(study.results[0][0].decisions.count == 4)
    }

    @Test(
        "whoever says something else and then nothing is waited for as long as one answer may take, and not for the bank"
    )
    func rubbish() async throws {
        let programs = try Programs()
        // Far longer than the test could wait.
        let body = "if m['seq'] in (1, 3): print('nonsense', flush=True); continue\nwake = m['now'] + 86400"
        var configuration = Programs.configuration(try programs.python(answering: body))
        configuration.limits.bank = 100_000
        configuration.limits.decision = 2
        for clock in [ProgramLimits.Clock.cpu, .wall] {
            configuration.limits.clock = clock
            let (kinds, _, conduct) = try await incidents(configuration)
            #expect(kinds == [["not-json", "not-json"]])
            let record = try #require(conduct.records.first)
            #expect(record.lines.count > 10 && !record.wasEnded)
            // Nothing is taken from the bank for it.
            #expect(record.lines.filter { $0.reply == nil }.map(\.seq) == [1, 3])
        }
        // Three questions in a row without an answer end the run, as ever.
        configuration.path = try programs.python("always", answering: "print('nonsense', flush=True); continue")
        let (kinds, _, conduct) = try await incidents(configuration)
        #expect(kinds == [["not-json", "not-json", "not-json"]])
        #expect(try #require(conduct.records.first).wasEnded)
    }

    @Test("an answer in a wrong shape is decided at once, costs no time, and only three in a row end the run")
    func malformedAnswers() async throws {
        let programs = try Programs()
        // Nothing else comes: whoever waits for it is late.
        let body = """
            wake = m["now"] + 86400
            if m["seq"] in (1, 3): say({"type": "actions", "seq": m["seq"], "actions": 7}); continue
            if m["seq"] == 2: say({"type": "actions"}); continue
            """
        let allowed = body.replacing("(1, 3)", with: "(1, 4)")
        let (kinds, _, conduct) = try await incidents(
            Programs.configuration(try programs.python("allowed", answering: allowed))
        )
        #expect(kinds == [["wrong-type", "wrong-type", "wrong-type"]])
        #expect(try #require(conduct.records.first).lines.count > 10)
        #expect(try #require(conduct.records.first).wasEnded == false)

        let (three, _, ended) = try await incidents(
            Programs.configuration(try programs.python("three", answering: body))
        )
        #expect(three == [["wrong-type", "wrong-type", "wrong-type"]])
        #expect(try #require(ended.records.first).wasEnded)

        // A second answer to what was decided comes too late, and does no harm.
        let second = "if m['seq'] == 1: say({'type': 'actions', 'seq': 1, 'wake': 'soon'})\n" + everybody
        let (twice, study, _) = try await incidents(
            Programs.configuration(try programs.python("twice", answering: second))
        )
        #expect(twice == [["wrong-type"]])
        #expect(study.results[0][0].decisions.count == 2)

        let ready = "read line; echo '{\"type\":\"ready\",\"protocol\":7}'; read line"
        let greeted = Programs.configuration(try programs.write("greeted", "/bin/sh", ready))
        #expect(try await incidents(greeted).kinds == [["wrong-type"]])
    }

    @Test("rings that do not exist, times that have passed, actions that make no sense: dropped, and the rest is done")
    func wrongActions() async throws {
        let programs = try Programs()
        let body = """
            if m["seq"] == 1:
                actions = [
                    {"do": "open", "rollout": 10**18, "ring": 0}, {"do": "open", "rollout": 0, "ring": 10**18},
                    {"do": "begin", "patches": [10**18], "rings": [{"rest": True}]},
                    {"do": "begin", "patches": [1], "rings": [{"rest": True}]},
                    {"do": "begin", "patches": [0], "rings": [{"rest": True}]}, {"do": "resume", "rollout": 0},
                    {"do": "open", "rollout": 0, "ring": 0}, {"do": "open", "rollout": 0, "ring": 0},
                    {"do": "open", "rollout": 0, "rign": 0, "ring": 0}, {"do": "opne"}, 7, {"do": "open"},
                    {"do": "begin", "patches": [0], "rings": [{"share": 2}]},
                ]
                wake = -5
            """
        let configuration = Programs.configuration(try programs.python(answering: body))
        let (kinds, study, conduct) = try await incidents(configuration)
        #expect(
            kinds == [
                [
                    "unknown", "unknown", "unknown", "impossible", "impossible", "impossible", "unknown", "unknown",
                    "unknown", "unknown", "unknown", "past",
                ]
            ]
        )
        #expect(study.results[0][0].decisions.map(\.action.verb) == [.begin, .open])
        // The time that has passed became the next point of the grid.
        #expect(try #require(conduct.records.first).lines.map(\.time) == [0, 3600, 259_200])
        let texts = study.results[0][0].incidents.map(\.text)
        #expect(texts[0].contains("no rollout 1000000000000000000"))
        #expect(texts[7].contains("did you mean \"open\""))
    }

    @Test("too many actions, too many questions, and times that no clock has")
    func restless() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(
            try programs.python(
                answering:
                    "actions = [{'do': 'resume', 'rollout': 0}] * (5 if m['seq'] == 1 else 0)\nwake = m['now'] + 1"
            )
        )
        configuration.limits.actions = 3
        configuration.limits.observations = 10
        let (kinds, _, conduct) = try await incidents(configuration)
        #expect(kinds == [["unknown", "unknown", "unknown", "too-many", "restless"]])
        // Ten on the grid of an hour, then hundredths of what is left.
        let times = try #require(conduct.records.first).lines.map(\.time)
        #expect(Array(times.prefix(10)) == (0..<10).map { Int64($0) * 3600 })
        #expect(times.count < 10 + 100 * 5)

        configuration.path = try programs.python("far", answering: "wake = 9223372036854775807")
        #expect(try await incidents(configuration).kinds == [[]])
    }

    @Test("what is no UTF-8, no JSON, nested without end, or comes when nothing was asked")
    func noise() async throws {
        let programs = try Programs()
        let bytes = "sys.stdout.buffer.write(b'\\xff\\xfe\\n'); sys.stdout.flush()"
        let notUTF8 = Programs.configuration(try programs.python("bytes", answering: bytes))
        #expect(try await incidents(notUTF8).kinds == [["not-utf8"]])

        let deep = Programs.configuration(try programs.python("deep", answering: "print('[' * 100000)\n" + everybody))
        let (kinds, study, _) = try await incidents(deep)
        #expect(kinds == [["not-json", "not-json"]])
        #expect(study.results[0][0].decisions.count == 4)

        // After the answer: whether before or after the next question, nobody can tell.
        let after = "say({'type': 'actions', 'seq': m['seq'], 'wake': m['now'] + 86400})\nprint('one more'); continue"
        let unasked = Programs.configuration(try programs.python("unasked", answering: after))
        #expect(try await incidents(unasked).kinds == [Array(repeating: "not-json", count: 20)])
    }

    @Test("a program that takes too much memory is ended")
    func memory() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(
            try programs.python(answering: "hoard = bytearray(os.urandom(1)) * 600000000\ntime.sleep(1000)")
        )
        configuration.limits.memory = 200 << 20
        #expect(try await incidents(configuration).kinds == [["memory"]])
        #expect(strays().isEmpty)
    }

    @Test("files in memory count once, mapped or not")
    func memoryFiles() async throws {
        let programs = try Programs()
        let hoard = """
            files = [os.memfd_create("hoard") for _ in range(6)]
            for file in files: os.write(file, bytes(50 << 20)); os.dup(file)
            """
        // Six files of 50 MiB, each open twice: 300 MiB.
        var configuration = Programs.configuration(
            try programs.python("held", before: hoard, answering: "time.sleep(1)")
        )
        configuration.limits.memory = 250 << 20
        #expect(try await incidents(configuration).kinds == [["memory"]])
        let mapped =
            hoard + """

                import mmap
                maps = [mmap.mmap(file, 50 << 20) for file in files]
                sums = [sum(m[::4096]) for m in maps]
                """
        var enough = Programs.configuration(try programs.python("mapped", before: mapped, answering: "time.sleep(1)"))
        enough.limits.memory = 500 << 20
        enough.limits.decision = 60
        #expect(try await incidents(enough).kinds == [[]])
        #expect(strays().isEmpty)
    }

    @Test("a folder in which folders lie deeper than a path is long is removed with its program")
    func deepFolder() async throws {
        let programs = try Programs()
        let note = programs.folder.path + "/note"
        let dig = """
            with open(\(String(reflecting: note)), "w") as file: file.write(os.getcwd())
            for depth in range(1200):
                open("file", "w").close()
                os.symlink("/", "link")
                os.mkdir("0123456789")
                os.chdir("0123456789")
            os.mkdir("closed", 0)
            """
        let configuration = Programs.configuration(try programs.python(before: dig, answering: everybody))
        #expect(try await incidents(configuration).kinds == [[]])
        let folder = try String(contentsOfFile: note, encoding: .utf8)
        #expect(folder.contains("/patchlab-policies-"))
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(FileManager.default.fileExists(atPath: "/usr"))
    }

    @Test("another protocol, or needs that there are not, end the study before anything is run")
    func otherVersion() async throws {
        let programs = try Programs()
        let other = try programs.write(
            "other",
            "/bin/sh",
            #"read line; echo '{"type":"ready","protocol":"patchlab-policy/9"}'; read line"#
        )
        await #expect(throws: RunFailure.self) { try await incidents(Programs.configuration(other)) }
        let lacking = try programs.python("lacking", ready: ", 'needs': ['ringz', 'rings']", answering: everybody)
        let error = await #expect(throws: RunFailure.self) { try await incidents(Programs.configuration(lacking)) }
        #expect(error?.description.contains("\"ringz\" (did you mean \"rings\"?)") ?? false)
        #expect(strays().isEmpty)
    }

    @Test("with the fallback last, the next question comes after as long as the program wanted before")
    func last() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(
            try programs.python(
                answering: """
                    wake = m["now"] + 7 * 3600
                    if m["seq"] == 2: say({"type": "actions", "actions": 7}); continue
                    """
            )
        )
        func times(_ fallback: ProgramFallback) async throws -> [Int64] {
            configuration.fallback = fallback
            let (kinds, _, conduct) = try await incidents(configuration)
            #expect(kinds == [["wrong-type"]])
            return try #require(conduct.records.first).lines.prefix(4).map(\.time)
        }
        #expect(try await times(.last) == [0, 7, 14, 21].map { $0 * 3600 })
        #expect(try await times(.hold) == [0, 7, 8, 15].map { $0 * 3600 })
    }

    @Test("with the fallback fail, the first thing that needs one ends the study")
    func fails() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(try programs.python(answering: "sys.exit(0)"))
        configuration.fallback = .fail
        let error = await #expect(throws: RunFailure.self) { try await incidents(configuration) }
        guard case .policy(let cause) = error?.cause, let failure = cause as? ProgramFailure,
            case .misbehaved(let incident) = failure
        else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(incident.kind == .gone)
        #expect(strays().isEmpty)
    }

    @Test("a program that is gone leaves the wheel to a strategy, which does exactly what it does alone")
    func strategyTakesOver() async throws {
        let programs = try Programs()
        var configuration = Programs.configuration(try programs.write("mine", "/bin/sh", "exit 0"))
        configuration.fallback = .strategy("big-bang")
        configuration.strategy = SmallWorld.bigBang
        let study = try await SmallWorld.study(
            [ProgramSource(configuration), DeclaredSource(SmallWorld.bigBang)],
            replications: 3
        )
        #expect(study.results[0].map(\.ledger) == study.results[1].map(\.ledger))
        #expect(study.results[0].map(\.decisions) == study.results[1].map(\.decisions))
        #expect(study.results[0].allSatisfy { $0.incidents.map(\.kind) == ["gone"] })
    }
}
