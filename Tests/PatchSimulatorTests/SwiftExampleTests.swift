import EventEngine
import PatchModel
import PatchSimulator
import Testing

/// The example of a policy in Swift that stands in Examples/policies.
@Suite("The example of a policy in Swift")
struct SwiftExampleTests {
    private func scenario(internet: Bool) -> Scenario {
        var first = SmallWorlds.group(10, name: "first")
        first.exposure = internet ? .internet : .internal
        return SmallWorlds.scenario(
            [first, SmallWorlds.group(10, name: "second")],
            [SmallWorlds.patch()],
            horizon: 10 * 86_400
        )
    }

    private func log(_ scenario: Scenario) throws -> [LoggedAction] {
        var simulation = Simulation(try World(scenario), policy: DeferByRisk(), seed: 1, replication: 0)
        simulation.run()
        #expect(simulation.refusals.isEmpty)
        #expect(simulation.ledger.patching.patchedPairs == simulation.ledger.patching.pairs)
        return simulation.log
    }

    @Test("devices that the internet reaches go first, and the others a day later if these are well")
    func internetFirst() throws {
        #expect(try log(scenario(internet: true)).map(\.time) == [0, 0, 86_400])
    }

    @Test("where the internet reaches nobody, the others wait for as long as they may and no longer")
    func bounded() throws {
        #expect(try log(scenario(internet: false)).map(\.time) == [0, 0, 5 * 86_400])
    }
}
