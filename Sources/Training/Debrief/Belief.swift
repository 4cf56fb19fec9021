package import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// What could be believed when decisions were made: the other draws whose console looked most alike then, and what each step cost
/// on them on the mean.
package struct Belief: Sendable {
    /// How much is played for it.
    package struct Size: Sendable, Hashable {
        /// Other draws.
        package var draws: Int
        /// Those of them that look most alike, at most.
        package var nearest: Int

        package static let usual = Size(draws: 200)

        /// - Parameter nearest: a fifth unless stated: with more, draws would count as alike that are not.
        package init(draws: Int, nearest: Int? = nil) {
            self.draws = draws
            self.nearest = nearest ?? max(Belief.fewest, draws / 5)
        }
    }

    /// Consoles that differ by more do not look alike.
    static let farthest = 3.0
    /// With fewer draws that look alike there is no belief, and the step is judged by what it cost on this draw.
    package static let fewest = 10
    /// Runs of the lesson's seed for beliefs begin here.
    static let firstReplication = 2_000_000

    /// The time between two points of the handover curve, with all that was decided at its beginning.
    package struct Step: Sendable, Hashable {
        package var from: Tick
        package var to: Tick
        /// What it cost on the mean of the belief, against handing over to the expert at its beginning.
        package var loss: Cents
        /// Half the width of its 95 % interval.
        package var half: Cents
        /// Draws that looked alike; 0: no belief.
        package var worlds: Int
        /// Those of them in which a patch that is being rolled out, or could be, carried a defect.
        package var defective: Int
    }

    package let steps: [Step]
    /// The sum of the losses: what was decided badly, given what could be known.
    package let decisions: Cents
    package let half: Cents
    /// What is left of the difference to the expert: luck of the choices.
    package let choices: Cents

    /// Plays other draws, spread over threads; nothing but the time that it takes depends on their number.
    ///
    /// - Parameter progress: called, from any thread, with a draw of either pass done; there are two a draw.
    /// - Returns: nil if it was cancelled.
    @concurrent
    package static func made(
        of debrief: Debrief,
        size: Size = .usual,
        threads: Int,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable () -> Void = {}
    ) async throws -> Belief? {
        let world = try World(debrief.lesson.scenario)
        let played = Played(debrief, world)
        let draws = Array(0..<max(0, size.draws))
        let looks = await spread(draws, threads, isCancelled) { draw in
            defer { progress() }
            return played.look(at: draw)
        }
        guard let looks else { return nil }
        let nearest = played.steps.map { step in
            draws.filter { looks[$0].distances[step] <= farthest }
                .sorted { (looks[$0].distances[step], $0) < (looks[$1].distances[step], $1) }
                .prefix(size.nearest)
        }
        let chosen = nearest.map { $0.count < fewest ? [] : Set($0) }
        let changes = await spread(draws, threads, isCancelled) { draw in
            defer { progress() }
            return played.changes(on: draw, steps: played.steps.filter { chosen[$0].contains(draw) })
        }
        guard let changes else { return nil }
        return Belief(debrief, played, chosen, changes, looks.map(\.hasDefect))
    }

    private init(
        _ debrief: Debrief,
        _ played: Played,
        _ chosen: [Set<Int>],
        _ changes: [[Int: Cents]],
        _ hasDefect: [Bool]
    ) {
        var steps: [Step] = []
        // By draw, what is left over of its losses beyond the means, which is what makes the sum uncertain.
        var residues: [Int: Double] = [:]
        for step in played.steps {
            let points = debrief.handover
            let worlds = chosen[step].sorted()
            let losses = worlds.map { Double(changes[$0][step] ?? 0) }
            var result = Step(
                from: points[step].time,
                to: points[step + 1].time,
                loss: points[step + 1].cost - points[step].cost,
                half: 0,
                worlds: worlds.count,
                defective: worlds.count { hasDefect[$0] }
            )
            if !worlds.isEmpty {
                let mean = losses.reduce(0, +) / Double(losses.count)
                result.loss = Cents(nearest: mean)
                let interval = Estimate(losses, intervals: .t)?.interval
                result.half = Cents(nearest: interval.map { ($0.upper - $0.lower) / 2 } ?? 0)
                for (world, loss) in zip(worlds, losses) {
                    residues[world, default: 0] += (loss - mean) / Double(losses.count)
                }
            }
            steps.append(result)
        }
        self.steps = steps
        decisions = steps.reduce(0) { $0 + $1.loss }
        choices = debrief.difference - decisions
        // A draw is in the belief of many steps, so that their losses are not independent: the variance is that of sums over draws.
        let count = Double(residues.count)
        let squares = residues.values.reduce(0) { $0 + $1 * $1 }
        half = count > 1 ? Cents(nearest: 1.96 * (squares * count / (count - 1)).squareRoot()) : 0
    }
}

/// Does something for every item, spread over threads; nil if it was cancelled.
private func spread<Item: Sendable, Result: Sendable>(
    _ items: [Item],
    _ threads: Int,
    _ isCancelled: @escaping @Sendable () -> Bool,
    _ work: @escaping @Sendable (Item) -> Result
) async -> [Result]? {
    let lanes = max(1, min(threads, items.count))
    let parts = await withTaskGroup(of: (Int, [Result]?).self) { group in
        for lane in 0..<lanes {
            group.addTask {
                var results: [Result] = []
                for place in stride(from: lane, to: items.count, by: lanes) {
                    guard !isCancelled() else { return (lane, nil) }
                    results.append(work(items[place]))
                }
                return (lane, results)
            }
        }
        var parts: [Int: [Result]] = [:]
        for await (lane, results) in group { parts[lane] = results }
        return parts
    }
    guard parts.count == lanes else { return nil }
    return items.indices.compactMap { place in
        parts[place % lanes].flatMap { $0.indices.contains(place / lanes) ? $0[place / lanes] : nil }
    }
}

/// What was decided, to be played on other draws.
struct Played: Sendable {
    struct Look: Sendable {
        /// By step.
        var distances: [Double]
        var hasDefect: Bool
    }

    let world: World
    let prices: Prices
    let seed: UInt64
    let expert: Strategy
    let decisions: [GivenOrders]
    let times: [Tick]
    /// By step, what the console showed at its beginning.
    private let views: [ConsoleView]

    /// Places of steps.
    var steps: Range<Int> { 0..<max(0, times.count - 1) }

    init(_ debrief: Debrief, _ world: World) {
        self.world = world
        prices = debrief.lesson.prices
        seed = debrief.draw.seed
        expert = debrief.lesson.expert
        decisions = debrief.decisions
        times = debrief.handover.map(\.time)
        let trial = Trial(world: world, prices: debrief.lesson.prices, draw: debrief.draw)
        var replay = Handover(trial, expert: debrief.lesson.expert, decisions: debrief.decisions)
        views = times.dropLast().map { time in
            replay.advance(before: time)
            return ConsoleView(replay.console(at: time))
        }
    }

    private func replay(_ draw: Int) -> Handover {
        let draw = Draw(seed: seed, replication: Belief.firstReplication + draw)
        return Handover(Trial(world: world, prices: prices, draw: draw), expert: expert, decisions: decisions)
    }

    func look(at draw: Int) -> Look {
        var replay = replay(draw)
        let distances = steps.map { step in
            replay.advance(before: times[step])
            return ConsoleView(replay.console(at: times[step])).distance(to: views[step])
        }
        return Look(distances: distances, hasDefect: replay.simulation.defectTruths.contains(where: \.isPresent))
    }

    /// What each of those steps changes on a draw.
    func changes(on draw: Int, steps wanted: [Int]) -> [Int: Cents] {
        guard !wanted.isEmpty else { return [:] }
        let needed = Set(wanted + wanted.map { $0 + 1 })
        var replay = replay(draw)
        var costs: [Int: Cents] = [:]
        // The cost of handing over stays what it was until something is done, be it by the trainee, by a rule, or by the expert,
        // who looks at the same times whenever it takes over.
        var same: (actions: Int, until: Tick, cost: Cents)?
        for point in needed.sorted() {
            let time = times[point]
            if point == times.count - 1 {
                costs[point] = Bill(of: replay.finish(), at: prices).total
                break
            }
            replay.advance(before: time)
            if let same, same.actions == replay.actionCount, time <= same.until {
                costs[point] = same.cost
                continue
            }
            let taken = replay.taken()
            costs[point] = taken.cost
            same = taken.hasNotes ? nil : (replay.actionCount, taken.advice?.time ?? .never, taken.cost)
        }
        var changes: [Int: Cents] = [:]
        for step in wanted { changes[step] = (costs[step + 1] ?? 0) - (costs[step] ?? 0) }
        return changes
    }
}
