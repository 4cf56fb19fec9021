import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Devices one by one, and all in exact order: two ways of running the same handlers.
@Suite("Sweeping")
struct SweepTests {
    /// A random scenario in which no device can bring another one into trouble.
    static func harmless(_ number: Int) -> Scenario {
        var scenario = RandomScenarios.scenario(number)
        for patch in scenario.patches.indices {
            scenario.patches[patch].installation.brickChance = 0
            // Sweeping ends when some are taken back that may break by that.
            if number % 3 != 0 { scenario.patches[patch].rollback?.failureChance = 0 }
            // Some keep a defect that this replication may or may not have.
            if number % 4 != 0 { scenario.patches[patch].regressions = [] }
        }
        return scenario
    }

    @Test("Sweeping and exact order give the same ledger, log and console on 200 random scenarios", arguments: 0..<20)
    func sameLedgers(lot: Int) throws {
        var swept = 0
        for number in lot * 10..<lot * 10 + 10 {
            let world = try World(Self.harmless(number))
            let policy = DeclaredPolicy(RandomScenarios.strategy(number))
            var one = Simulation(world, policy: policy, seed: 11, replication: number)
            var other = one
            if one.fleet.agenda.isSweeping { swept += 1 }
            other.fleet.endSweeping()
            one.run()
            other.run()
            #expect(one.ledger == other.ledger, "scenario \(number)")
            #expect(one.log == other.log, "scenario \(number)")
            #expect(one.console == other.console, "scenario \(number)")
        }
        #expect(swept >= 5, "most of these scenarios are swept")
    }

    @Test("A sweep may be paused anywhere, and gone on with in exact order", arguments: 0..<4)
    func mixed(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 {
            let world = try World(Self.harmless(number))
            let policy = DeclaredPolicy(RandomScenarios.strategy(number))
            var one = Simulation(world, policy: policy, seed: 12, replication: number)
            var other = one
            one.run()
            for part in 1...3 { other.advance(to: other.horizon * Tick(part) / 5) }
            for _ in 0..<20 { other.step() }
            other.run()
            #expect(one.ledger == other.ledger, "scenario \(number)")
        }
    }

    @Test("Groups that nothing couples are swept beside others in exact order, to the bit", arguments: 0..<20)
    func beside(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 {
            let world = try World(Self.restricted(number))
            for replication in 0..<3 {
                expectSameInBothDrivers(
                    world,
                    RandomScenarios.strategy(number),
                    seed: 13,
                    replication: replication,
                    parts: 3,
                    "scenario \(number), replication \(replication)"
                )
            }
        }
    }

    @Test("Devices are brought up to an event with the steps of its second, if these come first in the order of ties")
    func ties() {
        for entry in Run.subjects {
            for kind in entry.type.kinds where kind != Run.FirstKind.devices {
                let last = Run.lastStep(before: EventKey(time: 100, kind: kind, entity: 0))
                let step = EventKey(time: 100, kind: Run.FirstKind.devices, entity: 5)
                let isAfter = EventKey(time: 100, kind: kind, entity: 0).rawValue > step.rawValue
                #expect(last == (isAfter ? 100 : 99), "\(entry.type)")
            }
        }
    }

    @Test("Among these scenarios are many in which some groups are swept to the end and others are not")
    func mixture() throws {
        var mixed = 0
        for number in 0..<200 {
            let world = try World(Self.restricted(number))
            let policy = DeclaredPolicy(RandomScenarios.strategy(number))
            var simulation = Simulation(world, policy: policy, seed: 13, replication: 0)
            simulation.run()
            if (1..<world.groups.count).contains(simulation.fleet.agenda.sweptGroups) { mixed += 1 }
        }
        #expect(mixed >= 50)
    }

    /// A random scenario in which defects, and what else couples devices, concern some groups and not others.
    private static func restricted(_ number: Int) -> Scenario {
        var scenario = RandomScenarios.scenario(number)
        for patch in scenario.patches.indices {
            // What may leave devices dead does so in all groups.
            if number % 4 != 0 { scenario.patches[patch].installation.brickChance = 0 }
            if number % 3 != 0 { scenario.patches[patch].rollback?.failureChance = 0 }
            for defect in scenario.patches[patch].regressions.indices {
                scenario.patches[patch].regressions[defect].chance = 1
                let group = scenario.groups[(number + patch + defect) % scenario.groups.count]
                scenario.patches[patch].regressions[defect].condition.group = group.name
            }
        }
        return scenario
    }

    @Test("Replications with a defect, and patches that may brick, are run in exact order")
    func choice() throws {
        let harmless = SmallWorlds.scenario([SmallWorlds.group(3)], [SmallWorlds.patch()], horizon: 1000)
        let bricking = SmallWorlds.scenario(
            [SmallWorlds.group(3)],
            [SmallWorlds.patch(brickChance: 0.1)],
            horizon: 1000
        )
        let defect = Regression(
            name: "bug",
            chance: 0.5,
            effect: .down(component: 0),
            telemetry: .init(probability: 1, delay: .zero),
            helpDesk: .init(probability: 0, delay: .zero)
        )
        let risky = SmallWorlds.scenario(
            [SmallWorlds.group(3)],
            [SmallWorlds.patch(regressions: [defect])],
            horizon: 1000
        )
        func sweeps(_ scenario: Scenario, _ replication: Int) throws -> Bool {
            let policy = DeclaredPolicy(SmallWorlds.bigBang)
            var simulation = Simulation(try World(scenario), policy: policy, seed: 1, replication: replication)
            #expect(simulation.fleet.agenda.isSweeping, "nothing is given out yet")
            simulation.advance(to: 1)
            return simulation.fleet.agenda.isSweeping
        }
        #expect(try sweeps(harmless, 0))
        #expect(try !sweeps(bricking, 0))
        let choices = try (0..<40).map { try sweeps(risky, $0) }
        #expect(choices.contains(true) && choices.contains(false))
    }
}
