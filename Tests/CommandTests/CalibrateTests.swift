import Foundation
import Testing

@Suite("The command calibrate connectivity")
struct CalibrateTests {
    private static let log = DocumentationTests.repository.path + "/Scenarios/tables/checkins.csv.gz"
    private static let intune = DocumentationTests.repository.path + "/Scenarios/tables/intune-devices.csv"

    private static func inFolder(
        _ files: [String: String] = [:],
        _ body: (CommandRunner, ScratchDirectory) async throws -> Void
    ) async throws {
        try await ImportCommandTests.inFolder(files, body)
    }

    private struct Report: Decodable {
        struct Estimate: Decodable {
            var estimate: Double
            var standardError: Double
        }
        struct Off: Decodable {
            var law: String
            var shape: Estimate
            var scale: Estimate
            var mean: Estimate
        }
        struct On: Decodable { var mean: Estimate }
        struct Goodness: Decodable {
            var fits: Bool
            var tenths: [Double]
        }
        struct Profile: Decodable {
            var name: String
            var devices: Int
            var absences: Int
            var off: Off
            var on: On
            var goodness: Goodness
            var tooFew: Bool
        }
        var profiles: [Profile]
    }

    /// The shipped log was made with shapes and scales 0.63 and 9.48 h off, 0.64 and 10.86 h on.
    @Test("gives the laws of the shipped log back within three standard errors")
    func shipped() async throws {
        try await Self.inFolder { patchlab, folder in
            let result = try await patchlab.run(
                ["calibrate", "connectivity", Self.log, "--poll", "1h", "--jitter", "10%", "--json", "-o", "p.yaml"]
            )
            #expect(result.status == 0, "\(result.errorText)")
            let report = try JSONDecoder().decode(Report.self, from: Data(result.outputText.utf8))
            let profile = try #require(report.profiles.first)
            #expect(profile.devices == 30 && profile.absences > 100 && profile.off.law == "weibull")
            let hour = 3600.0
            for (estimate, truth) in [
                (profile.off.shape, 0.63), (profile.off.scale, 9.48 * hour), (profile.off.mean, 13.42 * hour),
                (profile.on.mean, 15.10 * hour),
            ] { #expect(abs(estimate.estimate - truth) < 3 * estimate.standardError) }
            #expect(profile.goodness.fits && !profile.tooFew)

            // What is written is a part of a scenario that runs.
            let scenario = """
                patchlab: 1
                imports: [p.yaml]
                start: 2026-11-02T00:00:00
                horizon: 10d
                software: { components: { app: { versions: [1, 2] } }, images: { one: [app 1] } }
                fleet: [{ group: g, count: 50, class: laptop, image: one, connectivity: devices, check-in: { every: 1h } }]
                patches: { p: { updates: app -> 2, install: { duration: 1m } } }
                strategies: { big-bang: {} }
                """
            _ = try folder.newFile("s.yaml", holding: Data(scenario.utf8))
            let run = try await patchlab.run(["run", "s.yaml"])
            #expect(run.status == 0, "\(run.errorText)")
        }
    }

    @Test("writes the sessions of a log as a trace that a scenario takes")
    func trace() async throws {
        let log = """
            device,time
            b,2026-11-03T10:00:00Z
            a,2026-11-03 08:00:00
            b,2026-11-03T11:00:00Z
            b,2026-11-04T00:00:00+01:00
            """
        try await Self.inFolder(["log.csv": log]) { patchlab, folder in
            let result = try await patchlab.run(
                ["calibrate", "connectivity", "log.csv", "--poll", "1h", "--as", "trace", "-o", "on.csv"]
            )
            #expect(result.status == 0, "\(result.errorText)")
            let lines = try String(contentsOf: folder.url.appendingPathComponent("on.csv"), encoding: .utf8)
                .split(separator: "\n")
            // Half a poll is what a session lacks; the day is a Tuesday, and nobody's name is left.
            #expect(
                lines == [
                    "# Made by `patchlab calibrate connectivity --as trace`: hours after 00:00 UTC of a Tuesday.",
                    "device,start,end", "d1,8.0000,8.5000", "d2,10.0000,11.5000", "d2,23.0000,23.5000",
                ]
            )
        }
    }

    /// Half of the laptops are off, for memoryless times with a mean of 24 h; the others were seen within the poll of 8 h. Of servers
    /// there are too few.
    @Test("puts profiles from the column 'last seen' into an imported scenario")
    func imported() async throws {
        let map = """
            patchlab-map: 1
            title: A console
            recognise: [id, seen, os, kind]
            times: { formats: [epoch-seconds], zone: UTC }
            device: { id: id, seen: seen, class: [{ when: { kind: server }, is: server }, { is: laptop }] }
            components: [{ name: os, version: os, scheme: numeric }]
            group-by: [class]
            check-in: { every: 8h, jitter: 10%, source: its manual }
            stale: 90d
            """
        let now = 1_780_272_000.0
        let hour = 3600.0
        var rows = "id,seen,os,kind\n"
        for number in 0..<1600 {
            let share = (Double(number / 2) + 0.5) / 800
            // An odd share of the poll for each, whatever the age.
            let poll = Double(number * 7 % 100) / 100 * 8 * hour
            let age = number % 2 == 0 ? poll : poll - 24 * hour * Foundation.log(1 - share)
            rows += "l\(number),\(Int(now - age)),\(number % 3 == 0 ? 2 : 1),laptop\n"
        }
        for number in 0..<10 { rows += "s\(number),\(Int(now) - number * 3600),1,server\n" }
        try await Self.inFolder(["map.yaml": map, "d.csv": rows]) { patchlab, folder in
            let result = try await patchlab.run(
                ["import", "table", "d.csv", "--map", "map.yaml", "--connectivity", "fit", "-o", "s.yaml"]
            )
            #expect(result.status == 0, "\(result.errorText)")
            #expect(result.outputText.contains("shows too little of when devices of the class server are on"))
            let text = try String(contentsOf: folder.url.appendingPathComponent("s.yaml"), encoding: .utf8)
            #expect(text.contains("    connectivity: fitted-laptop\n") && text.contains("    connectivity: server\n"))
            let found = try #require(text.firstMatch(of: /# mean ([\d.]+) h, [^\n]*\n    off:/))
            // Some five hundred absences tell the mean to a few percent; a law of another family adds some.
            #expect(abs((Double(found.1) ?? 0) - 24) < 8)
            let run = try await patchlab.run(["validate", "s.yaml"])
            #expect(run.status == 0, "\(run.errorText)")
        }
    }

    @Test("makes a profile for each group of a list, and counts who was never seen")
    func groups() async throws {
        let list =
            "device,group\n" + (0..<30).map { String(format: "d%02d,%@\n", $0, $0 < 20 ? "north" : "south") }.joined()
        try await Self.inFolder(["list.csv": list + "ghost,north\n"]) { patchlab, _ in
            let result = try await patchlab.run(
                ["calibrate", "connectivity", Self.log, "--poll", "1h", "--by", "list.csv", "--laws", "weibull"]
            )
            #expect(result.status == 0, "\(result.errorText)")
            #expect(result.outputText.contains("of 21 devices, 1 of them never seen"))
            #expect(result.outputText.contains("\nsouth: off for "))
        }
    }

    @Test("says that an export of few devices tells too little")
    func tooFew() async throws {
        try await Self.inFolder { patchlab, _ in
            let result = try await patchlab.run(["calibrate", "connectivity", Self.intune, "--map", "intune"])
            #expect(result.status == 2 && result.outputText.isEmpty)
            #expect(
                result.errorText.contains("laptop: only 14 absences can be distinguished from polls, and 20 are needed")
            )
        }
    }

    @Test(
        "refuses what is no log, with the place, and writes nothing",
        arguments: [
            ("device,when\na,2026-11-03\n", "log.csv:1: error missing-column: column \"time\": "),
            ("device,time\na,2026-11-03T08:00:00Z\nb,yesterday\n", "log.csv:3: error bad-time: column \"time\": "),
            ("device,time\na,03/04/2026\n", "log.csv:2: error ambiguous-time: column \"time\": "),
            ("device,time\na\n", "log.csv:2: error ragged-row: "),
            ("device,time\n", "log.csv: error nothing-found: "),
            ("<!DOCTYPE html><title>Sign in</title>\n", "log.csv:1: error wrong-format: "),
        ]
    )
    func bad(text: String, message: String) async throws {
        try await Self.inFolder(["log.csv": text]) { patchlab, folder in
            let result = try await patchlab.run(
                ["calibrate", "connectivity", "log.csv", "--poll", "1h", "-o", "p.yaml"]
            )
            #expect(result.status == 2)
            #expect(result.errorText.contains(message), "\(result.errorText)")
            #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("p.yaml").path))
        }
    }

    @Test(
        "refuses options that say nothing",
        arguments: [
            (["--poll", "soon"], "--poll: 'soon' is not a duration"), ([], "--poll: say how often"),
            (["--poll", "1s"], "--poll: a log cannot show polls shorter than 10 s"),
            (["--poll", "1h", "--laws", "weibul"], "did you mean \"weibull\""),
            (["--poll", "1h", "--as", "trace"], "--as trace needs --output FILE"),
            (["--poll", "1h", "--at", "2026-11-25"], "give its mapping with --map"),
        ]
    )
    func options(words: [String], message: String) async throws {
        try await Self.inFolder { patchlab, _ in
            let result = try await patchlab.run(["calibrate", "connectivity", Self.log] + words)
            #expect(result.status == 2 && result.errorText.contains(message), "\(result.errorText)")
        }
    }
}
