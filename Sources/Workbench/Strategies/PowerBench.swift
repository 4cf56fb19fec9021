import EventEngine
import PatchModel
import PatchSimulator

/// Where a strategy's first rollout is simulated: the scenario with a defect on a share of the devices, and without any. All
/// strategies meet the same draws.
struct PowerBench: Sendable {
    /// The patch that comes out first, and the defect that it has.
    let patch: Int
    let regression: Regression
    let harmless: World
    let defective: World
    let question: StrategyPower.Question
    private let runsAtOnce: Int

    /// The onset, the effect and how it shows are those of the scenario's first defect; where there is none, a component of the
    /// patch is degraded at once.
    ///
    /// - Throws: `Failure` if the scenario has no patch, or no room.
    init(_ strategy: Strategy, in scenario: Scenario, _ question: StrategyPower.Question) throws {
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
        let good = Self.scenario(scenario, with: nil, in: first)
        let bad = Self.scenario(scenario, with: regression, in: first)
        runsAtOnce = try RunRoom.runsAtOnce(bad, [strategy], wanted: question.threads)
        (harmless, defective) = (try RunRoom.world(good), try RunRoom.world(bad))
        patch = first
        self.regression = regression
        self.question = question
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

    /// When the patch comes out.
    var release: Tick { max(0, harmless.scenario.patches[patch].released) }

    /// Devices that the patch concerns: the defect has no other condition.
    var concerned: Int { defective.reach(ofDefect: 0) }

    /// The rollout at its beginning.
    ///
    /// - Throws: `Failure` if there is none.
    func begun(_ strategy: Strategy) throws -> RolloutStatus {
        var probe = Simulation(harmless, policy: DeclaredPolicy(strategy), seed: question.seed, replication: 0)
        probe.advance(to: release)
        guard let status = probe.console.rollouts.first else { throw Failure("the strategy begins no rollout") }
        return status
    }

    /// E[F(soak − A)]: F the law of the onset, A the time until the patch runs, of devices spread over those that it concerns.
    func onsetInTime(by soak: Tick?) -> Double {
        guard let soak else { return 0 }
        let count = harmless.scenario.deviceCount
        let chosen = Array(stride(from: 0, to: count, by: max(1, count / 1000)))
        var run = Simulation(
            harmless,
            policy: DeclaredPolicy(Strategy(name: "", kind: .bigBang)),
            seed: question.seed,
            replication: 0,
            recording: chosen
        )
        run.advance(to: release + soak)
        var sum = 0.0
        for device in chosen {
            let begun = run.recordedLife(of: device).first {
                if case .runs(patch, _) = $0.event { true } else { false }
            }
            guard let begun else { continue }
            switch regression.onset {
            case .atOnce, .restart: sum += 1
            case .after(let law): sum += law.cumulative(Double(release + soak - begun.time))
            }
        }
        // The patch does not concern all that were chosen.
        let meant = Double(chosen.count) * Double(concerned) / Double(max(1, count))
        return meant > 0 ? min(1, sum / meant) : 0
    }

    /// What came of the first rollout of a run, up to when its last ring opened or it was stopped.
    struct Outcome: Sendable {
        /// Seconds since the rollout began.
        var stopped: Tick?
        var opened: Tick?
        var hit = 0
    }

    /// The outcomes of all runs, in no order.
    func outcomes(of strategy: Strategy, withDefect: Bool) async -> [Outcome] {
        let parts = max(1, min(question.threads, runsAtOnce))
        return await withTaskGroup(of: [Outcome].self) { group in
            for part in 0..<parts {
                group.addTask(executorPreference: WorkThreads()) {
                    stride(from: part, to: question.runs, by: parts).map {
                        outcome(of: strategy, in: withDefect ? defective : harmless, replication: $0)
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// In how many runs with the defect the rollout was stopped in time.
    func found(by strategy: Strategy) async -> Int {
        await outcomes(of: strategy, withDefect: true).count { $0.stopped != nil }
    }

    private func outcome(of strategy: Strategy, in world: World, replication: Int) -> Outcome {
        var run = Simulation(
            world,
            policy: DeclaredPolicy(strategy),
            seed: question.seed,
            replication: replication
        )
        var outcome = Outcome()
        var begun: Tick?
        var last = 0
        var read = 0
        var time = release
        // What follows the stop or the opening of the last ring is of no concern.
        repeat {
            run.advance(to: time)
            for entry in run.log.dropFirst(read) {
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
            read = run.log.count
            guard outcome.stopped == nil, outcome.opened == nil, time < run.horizon else { break }
            time = min(run.horizon, time + 86_400)
        } while true
        // What counts is what was hit until somebody acted.
        let end =
            [outcome.stopped, outcome.opened].compactMap { $0 }.min().map { $0 + (begun ?? 0) } ?? run.horizon
        outcome.hit = run.defectTruths.reduce(0) { $0 + $1.onsets.count { $0 <= end } }
        return outcome
    }
}
