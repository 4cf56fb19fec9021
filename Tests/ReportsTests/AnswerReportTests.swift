import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing
import Text

@testable import Reports

@Suite("An answer on a terminal")
struct AnswerReportTests {
    @Test("With prices: who costs least, in good runs and in bad ones, how sure that is, and where it turns")
    func priced() throws {
        let text = try #require(AnswerText(ToldStudy.priced()))
        // 102 + 500 × 10 / 4 against 302 + 10 × 10 / 4.
        #expect(text.sentence == "Choose rings. It costs 327 EUR on average; at-once 1,352.")
        #expect(
            text.lines == [
                .init(label: "No bad patch", text: "60 of 80 runs: at-once costs least, 102; rings 302"),
                .init(
                    label: "A bad patch",
                    text: "20 of 80 runs: rings costs least, 402; at-once 5,102 (rings at worst 404)"
                ),
                .init(
                    label: "How sure",
                    text:
                        "clear by the mean: at-once does worse in 20 of 80 runs, and loses more there than it saves in the rest"
                ),
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
        let study = ToldStudy.study(["now", "half", "slow"]) { strategy, run in
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
        let study = ToldStudy.study(["one", "two", "bad"], prices: ToldStudy.prices) { strategy, run in
            // Two samples of the same mean that have nothing to do with each other.
            let wobble = Double(run * 7 % 11)
            return ([100 + wobble, 100 + Double((run * run * 7 + run) % 11), 400 + wobble][strategy], 0, 0)
        }
        let text = try #require(AnswerText(study))
        #expect(text.sentence.hasPrefix("one and two cannot be told apart yet after 80 runs (10"))
        #expect(text.sentence.hasSuffix("Clearly worse: bad (405)."))
    }

    @Test("Fits every width, whatever the names and however many there are", arguments: [40, 60, 80, 100, 200])
    func widths(width: Int) throws {
        let many = (0..<9).map { "strategy-number-\($0)" }
        let long = String(repeating: "long", count: 60)
        for study in [
            ToldStudy.priced(), ToldStudy.priced(["a\u{1B}[2Jb", "\u{202E}evil"]), ToldStudy.priced([long, "short"]),
            ToldStudy.priced(["東京の全端末", "e\u{301}tape"]),
            ToldStudy.study(many) { (Double(100 * ($0 + 1)), Double(1000 / ($0 + 1) + $1 % 3), 0) },
        ] {
            for explains in [false, true] {
                let options = Self.options(width: width) { $0.explains = explains }
                for line in AnswerReport(Comparison(study), options).text.split(separator: "\n") {
                    #expect(line.columns <= width, "\(line)")
                    #expect(!line.contains("\u{1B}") && !line.contains("\u{202E}"))
                }
            }
        }
    }

    private static func options(width: Int = 80, _ change: (inout AnswerOptions) -> Void = { _ in }) -> AnswerOptions {
        var options = AnswerOptions()
        options.width = width
        change(&options)
        return options
    }

    @Test("From 100 columns on a strategy has its mean and its worst run, and no row tells the worst run by itself")
    func twoFigures() throws {
        let comparison = Comparison(ToldStudy.priced())
        let wide = AnswerReport(comparison, Self.options(width: 100)).text
        #expect(wide.contains("mean  worst run"))
        #expect(!wide.contains("worst run, EUR") && !wide.contains("down at once, worst"))
        let narrow = AnswerReport(comparison, Self.options(width: 99)).text
        #expect(!narrow.contains("mean  worst run"))
        #expect(narrow.contains("worst run, EUR") && narrow.contains("down at once, worst"))
    }

    @Test("Shows only the groups of rows that are asked for; without any only the answer")
    func chosenRows() throws {
        let comparison = Comparison(ToldStudy.priced())
        let some = AnswerReport(comparison, Self.options { $0.rows = [.cost, .outcome] }).text
        #expect(some.contains("\ncost") && some.contains("\noutcome"))
        #expect(!some.contains("\nexposure") && !some.contains("\nharm"))
        let none = AnswerReport(comparison, Self.options { $0.rows = [] }).text
        #expect(none.hasPrefix("Choose rings."))
        #expect(none.split(separator: "\n").filter { !$0.hasPrefix("    ") }.count <= 5)
        #expect(!none.contains("Which?") && !none.contains("More:"))
    }

    @Test("What is best beyond chance, recommended, or a warning has a style; the text is the same without")
    func styles() throws {
        let report = AnswerReport(Comparison(ToldStudy.priced()), Self.options())
        let pieces = report.lines.flatMap(\.pieces)
        #expect(pieces.contains { $0.style == .best && $0.text == "327*" })
        #expect(pieces.contains { $0.style == .strong && $0.text == "rings" })
        #expect(pieces.contains { $0.style == .strong && $0.text.hasPrefix("Choose rings.") })
        #expect(pieces.contains { $0.style == .dim && $0.text.hasPrefix("cost") })
        #expect(report.lines.map { $0.text + "\n" }.joined() == report.text)
    }

    @Test("By the typical or the worst run another strategy may be chosen, and the sentence says by what")
    func otherStatistics() throws {
        let study = ToldStudy.priced()
        let typical = try #require(Answer(study, decideBy: .typical))
        #expect(typical.choice == .best([0]) && typical.certainty == .clear && typical.turningPoint == nil)
        let text = AnswerText(study, typical)
        #expect(text.sentence == "Choose at-once by the typical run. It costs 103 EUR in its typical run; rings 303.")
        let worst = try #require(Answer(study, decideBy: .worst))
        #expect(worst.choice == .best([1]) && worst.certainty == .open)
        #expect(
            AnswerText(study, worst).sentence.hasPrefix("Choose rings by the worst run. It costs 404 EUR in its worst")
        )
        #expect(AnswerText(study, worst).lines.contains { $0.text.contains("rests on one of 80 runs") })
        let few = ToldStudy.study(["a", "b"], prices: ToldStudy.prices, runs: 79) { strategy, run in
            (Double(100 * (strategy + 1) + run % 3), 0, 0)
        }
        for statistic in Statistic.allCases {
            #expect(Answer(few, decideBy: statistic)?.choice == .among([0, 1]), "\(statistic)")
        }
    }

    @Test("With explanations says what each row is, in the words of the glossary, and how the answer was reached")
    func explanations() throws {
        let text = AnswerReport(Comparison(ToldStudy.priced()), Self.options(width: 200) { $0.explains = true }).text
        for metric in [
            Metric.exposedDeviceDays, .unplannedDowntime, .blastRadius, .downAtOnce, .stopped, .neverPatched,
        ] {
            #expect(text.contains("\(metric.title): \(metric.definition)."), "\(metric.id)")
        }
        #expect(text.contains("Reached so: the least mean cost leads."))
        #expect(text.contains("rings − at-once: -1,025 EUR (95 %: "))
        #expect(text.contains("; adjusted p < 0.001)."))
    }

    @Test("Without enough runs no step of a ladder is said to buy next to nothing")
    func fewRuns() throws {
        let study = ToldStudy.study(["now", "half", "slow"], runs: 40) { strategy, run in
            let down = [500, 100, run % 2 == 0 ? 135 : 55][strategy] + Double(run % 5)
            return ([100, 200, 2000][strategy] + Double(run % 5), down, 0)
        }
        #expect(try #require(AnswerText(study)).sentence.hasPrefix("No strategy is best in both"))
    }

    @Test(
        "The share patched by each day: marks before the end, and the end; as text with one decimal near nothing and all"
    )
    func days() throws {
        var study = ToldStudy.study(["a"], runs: 2) { _, _ in (1, 0, 0) }
        study.scenario.horizon = 5 * 86_400
        for run in 0..<2 {
            for mark in 0..<3 {
                study.results[0][run].ledger.days.counts[mark].released = 1000
                study.results[0][run].ledger.days.counts[mark].patched = [4, 500, 998][mark]
            }
            study.results[0][run].ledger.patching.pairs = 1000
            study.results[0][run].ledger.patching.patchedPairs = 1000
        }
        let table = DayTable(study)
        #expect(table.days == ["1", "2", "3", "5"])
        #expect(table.shares[0].map { DayTable.text($0) } == ["0.4", "50", "99.8", "100"])
        #expect([0.99999, 1, 0.0001, 0, nil, 0.012].map { DayTable.text($0) } == ["100", "100", "0", "0", "-", "1.2"])
        #expect(DayTable(study, days: [2, 7]).days == ["2"])
        study.scenario.horizon = 3 * 86_400
        #expect(DayTable(study).days == ["1", "2", "3"])
        study.scenario.horizon = 3600
        #expect(DayTable(study).isEmpty && DayTable(study).lines(["a"], width: 80).isEmpty)
    }

    @Test("Marks what is best beyond chance, never below 80 runs, and tells the worst run")
    func marks() throws {
        let rows = AnswerRows(ToldStudy.priced()).rows
        let cost = try #require(rows.first)
        #expect(cost.group == .cost && cost.label == "EUR" && cost.best == [1])
        #expect(cost.cells == ["1,352", "327"])
        #expect(rows[1].label == "worst run, EUR" && rows[1].cells == ["5,104", "404"] && rows[1].best.isEmpty)
        #expect(rows.first { $0.group == .exposure }?.best == [0])
        let few = ToldStudy.study(["a", "b"], runs: 79) { strategy, run in
            (Double(100 * (strategy + 1) + run % 3), 0, 0)
        }
        #expect(AnswerRows(few).rows.allSatisfy { $0.best.isEmpty })
    }
}
