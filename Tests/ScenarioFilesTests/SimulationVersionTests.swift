import EventEngine
import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

/// The ledgers of the shipped scenarios belong to `simulationVersion`: whoever moves them raises it.
///
/// `ledger-digests.txt` has the version, the names of the figures, and a line for each scenario and strategy;
/// `scripts/ledger-digests` writes it anew.
@Suite struct SimulationVersionTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ledger-digests.txt")
    private static let replications = 0..<3

    @Test("The ledgers of the shipped scenarios change only with the simulation's version")
    func digests() throws {
        let all = Ledger.figures.map(\.id)
        if ProcessInfo.processInfo.environment["UPDATE_LEDGER_DIGESTS"] != nil {
            let text = try Self.lines(all).joined(separator: "\n") + "\n"
            try Data(text.utf8).write(to: Self.file, options: .atomic)
            return
        }
        let kept = String(decoding: try Data(contentsOf: Self.file), as: UTF8.self).split(separator: "\n").map(
            String.init
        )
        #expect(
            kept.first == "simulation \(simulationVersion)",
            "the version was raised: scripts/ledger-digests writes the new ledgers' digests"
        )
        guard kept.first == "simulation \(simulationVersion)", kept.count > 1 else { return }
        // A figure that came since says nothing of those that were there.
        let names = kept[1].split(separator: " ").dropFirst().map(String.init)
        let changed = "ledgers have changed: raise simulationVersion and run scripts/ledger-digests"
        let lines = try Self.lines(names)
        #expect(kept.filter { !lines.contains($0) } == [], Comment(rawValue: changed))
        #expect(lines.count == kept.count, "there are other scenarios: scripts/ledger-digests takes them in")
        #expect(names == all, "there are other figures: scripts/ledger-digests takes them in")
    }

    private static func lines(_ names: [Ledger.Figure.ID]) throws -> [String] {
        var lines = ["simulation \(simulationVersion)", "figures \(names.joined(separator: " "))"]
        for name in ShippedScenariosTests.names {
            let scenario = try ShippedScenariosTests.scenario(name, oneIn: name == "web-shop" ? 1 : 20)
            for strategy in scenario.strategies.map(\.name) {
                var digest = Self.beginning
                for replication in Self.replications {
                    let ledger = try ShippedScenariosTests.finished(scenario, strategy, replication).ledger
                    for name in names { Self.add("\(name) \(try Self.text(name, ledger))\n", to: &digest) }
                }
                lines.append("\(name) \(strategy) \(String(digest, radix: 16))")
            }
        }
        return lines
    }

    private static func text(_ name: Ledger.Figure.ID, _ ledger: Ledger) throws -> String {
        ledger[try #require(Ledger.figure(name), "there is no figure \(name)")].map { "\($0)" } ?? "never"
    }

    /// FNV-1a (Fowler, Noll and Vo), 64 bits.
    private static let beginning: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func add(_ text: String, to digest: inout UInt64) {
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}

/// What-ifs in a large world replay to the same ledger.
@Suite struct EstateReplayTests {
    private struct Once: Policy {
        var action: Action?

        mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
            defer { action = nil }
            return Decision((action.map { [$0] } ?? []).map { ReasonedAction($0, because: "what if") })
        }
    }

    @Test("In the Debian estate a stop on day 3 and its end in the same second replay to the same ledger")
    func stopAndResume() throws {
        let scenario = try ShippedScenariosTests.scenario("debian-estate", oneIn: 10)
        let name = try #require(scenario.strategies.first?.name)
        var run = try ShippedScenariosTests.simulation(scenario, name, 3)
        let day: Tick = 86_400
        run.advance(to: 3 * day)
        let rollouts = run.console.rollouts.indices
        #expect(!rollouts.isEmpty)
        var stopped = run.continued(with: Once(action: .stop(rollout: 0, OnStop())))
        stopped.advance(to: 3 * day)
        var resumed = stopped.continued(with: Once(action: .resume(rollout: 0)))
        resumed.run()
        #expect(resumed.log.suffix(2).map(\.time) == [3 * day, 3 * day])
        var again = Simulation(resumed.world, policy: Replay(resumed.log), seed: 1, replication: 3)
        again.run()
        #expect(again.ledger == resumed.ledger)
        #expect(again.log == resumed.log)
    }
}
