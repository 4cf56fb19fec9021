import EventEngine
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing
import Warnings

@testable import Reports

@Suite("The first screen of a report")
struct FirstScreenTests {
    @Test("With prices it recommends, says how much less that costs, what would change it, and what is given up")
    func priced() throws {
        let board = try #require(BoardText(ToldStudy.priced()))
        // 302 + 10 × 10 / 4 against 102 + 500 × 10 / 4.
        #expect(board.title == "Choose rings" && board.chosen == 1 && board.certainty == .clear)
        #expect(
            board.sentences.first == "On average it costs 327 EUR, 76 % less than the next best (at-once, 1,352 EUR)."
        )
        let lines = Dictionary(uniqueKeysWithValues: board.lines.map { ($0.label, $0.text) })
        #expect(lines["No bad patch (60 of 80 runs)"] == "at-once costs least, 102; rings 302")
        #expect(lines["A bad patch (20 of 80 runs)"]?.hasPrefix("rings costs least, 402; at-once 5,102") == true)
        #expect(
            lines["How sure"]
                == "at-once does worse in 20 of 80 runs, and loses more there than it saves in the rest"
        )
        // 125 h of downtime at 10 EUR less 2.5 h, over 200 device-days: 6.125.
        #expect(
            lines["Turning point"]
                == "If a day of exposure of one device costs more than about 6.1 EUR (assumed: 1), at-once is the cheapest"
        )
        #expect(lines["What you give up"] == "302 exposed device-days, against 102 with at-once")
    }

    @Test("Too few runs give no recommendation, and equal ones none either")
    func doubts() throws {
        let few = try #require(BoardText(ToldStudy.priced(runs: 8)))
        #expect(few.title == "Too few runs to choose" && few.chosen == nil)
        let same = try #require(BoardText(ToldStudy.study(["a", "b"], prices: ToldStudy.prices) { _, _ in (1, 0, 0) }))
        #expect(same.title == "No difference" && same.certainty == nil)
        let one = try #require(BoardText(ToldStudy.study(["a"], prices: ToldStudy.prices) { _, _ in (1, 0, 0) }))
        #expect(one.title == "Only a was run")
    }

    @Test("Without prices each step from less exposure to less downtime is told")
    func ladder() throws {
        let study = ToldStudy.study(["fast", "slow"]) { strategy, run in
            let wobble = Double(run % 5)
            return strategy == 0 ? (100 + wobble, 50 + wobble, 0) : (300 + 2 * wobble, 10 + wobble / 2, 0)
        }
        let board = try #require(BoardText(study))
        #expect(board.title == "There is no single best strategy without prices")
        // 304 − 102, and 52 − 11.
        #expect(board.sentences.contains("From fast to slow: 202 more exposed device-days, 41.0 hours less downtime."))
    }

    @Test("It names no method of statistics, and what is assumed leads to the assumptions")
    func plainWords() async throws {
        for study in [ToldStudy.priced(), try await SmallStudy.study()] {
            let page = try SmallStudy.document(study).html()
            let start = try #require(page.firstRange(of: "<section id=\"answer\""))
            let end = try #require(page.firstRange(of: "<section id=\"blast\""))
            let first = page[start.lowerBound..<end.lowerBound]
            for word in ["Holm", "Kaplan", "replication", "Pareto", "±", "paired"] {
                #expect(!first.localizedCaseInsensitiveContains(word), "\(word)")
            }
            #expect(first.contains("<a href=\"#assumptions\">"))
        }
        #expect(
            try SmallStudy.document(ToldStudy.priced()).html().contains("(<a href=\"#assumptions\">assumed</a>: 1)")
        )
    }

    @Test("Warnings stand below the figures, as text")
    func warnings() async throws {
        let study = try await SmallStudy.study(replications: 2)
        let document = ReportDocument(
            Comparison(study),
            origin: ReportOrigin(version: "1"),
            warnings: [
                Warning(code: "rare-harm", severity: .warning, message: "<b>mind</b> this", help: "-n 100")
            ]
        )
        let html = try document.html()
        #expect(
            html.contains(
                "<li data-code=\"rare-harm\">&lt;b&gt;mind&lt;/b&gt; this. <span class=\"help\">What helps: -n 100.</span></li>"
            )
        )
    }

    @Test("A tile tells a figure in four ways, of all devices and of each part that the runs were taken apart by")
    func tiles() async throws {
        let study = try await SmallStudy.study(dimensions: [.group])
        let page = ReportPage(SmallStudy.document(study))
        #expect(page.tiles.map(\.id) == ["cost", "exposed-day", "patched", "hit"])
        #expect(page.scopes.map(\.name) == ["all devices", "big-bang", "laptops"])
        let hit = try #require(page.tiles.last)
        for (place, results) in study.results.enumerated() {
            let values = results.map { Double($0.ledger.defects.blastRadius) }.sorted()
            let figures = try #require(hit.figures[0]?[place])
            #expect(figures.worst.value == values.last && figures.typical.value == quantile(sorted: values, 0.5))
            #expect(figures.bad.value == quantile(sorted: values, 0.9))
            #expect(abs(figures.average.value - values.reduce(0, +) / 8) < 1e-12)
            // No device is of two groups, so that the groups' means add up to that of all.
            let parts = try [1, 2].map { try #require(hit.figures[$0]?[place]).average.value }
            #expect(abs(parts.reduce(0, +) - figures.average.value) < 1e-9)
        }
        // What is open on a day is what the terminal calls so, of each part, too.
        let open = page.tiles[1]
        #expect(open.title == "Open on day 3" && open.figures.allSatisfy { $0 != nil })
        for (place, results) in study.results.enumerated() {
            let values = try results.map { try #require(Metric.exposedOnDay[2].value(in: $0.ledger)).value }
            let average = try #require(open.figures[0]?[place]).average.value
            #expect(abs(average - values.reduce(0, +) / 8) < 1e-12)
        }
    }

    @Test("A time that does not count from the start has no date")
    func laterRelease() async throws {
        var study = try await SmallStudy.study()
        let patched = { (study: Study) in
            PageTile.tiles(study, PageTile.scopes(Comparison(study))).first { $0.id == "patched" }
        }
        #expect(patched(study)?.kind == .day)
        study.scenario.patches[0].released = 86_400
        let tile = try #require(patched(study))
        #expect(tile.kind == .days && tile.unit == "days from release")
    }

    @Test("At the scenario's prices the page's quantities give the costs of the ledgers, run by run and on average")
    func prices() async throws {
        let study = try await SmallStudy.study()
        let prices = try #require(PagePrices(study, badRuns: Answer(study)?.badRuns ?? []))
        let given = prices.items.map(\.price)
        let cost = { (quantities: [Double]) in zip(quantities, given).reduce(0) { $0 + $1.0 * $1.1 } }
        let scenario = try #require(study.scenario.prices)
        for (place, results) in study.results.enumerated() {
            let exact = results.compactMap { scenario.cost(of: $0.ledger) }
            let runs = try #require(prices.runs)[place].map(cost)
            // Quantities are rounded to thousandths.
            let reach = given.reduce(0, +) * 0.0005
            for (one, other) in zip(runs, exact) { #expect(abs(one - other) <= reach + 1e-9) }
            #expect(abs(cost(prices.all[place]) - exact.reduce(0, +) / 8) < 1e-6)
        }
        var free = study
        free.scenario.prices = nil
        #expect(PagePrices(free, badRuns: []) == nil)
    }
}
