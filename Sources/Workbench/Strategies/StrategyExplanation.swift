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
        /// Nil: it was stopped, or devices wait.
        package var ring: String?
        /// Devices wait for a slot of a limit.
        package var isForSlots = false
        package var reason: String
        package var runs: Int
        /// The first of these runs, and its figures; empty: there are none.
        package var example: Int
        package var details: String
    }

    package let strategy: Strategy
    package let scenario: Scenario
    /// Names of the patches of the rollout.
    package let patches: [String]
    /// Patches released at the same time, each with a rollout of its own.
    package let others: Int
    /// When the rollout begins.
    package let began: Tick
    package let runs: Int
    package let rings: [Ring]
    /// Shares of the devices, and when they were offered the patches in half of the runs; nil: not in so many.
    package let offered: [(share: Double, time: Tick?)]
    /// When the rollout was stopped, of the runs in which it was, ascending.
    package let stops: [Tick]
    /// What the first ring has of what the patches meet; nil: that is no question.
    package let coverage: PilotCoverage?
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
            let place = Self.shares.firstIndex(of: share) ?? 0
            let times = courses.map { $0.offered.indices.contains(place) ? $0.offered[place] : .never }.sorted()
            let middle = times[(times.count - 1) / 2]
            return (share, middle == .never ? nil : middle)
        }
        stops = courses.compactMap(\.stopped).sorted()
        coverage = PilotCoverage(strategy, in: scenario, patches)
        idle =
            strategy.idleRules(in: scenario, patches, rings: planned)
            + strategy.slotRemarks(in: scenario, patches, rings: planned)
        var found: [Obstacle] = []
        for (number, course) in courses.enumerated() {
            guard let wait = course.wait else { continue }
            let (reason, details) = Self.parted(wait.reason)
            if let place = found.firstIndex(where: {
                $0.ring == wait.ring && $0.isForSlots == (wait.devices > 0) && $0.reason == reason
            }) {
                found[place].runs += 1
            } else {
                found.append(
                    Obstacle(
                        ring: wait.ring,
                        isForSlots: wait.devices > 0,
                        reason: reason,
                        runs: 1,
                        example: number,
                        details: details
                    )
                )
            }
        }
        obstacles = found.sorted { ($1.runs, $0.example) < ($0.runs, $1.example) }
        self.patches = patches.map { scenario.patches[$0].name }
        others = first.count - patches.count
        self.strategy = strategy
        self.scenario = scenario
        self.runs = runs
        began = begin
    }

    /// What a rollout waits for, apart from the figures of one run.
    private static func parted(_ reason: String) -> (String, details: String) {
        guard let end = reason.firstIndex(where: { $0 == ":" || $0 == "(" }) else { return (reason, "") }
        var head = String(reason[..<end])
        while head.hasSuffix(" ") { head.removeLast() }
        var details = String(reason[end...].drop { ": (".contains($0) })
        if reason[end] == "(", details.hasSuffix(")") { details.removeLast() }
        return (head, details)
    }

    // MARK: One run

    /// What came of the first rollout of a run.
    private struct Course {
        var status: RolloutStatus
        /// By ring.
        var opened: [Tick?]
        var stopped: Tick?
        /// What it waits for at the end.
        var wait: RolloutWait?
        /// By share, when it had been offered the patches; the shares that were reached.
        var offered: [Tick] = []

        init(_ world: World, _ strategy: Strategy, seed: UInt64, replication: Int, from begin: Tick, every step: Tick) {
            var run = Simulation(world, policy: DeclaredPolicy(strategy), seed: seed, replication: replication)
            var (before, last) = (run, begin)
            var time = begin
            while true {
                run.advance(to: time)
                while offered.count < StrategyExplanation.shares.count,
                    Self.hasOffered(run, to: StrategyExplanation.shares[offered.count])
                {
                    offered.append(Self.moment(before, last, time, StrategyExplanation.shares[offered.count]))
                }
                guard time < run.horizon else { break }
                (before, last) = (run, time)
                time = min(run.horizon, time + step)
            }
            run.run()
            let rollout = run.console.rollouts.first ?? RolloutStatus(patches: [], began: begin, rings: [])
            status = rollout
            opened = rollout.rings.map(\.opened)
            stopped = rollout.interruptions.first?.stopped
            let waits = run.waits.filter { $0.rollout == 0 && ($0.until ?? .never) > run.horizon }
            // A ring may wait for the devices that wait for a slot.
            wait = waits.first { $0.devices > 0 } ?? waits.first
        }

        private static func hasOffered(_ run: Simulation<DeclaredPolicy>, to share: Double) -> Bool {
            guard let rollout = run.console.rollouts.first else { return false }
            return rollout.total.offered >= Int((share * Double(rollout.expected) - 1e-9).rounded(.up))
        }

        /// The second by which the share had been offered the patches: after `low`, at which it had not, and up to `high`.
        ///
        /// - Parameter run: as it was at `low`.
        private static func moment(_ run: Simulation<DeclaredPolicy>, _ low: Tick, _ high: Tick, _ share: Double)
            -> Tick
        {
            var (run, low, high) = (run, low, high)
            while high - low > 1 {
                let middle = low + (high - low) / 2
                var probe = run
                probe.advance(to: middle)
                if hasOffered(probe, to: share) { high = middle } else { (run, low) = (probe, middle) }
            }
            return high
        }
    }
}
