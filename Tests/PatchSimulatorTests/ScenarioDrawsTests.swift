import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Runs of which draws of the whole scenario are decided beforehand.
@Suite("Draws of the scenario that are decided beforehand")
struct ScenarioDrawsTests {
    private static func run(
        _ number: Int,
        _ scenario: Scenario? = nil,
        replication: Int,
        draws: (World) -> ScenarioDraws
    ) throws -> Simulation<DeclaredPolicy> {
        let world = try World(scenario ?? RandomScenarios.scenario(number))
        var simulation = Simulation(
            world,
            policy: DeclaredPolicy(RandomScenarios.strategy(number)),
            seed: 5,
            replication: replication,
            draws: draws(world)
        )
        simulation.run()
        return simulation
    }

    @Test("Where what a replication would draw is decided beforehand, its run is the same", arguments: 0..<20)
    func naturalDraws(lot: Int) throws {
        for number in lot * 10..<(lot + 1) * 10 {
            let plain = try Self.run(number, replication: number % 7) { _ in .natural }
            let decided = try Self.run(number, replication: number % 7) {
                ScenarioDraws(of: $0, seed: 5, replication: number % 7)
            }
            #expect(plain.ledger == decided.ledger, "scenario \(number)")
            #expect(plain.log == decided.log, "scenario \(number)")
        }
    }

    @Test("A set of defects that is decided beforehand is that of a scenario with the chances 0 and 1")
    func decidedDefects() throws {
        var bad = 0
        for number in 0..<150 {
            var scenario = RandomScenarios.scenario(number)
            var chosen: Set<Int> = []
            var defect = 0
            var sure = scenario
            for patch in scenario.patches.indices {
                for place in scenario.patches[patch].regressions.indices {
                    if (number + defect) % 3 > 0 { chosen.insert(defect) }
                    sure.patches[patch].regressions[place].chance = chosen.contains(defect) ? 1 : 0
                    scenario.patches[patch].regressions[place].chance = 0.5
                    defect += 1
                }
            }
            let decided = try Self.run(number, scenario, replication: 2) { _ in ScenarioDraws(presentDefects: chosen) }
            let other = try Self.run(number, sure, replication: 2) { _ in .natural }
            #expect(decided.ledger == other.ledger, "scenario \(number)")
            #expect(decided.defectTruths.map(\.isPresent) == other.defectTruths.map(\.isPresent))
            if decided.ledger.defects.blastRadius > 0 { bad += 1 }
        }
        #expect(bad > 20)
    }

    @Test("The vendor's first answer takes as long as the bits say that are decided beforehand")
    func decidedAnswer() throws {
        var answered = 0
        for number in 0..<150 {
            // Every defect is present, so that the first answer mends the patch and there is no other.
            let law = { (law: Distribution) -> Scenario in
                var scenario = RandomScenarios.scenario(number)
                for patch in scenario.patches.indices {
                    let isGood = scenario.patches[patch].regressions.isEmpty
                    scenario.patches[patch].vendorFix = isGood ? nil : VendorFix(after: law)
                }
                return scenario
            }
            let draws = { (world: World, isMiddle: Bool) in
                ScenarioDraws(
                    presentDefects: Set(world.defects.indices),
                    vendorAnswers: Dictionary(
                        uniqueKeysWithValues: world.patches.indices.map { ($0, isMiddle ? 1 << 63 : 7) }
                    )
                )
            }
            let decided = try Self.run(number, law(try .uniform(low: 0, high: 40_000)), replication: 2) {
                draws($0, true)
            }
            let other = try Self.run(number, law(try .constant(20_000)), replication: 2) { draws($0, false) }
            #expect(decided.ledger == other.ledger, "scenario \(number)")
            if other.world.patches.indices.contains(where: { other.fleet.console.answer(about: $0) == .fixed }) {
                answered += 1
            }
        }
        #expect(answered > 10)
    }

    @Test("A run that is made anew from its log keeps what was decided")
    func replay() throws {
        for number in 0..<60 {
            let decided = try Self.run(number, replication: 1) { world in
                ScenarioDraws(
                    presentDefects: Set(world.defects.indices),
                    vendorAnswers: Dictionary(uniqueKeysWithValues: world.patches.indices.map { ($0, 3 << 60) })
                )
            }
            let again = decided.replayed()
            #expect(again.ledger(of: Part(allOf: decided.world)) == decided.ledger, "scenario \(number)")
        }
    }
}
