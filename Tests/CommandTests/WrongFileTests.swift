import Foundation
import Testing

/// PatchLab's own files given to the wrong command, and values of options that cannot be: what is said names the right thing.
@Suite("Wrong files and values")
struct WrongFileTests {
    @Test("Each of PatchLab's files is recognised by each command that wants another, and the right command is named")
    func kinds() async throws {
        try await withSmallScenario { patchlab, folder in
            for command in [
                ["compare", "small.yaml", "-n", "2", "--study", "s.db", "-q"], ["report", "s.db", "-o", "page.html"],
                ["study", "pack", "s.db", "-o", "s.zip"], ["trace", "small.yaml", "-o", "t.jsonl"],
                ["trace", "small.yaml", "-o", "t.json"],
            ] {
                let made = try await patchlab.run(command)
                #expect(made.status == 0, "\(command): \(made.errorText)")
            }
            _ = try folder.newFile("suite.yaml", holding: Data("patchlab-suite: 1\nname: x\n".utf8))
            let files = [
                ("small.yaml", "a scenario"), ("s.db", "a study"), ("page.html", "a report page"),
                ("s.zip", "an archive"), ("t.jsonl", "a trace"), ("t.json", "a trace"), ("suite.yaml", "a suite"),
            ]
            let commands: [(words: [String], takes: [String])] = [
                (["compare"], ["a scenario"]), (["run"], ["a scenario"]), (["keys"], ["a scenario"]),
                (["validate"], ["a scenario"]), (["trace"], ["a scenario"]), (["study"], ["a study"]),
                (["report", "-o", "new.html"], ["a study"]), (["study", "pack", "-o", "new.zip"], ["a study"]),
                (["study", "check"], ["a study", "an archive"]), (["trace", "--check"], ["a trace"]),
                (["suite", "check"], ["a suite"]),
            ]
            for (words, takes) in commands {
                for (file, kind) in files where !takes.contains(kind) {
                    let result = try await patchlab.run(words + [file])
                    #expect(result.status == 2, "\(words) \(file)")
                    #expect(
                        result.errorText.hasPrefix("error: \(file) is \(kind), and \(takes[0]) is expected\nhelp: ")
                            || words == ["study", "check"],
                        "\(words) \(file): \(result.errorText)"
                    )
                    #expect(result.errorText.contains("help: ") && result.errorText.contains("patchlab "))
                }
            }
            let study = try await patchlab.run("compare", "s.db")
            #expect(study.errorText.contains("help: patchlab report s.db -o FILE.html makes a page of it"))
            let trace = try await patchlab.run("compare", "t.jsonl")
            #expect(trace.errorText.contains("help: patchlab trace --check t.jsonl"))
        }
    }

    @Test(
        "A value that cannot be set is told with its option, the place in it, and what was probably meant",
        arguments: [
            (
                ["--set", "repair.duration={ uniform: [12h, 1h] }"],
                "--set repair.duration={ uniform: [12h, 1h] }: error bad-distribution: at character 12 of the value: "
                    + "the distribution does not exist: the upper bound, 1h, is less than the lower bound, 12h "
                    + "(did you mean \"[1h, 12h]\"?)",
                "error: --set repair.duration={ uniform: [12h, 1h] } cannot be used with small.yaml; "
                    + "'patchlab explain bad-distribution' gives details"
            ),
            (
                ["--set", "strategies.canary.soak=6x"],
                "--set strategies.canary.soak=6x: error bad-duration: \"6x\" is not a duration",
                "error: --set strategies.canary.soak=6x cannot be used with small.yaml; 'patchlab explain bad-duration' gives details"
            ),
            (
                ["--set", "repair={ technicians: 1, duration: 4q }"],
                "--set repair={ technicians: 1, duration: 4q }: error bad-duration: at character 29 of the value: ",
                "error: --set repair={ technicians: 1, duration: 4q } cannot be used with small.yaml; "
                    + "'patchlab explain bad-duration' gives details"
            ),
        ]
    )
    func settings(options: [String], first: String, last: String) async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(["compare", "small.yaml"] + options)
            #expect(result.status == 2)
            let lines = result.errorText.split(separator: "\n").map(String.init)
            #expect(lines.first?.hasPrefix(first) == true, "\(result.errorText)")
            #expect(lines.last == last, "\(result.errorText)")
        }
    }

    @Test(
        "A metric that there is not is told with its option and the one that was probably meant",
        arguments: [
            (["compare", "small.yaml", "--sort", "hits"], "--sort hits", "devices-hit"),
            (
                ["sweep", "small.yaml", "--vary", "horizon=20d,30d", "--metric", "time-to-95"], "--metric time-to-95",
                "time-to-patch-p95"
            ),
            (
                [
                    "optimise", "small.yaml", "--vary", "strategies.canary.soak=1h..2d", "--subject-to", "hits<=3",
                ],
                "--subject-to hits<=3", "devices-hit"
            ),
            (
                ["select", "small.yaml", "--smallest-difference", "5", "--metric", "hits"], "--metric hits",
                "devices-hit"
            ),
            (["compare", "small.yaml", "--require", "hits<=3"], "--require hits<=3", "devices-hit"),
        ]
    )
    func metrics(arguments: [String], option: String, meant: String) async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.errorText.hasPrefix("error: \(option): there is no metric \""), "\(result.errorText)")
            #expect(result.errorText.contains("(did you mean \"\(meant)\"?)"), "\(result.errorText)")
        }
    }

    @Test("A text that no key holds is told with the nearest step of a key")
    func keys() async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run("keys", "small.yaml", "canari")
            #expect(result.status == 2)
            #expect(result.errorText.contains("no key that holds \"canari\" (did you mean \"canary\"?)"))
        }
    }

    @Test("A template calls itself by the name of its file, however it is called")
    func template() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        for (name, quoted) in [("november.yaml", "november.yaml"), ("a fleet.yaml", "'a fleet.yaml'")] {
            #expect(try await patchlab.run("init", "office", "-o", name).status == 0)
            let text = String(decoding: try folder.contents(of: name), as: UTF8.self)
            #expect(text.contains("#   patchlab compare \(quoted)\n") && !text.contains("mine.yaml"))
            #expect(try await patchlab.run("validate", name, "-q").status == 0)
        }
    }
}
