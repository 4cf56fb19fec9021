import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Changes to a scenario of which it is known exactly what they change in the result.
@Suite("Changes with a known effect")
struct MetamorphicTests {
    typealias W = SmallWorlds

    static let lots = 0..<6
    static let lot = 10

    static func numbers(_ lot: Int) -> Range<Int> { lot * Self.lot..<(lot + 1) * Self.lot }

    private static func run(
        _ scenario: Scenario,
        _ strategy: Strategy,
        _ number: Int
    ) throws -> Simulation<DeclaredPolicy> {
        var simulation = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(strategy),
            seed: UInt64(number),
            replication: number % 3
        )
        simulation.run()
        return simulation
    }

    /// Calls `body` with each number of a lot, its scenario and strategy, and their run.
    private static func forEach(
        _ lot: Int,
        _ body: (Int, Scenario, Strategy, _ original: Simulation<DeclaredPolicy>) throws -> Void
    ) throws {
        for number in numbers(lot) {
            let scenario = RandomScenarios.scenario(number)
            let strategy = RandomScenarios.strategy(number)
            try body(number, scenario, strategy, try run(scenario, strategy, number))
        }
    }

    @Test("What is written for output only changes nothing", arguments: lots)
    func names(lot: Int) throws {
        try Self.forEach(lot) { number, scenario, given, original in
            var strategy = given
            var changed = scenario
            changed.question = "Is this another question?"
            changed.start = "2020-02-20T20:20:20"
            changed.sources = ["nowhere"]
            changed.prices = Prices(currency: "EUR", exposedDeviceDay: 3, technicianHour: 80)
            changed.ticketWork = 12_345
            for place in changed.groups.indices {
                changed.groups[place].connectivityName = "whatever"
                changed.groups[place].zone.name = "Nowhere/Nothing"
            }
            for place in changed.vulnerabilities.indices {
                changed.vulnerabilities[place].name = "CVE-\(place)"
                changed.vulnerabilities[place].source = "rumour"
            }
            for place in changed.patches.indices { changed.patches[place].name = "patch \(place)" }
            for place in changed.software.components.indices {
                changed.software.components[place].name = "component \(place)"
            }
            changed.software.images.reverse()
            for place in changed.groups.indices {
                changed.groups[place].image = scenario.software.images.count - 1 - scenario.groups[place].image
            }
            if !Self.speaksOfImages(scenario, strategy) {
                strategy.name = "another"
                let other = try Self.run(changed, strategy, number)
                #expect(other.ledger == original.ledger, "scenario \(number)")
                #expect(other.console == original.console, "scenario \(number)")
            }
        }
    }

    /// True if a condition names an image by its number.
    private static func speaksOfImages(_ scenario: Scenario, _ strategy: Strategy) -> Bool {
        let conditions: [DevicePredicate] =
            switch strategy.kind {
            case .bigBang: []
            case .staged(let staged): staged.rings.map(\.condition)
            case .canary(let canary): [canary.condition]
            }
        let defects = scenario.patches.flatMap { $0.regressions.map(\.condition) }
        return (conditions + defects).contains { !$0.images.isEmpty }
    }

    @Test("A scenario whose strategies are listed in another order gives each the same run", arguments: lots)
    func strategies(lot: Int) throws {
        for number in Self.numbers(lot) where number % 3 == 0 {
            var scenario = RandomScenarios.scenario(number)
            scenario.strategies = (0..<3).map { variant in
                var strategy = RandomScenarios.strategy(number, variant: variant)
                strategy.name = "\(variant)"
                return strategy
            }
            var turned = scenario
            turned.strategies.reverse()
            for (variant, strategy) in scenario.strategies.enumerated() {
                let first = try Self.run(scenario, strategy, number)
                let second = try Self.run(turned, turned.strategies[2 - variant], number)
                #expect(first.ledger == second.ledger, "scenario \(number), strategy \(variant)")
            }
        }
    }

    @Test("A component that no device has, with its patch and its vulnerability, changes nothing", arguments: lots)
    func unrelated(lot: Int) throws {
        try Self.forEach(lot) { number, scenario, strategy, original in
            var changed = scenario
            let component = scenario.software.components.count
            changed.software.components.append(Component(name: "unrelated", versions: ["1", "2"]))
            changed.vulnerabilities.append(
                Vulnerability(
                    name: "CVE-unrelated",
                    affects: [VersionRange(component: component, versions: 0..<1)],
                    severity: .critical
                )
            )
            // Released together with another patch, so that no batch is added.
            var patch = W.patch("unrelated", updates: component, to: 1) {
                $0.released = scenario.patches.first?.released ?? 0
                $0.regressions = [W.defect(telemetry: 0)]
                $0.size = 1 << 30
            }
            patch.fixes = [scenario.vulnerabilities.count]
            changed.patches.append(patch)
            guard strategy.unit == .batch, !scenario.patches.isEmpty else { return }
            var ledger = try Self.run(changed, strategy, number).ledger
            // A stop is false if no patch of the rollout carries a defect: this one does.
            ledger.rollouts.falseStops = original.ledger.rollouts.falseStops
            #expect(ledger == original.ledger, "scenario \(number)")
        }
    }

    /// Starts of the scenario, and of its zones, some weeks later: as long as no clock is changed on the way, weekly
    /// hours are the same hours.
    @Test("Starting whole weeks later, with zones that keep their offsets, changes nothing", arguments: lots)
    func weeks(lot: Int) throws {
        try Self.forEach(lot) { number, scenario, strategy, original in
            for weeks in [1, 52, -3] as [Int64] {
                var changed = scenario
                changed.zone.start += weeks * 7 * 86_400
                for place in changed.groups.indices {
                    changed.groups[place].zone.start += weeks * 7 * 86_400
                }
                let other = try Self.run(changed, strategy, number)
                #expect(other.ledger == original.ledger, "scenario \(number), \(weeks) weeks")
                #expect(other.console == original.console, "scenario \(number), \(weeks) weeks")
            }
        }
    }

    @Test("The figures of groups that do not meet add up")
    func addedGroup() throws {
        // Always on and offered everything at once: no device meets another, and the keys of the first groups stay.
        for number in 0..<20 {
            var random = SplitMix(state: UInt64(number))
            let groups = (0..<3).map { place in
                W.group(
                    Int.random(in: 1...30, using: &random),
                    name: "\(place)",
                    checkIn: CheckIn(mode: .poll(every: Tick.random(in: 60...90_000, using: &random), jitter: 0.5))
                )
            }
            let patch = W.patch(duration: try .exponential(mean: 5000), failureChance: 0.3, backoff: 100)
            let whole = try W.ledger(W.scenario(groups, [patch], horizon: 500_000), seed: 3)
            let part = try W.ledger(W.scenario(Array(groups.dropLast()), [patch], horizon: 500_000), seed: 3)
            var world = W.scenario(groups, [patch], horizon: 500_000)
            // The last group alone: the others run an image to which nothing applies.
            world.software.images.append(Image(name: "patched", installed: [0: 2, 1: 0]))
            for place in 0..<2 { world.groups[place].image = 1 }
            let last = try W.ledger(world, seed: 3)
            #expect(whole.exposure.plain == part.exposure.plain + last.exposure.plain)
            #expect(
                whole.installation.installations == part.installation.installations + last.installation.installations
            )
            #expect(
                whole.installation.failedAttempts == part.installation.failedAttempts + last.installation.failedAttempts
            )
            #expect(
                whole.patching.neverPatchedDevices == part.patching.neverPatchedDevices
                    + last.patching.neverPatchedDevices
            )
            #expect(
                whole.patching.pairs == part.patching.pairs + last.patching.pairs
                    && whole.patching.patchedPairs == part.patching.patchedPairs + last.patching.patchedPairs
            )
        }
    }

    /// All times constant or recorded: what takes twice as long takes exactly twice as long.
    @Test("Twice all times gives twice the ledger's times, and the same counts", arguments: 0..<20)
    func scaled(number: Int) throws {
        func scenario(_ factor: Tick) throws -> Scenario {
            var random = SplitMix(state: UInt64(number))
            func time(_ range: ClosedRange<Tick>) -> Tick { factor * Tick.random(in: range, using: &random) }
            func law(_ range: ClosedRange<Tick>) -> Distribution { W.constant(Double(time(range))) }
            let groups = (0..<3).map { place in
                var at: Tick = 0
                let sessions = (0..<200).map { _ in
                    let start = at + time(1...9000)
                    at = start + time(600...40_000)
                    return (start, at)
                }
                var group = W.group(
                    Int.random(in: 1...10, using: &random),
                    name: "\(place)",
                    connectivity: W.recorded(sessions),
                    checkIn: CheckIn(mode: .poll(every: time(300...20_000), jitter: 0))
                )
                group.bandwidth = 1000 / Double(factor)
                return group
            }
            var patch = W.patch(
                duration: law(0...4000),
                failureChance: 0.3,
                attempts: 6,
                backoff: time(0...5000),
                revert: law(0...3000),
                brickChance: 0.05,
                released: time(0...50_000),
                regressions: [W.defect(share: 0.3, onset: .after(law(0...90_000)), telemetry: nil, helpDesk: nil)],
                rollback: Rollback(duration: law(0...2000))
            )
            patch.size = Int64.random(in: 0...20_000, using: &random) * 1000
            patch.restart = Restart(kind: .reboot, duration: law(1...900), wait: law(0...20_000))
            patch.regressions[0].telemetry = .init(probability: 0.7, delay: law(0...90_000))
            patch.regressions[0].helpDesk = .init(probability: 0.5, delay: law(0...90_000))
            patch.installation.interrupts = true
            return W.scenario(
                groups,
                [patch],
                horizon: factor * 3_000_000,
                repair: RepairShop(
                    technicians: 1,
                    duration: law(100...9000),
                    travel: law(0...9000),
                    noticedAfter: law(0...90_000)
                )
            )
        }
        func strategy(_ factor: Tick) -> Strategy {
            Strategy(
                name: "rings",
                kind: .staged(
                    StagedRollout(
                        rings: [
                            Ring(name: "first", size: .count(3)), Ring(name: "rest", size: .rest, after: factor * 9000),
                        ],
                        gate: Gate(soak: factor * 40_000, success: 0.3, minimum: 2)
                    )
                ),
                checkEvery: factor * 1800,
                attributionWindow: factor * 900_000,
                stop: StopRule(failures: Limit(.share(0.5), isStrict: true), minimum: 3),
                onStop: OnStop(resume: .after(factor * 200_000))
            )
        }
        let once = try W.ledger(try scenario(1), strategy(1), seed: UInt64(number))
        let twice = try W.ledger(try scenario(2), strategy(2), seed: UInt64(number))
        #expect(once.installation.installations > 0)
        var expected = once
        expected.time *= 2
        expected.exposure.plain *= 2
        expected.exposure.severityWeighted *= 2
        expected.exposure.exploited *= 2
        expected.exposure.vendor *= 2
        expected.downtime.conditionSeconds = once.downtime.conditionSeconds.map { 2 * $0 }
        expected.downtime.lostCapacitySeconds *= 2
        expected.labour.technicianSeconds *= 2
        expected.maintenance.windowSeconds *= 2
        expected.maintenance.restartSeconds *= 2
        expected.maintenance.outsideSeconds *= 2
        for time in Ledger.figures where time.mayBeNever {
            if let value = once[time] { expected.enter(2 * value, as: time) }
        }
        // Deadlines and the days at which it is counted are dates, which do not move.
        expected.days = twice.days
        expected.patching.deadlinePairs = twice.patching.deadlinePairs
        expected.patching.deadlinesMet = twice.patching.deadlinesMet
        #expect(twice == expected)
    }
}
