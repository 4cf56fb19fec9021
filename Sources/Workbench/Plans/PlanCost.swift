import Experiments
import Foundation
import PatchModel
import PatchSimulator
import ResultStore

/// What the runs of a plan take, by a few that were tried. It is measured, and so no part of the plan.
package struct PlanCost: Codable, Sendable, Hashable {
    /// Seconds of processor time of a run of each strategy: the mean of those tried, the least and the greatest of all.
    package var secondsByStrategy: [Double]
    package var least: Double
    package var greatest: Double
    /// How many runs were tried.
    package var tried: Int
    /// Bytes of memory that one run and what all share take.
    package var memory: Int

    /// Each strategy is tried for so long at most, or so often.
    private static let longest = 2.0
    private static let most = 5

    /// Tries runs of each strategy, and tells what came of the first of each: the check runs of a plan.
    static func measure(_ world: World, _ strategies: [Strategy], seed: UInt64, first: Int, count: Int) -> (
        cost: PlanCost, checks: [RunPlan.Check]
    ) {
        var cost = PlanCost(secondsByStrategy: [], least: .infinity, greatest: 0, tried: 0, memory: 0)
        var checks: [RunPlan.Check] = []
        for strategy in strategies {
            var seconds: [Double] = []
            for replication in first..<first + min(most, count) where seconds.reduce(0, +) < longest {
                let begun = ProcessorTime.now
                var simulation = Simulation(
                    world,
                    policy: DeclaredPolicy(strategy),
                    seed: seed,
                    replication: replication
                )
                simulation.run()
                seconds.append(ProcessorTime.now - begun)
                if replication == first {
                    let result = RunResult(ledger: simulation.ledger, decisions: simulation.log)
                    checks.append(
                        RunPlan.Check(strategy: strategy.name, replication: replication, sha256: Digest.of(result))
                    )
                }
            }
            cost.secondsByStrategy.append(seconds.reduce(0, +) / Double(max(1, seconds.count)))
            cost.least = min(cost.least, seconds.min() ?? 0)
            cost.greatest = max(cost.greatest, seconds.max() ?? 0)
            cost.tried += seconds.count
        }
        let estimate = MemoryEstimate(world.scenario, strategies: strategies)
        cost.memory = estimate.shared + estimate.perRun
        return (cost, checks)
    }

    /// Seconds of processor time of so many replications.
    package func seconds(replications: Int) -> Double { Double(replications) * secondsByStrategy.reduce(0, +) }
}

/// What the processors have spent on this program.
enum ProcessorTime {
    /// Seconds, over all threads.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
