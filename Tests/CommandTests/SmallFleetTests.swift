import Foundation
import Testing

/// Strategies with their defaults on fleets so small that a first ring is one device.
@Suite("Small fleets")
struct SmallFleetTests {
    /// A fleet of which the patch breaks those with the component `odd`.
    private func scenario(odd: Int, of count: Int, strategy: String, failing: String) -> String {
        """
        patchlab: 1
        start: 2026-03-10T18:00:00
        horizon: 30d
        software:
          components: { app: { versions: [1, 2] }, odd: { versions: [1] } }
          images: { good: [app 1], poor: [app 1, odd 1] }
        fleet:
          - { group: odd-ones, count: \(odd), class: server, image: poor, check-in: push }
          - { group: others, count: \(max(1, count - odd)), class: server, image: good, check-in: push }
        patches:
          app-2:
            updates: app -> 2
            install: { duration: 1m, failure-chance: \(failing), attempts: 1 }
            regressions:
              - { name: it fails, where: { component: odd }, effect: { down: app }, telemetry: { shows: 100% } }
        strategies:
          tried: \(strategy)
        """
    }

    private struct Document: Decodable {
        struct Run: Decodable {
            struct Ledger: Decodable {
                var stops: Int
                var patchedPairs: Int
                var rollbacks: Int
                var blastRadiusDevices: Int
            }

            var ledger: Ledger
        }

        var runs: [Run]
    }

    /// What became of it, and what `run` tells.
    private func run(_ odd: Int, of count: Int, _ strategy: String, failing: String = "0%") async throws
        -> (Document.Run.Ledger, text: String)
    {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let path = folder.url.appendingPathComponent("s.yaml").path
        try Data(scenario(odd: odd, of: count, strategy: strategy, failing: failing).utf8).write(
            to: URL(fileURLWithPath: path)
        )
        let runner = try CommandRunner.patchlab(directory: folder.url)
        let json = try await runner.run(["run", path, "--json"])
        let text = try await runner.run(["run", path])
        #expect(json.status == 0 && text.status == 0, "\(json.errorText)")
        let document = try JSONDecoder().decode(Document.self, from: json.output)
        return (try #require(document.runs.first).ledger, text.outputText)
    }

    /// All is as it stands for `staged: {}`, but that ring 1 holds who it is about.
    private func staged(_ first: Int, _ more: String = "") -> String {
        "{ kind: staged, rings: [{ count: \(first), where: { component: odd } }, 10%, 50%, rest], gate: {}\(more) }"
    }

    @Test(
        "By default one unrelated failure in a first ring of one device neither stops the rollout nor holds it up",
        arguments: [
            2, 10, 30, 100,
        ]
    )
    func oneFailure(count: Int) async throws {
        let (ledger, text) = try await run(1, of: count, staged(1))
        #expect(ledger.stops == 0 && ledger.rollbacks == 0 && ledger.patchedPairs == count)
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(flat.contains("0 of 1 reporting devices healthy at the end of the soak; 1 not healthy, 1 tolerated"))
        #expect(!text.contains("What it still waits for at the end"))
    }

    @Test("By default a patch that breaks everything is stopped and taken back when the second small ring has reported")
    func realDefect() async throws {
        let (ledger, text) = try await run(
            10_000,
            of: 10_000,
            "{ kind: staged, rings: [{ count: 1 }, { count: 10 }, rest], gate: {} }"
        )
        #expect(
            ledger.stops == 1 && ledger.blastRadiusDevices == 11 && ledger.rollbacks == 11 && ledger.patchedPairs == 0
        )
        #expect(text.contains("stops: 11 of 11 reporting devices failed or had problems"))
        #expect(text.contains("What it still waits for at the end:\n  it is stopped, and waits for "))
    }

    @Test("A ring that stays shut for ever is told of, with the reason")
    func shut() async throws {
        let strict =
            "{ kind: staged, rings: [{ count: 1, where: { component: odd } }, rest], gate: { tolerate: 0 } }"
        let (ledger, text) = try await run(1, of: 50, strict)
        #expect(ledger.stops == 0 && ledger.patchedPairs == 1)
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let reason = "success: 0 of 1 reporting devices of \"ring 1\" are healthy, 95 % are needed"
        #expect(flat.contains("What it still waits for at the end: \"ring 2\" is not open, and waits for \(reason)"))
    }

    @Test("Devices that wait for a slot that a failed one keeps are told of, and the rollout is unfinished")
    func slots() async throws {
        let (ledger, text) = try await run(1, of: 50, "{ kind: big-bang, limit: { in-flight: 1 } }", failing: "100%")
        #expect(ledger.patchedPairs == 0)
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let wait =
            "49 devices are not offered it, and wait for a slot that never comes (of 1 held, 1 by devices that failed)"
        #expect(flat.contains("What it still waits for at the end:") && flat.contains(wait))
    }

    @Test("A number of reports is meant as it is written", arguments: ["reporting", "all"])
    func literalMinimum(of: String) async throws {
        let stop = ", stop: { failures: \"> 2%\", of: \(of), minimum: 20, at-least: 1 }, on-stop: { resume: never }"
        let (ledger, _) = try await run(1, of: 100, staged(1, stop))
        #expect(ledger.patchedPairs == 100 && ledger.stops == 0)
    }
}
