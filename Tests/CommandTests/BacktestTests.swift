import Foundation
import Testing

@Suite("The command backtest")
struct BacktestTests {
    private static let folder = DocumentationTests.repository.path + "/Scenarios/adoption/"

    private static let scenario = """
        patchlab: 1
        start: 2026-03-10T00:00:00
        horizon: 20d
        software: { components: { app: { versions: [1, 2] } }, images: { one: [app 1] } }
        connectivity: { days: { on: { exponential: { mean: 12h } }, off: { exponential: { mean: 36h } } } }
        fleet:
          - { group: near, count: 300, class: laptop, image: one, connectivity: days, check-in: { every: 10m } }
          - { group: far, count: 100, class: laptop, image: one, connectivity: days, check-in: { every: 10m } }
        patches: { p: { updates: app -> 2, released: 1d, install: { duration: 5m } } }
        strategies: { big-bang: {} }
        """

    private struct Report: Decodable {
        struct Point: Decodable {
            var day: Double
            var real: Double
            var median: Double
            var lower90: Double
            var upper90: Double
        }
        struct Group: Decodable {
            var group: String
            var points: Int
            var score: Double
            var within90: Int
            var laterByDays: Double
            var slowerByFactor: Double
            var fittedCeiling: Double?
            var skillOverPrevious: Double?
            var curve: [Point]
        }
        var pointsBeyondEnd: Int
        var groups: [Group]
    }

    private static func report(_ patchlab: CommandRunner, _ words: [String]) async throws -> Report {
        let result = try await patchlab.run(["backtest"] + words + ["--json", "-q"])
        #expect(result.status == 0, "\(result.errorText)")
        return try JSONDecoder().decode(Report.self, from: Data(result.outputText.utf8))
    }

    /// Devices are off for 36 h and memoryless, so that a device that is off at the release (three of four) comes after an
    /// exponential time: the share that has the patch is 1 − 0.75 exp(−t / 36 h), but for the five minutes of the installation
    /// and the way of the report.
    @Test("has the curve that is in closed form for memoryless devices")
    func closedForm() async throws {
        let curve = [1.0, 2, 4, 8].map { day in (day, 1 - 0.75 * exp(-day * 24 / 36)) }
        let rows = curve.map { "\($0.0),\(($0.1 * 400).rounded()),400\n" }.joined()
        try await ImportCommandTests.inFolder(["s.yaml": Self.scenario, "r.csv": "day,patched,of\n" + rows]) {
            patchlab,
            _ in
            for view in [[], ["--truth"]] {
                let report = try await Self.report(patchlab, ["s.yaml", "--actual", "r.csv", "-n", "60"] + view)
                let group = try #require(report.groups.first)
                #expect(group.group == "all" && group.points == 4 && group.within90 == 4)
                for point in group.curve {
                    // The median of sixty runs of 400 devices errs by less than a point, and polls by less than that.
                    #expect(abs(point.median - point.real) < 0.02)
                    #expect(point.lower90 < point.median && point.median < point.upper90)
                }
            }
        }
    }

    @Test("tells a rollout that is slower than the scenario by its factor, and fits an unknown ceiling")
    func slower() async throws {
        let days = [0.5, 1, 2, 3, 4, 6, 8, 12, 16]
        func rows(_ group: String, _ count: Double, _ of: String, _ factor: Double) -> String {
            days.map { day in
                let share = 1 - 0.75 * exp(-day / factor * 24 / 36)
                return "\(group),\(day),\((share * count).rounded()),\(of)\n"
            }.joined()
        }
        let head = "group,day,patched,of\n"
        let files = [
            "s.yaml": Self.scenario, "slow.csv": head + rows("near", 300, "300", 2) + rows("far", 50, "", 1),
            "last.csv": head + rows("near", 300, "300", 4),
        ]
        try await ImportCommandTests.inFolder(files) { patchlab, _ in
            let words = ["s.yaml", "--actual", "slow.csv", "--previous", "last.csv", "-n", "40"]
            let report = try await Self.report(patchlab, words)
            let near = try #require(report.groups.first)
            #expect(near.group == "near" && abs(near.slowerByFactor - 2) < 0.3 && near.laterByDays > 0)
            #expect(near.within90 < near.points / 2)
            #expect(try #require(near.skillOverPrevious) < 1)
            let far = try #require(report.groups.last)
            #expect(abs((far.fittedCeiling ?? 0) - 50) < 2)

            let text = try await patchlab.run(["backtest"] + words)
            #expect(text.outputText.hasPrefix("near: the real rollout was slower than the runs: it took "))
            #expect(text.outputText.contains("far: the number of devices is not known; "))
        }
    }

    @Test("leaves out days beyond the simulated time, and says so")
    func beyond() async throws {
        let files = ["s.yaml": Self.scenario, "r.csv": "day,patched,of\n1,250,400\n19,399,400\n19.5,399,400\n"]
        try await ImportCommandTests.inFolder(files) { patchlab, _ in
            // The horizon is 20 days, and the release after one.
            let report = try await Self.report(patchlab, ["s.yaml", "--actual", "r.csv", "-n", "5"])
            #expect(report.pointsBeyondEnd == 1 && report.groups.first?.points == 2)
            let csv = try await patchlab.run(["backtest", "s.yaml", "--actual", "r.csv", "-n", "5", "--csv"])
            let lines = csv.outputText.split(separator: "\n")
            #expect(lines.count == 3 && lines[0] == "group,day,real,median,lower50,upper50,lower90,upper90,score")
            #expect(lines[1].hasPrefix("all,1.0,0.625000,"))
        }
    }

    @Test(
        "refuses what is no rollout of the scenario, with the place",
        arguments: [
            ("day,patchd\n1,2\n", "r.csv:1: error missing-column: column \"patched\": "),
            ("day,patched,of\n1,2,x\n", "r.csv:2: error bad-number: column \"of\": "),
            ("day,patched,of\n1,20,10\n", "r.csv:2: error bad-number: column \"of\": "),
            ("day,patched\n1,2\n1,3\n", "r.csv:3: error bad-number: column \"day\": "),
            ("day,patched\n-1,2\n", "r.csv:2: error bad-number: column \"day\": "),
            ("day,patched\n", "r.csv: error nothing-found: "),
            ("group,day,patched\nnaer,1,2\n", "s.yaml has no group \"naer\" (did you mean \"near\"?)"),
            ("day,patched\n99,2\n", "all days of the real rollout lie beyond the simulated time"),
        ]
    )
    func bad(table: String, message: String) async throws {
        try await ImportCommandTests.inFolder(["s.yaml": Self.scenario, "r.csv": table]) { patchlab, folder in
            let result = try await patchlab.run(["backtest", "s.yaml", "--actual", "r.csv", "-n", "2", "-o", "out.txt"])
            #expect(result.status == 2)
            #expect(result.errorText.contains(message), "\(result.errorText)")
            #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("out.txt").path))
        }
    }

    @Test("asks which patch is meant, and knows names that are nearly right")
    func options() async throws {
        let two = Self.scenario.replacingOccurrences(
            of: "patches: { p:",
            with: "patches: { q: { updates: app -> 2, released: 1d, install: { duration: 5m } }, p:"
        )
        let files = [
            "two.yaml": two, "s.yaml": Self.scenario, "r.csv": "day,patched\n1,2\n", "o.csv": "day,patched\n1,2\n",
        ]
        try await ImportCommandTests.inFolder(files) { patchlab, _ in
            for (words, message) in [
                (["two.yaml"], "has 2 patches; say which was rolled out with --patch (q, p)"),
                (["s.yaml", "--patch", "pp"], "has no patch \"pp\""),
                (["s.yaml", "--strategy", "big-bong"], "did you mean \"big-bang\""),
                (["s.yaml", "--previous", "o.csv"], "--previous: for the fleet the column `of` is empty"),
            ] {
                let result = try await patchlab.run(["backtest"] + words + ["--actual", "r.csv", "-n", "2"])
                #expect(result.status == 2 && result.errorText.contains(message), "\(result.errorText)")
            }
        }
    }

    @Test("gives the same bytes whatever the number of threads")
    func threads() async throws {
        let words = [
            "backtest", Self.folder + "office.yaml", "--actual", Self.folder + "office-rollout.csv", "-n", "6",
        ]
        try await ImportCommandTests.inFolder([:]) { patchlab, _ in
            let one = try await patchlab.run(words + ["-t", "1"])
            let four = try await patchlab.run(words + ["-t", "4"])
            #expect(one.status == 0 && one.outputText == four.outputText && !one.outputText.isEmpty)
        }
    }
}
