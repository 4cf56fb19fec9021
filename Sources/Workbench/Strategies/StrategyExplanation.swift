package import EventEngine
package import PatchModel
import PatchSimulator

/// What a strategy is going to do with the patches that come out first in a world: when its rings open, who is offered the patches when, what
/// of it never comes to bear, and what holds it up.
package struct StrategyExplanation: Sendable {
    package struct Ring: Sendable {
        package var name: String
        /// Devices of it that the patches concern.
        package var targets: Int
        /// When it opens at the earliest, if nothing comes in between.
        package var earliest: Tick
        /// When it opened, by run; nil: it did not.
        package var opened: [Tick?]
        package var isControl: Bool

        /// When it was open in half of the runs; nil: it was not in so many.
        package var median: Tick? {
            let times = opened.map { $0 ?? .never }.sorted()
            let middle = times[(times.count - 1) / 2]
            return middle == .never ? nil : middle
        }
    }

    /// What a rollout waited for at the end, and in how many runs.
    package struct Obstacle: Sendable {
        /// Nil: it was stopped.
        package var ring: String?
        package var reason: String
        package var runs: Int
    }

    package let strategy: Strategy
    package let scenario: Scenario
    /// When the rollout begins.
    package let began: Tick
    package let runs: Int
    package let rings: [Ring]
    /// Shares of the devices, and when they were offered the patches in half of the runs; nil: not in so many. Asked at `step`.
    package let offered: [(share: Double, time: Tick?)]
    /// Seconds between two looks at how many have been offered the patches.
    package let step: Tick
    /// When the rollout was stopped, of the runs in which it was, ascending.
    package let stops: [Tick]
    /// Why rules and tests never come to bear, or never can.
    package let idle: [String]
    /// Those of most runs first.
    package let obstacles: [Obstacle]

    /// Devices that the rollout means.
    package var devices: Int { rings.reduce(0) { $0 + $1.targets } }

    /// Shares of which it is told when they were offered the patches.
    static let shares = [0.01, 0.1, 0.5, 0.9, 1]
    private static let looks: Tick = 500

    /// - Throws: `Failure` if the scenario has no patch, or no room.
    package init(_ strategy: Strategy, in scenario: Scenario, runs: Int, seed: UInt64) throws {
        let begins = scenario.patches.indices.map { max(0, scenario.patches[$0].released) }
        guard let begin = begins.min(), begin <= scenario.horizon else {
            throw Failure("no patch is released in the scenario, so no rollout begins")
        }
        let first = begins.indices.filter { begins[$0] == begin }
        let patches = strategy.unit == .batch ? first : Array(first.prefix(1))
        _ = try RunRoom.runsAtOnce(scenario, [strategy], wanted: 1)
        let world = try RunRoom.world(scenario)
        let step = max(60, (scenario.horizon - begin) / Self.looks)
        let courses = (0..<runs).map { Course(world, strategy, seed: seed, replication: $0, from: begin, every: step) }

        let planned = courses[0].status.rings
        let earliest = strategy.earliestOpenings(ofRings: planned.map(\.targets))
        rings = planned.indices.map { number in
            let ring = planned[number]
            return Ring(
                name: ring.name,
                targets: ring.targets,
                earliest: begin + (earliest.indices.contains(number) ? earliest[number] : 0),
                opened: courses.map { $0.opened[number] },
                isControl: ring.isControl
            )
        }
        offered = Self.shares.map { share in
            let times = courses.map { $0.time(ofShare: share) ?? .never }.sorted()
            let middle = times[(times.count - 1) / 2]
            return (share, middle == .never ? nil : middle)
        }
        stops = courses.compactMap(\.stopped).sorted()
        idle = strategy.idleRules(in: scenario, patches, rings: planned)
        var found: [Obstacle] = []
        for wait in courses.compactMap(\.wait) {
            // What follows are the numbers of one run.
            let reason = wait.reason.prefix { $0 != ":" }
            if let place = found.firstIndex(where: { $0.ring == wait.ring && $0.reason.prefix { $0 != ":" } == reason })
            {
                found[place].runs += 1
            } else {
                found.append(Obstacle(ring: wait.ring, reason: wait.reason, runs: 1))
            }
        }
        obstacles = found.sorted { $0.runs > $1.runs }
        self.strategy = strategy
        self.scenario = scenario
        self.runs = runs
        self.step = step
        began = begin
    }

    /// What came of the first rollout of a run.
    private struct Course {
        var status: RolloutStatus
        /// By ring.
        var opened: [Tick?]
        var stopped: Tick?
        /// What it waits for at the end.
        var wait: RolloutWait?
        /// At each look, how many have been offered the patches.
        private var offered: [(time: Tick, count: Int)] = []

        init(_ world: World, _ strategy: Strategy, seed: UInt64, replication: Int, from begin: Tick, every step: Tick) {
            var run = Simulation(world, policy: DeclaredPolicy(strategy), seed: seed, replication: replication)
            var time = begin
            while time < run.horizon {
                run.advance(to: time)
                if let total = run.console.rollouts.first?.total { offered.append((time, total.offered)) }
                time += step
            }
            run.run()
            let rollout = run.console.rollouts.first ?? RolloutStatus(patches: [], began: begin, rings: [])
            offered.append((run.horizon, rollout.total.offered))
            status = rollout
            opened = rollout.rings.map(\.opened)
            stopped = rollout.interruptions.first?.stopped
            wait = run.waits.first { $0.rollout == 0 && ($0.until ?? .never) > run.horizon }
        }

        func time(ofShare share: Double) -> Tick? {
            let needed = (share * Double(status.expected) - 1e-9).rounded(.up)
            return offered.first { Double($0.count) >= needed }?.time
        }
    }
}
