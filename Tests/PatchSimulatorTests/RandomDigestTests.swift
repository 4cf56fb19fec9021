import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// The 200 random scenarios belong to `simulationVersion` like the shipped ones: their ledgers, logs, consoles, series and
/// lives are those of the digests in `RandomDigests.swift`, which `scripts/ledger-digests` writes anew.
@Suite("Digests of random scenarios")
struct RandomDigestTests {
    @Test("Ledgers, logs, consoles, series and lives of 200 random scenarios change only with the simulation's version")
    func digests() throws {
        let all = Ledger.figures.map(\.id)
        let isUpdate = ProcessInfo.processInfo.environment["UPDATE_LEDGER_DIGESTS"] != nil
        // A figure that came since says nothing of those that were there.
        let found = try LawTests.lots.map { try Self.digest($0, isUpdate ? all : RandomDigests.figures) }
        if isUpdate {
            try Self.write(found)
            return
        }
        #expect(RandomDigests.version == simulationVersion, "scripts/ledger-digests writes those of a new version")
        guard RandomDigests.version == simulationVersion else { return }
        #expect(RandomDigests.figures == all, "there are other figures: scripts/ledger-digests takes them in")
        for (lot, digest) in found.enumerated() {
            #expect(digest == RandomDigests.ofLots[lot], "what comes of scenarios \(LawTests.numbers(lot))")
        }
    }

    /// What comes of a lot of scenarios, in one word.
    ///
    /// - Parameter figures: those of the ledger that count.
    private static func digest(_ lot: Int, _ figures: [Ledger.Figure.ID]) throws -> String {
        var digest = Digest()
        for number in LawTests.numbers(lot) {
            var plain = Simulation(
                try World(RandomScenarios.scenario(number)),
                policy: DeclaredPolicy(RandomScenarios.strategy(number)),
                seed: UInt64(number),
                replication: number % 5,
                seriesIntervals: 7
            )
            plain.run()
            digest.add(plain.ledger, figures)
            digest.add(plain.console)
            for entry in plain.log { digest.add("\(entry.time) \(entry.round) \(entry.reason)") }
            digest.add("\(plain.series?.values ?? [])")
            var recorded = try LawTests.simulation(number, recording: [0, 1, 2])
            recorded.run()
            digest.add(recorded.ledger, figures)
            for device in 0...2 { digest.add("\(recorded.recordedLife(of: device).map { ($0.time, $0.event) })") }
        }
        return String(digest.value, radix: 16)
    }

    private static func write(_ digests: [String]) throws {
        let figures = Ledger.figures.map { "        \"\($0.id)\",\n" }.joined()
        let lines = digests.map { "        \"\($0)\",\n" }.joined()
        let text = """
            /// What came of the random scenarios, a digest for each lot; written by `scripts/ledger-digests`.
            enum RandomDigests {
                static let version = \(simulationVersion)
                static let figures: [String] = [
            \(figures)    ]
                static let ofLots: [String] = [
            \(lines)    ]
            }

            """
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "RandomDigests.swift")
        try Data(text.utf8).write(to: file, options: .atomic)
    }
}

/// FNV-1a (Fowler, Noll and Vo), 64 bits, of lines of text.
private struct Digest {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ line: String) {
        for byte in line.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        value = (value ^ 10) &* 0x100_0000_01B3
    }

    mutating func add(_ ledger: Ledger, _ figures: [Ledger.Figure.ID]) {
        for id in figures { add("\(id) \(Ledger.figure(id).flatMap { ledger[$0] }.map { "\($0)" } ?? "never")") }
    }

    mutating func add(_ console: Console) {
        add("\(console.tickets) \(console.vendorAnswers)")
        for rollout in console.rollouts {
            add("\(rollout.patches) \(rollout.began) \(String(describing: rollout.stopped))")
            for ring in rollout.rings {
                add("\(ring.name) \(ring.targets) \(ring.isControl) \(String(describing: ring.opened))")
                add("\(ring.seen) \(ring.offered) \(ring.reporting) \(ring.succeeded) \(ring.failed) \(ring.troubled)")
                add("\(ring.unhealthy) \(ring.attempts) \(ring.failedAttempts) \(ring.setAside)")
            }
        }
    }
}
