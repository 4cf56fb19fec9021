import Experiments
import PatchModel
import PatchSimulator
import Testing
import Text
import Warnings

@testable import Reports

/// Every command says first what to decide, and nothing is wider than the terminal.
@Suite("Answers of all commands come first")
struct AnswerFirstTests {
    private static let warning = Warning(
        code: "no-exposure",
        severity: .warning,
        message: "nothing is exposed in this scenario: exposure is zero, and waiting costs nothing",
        help: "add vulnerabilities"
    )

    /// Three points of which the second is cheapest, the last one dearest.
    private static func sweep(runs: Int = 80, strategies: [String] = ["rings"]) -> SweepResult {
        let study = ToldStudy.study(["a", "b", "c"], prices: ToldStudy.prices, runs: runs) { point, run in
            (Double([200, 100, 900][point] + run % 7), Double(5 * point), 0)
        }
        let values = ["6h", "1d", "4d"]
        let variants = values.map { value in
            SweepVariant(
                settings: [SweepSetting(key: "strategies.rings.gate.soak", value: value)],
                scenario: study.scenario,
                replications: study.replications
            )
        }
        return SweepResult(
            scenario: study.scenario,
            keys: ["strategies.rings.gate.soak"],
            strategies: strategies,
            seed: 1,
            variants: variants,
            cells: variants.indices.map {
                SweepCell(
                    variant: $0,
                    strategy: "rings",
                    ledgers: study.results[$0].map(\.ledger),
                    scenario: study.scenario
                )
            },
            runCount: 3 * runs
        )
    }

    private static let metrics = [Metric.cost(ToldStudy.prices)] + Metric.headlines

    private static func tornado() -> (SweepResult, [TornadoResult]) {
        var result = sweep()
        result.variants[0].settings = []
        let found = metrics.filter(\.isMean).compactMap {
            TornadoResult(result, strategy: "rings", metric: $0, keys: result.keys)
        }
        return (result, found)
    }

    private static func selection(limit: Int = 1000) throws -> Selection {
        var selection = try #require(
            Selection(["now", "rings"], metric: .exposedDeviceDays, indifference: 5, confidence: 0.95, limit: limit)
        )
        while let next = selection.next {
            selection.take(
                ToldStudy.study(next.policies.map { ["now", "rings"][$0] }, runs: next.replications.count) {
                    place,
                    run in
                    (Double(100 + 50 * next.policies[place] + run * 7 % 11), 0, 0)
                }
            )
        }
        return selection
    }

    private static func optimisation() -> OptimisationResult {
        let result = sweep()
        let old = result.cells[0]
        let new = result.cells[1]
        return OptimisationResult(
            scenario: result.scenario,
            strategy: "rings",
            keys: result.keys,
            goal: SearchGoal(.cost(ToldStudy.prices), subjectTo: [MetricConstraint(.blastRadius, .atMost, 50)]),
            seed: 1,
            runs: 60,
            trials: [.init(settings: [], score: SearchScore(2)), .init(settings: [], score: SearchScore(1))],
            restarts: 0,
            start: old,
            best: new,
            settings: [SweepSetting(key: "strategies.rings.gate.soak", value: "1d")],
            replications: Array(0..<20),
            freshReplications: Array(20..<100),
            freshStart: old,
            freshBest: new
        )
    }

    private static func texts(width: Int, isFull: Bool) throws -> [String: [StyledLine]] {
        var options = AnswerOptions()
        options.width = width
        options.isFull = isFull
        let (swept, tornados) = tornado()
        let single = ToldStudy.study(["rings"], prices: ToldStudy.prices) { _, run in (Double(100 + run), 3, run % 2) }
        return [
            "run": RunText(single, warnings: [warning], options).lines,
            "select": SelectionText(
                try selection(),
                question: "Which?",
                seed: 1,
                scenario: "s.yaml",
                warnings: [warning],
                width: width
            )
            .lines,
            "select, open":
                SelectionText(
                    try selection(limit: 3),
                    question: "Which?",
                    seed: 1,
                    scenario: "s.yaml",
                    warnings: [warning],
                    width: width
                )
                .lines,
            "sweep": SweepText(sweep(), metrics: metrics, warnings: [warning], isFull: isFull, width: width).lines,
            "tornado": TornadoText(swept, tornados, warnings: [warning], isFull: isFull, width: width).lines,
            "optimise":
                OptimisationText(
                    optimisation(),
                    strategyText: nil,
                    warnings: [warning],
                    isFull: isFull,
                    width: width
                ).lines,
        ]
    }

    @Test("No line is wider than the terminal, however narrow", arguments: [20, 27, 40, 60, 80, 200], [false, true])
    func widths(width: Int, isFull: Bool) throws {
        for (name, lines) in try Self.texts(width: width, isFull: isFull) {
            for line in lines { #expect(line.text.columns <= width, "\(name): \(line.text)") }
        }
    }

    @Test("Behind the question come at most five lines: a sentence with its figures, how sure it is, and what is next")
    func structure() throws {
        for (name, lines) in try Self.texts(width: 400, isFull: false) {
            let texts = lines.map(\.text)
            #expect(texts[0] == "Which?" && texts[1].isEmpty, "\(name)")
            let answer = texts.dropFirst(2).prefix { !$0.isEmpty }
            #expect((2...5).contains(answer.count), "\(name): \(answer)")
            #expect(answer.contains { $0.hasPrefix("  How sure") }, "\(name)")
            #expect(lines[2].pieces.first?.style == .strong)
            let warned = try #require(texts.firstIndex { $0.hasPrefix("! nothing is exposed") })
            #expect(warned > 2 + answer.count)
            #expect(texts.last?.hasPrefix("More: ") == true, "\(name)")
        }
    }

    @Test("A sweep names the best point with its figure, what is next, and marks it in the table")
    func best() {
        let text = SweepText(Self.sweep(), metrics: Self.metrics, width: 120).text
        #expect(text.contains("Choose soak 1d: it has the least cost, 153 EUR on average."))
        #expect(text.contains("Next best  soak 6h: 203 EUR, +50.0 (95 %: 50.0…50.0)"))
        #expect(text.contains("How sure   clear"))
        #expect(text.contains("153*") && !text.contains("203*"))
        #expect(text.contains("The same at all points: "))
        let few = SweepText(Self.sweep(runs: 20), metrics: Self.metrics, width: 120).text
        #expect(few.contains("soak 1d has the least cost so far"))
        #expect(few.contains("Try -n 80") && !few.contains("153*"))
    }

    @Test("What nothing moves has no bars of a tornado, and is told in one sentence")
    func still() {
        let (result, tornados) = Self.tornado()
        let text = TornadoText(result, tornados, width: 120).text
        #expect(text.contains("soak moves the cost most: of rings 153 to 1,003 EUR (1d … 4d)."))
        #expect(text.contains("Nothing that was varied changes"))
        #expect(!text.contains("Devices hit of rings"))
    }

    @Test("An optimisation says what to set, from what to what the metric goes in fresh runs, and what is kept")
    func found() {
        let text = OptimisationText(Self.optimisation(), strategyText: nil, width: 120).text
        #expect(text.contains("Set soak 1d. Cost of rings: 153 EUR instead of 203."))
        #expect(text.contains("clear: -50.0 EUR (95 %: -50.0…-50.0) in 80 fresh runs (20 to 99)"))
        #expect(text.contains("Kept      devices hit at most 50 devices: 0.00"))
    }

    @Test("Runs of one strategy: what came of them, in how many a patch was bad, and what bounds the mean")
    func single() {
        let study = ToldStudy.study(["rings"], prices: ToldStudy.prices) { _, run in (100, 3, run < 20 ? 4 : 0) }
        let answer = AnswerText(study)
        #expect(
            answer?.sentence
                == "rings costs 130 EUR on average: 100 exposed device-days, 3.00 hours of downtime and 1 device hit by a defect."
        )
        #expect(
            answer?.lines == [
                .init(label: "Typical run", text: "130 EUR"), .init(label: "Worst of 80", text: "130 EUR"),
                .init(label: "A bad patch", text: "in 20 of 80 runs, with 4 devices hit at most; never stopped"),
                .init(label: "How sure", text: "the mean is 130 EUR, with 95 % confidence"),
            ]
        )
        let one = ToldStudy.study(["rings"], runs: 1) { _, _ in (100, 3, 0) }
        #expect(
            AnswerText(one)?.lines == [
                .init(label: "Outcome", text: "no bad patch; never stopped; all patched"),
                .init(label: "How sure", text: "open: one course of events of many. Try -n 80"),
            ]
        )
    }
}
