import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// The laws of the model, held over many small random scenarios.
@Suite("Laws")
struct LawTests {
    /// Scenarios are tried in lots, so that the list of tests stays readable.
    static let lots = 0..<20
    static let lot = 10

    static func numbers(_ lot: Int) -> Range<Int> { lot * Self.lot..<(lot + 1) * Self.lot }

    static func simulation(_ number: Int, recording devices: [Int] = []) throws -> Simulation<DeclaredPolicy> {
        Simulation(
            try World(RandomScenarios.scenario(number)),
            policy: DeclaredPolicy(RandomScenarios.strategy(number)),
            seed: UInt64(number),
            replication: number % 5,
            recording: devices
        )
    }

    @Test(
        "Law 1 and 3: conditions partition the fleet's time, and exposure is that of the versions that run",
        arguments: lots
    )
    func conditionsAndExposure(lot: Int) throws {
        for number in Self.numbers(lot) {
            var simulation = try Self.simulation(number)
            let oracle = Oracle(simulation.world.scenario)
            let devices = simulation.world.deviceCount
            var seconds = Array(repeating: Int64(0), count: Condition.allCases.count)
            var exposure = ExposureSeconds()
            var counts = simulation.conditionCounts
            var exposed = (0..<devices).map { oracle.exposures(of: $0, in: simulation) }
            var time: Tick = 0
            while !simulation.isFinished {
                simulation.step()
                if simulation.now > time {
                    for (place, count) in counts.enumerated() {
                        seconds[place] += Int64(count) * (simulation.now - time)
                    }
                    for vulnerability in exposed.joined() {
                        oracle.add(vulnerability, from: time, to: simulation.now, to: &exposure)
                    }
                    time = simulation.now
                }
                counts = simulation.conditionCounts
                exposed = (0..<devices).map { oracle.exposures(of: $0, in: simulation) }
                #expect(counts.reduce(0, +) == devices && counts.allSatisfy { $0 >= 0 })
            }
            let ledger = simulation.ledger
            #expect(ledger.downtime.conditionSeconds == seconds, "scenario \(number)")
            #expect(ledger.downtime.conditionSeconds.reduce(0, +) == Int64(devices) * simulation.horizon)
            #expect(ledger.exposure.plain == exposure.plain, "scenario \(number)")
            #expect(ledger.exposure.severityWeighted == exposure.severityWeighted, "scenario \(number)")
            if oracle.knowsExploits { #expect(ledger.exposure.exploited == exposure.exploited, "scenario \(number)") }
            expectSense(simulation, oracle, "scenario \(number)")
        }
    }

    /// What must hold of every ledger.
    private func expectSense(_ simulation: Simulation<DeclaredPolicy>, _ oracle: Oracle, _ name: Comment) {
        let ledger = simulation.ledger
        let scenario = oracle.scenario
        #expect(ledger.exposure.vendor >= 0 && ledger.exposure.vendor <= ledger.exposure.plain, name)
        #expect(ledger.downtime.lostCapacitySeconds >= 0, name)
        #expect(
            ledger.patching.deadlinesMet <= ledger.patching.deadlinePairs
                && ledger.patching.patchedPairs <= ledger.patching.pairs,
            name
        )
        #expect(
            ledger.installation.failedAttempts + ledger.installation.installations <= ledger.installation.attempts,
            name
        )
        #expect(ledger.exposure.exploited >= 0 && ledger.exposure.exploited <= ledger.exposure.plain, name)
        let quantiles = [
            ledger.patching.timeToPatch50, ledger.patching.timeToPatch90, ledger.patching.timeToPatch95,
            ledger.patching.timeToPatch99,
        ]
        let known = quantiles.compactMap { $0 }
        #expect(known == known.sorted() && known.allSatisfy { $0 >= 0 && $0 <= ledger.time }, name)
        var pairs = 0
        var patched = 0
        var unpatchedDevices = 0
        for device in 0..<simulation.world.deviceCount {
            let due = scenario.patches.indices.filter {
                oracle.applies($0, to: device) && scenario.patches[$0].released <= scenario.horizon
            }
            let running = due.filter { simulation.runs(patch: $0, on: device) }
            pairs += due.count
            patched += running.count
            if running.count < due.count { unpatchedDevices += 1 }
        }
        #expect(ledger.patching.pairs == pairs && ledger.patching.patchedPairs == patched, name)
        #expect(ledger.patching.neverPatchedDevices == unpatchedDevices, name)
        #expect((ledger.defects.firstReport ?? .never) >= (ledger.defects.firstEffect ?? .never), name)
        #expect((ledger.defects.blastRadius > 0) == (ledger.defects.firstEffect != nil), name)
    }

    @Test(
        "Law 2: nothing runs before its release, before its prerequisites, or without a check-in that carried it",
        arguments: lots
    )
    func carriedByCheckIns(lot: Int) throws {
        for number in Self.numbers(lot) {
            let devices = RandomScenarios.scenario(number).deviceCount
            for device in stride(from: number % 3, to: devices, by: devices > 12 ? 9 : 3) {
                var simulation = try Self.simulation(number, recording: [device])
                simulation.run()
                LifeChecker(simulation, device: device, name: "scenario \(number), device \(device)").check()
            }
        }
    }

    @Test("Law 4: a run repeated from its decision log gives the same ledger", arguments: lots)
    func replay(lot: Int) throws {
        for number in Self.numbers(lot) {
            var simulation = try Self.simulation(number)
            simulation.run()
            var repeated = Simulation(
                simulation.world,
                policy: Replay(simulation.log),
                seed: UInt64(number),
                replication: number % 5
            )
            repeated.run()
            #expect(repeated.ledger == simulation.ledger, "scenario \(number)")
            #expect(repeated.console == simulation.console, "scenario \(number)")
            #expect(repeated.log == simulation.log, "scenario \(number)")
        }
    }

    @Test("Law 4: the console counts no device that did not report, and no ticket that nobody wrote", arguments: lots)
    func consoleKnowsReports(lot: Int) throws {
        for number in Self.numbers(lot) where number % 20 != 0 {
            let devices = 0..<RandomScenarios.scenario(number).deviceCount
            var simulation = try Self.simulation(number, recording: Array(devices))
            simulation.advance(to: simulation.horizon * Tick(1 + number % 4) / 4)
            let lives = devices.map { device in
                let plan = simulation.world.groups[simulation.world.group(of: device)]
                let events = simulation.recordedLife(of: device).map(\.event)
                return ConsoleChecker.Life(events: events, patches: Array(plan.patches))
            }
            ConsoleChecker(simulation.console, lives, name: "scenario \(number)").check(
                hasResumed: simulation.log.contains {
                    if case .resume = $0.action { true } else { false }
                }
            )
        }
    }

    @Test(
        "Law 5: a run is the same whether run, stepped, paused, recorded or continued from a copy",
        arguments: lots
    )
    func sameAgain(lot: Int) throws {
        for number in Self.numbers(lot) {
            var random = SplitMix(state: UInt64(number))
            var run = try Self.simulation(number)
            run.run()
            var stepped = try Self.simulation(number, recording: [0])
            while !stepped.isFinished { stepped.step() }
            #expect(stepped.ledger == run.ledger, "stepped scenario \(number)")

            var pieces = try Self.simulation(number)
            var forks: [Simulation<DeclaredPolicy>] = []
            var time: Tick = 0
            while !pieces.isFinished {
                time += Tick.random(in: 0...run.horizon / 4, using: &random)
                if Bool.random(using: &random) { pieces.step() } else { pieces.advance(to: time) }
                if forks.count < 2 { forks.append(pieces) }
            }
            #expect(pieces.ledger == run.ledger, "scenario \(number) in pieces")
            for fork in forks {
                var copy = fork
                let before = fork.ledger
                copy.run()
                #expect(copy.ledger == run.ledger && copy.console == run.console, "copy of scenario \(number)")
                #expect(fork.ledger == before, "original of scenario \(number)")
                var other = fork.continued(with: DoNothing())
                other.run()
                #expect(fork.ledger == before, "original of scenario \(number)")
            }
        }
    }

    @Test(
        "Law 5: dividing a group into alike ones, or listing vulnerabilities in another order, changes nothing",
        arguments: lots
    )
    func orderOfDescription(lot: Int) throws {
        for number in Self.numbers(lot) {
            var scenario = RandomScenarios.scenario(number)
            for place in scenario.vulnerabilities.indices where !Oracle(scenario).knowsExploits {
                scenario.vulnerabilities[place].exploitation = .never
            }
            let policy = DeclaredPolicy(RandomScenarios.strategy(number))
            var original = Simulation(try World(scenario), policy: policy, seed: 5, replication: number)
            original.run()

            var changed = scenario
            changed.vulnerabilities.reverse()
            let last = scenario.vulnerabilities.count - 1
            for place in changed.patches.indices {
                changed.patches[place].fixes = changed.patches[place].fixes.map { last - $0 }
            }
            changed.groups = scenario.groups.flatMap { group -> [DeviceGroup] in
                // Which row of a trace a device follows depends on its place in the group.
                if case .trace = group.connectivity { return [group] }
                guard group.count > 1 else { return [group] }
                var parts = [group, group]
                parts[0].count = group.count / 2
                parts[1].count -= parts[0].count
                return parts
            }
            var other = Simulation(try World(changed), policy: policy, seed: 5, replication: number)
            other.run()
            #expect(other.ledger == original.ledger, "scenario \(number)")
            #expect(other.console == original.console, "scenario \(number)")
        }
    }

    @Test("Law 6: a policy that does nothing leaves no downtime, and exposure at its analytic value", arguments: lots)
    func doNothing(lot: Int) throws {
        for number in Self.numbers(lot) {
            let scenario = RandomScenarios.scenario(number)
            let oracle = Oracle(scenario)
            var simulation = Simulation(try World(scenario), policy: DoNothing(), seed: 1, replication: number)
            simulation.run()
            let ledger = simulation.ledger
            #expect(ledger.downtime.planned == 0 && ledger.downtime.unplanned == 0)
            #expect(
                ledger.installation.installations == 0 && ledger.patching.patchedPairs == 0
                    && ledger.downloads.bytes == 0
            )
            var expected = ExposureSeconds()
            for device in 0..<scenario.deviceCount {
                let installed = oracle.image(of: device).installed
                for vulnerability in oracle.exposures(of: device, version: { installed[$0] }, runs: { _ in false }) {
                    oracle.add(vulnerability, from: 0, to: scenario.horizon, to: &expected)
                }
            }
            #expect(ledger.exposure.plain == expected.plain, "scenario \(number)")
            #expect(ledger.exposure.severityWeighted == expected.severityWeighted, "scenario \(number)")
        }
    }

    @Test(
        "Common random numbers: under two strategies a device meets the same sessions and the same luck at each attempt",
        arguments: lots
    )
    func commonRandomNumbers(lot: Int) throws {
        for number in Self.numbers(lot) {
            let scenario = RandomScenarios.scenario(number)
            let world = try World(scenario)
            let device = number % scenario.deviceCount
            let pair = (0..<2).map { variant in
                var simulation = Simulation(
                    world,
                    policy: DeclaredPolicy(RandomScenarios.strategy(number, variant: variant)),
                    seed: 9,
                    replication: number,
                    recording: [device]
                )
                simulation.run()
                return simulation
            }
            #expect(pair[0].sessions(of: device) == pair[1].sessions(of: device))
            for patch in scenario.patches.indices {
                let luck = pair.map { simulation in
                    simulation.recordedLife(of: device).compactMap { entry -> String? in
                        switch entry.event {
                        case .installed(patch): "success"
                        case .failed(patch, _, _): "failure"
                        case .bricked(patch): "brick"
                        default: nil
                        }
                    }
                }
                #expect(zip(luck[0], luck[1]).allSatisfy { $0 == $1 }, "scenario \(number): \(luck)")
            }
        }
    }
}
