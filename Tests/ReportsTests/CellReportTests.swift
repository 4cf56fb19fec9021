import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing
import Text

@testable import Reports

@Suite("An answer of runs of cells")
struct CellReportTests {
    private static func comparison(
        limit: Int = CellLooks.usualLimit,
        dimensions: Set<PatchSimulator.Dimension> = []
    ) async throws -> CellComparison {
        let scenario = SmallStudy.scenario()
        let runner = CellRunner(
            world: try World(scenario),
            policies: scenario.strategies.map { DeclaredSource($0) },
            seed: 4,
            threads: 2,
            dimensions: dimensions
        )
        let looks = CellLooks(limit: limit, margin: 0.2)
        return try #require(try await looks.comparison { try await runner.study(of: $0, after: $1) })
    }

    private static func text(_ comparison: CellComparison, limit: Int = CellLooks.usualLimit, width: Int = 80) -> String
    {
        var options = AnswerOptions()
        options.width = width
        let lines = CellReport(comparison, limit: limit, isPartial: false, options).lines
        return lines.map(\.text).joined(separator: "\n")
    }

    @Test("The figures of the table are weighted means, and what stopped is a share of all replications")
    func rows() async throws {
        let found = try await Self.comparison(limit: 1)
        let rows = AnswerRows(found, AnswerOptions()).rows
        let exposure = try #require(rows.first { $0.metric == .exposedDeviceDays })
        let place = try #require(found.metrics.firstIndex(of: .exposedDeviceDays))
        for (cell, mean) in zip(exposure.cells, found.means) {
            #expect(cell == Figure.fixed(try #require(mean[place]).mean, Figure.decimals(for: mean[place]?.mean ?? 0)))
        }
        let stopped = try #require(rows.first { $0.metric == .stopped })
        #expect(stopped.label == "stopped, % of runs")
        for (cell, ledgers) in zip(stopped.cells, found.study.ledgers) {
            let shares = ledgers.map { own in
                Double(own.count { (Metric.stopped.value(in: $0)?.value ?? 0) > 0 }) / Double(own.count)
            }
            // Both cells weigh a half.
            let share = 100 * shares.reduce(0, +) / 2
            #expect(cell == Figure.significant(share))
        }
        // One look shows nothing.
        #expect(rows.allSatisfy { $0.best.isEmpty })
    }

    @Test("The end says how many runs there are of each kind, how often was looked, and why it ended")
    func end() async throws {
        let once = Self.text(try await Self.comparison(limit: 1), limit: 1).replacing("\n", with: " ")
        #expect(once.contains("80 runs of each strategy, 32 without a defect and 48 with, each counted by its chance"))
        #expect(once.contains("Looked at once, up to the limit of 1 events: "))
        #expect(once.contains("To tell them all takes at least "))
        let found = try await Self.comparison()
        let text = Self.text(found).replacing("\n", with: " ")
        #expect(found.looks.count > 1)
        #expect(text.contains("every difference is decided") == found.isDecided)
        #expect(text.contains("*"))
    }

    @Test("No line is wider than the terminal, and where there is room each group has its row")
    func width() async throws {
        let found = try await Self.comparison(limit: 1, dimensions: [.group])
        for width in [40, 80, 120] {
            let lines = Self.text(found, limit: 1, width: width).split(separator: "\n")
            #expect(lines.allSatisfy { String($0).columns <= width }, "\(width)")
            #expect(lines.contains { $0.hasPrefix("95 % patched by day, typical run") } == (width >= 100))
        }
    }

    @Test("Half of all replications do not exceed what is typical, and less than half stay below it")
    func typical() async throws {
        let study = try await Self.comparison(limit: 1).study
        let ledgers = study.madeRuns.results[0].map(\.ledger)
        let typical = try #require(study.typical(.exposedDeviceDays, ledgers)).value
        let values = try #require(Metric.exposedDeviceDays.values(in: ledgers))
        let below = zip(values, study.weights).reduce(0) { $0 + ($1.0 < typical ? $1.1 : 0) }
        let upTo = zip(values, study.weights).reduce(0) { $0 + ($1.0 <= typical ? $1.1 : 0) }
        #expect(below < 0.5 && upTo >= 0.5 - 1e-9)
        #expect(study.typical(.exposedDeviceDays, Array(ledgers.dropLast())) == nil)
    }
}
