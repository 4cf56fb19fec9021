package import Experiments
import PatchModel
import ResultStore
import ScenarioFiles

/// A search under way.
package struct OptimisationSession {
    private let runner: PointRunner
    private let strategy: String
    private let goal: SearchGoal
    /// Single runs.
    private let budget: Int
    private let replications: Int

    /// - Parameters:
    ///   - budget: how many single runs the search may make.
    ///   - replications: how many judge a point.
    package init(runner: PointRunner, strategy: String, goal: SearchGoal, budget: Int, replications: Int) {
        self.runner = runner
        self.strategy = strategy
        self.goal = goal
        self.budget = budget
        self.replications = replications
    }

    /// How many single runs a search may make; nil: enough for the usual number of points, so that more runs a point do not
    /// make the search a smaller one.
    ///
    /// - Throws: `Failure` if they are not enough for two points.
    package static func budget(_ wanted: Int?, replications: Int) throws -> Int {
        let budget = wanted ?? usualPoints * replications
        guard budget >= 2 * replications else {
            throw Failure(
                "--budget \(budget): \(replications) runs a point leave no more than one point; "
                    + "expected at least \(2 * replications)"
            )
        }
        return budget
    }

    private static let usualPoints = 100

    /// As many as the search took for a point, and enough for a verdict.
    private var freshCount: Int { max(replications, Significance.fewestReplications) }

    /// Points that were judged, by their values.
    private struct Judged {
        var cells: [[SweepSetting]: SweepCell] = [:]
        var trials: [OptimisationResult.Trial] = []
        var runs = 0
    }

    /// Searches until the budget is spent or nothing is left to be tried, and then compares what it found with the start in
    /// fresh replications.
    package func run() async throws -> OptimisationResult {
        let most = budget + 2 * freshCount
        return try await InterruptibleWork.outcome(total: most, for: runner.work.caller) { progress in
            try await search(progress)
        } orSoFar: {
            try runner.keeper?.file.flush()
            throw Self.interruption
        }
    }

    private static let interruption = Failure.interrupted(
        "interrupted; with --study the same command continues from here"
    )

    private func search(_ progress: @escaping @Sendable (Int) -> Void) async throws -> OptimisationResult {
        let variations = runner.varied.variations
        let numbers = Array(0..<replications)
        var judged = Judged()
        _ = try await judge([[]], numbers, &judged, progress)

        var search = Search(
            levels: variations.map(\.levelCount),
            start: variations.map { variation in variation.present.value.flatMap(variation.place) ?? 0.5 },
            seed: runner.work.seed
        )
        let pointCount = Self.pointCount(variations)
        var ending = OptimisationResult.Ending.nothingNew
        // Where there are few values, generations bring nothing new sooner or later.
        var idle = 0
        while idle < OptimisationResult.patience {
            guard !runner.work.caller.wantsEnd else { throw Self.interruption }
            // The first one that was judged is the scenario as it is written.
            guard judged.cells.count - 1 < pointCount else {
                ending = .everyPointJudged
                break
            }
            let points = search.ask().map { places in
                zip(variations, places).map { SweepSetting(key: $0.key, value: $0.text(at: $1)) }
            }
            var known = Set(judged.cells.keys)
            let new = points.filter { known.insert($0).inserted }
            idle = new.isEmpty ? idle + points.count : 0
            let affordable = Array(new.prefix((budget - judged.runs) / replications))
            _ = try await judge(affordable, numbers, &judged, progress)
            guard affordable.count == new.count else {
                ending = .budgetSpent
                break
            }
            search.tell(points.map { judged.cells[$0].map(goal.score) ?? .worst })
        }
        return try await result(judged, search.restarts, ending, numbers, progress)
    }

    /// How many points there are; of what has a continuum of values, more than anybody will try.
    private static func pointCount(_ variations: [Variation]) -> Int {
        variations.reduce(1) { count, variation in
            let (product, isTooMuch) = count.multipliedReportingOverflow(by: variation.levelCount ?? .max)
            return isTooMuch ? .max : product
        }
    }

    private func judge(
        _ points: [[SweepSetting]],
        _ numbers: [Int],
        _ judged: inout Judged,
        _ progress: @escaping @Sendable (Int) -> Void
    ) async throws -> [SweepCell] {
        guard !points.isEmpty else { return [] }
        let before = judged.runs
        let cells = try await cells(points, numbers) { progress(before + $0) }
        for (point, cell) in zip(points, cells) {
            judged.cells[point] = cell
            judged.trials.append(OptimisationResult.Trial(settings: point, score: goal.score(cell)))
        }
        judged.runs += points.count * numbers.count
        return cells
    }

    private func cells(
        _ points: [[SweepSetting]],
        _ numbers: [Int],
        progress: @escaping @Sendable (Int) -> Void
    ) async throws -> [SweepCell] {
        do {
            let result = try await runner.cells(points, replications: numbers, progress: progress)
            guard !result.isPartial else { throw Self.interruption }
            return result.cells
        } catch let mistake as PointRunner.Mistake {
            for diagnostic in mistake.diagnostics { runner.work.caller.hear(diagnostic.description) }
            throw Failure(
                "the scenario cannot be used with these values; choose ranges of which every value is allowed"
            )
        }
    }

    private func result(
        _ judged: Judged,
        _ restarts: Int,
        _ ending: OptimisationResult.Ending,
        _ numbers: [Int],
        _ progress: @escaping @Sendable (Int) -> Void
    ) async throws -> OptimisationResult {
        // The start wins where nothing is better; of equals the first.
        var best = 0
        for place in judged.trials.indices where judged.trials[place].score < judged.trials[best].score { best = place }
        let settings = judged.trials[best].settings
        let fresh = Array(replications..<(replications + freshCount))
        let points = settings.isEmpty ? [[]] : [[], settings]
        let runs = judged.runs
        let freshCells = try await cells(points, fresh) { progress(runs + $0) }
        guard let start = judged.cells[[]], let found = judged.cells[settings], let freshStart = freshCells.first,
            let freshBest = freshCells.last
        else { throw Failure("the scenario gives no result as it is written") }
        return OptimisationResult(
            scenario: runner.varied.scenario,
            strategy: strategy,
            keys: runner.varied.variations.map(\.key),
            circumstances: runner.varied.circumstances,
            goal: goal,
            seed: runner.work.seed,
            runs: judged.runs,
            trials: judged.trials,
            restarts: restarts,
            ending: ending,
            start: start,
            best: found,
            settings: settings,
            replications: numbers,
            freshReplications: fresh,
            freshStart: freshStart,
            freshBest: freshBest
        )
    }
}
