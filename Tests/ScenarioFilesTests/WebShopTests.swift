import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

/// What the example says about how many servers at a time.
@Suite("How many servers at a time")
struct WebShopTests {
    private static let names = ["all-at-once", "one", "two", "three"]

    /// What the services went through under a strategy.
    private static func ledger(_ scenario: Scenario, _ strategy: String, _ replication: Int) throws -> ServiceLedger {
        try ShippedScenariosTests.finished(scenario, strategy, replication).ledger.services
    }

    @Test("Where all servers come back, outages are those that can be worked out by hand")
    func byHand() throws {
        var scenario = try ShippedScenariosTests.scenario("web-shop")
        scenario.patches[0].installation.brickChance = 0
        let found = try Self.names.map { try Self.ledger(scenario, $0, 0) }
        // Five minutes to run empty and six to reboot: once for all of them, and for two batches of three.
        #expect(found.map(\.planned) == [660, 0, 0, 1320])
        #expect(found.map(\.outages) == [1, 0, 0, 2])
        #expect(found.map(\.leastSpare) == [0, 0, 0, 0] && found.map(\.mostOut) == [8, 1, 2, 3])
        // On Sunday morning nobody shops, and the databases take turns.
        #expect(found.allSatisfy { $0.userSeconds == 0 && $0.unplanned == 0 && $0.inherited == 0 })
    }

    @Test("One or two at a time are best, and three at a time worse than all at once, as the list of examples says")
    func sentence() throws {
        let scenario = try ShippedScenariosTests.scenario("web-shop")
        let means = try Self.names.map { name in
            try (0..<200).reduce(0) { $0 + Double(try Self.ledger(scenario, name, $1).outageSeconds) / 200 }
        }
        #expect(means[1] < means[0] && means[2] < means[0] && means[3] > 1.5 * means[0], "\(means)")
        let list = String(
            decoding: try Data(contentsOf: ShippedScenariosTests.folder.appending(path: "README.md")),
            as: UTF8.self
        )
        let sentence = "`web-shop` answers: one or two at a time; three at a time are twice the outage of all at once."
        #expect(list.contains(sentence))
    }
}
