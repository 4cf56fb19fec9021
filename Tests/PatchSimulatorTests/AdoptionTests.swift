import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// How far a patch has come in each group, held to what rings and devices show.
@Suite("Adoption")
struct AdoptionTests: SmallWorldSuite {
    @Test("by the console adds up to the rings, and by the truth to the devices", arguments: 0..<40)
    func sums(number: Int) throws {
        var simulation = Simulation(
            try World(RandomScenarios.scenario(number)),
            policy: DeclaredPolicy(RandomScenarios.strategy(number)),
            seed: UInt64(number),
            replication: 0
        )
        for share in [0.1, 0.5, 1.0] {
            simulation.advance(to: Tick(Double(simulation.horizon) * share))
            let world = simulation.world
            for patch in world.patches.indices {
                let truth = simulation.trueAdoption(of: patch)
                for (group, adoption) in zip(world.groups, truth) {
                    #expect(adoption.devices == (group.patches.contains(patch) ? group.count : 0))
                    #expect(adoption.installed == group.devices.count { simulation.runs(patch: patch, on: $0) })
                }
                let reported = simulation.reportedAdoption(of: patch)
                #expect(reported.map(\.devices) == truth.map(\.devices))
                let rollouts = simulation.console.rollouts.filter { $0.patches.contains(patch) }
                if let rollout = rollouts.first, rollouts.count == 1, rollout.patches == [patch] {
                    let rings = rollout.rings.reduce(0) { $0 + $1.installed }
                    #expect(reported.reduce(0) { $0 + $1.installed } == rings)
                } else if rollouts.isEmpty {
                    #expect(reported.allSatisfy { $0.installed == 0 })
                }
            }
        }
    }

    @Test("by the console does not run ahead of the truth where nothing is taken back")
    func delay() throws {
        // Devices that go off during the installation report it when they are on again.
        let days = Connectivity.alternating(
            on: try .exponential(mean: 1800),
            off: try .exponential(mean: 7200),
            awayShare: 0
        )
        let group = W.group(40, connectivity: days)
        let scenario = W.scenario([group], [W.patch(duration: W.constant(600))], horizon: 4 * Self.day)
        var simulation = Simulation(try World(scenario), policy: DeclaredPolicy(W.bigBang), seed: 1, replication: 0)
        var isBehind = false
        for time in stride(from: 0, through: 4 * 86_400, by: 1200) {
            simulation.advance(to: Tick(time))
            for (told, so) in zip(simulation.reportedAdoption(of: 0), simulation.trueAdoption(of: 0)) {
                #expect(told.installed <= so.installed)
                isBehind = isBehind || told.installed < so.installed
            }
        }
        #expect(isBehind)
        #expect(simulation.reportedAdoption(of: 0) == [Adoption(devices: 40, installed: 40)])
        #expect(simulation.reportedAdoption(of: 99).allSatisfy { $0.devices == 0 })
    }
}
