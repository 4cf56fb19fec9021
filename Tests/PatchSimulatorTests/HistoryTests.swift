import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What is written down of a run, and how its parts stand, against what else is known of it.
@Suite("History")
struct HistoryTests {
    private static func simulation(_ number: Int, harmless: Bool = false) throws -> Simulation<DeclaredPolicy> {
        let scenario = harmless ? SweepTests.harmless(number) : RandomScenarios.scenario(number)
        return Simulation(
            try World(scenario),
            policy: DeclaredPolicy(RandomScenarios.strategy(number)),
            seed: 5,
            replication: number,
            recording: Array(0..<scenario.deviceCount)
        )
    }

    @Test("Sweeping and exact order write the same history", arguments: 0..<10)
    func sameHistory(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 where number % 20 != 0 {
            var one = try Self.simulation(number, harmless: true)
            var other = one
            other.fleet.endSweeping()
            one.run()
            other.run()
            #expect(one.history == other.history, "scenario \(number)")
        }
    }

    @Test("A history is in the order of time, and holds every event and every action once", arguments: 0..<10)
    func complete(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 where number % 20 != 0 {
            var simulation = try Self.simulation(number)
            simulation.run()
            let history = simulation.history
            #expect(zip(history, history.dropFirst()).allSatisfy { $0.time <= $1.time }, "scenario \(number)")
            var lives: [Int: [RecordedEvent]] = [:]
            var actions: [LoggedAction] = []
            for entry in history {
                switch entry {
                case .event(let event): lives[event.device, default: []].append(event)
                case .action(let place, let action):
                    #expect(place == actions.count)
                    actions.append(action)
                }
            }
            #expect(actions == simulation.log)
            for device in 0..<simulation.world.deviceCount {
                #expect(lives[device, default: []] == simulation.recordedLife(of: device), "scenario \(number)")
            }
        }
    }

    @Test("Changes of condition add up to the seconds that the ledger has in each condition", arguments: 0..<10)
    func conditions(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 where number % 20 != 0 {
            var simulation = try Self.simulation(number)
            simulation.run()
            var seconds = Array(repeating: Int64(0), count: Condition.allCases.count)
            for device in 0..<simulation.world.deviceCount {
                var condition = Condition.up
                var since: Tick = 0
                for entry in simulation.recordedLife(of: device) {
                    guard case .became(let next) = entry.event else { continue }
                    seconds[Int(condition.rawValue)] += entry.time - since
                    (condition, since) = (next, entry.time)
                }
                seconds[Int(condition.rawValue)] += simulation.horizon - since
            }
            #expect(seconds == simulation.ledger.downtime.conditionSeconds, "scenario \(number)")
        }
    }

    @Test("Standings of the groups add up to what an independent count of every device says", arguments: 0..<10)
    func standings(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 where number % 20 != 0 {
            var simulation = try Self.simulation(number)
            let oracle = Oracle(simulation.world.scenario)
            for part in 1...3 {
                simulation.advance(to: simulation.horizon * Tick(part) / 3)
                var sum = Standing()
                for group in simulation.world.scenario.groups.indices {
                    sum += try #require(simulation.standing(ofGroup: group))
                }
                #expect(sum.conditions == simulation.conditionCounts)
                #expect(sum.releasedPairs == simulation.ledger.patching.pairs)
                #expect(sum.patchedPairs == simulation.ledger.patching.patchedPairs)
                let now = simulation.now
                let exposed = (0..<simulation.world.deviceCount).reduce(0) { total, device in
                    total
                        + oracle.exposures(of: device, in: simulation).count {
                            simulation.world.scenario.vulnerabilities[$0].disclosed <= now
                        }
                }
                #expect(sum.exposedPairs == exposed, "scenario \(number) at \(now)")
            }
        }
        #expect(try Self.simulation(1).standing(ofGroup: 99) == nil)
    }
}
