import EventEngine
import Experiments
package import PatchModel
import PatchSimulator
package import Text

/// What a strategy finds by how many go first and by how many devices the defect is on.
package struct PowerTable: Sendable {
    /// The shares of devices that the defect is on, ascending.
    package let defects: [Double]
    /// Devices that go first, ascending.
    package let sizes: [Int]
    /// In how many runs the rollout was stopped in time: by size, then by share.
    package let found: [[Int]]
    /// The same without a defect: by size.
    package let falseStops: [Int]
    package let runs: Int

    /// A quarter of the strategy's first ring to four times as many, and a fifth of the defect's share to five times.
    ///
    /// - Throws: `Failure` if the strategy has no first ring, the scenario has no patch, or there is no room.
    package init(_ strategy: Strategy, in scenario: Scenario, _ question: StrategyPower.Question) async throws {
        let all = try strategy.with(.n, Double(Scenario.maximumDevices))
        var benches: [PowerBench] = []
        let defects = [0.2, 1, 5].map { question.defect * $0 }.filter { $0 <= 1 }
        for defect in defects {
            var other = question
            other.defect = defect
            benches.append(try PowerBench(strategy, in: scenario, other))
        }
        let first = try benches[0].begun(strategy).rings[0].targets
        let matching = try benches[0].begun(all).rings[0].targets
        let most = strategy.mostFirst(of: matching)
        let sizes = Set([0.25, 0.5, 1, 2, 4].map { min(most, max(1, Int((Double(first) * $0).rounded()))) })
            .filter { $0 > 0 }.sorted()
        guard !sizes.isEmpty else {
            throw Failure("the patch concerns \(matching) devices that could go first: none would be left to follow")
        }
        var found: [[Int]] = []
        var falseStops: [Int] = []
        for size in sizes {
            let strategy = try strategy.with(.n, Double(size))
            var row: [Int] = []
            for bench in benches { row.append(await bench.found(by: strategy)) }
            found.append(row)
            falseStops.append(
                await benches[0].outcomes(of: strategy, withDefect: false).count { $0.stopped != nil }
            )
        }
        self.defects = defects
        self.sizes = sizes
        self.found = found
        self.falseStops = falseStops
        runs = question.runs
    }
}

extension PowerTable {
    package func lines(width: Int) -> [String] {
        var table = TextTable(
            headings: [["devices", "that go first"]]
                + defects.map { ["defect on", Figure.percentage($0, 1)] } + [["no", "defect"]]
        )
        for (size, row) in sizes.indices.map({ (sizes[$0], found[$0] + [falseStops[$0]]) }) {
            table.append(
                [Figure.grouped(size)] + row.map { Figure.percentage(Double($0) / Double(max(1, runs)), 1) }
            )
        }
        // A half is the least certain of all shares.
        let half = wilsonInterval(successes: runs / 2, of: runs).map { ($0.upper - $0.lower) / 2 } ?? 1
        return
            wrapped(
                "Stopped before the last ring opened, of \(Figure.count(runs, "run", "runs")); by chance each share may be \(Figure.percentage(half, 1)) off (95 %).",
                width: width
            ) + [""] + table.lines(width: width)
    }

    package var json: JSON {
        .object([
            (
                "table",
                .array(
                    sizes.indices.map { size in
                        JSON.object([
                            ("firstRing", .integer(sizes[size])),
                            (
                                "defects",
                                .array(
                                    defects.indices.map {
                                        JSON.object([
                                            ("defect", .number(defects[$0])),
                                            ("stops", StrategyPower.json(found[size][$0], of: runs)),
                                        ])
                                    }
                                )
                            ),
                            ("falseStops", StrategyPower.json(falseStops[size], of: runs)),
                        ])
                    }
                )
            )
        ])
    }
}
