import Experiments
import Foundation
import PatchModel
import ScenarioFiles

/// A search under way.
struct OptimisationSession {
    let runner: PointRunner
    let strategy: String
    let goal: SearchGoal
    /// Single runs.
    let budget: Int
    let replications: Int

    /// As many as the search took for a point, and enough for a verdict.
    private var freshCount: Int { max(replications, Significance.fewestReplications) }

    /// Points that were judged, by their values.
    private struct Judged {
        var cells: [[SweepSetting]: SweepCell] = [:]
        var trials: [OptimisationResult.Trial] = []
        var runs = 0
    }

    /// Searches until the budget is spent, and then compares what it found with the start in fresh replications.
    func run() async throws -> OptimisationResult {
        Interrupt.listen()
        let variations = runner.varied.variations
        let numbers = Array(0..<replications)
        let progress = Progress(total: budget + 2 * freshCount, isQuiet: runner.options.quiet)
        defer { progress.finish() }
        var judged = Judged()
        _ = try await judge([[]], numbers, &judged, progress)

        var search = Search(
            levels: variations.map(\.levelCount),
            start: variations.map { variation in variation.present.value.flatMap(variation.place) ?? 0.5 },
            seed: runner.options.seed
        )
        // Where there are few values, generations bring nothing new sooner or later.
        var idle = 0
        while idle < 50 {
            let points = search.ask().map { places in
                zip(variations, places).map { SweepSetting(key: $0.key, value: $0.text(at: $1)) }
            }
            var new: [[SweepSetting]] = []
            for point in points where judged.cells[point] == nil && !new.contains(point) { new.append(point) }
            idle = new.isEmpty ? idle + 1 : 0
            let affordable = Array(new.prefix((budget - judged.runs) / replications))
            _ = try await judge(affordable, numbers, &judged, progress)
            guard affordable.count == new.count else { break }
            search.tell(points.map { judged.cells[$0].map(goal.score) ?? .worst })
        }
        return try await result(judged, search.restarts, numbers, progress)
    }

    private func judge(
        _ points: [[SweepSetting]],
        _ numbers: [Int],
        _ judged: inout Judged,
        _ progress: Progress
    ) async throws -> [SweepCell] {
        guard !points.isEmpty else { return [] }
        let before = judged.runs
        let cells = try await cells(points, numbers) { progress.update(before + $0) }
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
            guard !result.isPartial else {
                throw Failure.interrupted("interrupted; with --study the same command goes on from here")
            }
            return result.cells
        } catch let mistake as PointRunner.Mistake {
            for diagnostic in mistake.diagnostics { Output.printError(diagnostic.description + "\n") }
            throw Failure(
                "the scenario cannot be used with these values; choose ranges of which every value is allowed"
            )
        }
    }

    private func result(
        _ judged: Judged,
        _ restarts: Int,
        _ numbers: [Int],
        _ progress: Progress
    ) async throws -> OptimisationResult {
        // The start wins where nothing is better; of equals the first.
        var best = 0
        for place in judged.trials.indices where judged.trials[place].score < judged.trials[best].score { best = place }
        let settings = judged.trials[best].settings
        let fresh = Array(replications..<(replications + freshCount))
        let points = settings.isEmpty ? [[]] : [[], settings]
        let freshCells = try await cells(points, fresh) { progress.update(judged.runs + $0) }
        guard let start = judged.cells[[]], let found = judged.cells[settings], let freshStart = freshCells.first,
            let freshBest = freshCells.last
        else { throw Failure("the scenario gives no result as it is written") }
        return OptimisationResult(
            scenario: runner.varied.scenario,
            strategy: strategy,
            keys: runner.varied.variations.map(\.key),
            goal: goal,
            seed: runner.options.seed,
            runs: judged.runs,
            trials: judged.trials,
            restarts: restarts,
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
