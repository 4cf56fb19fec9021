import Foundation
import Testing

/// `patchlab keys` and `patchlab sweep` through the binary.
@Suite("Sweeps")
struct SweepTests {
    private static let soak = "strategies.canary.soak"
    private static let share = "strategies.canary.share"

    @Test("Keys are listed with their values, written or meant, and can be searched")
    func keys() async throws {
        try await withSmallScenario { patchlab, _ in
            let all = try await patchlab.run("keys", "small.yaml")
            #expect(all.status == 0)
            let lines = all.outputText.split(separator: "\n").map {
                $0.split(separator: " ").prefix(2).map(String.init)
            }
            #expect(lines.contains([Self.soak, "24h"]))
            #expect(lines.contains(["strategies.big-bang.check-every", "(1h)"]))
            #expect(lines.contains(["fleet.office.count", "60"]))
            let found = try await patchlab.run("keys", "small.yaml", "--matching", "soak")
            #expect(found.outputText.split(separator: "\n").count == 1)
            let unfiltered = try await patchlab.run("keys", "small.yaml", "--matching", "")
            #expect(unfiltered.output == all.output)
            let none = try await patchlab.run("keys", "small.yaml", "--matching", "nothing-like-it")
            #expect(none.status == 2)
        }
    }

    @Test("A point of a sweep has the figures that compare gives for a file in which its values stand")
    func sameAsCompare() async throws {
        try await withSmallScenario { patchlab, folder in
            let sweep = try json(
                try await patchlab.run(
                    "sweep",
                    "small.yaml",
                    "--vary",
                    "\(Self.soak)=6h,24h",
                    "--set",
                    "fleet.road.count=30",
                    "-n",
                    "6",
                    "--json"
                )
            )
            let text = CompareTests.scenario.replacing("soak: 24h", with: "soak: 6h")
                .replacing("group: road, count: 40", with: "group: road, count: 30")
            _ = try folder.newFile("other.yaml", holding: Data(text.utf8))
            let other = try json(try await patchlab.run("compare", "other.yaml", "-s", "canary", "-n", "6", "--json"))
            let points = try #require(sweep["points"] as? [[String: Any]])
            #expect(
                points.compactMap { $0["settings"] as? [String: String] } == [[Self.soak: "6h"], [Self.soak: "24h"]]
            )
            let strategies = try #require(other["strategies"] as? [[String: Any]])
            func estimates(_ record: [String: Any]) throws -> [String: Double] {
                let metrics = try #require(record["metrics"] as? [[String: Any]])
                return Dictionary(
                    metrics.compactMap { one in
                        (one["metric"] as? String).flatMap { name in (one["estimate"] as? Double).map { (name, $0) } }
                    },
                    uniquingKeysWith: { first, _ in first }
                )
            }
            let one = try estimates(points[0])
            #expect(one.count > 5)
            // A comparison has more to tell.
            let all = try estimates(strategies[0])
            for (name, value) in one { #expect(all[name] == value, "\(name)") }
        }
    }

    @Test("The same sweep gives the same bytes with one thread and two, and other bytes with another seed")
    func sameBytes() async throws {
        try await withSmallScenario { patchlab, _ in
            for rest in [
                ["-n", "4"], ["--analysis", "tornado", "-n", "4"], ["--analysis", "morris", "--points", "4"],
                ["--analysis", "sobol", "--points", "8"], ["--design", "latin-hypercube", "--points", "5", "-n", "3"],
                ["--design", "sobol", "--points", "4", "-n", "3"],
            ] {
                let words =
                    ["sweep", "small.yaml", "--vary", "\(Self.soak)=6h..48h", "--vary", "\(Self.share)=5%..30%"] + rest
                let one = try await patchlab.run(words + ["--threads", "1"])
                let two = try await patchlab.run(words + ["--threads", "2"])
                #expect(one.status == 0, "\(one.errorText)")
                #expect(!one.output.isEmpty)
                #expect(one.output == two.output)
                #expect(one.outputText.split(separator: "\n").allSatisfy { $0.count <= 80 })
                #expect(try await patchlab.run(words + ["--seed", "2"]).output != one.output)
                let document = try json(try await patchlab.run(words + ["--json"]))
                #expect(document["sweep"] != nil)
                let rows = try await patchlab.run(words + ["--csv"])
                #expect(
                    Set(
                        rows.outputText.split(separator: "\n").map {
                            $0.split(separator: ",", omittingEmptySubsequences: false).count
                        }
                    ).count == 1
                )
            }
        }
    }

    @Test(
        "A tornado has a bar for each key that can matter, the widest first, and shows the swing of the values it lists"
    )
    func tornado() async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(
                "sweep",
                "small.yaml",
                "-s",
                "canary,big-bang",
                "--analysis",
                "tornado",
                "--vary",
                "\(Self.soak)=6h..48h",
                "--vary",
                "patches.app-1.1.install.failure-chance=0%,5%,40%",
                "--metric",
                "exposure",
                "-n",
                "5",
                "--json"
            )
            let tornados = try #require(try json(result)["tornados"] as? [[String: Any]])
            #expect(tornados.count == 2)
            for tornado in tornados {
                let base = try #require(tornado["base"] as? Double)
                let bars = try #require(tornado["bars"] as? [[String: Any]])
                let isCanary = tornado["strategy"] as? String == "canary"
                #expect(bars.count == (isCanary ? 2 : 1))
                let swings = try bars.map { try #require($0["swing"] as? Double) }
                #expect(swings == swings.sorted(by: >))
                for (bar, swing) in zip(bars, swings) {
                    let values = try #require(bar["values"] as? [[String: Any]])
                    let means = try values.map { try #require($0["mean"] as? Double) } + [base]
                    #expect(abs((means.max() ?? 0) - (means.min() ?? 0) - swing) < 1e-9)
                    if bar["key"] as? String != Self.soak {
                        #expect(values.map { $0["value"] as? String } == ["0%", "5%", "40%"])
                        // What the scenario has anyway.
                        let difference = try #require(values[1]["difference"] as? [String: Any])
                        #expect(difference["estimate"] as? Double == 0)
                    }
                }
            }
        }
    }

    @Test("Morris's method on an output that does not move says so, in every format")
    func constant() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let scenario = """
            patchlab: 1
            start: 2026-03-10T18:00:00
            horizon: 5d
            software: { components: { app: { versions: [1, 2] } }, images: { a: [app 1] } }
            fleet: [{ group: g, count: 2, class: server, image: a }]
            patches: { p: { updates: app -> 2, install: { duration: 2m } } }
            strategies: { all: { kind: big-bang } }

            """
        _ = try folder.newFile("s.yaml", holding: Data(scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let words = [
            "sweep", "s.yaml", "--vary", "patches.p.install.duration=1m..5m", "--analysis", "morris", "--points", "2",
            "--metric", "downtime-planned",
        ]
        let text = try await patchlab.run(words)
        #expect(text.status == 0, "\(text.errorText)")
        #expect(text.outputText.contains("Nothing that was varied moves it: all effects are zero."))
        let document = try json(try await patchlab.run(words + ["--json"]))
        let findings = try #require(document["findings"] as? [[String: Any]])
        let factors = try #require(findings[0]["factors"] as? [[String: Any]])
        #expect(factors.compactMap { ($0["effectSize"] as? [String: Any])?["estimate"] as? Double } == [0, 0])
        #expect(try await patchlab.run(words + ["--csv"]).status == 0)
    }

    @Test(
        "kill -9 in the middle of a sweep, then the same command: it does what was missing, and says the same to the byte"
    )
    func killed() async throws {
        try await withSmallScenario { patchlab, folder in
            let words = [
                "sweep", "small.yaml", "--vary", "\(Self.soak)=1h..48h/12", "--vary", "\(Self.share)=5%..40%/10", "-n",
                "12", "--json",
            ]
            let undisturbed = try await patchlab.run(words)
            #expect(undisturbed.status == 0)
            let study = folder.url.appendingPathComponent("sweep.db").path
            // A busy machine may take its time until the first runs are kept.
            var stored = 0
            for attempt in 1...20 where stored == 0 {
                let killed = try await patchlab.run(
                    words + ["--study", study],
                    signalling: SIGKILL,
                    after: .milliseconds(400 * attempt)
                )
                guard killed.status == 128 + SIGKILL else { break }
                let overview = try await patchlab.run("study", study, "--json")
                if overview.status == 0 { stored = try #require(try json(overview)["runs"] as? Int) }
            }
            #expect(stored > 0 && stored < 1440, "killed in the middle")
            let again = try await patchlab.run(words + ["--study", study])
            #expect(again.status == 0)
            #expect(again.output == undisturbed.output)
            #expect(again.errorText == "\(stored) of 1440 runs were in the study already\n")
            let third = try await patchlab.run(words + ["--study", study])
            #expect(third.output == undisturbed.output)
            #expect(third.errorText == "1440 of 1440 runs were in the study already\n")
        }
    }

    @Test(
        "What compare and run set counts as if it stood in the file, is kept with the runs, and comes out of a pack again"
    )
    func settings() async throws {
        try await withSmallScenario { patchlab, folder in
            let text = CompareTests.scenario.replacing("soak: 24h", with: "soak: 6h")
                .replacing("group: road, count: 40", with: "group: road, count: 30")
            _ = try folder.newFile("other.yaml", holding: Data(text.utf8))
            let set = ["--set", "\(Self.soak)=6h", "--set", "fleet[1].count=30"]
            for rest in [["-n", "3", "--csv"], ["-n", "3"]] {
                for command in ["compare", "run"] {
                    let written = try await patchlab.run([command, "other.yaml"] + rest)
                    let result = try await patchlab.run([command, "small.yaml", "--study", "s.db"] + set + rest)
                    #expect(result.status == 0, "\(result.errorText)")
                    #expect(result.output == written.output)
                }
            }
            let overview = try await patchlab.run("study", "s.db")
            #expect(overview.outputText.contains("variant 1 with\n  \(Self.soak)=6h\n  fleet[1].count=30\n"))
            _ = try await patchlab.run("study", "pack", "s.db", "-o", "s.zip")
            let again = try await patchlab.run("study", "check", "s.zip", "-q")
            #expect(again.outputText.hasSuffix("repeated, all identical\n"), "\(again.errorText)")
            for (set, message) in [
                (["horizont=3d"], "did you mean \"horizon\""), (["horizon"], "expected KEY=VALUE"),
                (["horizon=3d", "horizon=4d"], "set twice"),
            ] {
                let wrong = try await patchlab.run(["compare", "small.yaml"] + set.flatMap { ["--set", $0] })
                #expect(wrong.status == 2)
                #expect(wrong.errorText.contains(message), "\(wrong.errorText)")
            }
        }
    }

    @Test("The strategy of a varied key is known however the key is spelt")
    func spelling() async throws {
        try await withSmallScenario { patchlab, _ in
            let rest = ["-n", "2", "--csv"]
            let dots = try await patchlab.run(["sweep", "small.yaml", "--vary", "\(Self.soak)=6h,24h"] + rest)
            let brackets = try await patchlab.run(
                ["sweep", "small.yaml", "--vary", "strategies[canary].soak=6h,24h"] + rest
            )
            #expect(brackets.status == 0, "\(brackets.errorText)")
            #expect(
                brackets.outputText.replacing("strategies[canary].soak", with: Self.soak) == dots.outputText
            )
        }
    }

    @Test("Ctrl-C prints the points that are finished, and says so")
    func interrupted() async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(
                ["sweep", "small.yaml", "--vary", "\(Self.soak)=1h..48h/600", "-n", "100", "--json"],
                interruptedAfter: .seconds(6)
            )
            #expect(result.status == 130)
            #expect(result.errorText.contains("points were finished"))
            let sweep = try #require(try json(result)["sweep"] as? [String: Any])
            #expect(sweep["isPartial"] as? Bool == true)
        }
    }

    @Test(
        "What cannot be varied ends with status 2, says what was expected, and runs and writes nothing",
        arguments: [
            (["small.yaml"], "nothing is varied"),
            (["small.yaml", "--vary", "strategies.canary.soaq=1h..2h"], "did you mean \"strategies.canary.soak\""),
            (["small.yaml", "--vary", "strategies.canary.soak=1h..2x"], "\"2x\" is not a duration"),
            (["small.yaml", "--vary", "strategies.canary.share=50%..140%"], "\"140%\" is more than the whole"),
            (["small.yaml", "--vary", "strategies.canary.soak=1h,2q"], "soak=2q: error bad-duration"),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--vary", "strategies.canary.soak=1h,2h"],
                "varied twice"
            ),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--vary", "strategies[canary].soak=1h,2h"],
                "varied twice, the other time as strategies.canary.soak"
            ),
            (["small.yaml", "--vary", "fleet.office.count=1,2", "--vary", "fleet[0].count=1,2"], "varied twice"),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--set", "strategies[canary].soak=3h"],
                "this key is set and varied"
            ),
            (
                [
                    "small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--set", "fleet.office.count=3", "--set",
                    "fleet[0].count=4",
                ], "fleet[0].count: this key is set twice"
            ),
            (["small.yaml", "--vary", "strategies.canary.soak=1h...2d"], "two dots, not three"),
            (["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--metric", ""], "a metric is empty"),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--metric", "blast-radius"],
                "did you mean \"devices-hit\""
            ),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--points", "-1"],
                "--points must lie between 2 and 1,000,000"
            ),
            (
                [
                    "small.yaml", "--vary", "strategies.canary.soak=1h..2h", "--analysis", "morris", "--points",
                    "1000000",
                ], "3000000 points, more than 100000"
            ),
            (
                [
                    "small.yaml", "--vary", "strategies.canary.soak=1h..2h", "--analysis", "sobol", "--points",
                    "1000000",
                ], "4000000 points, more than 100000"
            ),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--metric", "exposre"],
                "there is no metric \"exposre\""
            ),
            (["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "-s", "canry"], "did you mean \"canary\""),
            (["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--set", "horizon"], "expected KEY=VALUE"),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--set", "horizont=3d"],
                "did you mean \"horizon\""
            ),
            (["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--points", "5"], "--points"),
            (["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--design", "random"], "design"),
            (
                ["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "--analysis", "morris", "--design", "grid"],
                "--design"
            ),
            (
                [
                    "small.yaml", "--vary", "strategies.canary.soak=1s..9999s/9999", "--vary",
                    "fleet.road.count=1..9999/9999",
                ], "more than 100000 points"
            ),
            (["small.yaml", "--vary", "strategies.canary.soak=1h,2h", "-o", "no/such/x.json"], "does not exist"),
        ]
    )
    func wrongUsage(arguments: [String], message: String) async throws {
        try await withSmallScenario { patchlab, folder in
            let result = try await patchlab.run(["sweep"] + arguments + ["--study", "new.db"])
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(message), "\(result.errorText)")
            if message != "does not exist" {
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["small.yaml"])
            }
        }
    }
}
