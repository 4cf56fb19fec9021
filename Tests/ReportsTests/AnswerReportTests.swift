import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing

@testable import Reports

@Suite("An answer on a terminal")
struct AnswerReportTests {
    private static func study(
        _ names: [String],
        prices: Prices? = nil,
        runs: Int = 80,
        figures: (_ strategy: Int, _ run: Int) -> (days: Double, down: Double, hits: Int)
    ) -> Study {
        var scenario = SmallStudy.scenario()
        scenario.question = "Which?"
        scenario.prices = prices
        let results = names.indices.map { strategy in
            (0..<runs).map { run in
                let figure = figures(strategy, run)
                var ledger = Ledger()
                ledger.time = scenario.horizon
                ledger.exposure.plain = Int64(figure.days * 86_400)
                ledger.downtime.lostCapacitySeconds = Int64(figure.down * 3_600_000)
                ledger.defects.blastRadius = figure.hits
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        return Study(
            scenario: scenario,
            policies: names.map { StudiedPolicy(name: $0) },
            seed: 1,
            replications: Array(0..<runs),
            results: results
        )
    }

    private static var prices: Prices {
        var prices = Prices(currency: "EUR")
        prices.exposedDeviceDay = 1
        prices.unplannedDowntime = 10
        return prices
    }

    /// One strategy is cheap while all goes well, the other when a patch is bad, as it is in every fourth run.
    private static func priced(_ names: [String] = ["at-once", "rings"]) -> Study {
        study(names, prices: prices) { strategy, run in
            let isBad = run % 4 == 0
            let wobble = Double(run % 5)
            return strategy == 0
                ? (100 + wobble, isBad ? 500 : 0, isBad ? 40 : 0) : (300 + wobble, isBad ? 10 : 0, isBad ? 2 : 0)
        }
    }

    @Test("With prices: who costs least, in good runs and in bad ones, how sure that is, and where it turns")
    func priced() throws {
        let text = try #require(AnswerText(Self.priced()))
        // 102 + 500 × 10 / 4 against 302 + 10 × 10 / 4.
        #expect(text.sentence == "Choose rings. It costs 327 EUR on average; at-once 1,352.")
        #expect(
            text.lines == [
                .init(label: "No bad patch", text: "60 of 80 runs: at-once costs least, 102; rings 302"),
                .init(
                    label: "A bad patch",
                    text: "20 of 80 runs: rings costs least, 402; at-once 5,102 (rings at worst 404)"
                ),
                .init(label: "How sure", text: "clear on average; it is better than at-once in 20 of 80 runs"),
                // 490 × 10 / 4 EUR for 200 device-days.
                .init(
                    label: "Turning point",
                    text: "exposure at about 6.13 EUR a device-day (yours 1); above it at-once"
                ),
            ]
        )
    }

    @Test("Without prices: what each step from less exposure to less downtime buys")
    func ladder() throws {
        let study = Self.study(["now", "half", "slow"]) { strategy, run in
            // What the last step saves is lost in what varies.
            let down = [500, 100, run % 2 == 0 ? 135 : 55][strategy] + Double(run % 5)
            return ([100, 200, 2000][strategy] + Double(run % 5), down, strategy == 0 && run < 3 ? 7 : 0)
        }
        let text = try #require(AnswerText(study))
        #expect(text.sentence == "slow buys next to nothing over half. Choose between now and half:")
        #expect(
            text.lines == [
                .init(label: "now to half", text: "+100 exposed device-days, saves 400 h of downtime"),
                .init(label: "half to slow", text: "+1,800 exposed device-days, saves 5.00 h of downtime"),
                .init(label: "A bad patch", text: "3 of 80 runs; devices hit at most: now 7, half 0 and slow 0"),
                .init(label: "How sure", text: "exposure: clear; downtime: open, a bad patch is rare"),
            ]
        )
    }

    @Test("What is too close to call is said to be, with what is out of the question")
    func tooClose() throws {
        let study = Self.study(["one", "two", "bad"], prices: Self.prices) { strategy, run in
            // Two samples of the same mean that have nothing to do with each other.
            let wobble = Double(run * 7 % 11)
            return ([100 + wobble, 100 + Double((run * run * 7 + run) % 11), 400 + wobble][strategy], 0, 0)
        }
        let text = try #require(AnswerText(study))
        #expect(text.sentence.hasPrefix("one or two cannot be told apart yet after 80 runs (10"))
        #expect(text.sentence.hasSuffix("Not bad (405)."))
    }

    @Test("Fits every width, whatever the names and however many there are", arguments: [40, 60, 80, 100, 200])
    func widths(width: Int) throws {
        let many = (0..<9).map { "strategy-number-\($0)" }
        for study in [
            Self.priced(), Self.priced(["a\u{1B}[2Jb", "\u{202E}evil"]),
            Self.study(many) { (Double(100 * ($0 + 1)), Double(1000 / ($0 + 1) + $1 % 3), 0) },
        ] {
            for line in AnswerReport(Comparison(study), width: width).text.split(separator: "\n") {
                #expect(line.count <= width, "\(line)")
                #expect(!line.contains("\u{1B}") && !line.contains("\u{202E}"))
            }
        }
    }

    @Test("Marks what is best beyond chance, never below 80 runs, and tells the worst run")
    func marks() throws {
        let rows = AnswerRows(Self.priced()).rows
        let cost = try #require(rows.first)
        #expect(cost.group == "cost" && cost.label == "EUR" && cost.best == [1])
        #expect(cost.cells == ["1,352", "327"])
        #expect(rows[1].label == "worst run, EUR" && rows[1].cells == ["5,104", "404"] && rows[1].best.isEmpty)
        #expect(rows.first { $0.group == "exposure" }?.best == [0])
        let few = Self.study(["a", "b"], runs: 79) { strategy, run in (Double(100 * (strategy + 1) + run % 3), 0, 0) }
        #expect(AnswerRows(few).rows.allSatisfy { $0.best.isEmpty })
    }
}
