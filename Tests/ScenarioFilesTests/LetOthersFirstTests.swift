import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

/// What the example says about letting others go first.
@Suite("Letting others go first")
struct LetOthersFirstTests {
    private static let waits = ["at-once": 0, "four-days": 4, "ten-days": 10, "thirty-days": 30]

    /// The mean cost of each strategy. Whether the update is bad is not left to chance: runs with and without the defect are
    /// weighed by the chance of it.
    private static func costs() throws -> [String: Double] {
        var scenario = try ShippedScenariosTests.scenario("let-others-first", oneIn: 100)
        let chance = try #require(scenario.patches.first?.regressions.first?.chance)
        let prices = try #require(scenario.prices)
        func cost(_ strategy: String, isBad: Bool, _ count: Int) throws -> Double {
            scenario.patches[0].regressions[0].chance = isBad ? 1 : 0
            let all = try (0..<count).map { replication in
                let ledger = try ShippedScenariosTests.finished(scenario, strategy, replication).ledger
                let exposed = Double(ledger.exposure.plain) / 86_400 * prices.exposedDeviceDay
                let people = Double(ledger.labour.technicianSeconds) / 3600 * prices.technicianHour
                let down = ledger.downtime.unplanned / 3600 * prices.unplannedDowntime
                return exposed + people + down + Double(ledger.labour.tickets) * prices.ticket
            }
            return all.reduce(0, +) / Double(count)
        }
        return try waits.reduce(into: [:]) { costs, strategy in
            let (bad, good) = (try cost(strategy.key, isBad: true, 400), try cost(strategy.key, isBad: false, 1))
            costs[strategy.key] = chance * bad + (1 - chance) * good
        }
    }

    @Test("Ten days are best of 0, 4, 10 and 30, and thirty cost more than not to wait, as the list of examples says")
    func sentence() throws {
        let costs = try Self.costs()
        let order = costs.sorted { $0.value < $1.value }.map(\.key)
        #expect(order == ["ten-days", "four-days", "at-once", "thirty-days"], "\(costs)")
        let list = String(
            decoding: try Data(contentsOf: ShippedScenariosTests.folder.appending(path: "README.md")),
            as: UTF8.self
        )
        #expect(
            list.contains(
                "`let-others-first` answers: ten days are best of 0, 4, 10 and 30; thirty cost more than not to wait."
            )
        )
    }
}
