import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Devices to which nothing unusual happens are run in one go; the exact order, which knows no such thing, finds the same.
@Suite("Plain courses")
struct PlainCourseTests: SmallWorldSuite {
    static func connectivity(_ lot: Int) throws -> Connectivity {
        switch lot % 4 {
        case 0:
            .alternating(on: try .exponential(mean: 4 * 3600), off: try .exponential(mean: 8 * 3600), awayShare: 0.3)
        case 1: .alternating(on: W.constant(2 * 3600), off: try .exponential(mean: 3 * 3600), awayShare: 0.5)
        case 2: .weekly(WeeklyPattern(days: Set(Weekday.allCases), opens: 8 * 3600, closes: 17 * 3600, attendance: 0.8))
        default: .alwaysOn
        }
    }

    /// Two groups, of which the devices of the second download for a while or never.
    static func scenario(_ lot: Int) throws -> Scenario {
        let checkIn =
            lot % 3 == 0
            ? CheckIn(mode: .push, reach: .corporate)
            : CheckIn(mode: .poll(every: 1800, jitter: lot % 3 == 1 ? 0.5 : 0))
        var groups = [
            W.group(300, connectivity: try connectivity(lot), checkIn: checkIn),
            W.group(130, name: "others", connectivity: try connectivity(lot + 1), checkIn: checkIn),
        ]
        groups[1].bandwidth = 1e5
        var patch = W.patch(
            duration: try .exponential(mean: 900, plus: 120),
            failureChance: 0.1,
            attempts: 2,
            revert: W.constant(600)
        )
        patch.installation.finishesBeforeShutdown = true
        patch.installation.interrupts = lot % 2 == 0
        patch.size = lot % 5 < 3 ? 3_000_000 : 0
        return W.scenario(groups, [patch], horizon: Tick(20 + 5 * (lot % 9)) * hour)
    }

    /// Of which groups half way through there are plain courses; nil if devices are not run ahead then.
    private static func coursesHalfWay(_ simulation: Simulation<DeclaredPolicy>) -> [Bool]? {
        var questions = 0
        var half = simulation
        _ = half.run(unless: {
            questions += 1
            return questions > 10
        })
        guard half.fleet.isAhead else { return nil }
        let limit = Int32(half.horizon)
        return half.world.groups.map { PlainCourse($0, to: limit, in: &half.fleet) != nil }
    }

    @Test("Ledger, console, log and conditions are those of the exact order", arguments: 0..<36)
    func sameAsExact(lot: Int) throws {
        var ahead = Simulation(
            try World(Self.scenario(lot)),
            policy: DeclaredPolicy(LookaheadTests.staged(stop: lot % 7 == 0 ? 0.1 : 0.9)),
            seed: 3,
            replication: lot
        )
        var exact = ahead
        exact.fleet.endSweeping()
        if let courses = Self.coursesHalfWay(ahead) { #expect(courses == [true, lot % 5 >= 3]) }
        ahead.run()
        exact.run()
        // Some rollouts are stopped before a device is through.
        #expect(ahead.ledger.patching.patchedPairs > 0 || lot % 7 == 0)
        #expect(ahead.ledger == exact.ledger)
        #expect(ahead.console == exact.console)
        #expect(ahead.log == exact.log)
        #expect(ahead.conditionCounts == exact.conditionCounts)
        #expect(ahead.fleet.violations() == [])
        for device in 0..<430 { #expect(ahead.runs(patch: 0, on: device) == exact.runs(patch: 0, on: device)) }
    }

    @Test("A replication spread over threads is the same on 1, 2, 3 and 7 of them")
    func threads() throws {
        var scenario = try Self.scenario(3)
        // More lots than threads, and none of them whole.
        for (group, count) in [150_000, 70_001].enumerated() { scenario.groups[group].count = count }
        let world = try World(scenario)
        let policy = DeclaredPolicy(LookaheadTests.staged(stop: 0.9))
        func run(_ threads: Int) throws -> Simulation<DeclaredPolicy> {
            var simulation = Simulation(
                world,
                policy: policy,
                seed: 4,
                replication: 0,
                seriesIntervals: 50,
                threads: threads
            )
            simulation.run()
            return simulation
        }
        let one = try run(1)
        #expect(one.series != nil)
        #expect(one.ledger.patching.patchedPairs > 150_000)
        for threads in [2, 3, 7] {
            let other = try run(threads)
            #expect(other.ledger == one.ledger, "\(threads) threads")
            #expect(other.console == one.console, "\(threads) threads")
            #expect(other.log == one.log, "\(threads) threads")
            #expect(other.series == one.series, "\(threads) threads")
        }
    }

    @Test("A series is that of the exact order, and takes nothing from plain courses", arguments: 0..<36)
    func series(lot: Int) throws {
        var scenario = try Self.scenario(lot)
        // Released before and after the rings open; vulnerabilities of the past and of later on.
        scenario.vulnerabilities = [0, 7, 13].map { hours in
            let delay = W.constant(5 * W.hour)
            return Vulnerability(name: "CVE-\(hours)", disclosed: Tick(hours) * Self.hour, exploitation: .after(delay))
        }
        scenario.patches[0].fixes = [0, 1, 2]
        var ahead = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(LookaheadTests.staged(stop: 0.9)),
            seed: 5,
            replication: lot,
            seriesIntervals: 7 + lot % 5 * 30
        )
        var exact = ahead
        exact.fleet.endSweeping()
        if let courses = Self.coursesHalfWay(ahead) { #expect(courses[0]) }
        ahead.run()
        exact.run()
        #expect(ahead.ledger == exact.ledger)
        let (series, expected) = (try #require(ahead.series), try #require(exact.series))
        for kind in RunSeries.Kind.allCases { #expect(series[kind] == expected[kind], "\(kind)") }
    }

    @Test("What is written down of single devices has no plain courses")
    func watched() throws {
        let world = try World(Self.scenario(0))
        let policy = DeclaredPolicy(LookaheadTests.staged(stop: 0.9))
        var plain = Simulation(world, policy: policy, seed: 4, replication: 0)
        var recorded = Simulation(world, policy: policy, seed: 4, replication: 0, recording: [1, 2, 3])
        plain.run()
        recorded.run()
        #expect(plain.ledger == recorded.ledger)
        #expect(plain.console == recorded.console)
    }
}
