package import Calibration
import EventEngine
package import Experiments
package import PatchModel
import PatchSimulator
import Text

/// Holds the simulated rollouts of a strategy against a real one.
package struct BacktestSession {
    /// What came of it.
    package struct Result: Sendable {
        package let strategy: String
        package let runs: Int
        package let view: AdoptionRuns.View
        /// One for each curve, in their order.
        package let scores: [BacktestScore]
        /// Points beyond the end of the simulated time, which were left out.
        package let beyond: Int
        /// Days of the simulated time after the release.
        package let lastDay: Double
    }

    private let scenario: Scenario
    private let strategy: Strategy
    private let patch: Int
    private let curves: [AdoptionCurve]
    private let previous: [AdoptionCurve]
    private let beyond: Int
    private let lastDay: Double

    /// - Parameters:
    ///   - patch: its name; nil: the only one of the scenario.
    ///   - curves: of the real rollout.
    ///   - previous: of an earlier one, for comparison.
    ///   - path: how the user calls the scenario.
    /// - Throws: `Failure` if scenario and curves do not belong together.
    package init(
        _ scenario: Scenario,
        _ strategy: Strategy,
        patch name: String?,
        curves: [AdoptionCurve],
        previous: [AdoptionCurve],
        path: String
    ) throws {
        (self.scenario, self.strategy, self.previous) = (scenario, strategy, previous)
        patch = try Self.patch(name, scenario, path)
        for curve in curves + previous {
            guard let group = curve.group, !scenario.groups.contains(where: { $0.name == group }) else { continue }
            let known = scenario.groups.map(\.name)
            throw Failure(
                "\(path) has no group \"\(group)\"\(didYouMean(group, among: known)); a curve is for one of its groups, or for all"
            )
        }
        if let open = previous.first(where: { !$0.hasShares }) {
            throw Failure(
                "--previous: for \(open.group.map { "\"\($0)\"" } ?? "the fleet") the column `of` is empty, so there are no shares to "
                    + "compare"
            )
        }
        let lastDay = Double(scenario.horizon - scenario.patches[patch].released) / Self.day
        self.lastDay = lastDay
        var beyond = 0
        self.curves = curves.compactMap { curve in
            let points = curve.points.filter { $0.day <= lastDay }
            beyond += curve.points.count - points.count
            return points.isEmpty ? nil : AdoptionCurve(group: curve.group, points: points)
        }
        self.beyond = beyond
        guard !self.curves.isEmpty else {
            throw Failure("all days of the real rollout lie beyond the simulated time; a longer `horizon` reaches them")
        }
    }

    private static let day = 86_400.0
    /// Times at which runs are looked at besides the days of the curves.
    private static let steps = 120

    private static func patch(_ name: String?, _ scenario: Scenario, _ path: String) throws -> Int {
        let known = scenario.patches.map(\.name)
        if let name {
            guard let place = known.firstIndex(of: name) else {
                throw Failure("--patch: \(path) has no patch \"\(name)\"\(didYouMean(name, among: known))")
            }
            return place
        }
        guard known.count == 1 else {
            let few = known.prefix(5).joined(separator: ", ") + (known.count > 5 ? ", ..." : "")
            throw Failure(
                known.isEmpty
                    ? "\(path) has no patch"
                    : "\(path) has \(known.count) patches; say which was rolled out with --patch (\(few))"
            )
        }
        return 0
    }

    /// Makes the runs and scores them.
    ///
    /// - Throws: `Failure` if there is no room for a run, or if the caller wanted it to end.
    package func run(_ count: Int, view: AdoptionRuns.View, work: Work) async throws -> Result {
        let caller = work.caller
        let threads = try RunRoom.runsAtOnce(scenario, [strategy], wanted: min(work.threads, count))
        let world = try RunRoom.world(scenario)
        let last = curves.compactMap { $0.points.last?.day }.max() ?? 0
        let grid = (0...Self.steps).map { last * Double($0) / Double(Self.steps) }
        let days = Set(grid + curves.flatMap { $0.points.map(\.day) }).sorted()
        let released = scenario.patches[patch].released
        let instants = days.map { min(released + Tick(rounding: $0 * Self.day), scenario.horizon) }
        let (strategy, patch, seed) = (strategy, patch, work.seed)
        let made = try await InterruptibleWork.outcome(total: count, for: caller) { progress in
            await AdoptionRuns.make(
                world,
                strategy,
                patch: patch,
                instants: instants,
                runs: count,
                view: view,
                seed: seed,
                threads: threads,
                progress: progress,
                isCancelled: { caller.wantsEnd }
            )
        } orSoFar: {
            nil
        }
        guard let made else { throw Failure.interrupted("interrupted: a backtest needs all of its runs") }
        let scores = try curves.map { curve in
            let ensemble = try ensemble(of: curve, days, made)
            let other = previous.first { $0.group == curve.group }
            guard let score = BacktestScore(curve, ensemble, previous: other) else {
                throw Failure("the runs have none of the days of the real rollout")
            }
            return score
        }
        return Result(
            strategy: strategy.name,
            runs: count,
            view: view,
            scores: scores,
            beyond: beyond,
            lastDay: lastDay
        )
    }

    /// The runs of a curve's group, as shares.
    private func ensemble(of curve: AdoptionCurve, _ days: [Double], _ made: AdoptionRuns) throws -> Ensemble {
        let groups = scenario.groups.indices.filter { curve.group == nil || scenario.groups[$0].name == curve.group }
        let devices = groups.reduce(0) { $0 + made.devices[$1] }
        guard devices > 0 else {
            throw Failure(
                "the patch \"\(scenario.patches[patch].name)\" applies to no device"
                    + (curve.group.map { " of the group \"\($0)\"" } ?? "") + ", and so there is nothing to compare"
            )
        }
        let runs = made.counts.map { run in
            run.map { counts in Double(groups.reduce(0) { $0 + counts[$1] }) / Double(devices) }
        }
        return Ensemble(days: days, runs: runs)
    }
}
