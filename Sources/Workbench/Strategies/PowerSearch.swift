import EventEngine
import Experiments
package import PatchModel
import PatchSimulator

/// The least first ring, or the shortest soak, with which a strategy finds a defect often enough.
package struct PowerSearch: Sendable {
    /// A value that was tried.
    package struct Point: Sendable {
        /// Devices, a share in (0, 1], or seconds.
        package let value: Double
        /// In how many of the runs the rollout was stopped in time.
        package let found: Int
        package let runs: Int

        package var share: Double { Double(found) / Double(max(1, runs)) }

        /// A Wilson interval at 95 %.
        package var interval: ClosedRange<Double> {
            wilsonInterval(successes: found, of: runs).map { $0.lower...$0.upper } ?? 0...1
        }
    }

    package let dial: StrategyDial
    /// The power that is wanted, in (0, 1).
    package let wanted: Double
    /// All that were tried, ascending by value.
    package let points: [Point]
    /// The place in `points` of the least value that reaches the power; nil: none does.
    package let place: Int?
    /// What the strategy finds with that value, or with the one that finds most.
    package let power: StrategyPower

    /// The least value that reaches the power; nil: none does.
    package var answer: Point? { place.map { points[$0] } }
    /// The greatest value that is surely too small, and the least that surely is enough, beyond chance.
    package var tooSmall: Point? {
        points[..<(place ?? points.endIndex)].last { $0.interval.upperBound < wanted }
    }
    package var enough: Point? {
        points[(place ?? points.endIndex)...].first { $0.interval.lowerBound >= wanted }
    }

    /// Divides the values into eight parts, and bisects the first part at the end of which the power is reached: on the same draws a
    /// greater value mostly finds what a smaller one does.
    ///
    /// - Throws: `Failure` if the strategy has no such thing, the scenario has no patch, or there is no room.
    package init(
        _ dial: StrategyDial,
        reaching wanted: Double,
        of strategy: Strategy,
        in scenario: Scenario,
        _ question: StrategyPower.Question
    ) async throws {
        let bench = try PowerBench(strategy, in: scenario, question)
        let most = try bench.begun(strategy.with(.n, Double(Scenario.maximumDevices))).rings[0].targets
        let devices = strategy.mostFirst(of: most)
        let values = dial.values(
            devices: devices,
            of: most,
            time: scenario.horizon - bench.release,
            notBelow: strategy.leastSoak
        )
        guard !values.isEmpty else {
            throw Failure(
                dial == .soak
                    ? "the scenario ends too early for a soak"
                    : "the patch concerns \(most) devices that could go first: none would be left to follow"
            )
        }
        var tried: [Int: Point] = [:]
        func reaches(_ number: Int) async throws -> Bool {
            let found = await bench.found(by: try strategy.with(dial, values[number]))
            let point = Point(value: values[number], found: found, runs: question.runs)
            tried[number] = point
            return point.share >= wanted - 1e-12
        }
        // From below: more is not always better, as what waits is fewer, and as noise adds up in time.
        var (low, answer) = (-1, Int?.none)
        for part in 0...Self.parts {
            let number = (values.count - 1) * part / Self.parts
            guard number > low else { continue }
            if try await reaches(number) {
                answer = number
                break
            }
            low = number
        }
        if var high = answer {
            while high - low > 1 {
                let middle = (low + high) / 2
                if try await reaches(middle) { high = middle } else { low = middle }
            }
            answer = high
        }
        let order = tried.keys.sorted()
        let points = order.compactMap { tried[$0] }
        let place = answer.flatMap { order.firstIndex(of: $0) }
        self.dial = dial
        self.wanted = wanted
        self.points = points
        self.place = place
        let shown = place.map { points[$0] } ?? Self.best(of: points)
        power = try await StrategyPower(strategy.with(dial, shown?.value ?? values[0]), on: bench)
    }

    /// In so many parts the values are divided before the part with the answer is bisected.
    private static let parts = 8

    /// That which finds most; of several the greatest.
    private static func best(of points: [Point]) -> Point? {
        points.max { ($0.found, $0.value) < ($1.found, $1.value) }
    }

    /// What finds most of all that was tried.
    package var best: Point? { Self.best(of: points) }
}
