import Foundation
import Testing

/// `trace` and `trace --check`, through the binary.
@Suite("Traces of runs")
struct TraceCommandTests {
    private static let options = ["-s", "canary", "-k", "7", "--seed", "3"]

    private struct Document: Decodable {
        struct Event: Decodable {
            struct Arguments: Decodable { var name: String? }
            var name: String
            var ph: String
            var pid: Int
            var tid: Int
            var ts: Int64
            var dur: Int64?
            var args: Arguments?
        }
        var traceEvents: [Event]
    }

    @Test("A trace for Perfetto names every track, and no two slices of a track overlap")
    func tracks() async throws {
        try await withSmallScenario { patchlab, folder in
            let result = try await patchlab.run(["trace", "small.yaml", "--devices", "all"] + Self.options)
            #expect(result.status == 0 && result.errors.isEmpty)
            let events = try JSONDecoder().decode(Document.self, from: result.output).traceEvents
            let horizon: Int64 = 20 * 86_400 * 1_000_000
            func track(_ event: Document.Event) -> [Int] { [event.pid, event.tid] }
            let named = Set(events.filter { $0.name == "thread_name" }.map(track))
            let processes = Set(events.filter { $0.name == "process_name" }.map(\.pid))
            #expect(processes.count >= 1 + 2 + 1 + 100, "the fleet, two groups, a rollout, and all devices")
            for event in events where event.ph != "M" {
                #expect(processes.contains(event.pid))
                #expect(event.ts >= 0 && event.ts + (event.dur ?? 0) <= horizon)
                if event.ph != "C" { #expect(named.contains(track(event)), "\(event)") }
            }
            let slices = Dictionary(grouping: events.filter { $0.ph == "X" }, by: track)
            #expect(slices.count > 100)
            for own in slices.values {
                for (one, next) in zip(own, own.dropFirst()) { #expect(one.ts + (one.dur ?? 0) <= next.ts) }
            }
            let names = Set(events.map(\.name))
            #expect(names.isSuperset(of: ["open", "corporate", "downloads and installs", "restarts", "down"]))
        }
    }

    @Test("A log has one JSON object a line, and ends with the ledger that `run` prints")
    func log() async throws {
        try await withSmallScenario { patchlab, folder in
            let result = try await patchlab.run(["trace", "small.yaml", "-o", "t.jsonl"] + Self.options)
            #expect(result.status == 0)
            let text = String(decoding: try folder.contents(of: "t.jsonl"), as: UTF8.self)
            let lines = try text.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(lines[0]["patchlabTrace"] != nil)
            #expect(lines.dropFirst().allSatisfy { $0["event"] is String })
            let times = lines.compactMap { $0["seconds"] as? Int }
            #expect(times == times.sorted() && times.count > 10)
            let run = try await patchlab.run(["run", "small.yaml", "--json"] + Self.options)
            let document = try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
            let ledger = (document["runs"] as? [[String: Any]])?.first?["ledger"] as? NSDictionary
            #expect(lines.last?["ledger"] as? NSDictionary == ledger)
        }
    }

    @Test("A trace runs again to the same lines; a changed scenario or trace is told by its first event that differs")
    func verify() async throws {
        try await withSmallScenario { patchlab, folder in
            for name in ["t.jsonl", "t.json"] {
                let written = try await patchlab.run(["trace", "small.yaml", "-o", name] + Self.options)
                #expect(written.status == 0)
                let same = try await patchlab.run(["trace", "--check", name])
                #expect(same.status == 0)
                #expect(same.outputText.hasPrefix("the same: "))

                var lines = String(decoding: try folder.contents(of: name), as: UTF8.self)
                    .split(separator: "\n", omittingEmptySubsequences: false)
                lines[5] = "{}"
                _ = try folder.newFile("changed-\(name)", holding: Data(lines.joined(separator: "\n").utf8))
                for other in [["changed-\(name)"], [name, "changed-\(name)"]] {
                    let differs = try await patchlab.run(["trace", "--check"] + other)
                    #expect(differs.status == 1)
                    #expect(differs.errorText.contains("line 6"))
                    #expect(differs.errorText.contains("{}"))
                }
            }
            let slower = CompareTests.scenario.replacingOccurrences(of: "mean: 10m", with: "mean: 20m")
            _ = try folder.newFile("slower.yaml", holding: Data(slower.utf8))
            let differs = try await patchlab.run(["trace", "--check", "t.jsonl", "--scenario", "slower.yaml"])
            #expect(differs.status == 1)
            #expect(differs.errorText.contains("t.jsonl") && differs.errorText.contains("run again"))
        }
    }

    @Test("Mistakes end with status 2 and say what was expected")
    func mistakes() async throws {
        try await withSmallScenario { patchlab, folder in
            _ = try folder.newFile("other.jsonl", holding: Data("{\"patchlabTrace\":{\"format\":99}}\n".utf8))
            for name in ["t.jsonl", "t.json"] {
                #expect(try await patchlab.run(["trace", "small.yaml", "-o", name]).status == 0)
            }
            let text = String(decoding: try folder.contents(of: "t.jsonl"), as: UTF8.self)
            _ = try folder.newFile("cut.jsonl", holding: Data(text.dropLast(3).utf8))
            _ = try folder.newFile(
                "moved.jsonl",
                holding: Data(text.replacingOccurrences(of: "small.yaml", with: "missing.yaml").utf8)
            )
            let broken =
                Data(text.split(separator: "\n").prefix(2).joined(separator: "\n").utf8)
                + Data("é".utf8 + [0xC3, 0x0A])
            _ = try folder.newFile("broken.jsonl", holding: broken)
            let column = text.split(separator: "\n")[1].unicodeScalars.count + 2
            let mistakes: [(arguments: [String], words: String)] = [
                (["trace", "--check", "broken.jsonl"], "broken.jsonl:2:\(column): this is not UTF-8"),
                (["trace", "--check", "t.jsonl", "broken.jsonl"], "broken.jsonl:2:\(column): this is not UTF-8"),
                (["trace", "small.yaml", "--devices", "100"], "numbered from 0 to 99"),
                (["trace", "small.yaml", "--devices", "5-3"], "--devices"),
                (["trace", "small.yaml", "-s", "canry"], "did you mean \"canary\"?"),
                (["trace", "small.yaml", "-o", "missing/t.json"], "the directory 'missing' does not exist"),
                (["trace", "small.yaml", "--form", "xml"], "chrome"),
                (["trace", "--check", "small.yaml"], "small.yaml is a scenario, and a trace is expected"),
                (["trace", "--check", "missing.json"], "there is no such file"),
                (["trace", "--check", "other.jsonl"], "format 99"),
                (["trace", "--check", "."], "this is a directory"),
                (["trace", "--check", "cut.jsonl"], "ends within a line"),
                (["trace", "--check", "t.jsonl", "t.json"], "only traces of the same form"),
                (["trace", "--check", "moved.jsonl"], "use --scenario to give its new location"),
                (["trace", "--check", "other.jsonl", "x", "--scenario", "small.yaml"], "not both"),
            ]
            for (arguments, words) in mistakes {
                let result = try await patchlab.run(arguments)
                #expect(result.status == 2, "\(arguments)")
                #expect(result.errorText.contains(words), "\(arguments): \(result.errorText)")
                #expect(result.output.isEmpty)
            }
        }
    }
}
