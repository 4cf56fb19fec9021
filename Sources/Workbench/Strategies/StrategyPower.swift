package import EventEngine
package import PatchModel
import PatchSimulator

/// What a strategy finds of a defect in a world, from what is certain to what is simulated.
package struct StrategyPower: Sendable {
    /// Devices of the first ring, and of the whole rollout.
    package let canaries: Int
    package let devices: Int
    /// Devices that the patch concerns: on so many the defect can be.
    package let concerned: Int
    /// From the release to when the next ring may open; nil: nothing comes after the first ring.
    package let soak: Tick?
    /// The share of devices that the defect takes hold on.
    package let defect: Double
    /// The probability that it shows on such a device, by telemetry.
    package let shows: Double
    /// The probability that the user of such a device reports it; that takes longer, and only simulated figures count it.
    package let told: Double
    /// The probability that a canary with the defect has had its onset by the end of the soak.
    package let inTime: Double
    /// In how many runs the rollout was stopped before its last ring opened; where there is only one, at all.
    package let found: Int
    package let runs: Int
    /// Devices hit before the stop, or before the last ring opened, ascending by run.
    package let hit: [Int]
    /// Seconds from the release to the stop, ascending, of the runs in which there was one.
    package let delays: [Tick]
    /// With no defect: in how many runs the rollout was stopped all the same.
    package let falseStops: Int
    /// With no defect, of the runs in which it was not stopped: in how many the last ring never opened, and the seconds to its
    /// opening in the others, ascending. Where there is only one ring, neither is counted.
    package let neverOpened: Int
    package let openings: [Tick]

    /// The probability that the first ring contains an affected device.
    package var contains: Double {
        let affected = Int((defect * Double(concerned)).rounded())
        return CanaryFormulas.contains(canaries: canaries, affected: affected, of: devices)
    }

    /// The probability that the defect shows on a device of the first ring before the next one opens.
    package var showsInTime: Double {
        CanaryFormulas.atLeastOne(of: canaries, each: defect * shows * inTime)
    }

    /// What is to be asked.
    package struct Question: Sendable {
        package var defect: Double
        /// Nil: as the scenario's defect shows.
        package var shows: Double?
        package var runs: Int
        package var seed: UInt64
        package var threads: Int

        package init(defect: Double, shows: Double?, runs: Int, seed: UInt64, threads: Int) {
            self.defect = defect
            self.shows = shows
            self.runs = runs
            self.seed = seed
            self.threads = threads
        }
    }

    /// Simulates the rollout of the patches that come out first.
    ///
    /// The onset, the effect and how it shows are those of the scenario's first defect; where there is none, a component of the
    /// patch is degraded at once.
    ///
    /// - Throws: `Failure` if the scenario has no patch, or no room.
    package init(_ strategy: Strategy, in scenario: Scenario, _ question: Question) async throws {
        guard let first = scenario.patches.indices.min(by: { Self.order(scenario, $0) < Self.order(scenario, $1) })
        else {
            throw Failure("the scenario has no patch, and so nothing to find")
        }
        let model =
            scenario.patches.flatMap(\.regressions).first
            ?? Regression(
                name: "defect",
                chance: 1,
                effect: .degraded(component: scenario.patches[first].updates[0].component, share: 1),
                telemetry: .init(probability: 1, delay: .zero),
                helpDesk: .init(probability: 0, delay: .zero)
            )
        var regression = model
        regression.chance = 1
        regression.share = question.defect
        regression.condition = DevicePredicate()
        if let shows = question.shows {
            regression.telemetry.probability = shows
            regression.helpDesk.probability = 0
        }
        let harmless = Self.scenario(scenario, with: nil, in: first)
        let defective = Self.scenario(scenario, with: regression, in: first)
        let room = try RunRoom.runsAtOnce(defective, [strategy], wanted: question.threads)
        let worlds = (try RunRoom.world(harmless), try RunRoom.world(defective))

        var probe = Simulation(worlds.0, policy: DeclaredPolicy(strategy), seed: question.seed, replication: 0)
        probe.advance(to: max(0, scenario.patches[first].released))
        guard let status = probe.console.rollouts.first else { throw Failure("the strategy begins no rollout") }
        canaries = status.rings[0].targets
        devices = status.expected
        soak = strategy.firstSoak
        defect = question.defect
        shows = regression.telemetry.probability
        told = regression.helpDesk.probability
        runs = question.runs
        // The defect has no condition but the patch.
        concerned = worlds.1.reach(ofDefect: 0)
        inTime = Self.onsetInTime(regression.onset, by: soak, in: worlds.0, first, concerned, question.seed)

        let withDefect = await Self.outcomes(worlds.1, strategy, question, room)
        let without = await Self.outcomes(worlds.0, strategy, question, room)
        found = withDefect.count { $0.stopped != nil }
        hit = withDefect.map(\.hit).sorted()
        delays = withDefect.compactMap(\.stopped).sorted()
        falseStops = without.count { $0.stopped != nil }
        let unstopped = soak == nil ? [] : without.filter { $0.stopped == nil }
        openings = unstopped.compactMap(\.opened).sorted()
        neverOpened = unstopped.count { $0.opened == nil }
    }

    private static func order(_ scenario: Scenario, _ patch: Int) -> (Tick, Int) {
        (max(0, scenario.patches[patch].released), patch)
    }

    private static func scenario(_ scenario: Scenario, with regression: Regression?, in patch: Int) -> Scenario {
        var scenario = scenario
        for number in scenario.patches.indices { scenario.patches[number].regressions = [] }
        if let regression { scenario.patches[patch].regressions = [regression] }
        return scenario
    }

    /// E[F(soak − A)]: F the law of the onset, A the time until the patch runs, of devices spread over those that it concerns.
    private static func onsetInTime(
        _ onset: Regression.Onset,
        by soak: Tick?,
        in world: World,
        _ patch: Int,
        _ concerned: Int,
        _ seed: UInt64
    ) -> Double {
        guard let soak else { return 0 }
        let count = world.scenario.deviceCount
        let chosen = Array(stride(from: 0, to: count, by: max(1, count / 1000)))
        var run = Simulation(
            world,
            policy: DeclaredPolicy(Strategy(name: "", kind: .bigBang)),
            seed: seed,
            replication: 0,
            recording: chosen
        )
        let begin = max(0, world.scenario.patches[patch].released)
        run.advance(to: begin + soak)
        var sum = 0.0
        for device in chosen {
            let begun = run.recordedLife(of: device).first {
                if case .runs(patch, _) = $0.event { true } else { false }
            }
            guard let begun else { continue }
            switch onset {
            case .atOnce, .restart: sum += 1
            case .after(let law): sum += law.cumulative(Double(begin + soak - begun.time))
            }
        }
        // The patch does not concern all that were chosen.
        let meant = Double(chosen.count) * Double(concerned) / Double(max(1, count))
        return meant > 0 ? min(1, sum / meant) : 0
    }

    /// What came of the first rollout of a run, up to when its last ring opened or it was stopped.
    private struct Outcome: Sendable {
        var stopped: Tick?
        var opened: Tick?
        var hit = 0
    }

    /// - Parameter room: for so many runs there is room at the same time.
    private static func outcomes(
        _ world: World,
        _ strategy: Strategy,
        _ question: Question,
        _ room: Int
    ) async -> [Outcome] {
        let parts = max(1, min(question.threads, room))
        return await withTaskGroup(of: [Outcome].self) { group in
            for part in 0..<parts {
                group.addTask(executorPreference: WorkThreads()) {
                    stride(from: part, to: question.runs, by: parts).map {
                        outcome(world, strategy, seed: question.seed, replication: $0)
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func outcome(_ world: World, _ strategy: Strategy, seed: UInt64, replication: Int) -> Outcome {
        var run = Simulation(world, policy: DeclaredPolicy(strategy), seed: seed, replication: replication)
        run.run()
        var outcome = Outcome()
        var begun: Tick?
        var last = 0
        for entry in run.log {
            switch entry.action {
            case .begin(let plan) where begun == nil:
                begun = entry.time
                last = plan.rings.count - 1
            // A single ring is no last one.
            case .open(0, last) where outcome.opened == nil && last > 0: outcome.opened = entry.time - (begun ?? 0)
            case .stop(0, _) where outcome.stopped == nil && outcome.opened == nil:
                outcome.stopped = entry.time - (begun ?? 0)
            default: break
            }
        }
        // What counts is what was hit until somebody acted.
        let end =
            [outcome.stopped, outcome.opened].compactMap { $0 }.min().map { $0 + (begun ?? 0) }
            ?? world.scenario.horizon
        outcome.hit = run.defectTruths.reduce(0) { $0 + $1.onsets.count { $0 <= end } }
        return outcome
    }
}

extension Strategy {
    /// From the release to when the second ring may open; nil: there is none.
    fileprivate var firstSoak: Tick? {
        switch kind {
        case .bigBang: nil
        case .staged(let staged):
            staged.rings.count > 1 ? max(staged.rings[1].after, staged.gate.map { $0.soak + $0.delay } ?? 0) : nil
        case .canary(let canary): canary.soak + (canary.sequential == nil ? 0 : canary.extend ?? 0)
        }
    }
}
