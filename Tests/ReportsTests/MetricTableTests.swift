import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing
import Text

@testable import Reports

@Suite("A comparison as text")
struct ComparisonTextTests {
    /// A study of made-up ledgers: exposure grows with the strategy's number, the rest wobbles.
    private static func study(
        _ strategies: Int,
        replications: Int = 6,
        millions: Bool = false,
        prices: Prices? = nil
    ) -> Study {
        let results = (0..<strategies).map { strategy in
            (0..<replications).map { replication in
                var ledger = Ledger()
                ledger.exposure.plain = Int64((strategy + 1) * (millions ? 5_000_000 : 1_000) + replication) * 86_400
                ledger.defects.blastRadius = replication % 3
                ledger.patching.pairs = 10
                ledger.patching.timeToPatch50 = Tick(3600 * (strategy + replication + 1))
                ledger.time = 86_400
                ledger.labour.tickets = replication % 2
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        return Study(
            scenario: Scenario(
                horizon: 86_400,
                software: Software(components: [], images: [Image(name: "i", installed: [:])]),
                groups: [DeviceGroup(name: "g", count: 100, deviceClass: .server, image: 0)],
                prices: prices
            ),
            policies: (0..<strategies).map { StudiedPolicy(name: "strategy-\($0)") },
            seed: 1,
            replications: Array(0..<replications),
            results: results
        )
    }

    private static let prices = Prices(currency: "EUR", exposedDeviceDay: 1, ticket: 20)

    @Test(
        "No line is wider than the terminal, whatever the number of strategies and the way intervals are made",
        arguments: [1, 2, 3, 6, 12],
        [60, 80, 100, 160]
    )
    func width(strategies: Int, width: Int) {
        for intervals in IntervalMethod.allCases {
            for millions in [false, true] {
                let study = Self.study(strategies, millions: millions, prices: Self.prices)
                let text = ComparisonText(Comparison(study, intervals: intervals), width: width).text
                for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
            }
        }
    }

    @Test("Three strategies stand in one block at 80 columns, side by side, and below each other where there is room")
    func blocks() {
        let comparison = Comparison(Self.study(3))
        let narrow = ComparisonTables(comparison).headline.lines(width: 80)
        #expect(narrow.count == 2 + Metric.headlines.count)
        #expect(narrow[0].contains("strategy-2"))
        let wide = ComparisonTables(comparison).headline.lines(width: 200)
        #expect(wide[0].contains("exposed"))
        #expect(wide.contains { $0.hasPrefix("strategy-2") })
    }

    @Test("Millions are told in thousands, and the heading says so")
    func thousands() {
        let lines = ComparisonTables(Comparison(Self.study(2, millions: true))).headline.lines(width: 80)
        #expect(lines.contains { $0.hasPrefix("1,000 exposed device-days") && $0.contains("10,000") })
    }

    @Test("Times that are not always reached have Kaplan and Meier's median told")
    func censored() {
        let text = ComparisonText(Comparison(Self.study(2)), width: 200).text
        #expect(text.contains("≥"))
        #expect(text.contains("strategy-0, 95 % patched: beyond the end (reached in 0 of 6)"))
    }

    @Test("A single strategy has a cost and no trade-off; without prices it has neither")
    func alone() {
        let text = ComparisonText(Comparison(Self.study(1, prices: Self.prices))).text
        #expect(text.contains("What it costs:"))
        #expect(!text.contains("trade-off"))
        #expect(!ComparisonText(Comparison(Self.study(1))).text.contains("costs"))
    }

    @Test("With a single replication nothing is said of intervals, and nothing is claimed")
    func oneReplication() {
        let text = ComparisonText(Comparison(Self.study(2, replications: 1, prices: Self.prices))).text
        #expect(!text.contains("±"))
        #expect(text.contains("cannot tell"))
    }

    @Test(
        "Figures that people wrote are shown without needless zeros, small ones with three digits",
        arguments: [(5, "5"), (0.05, "0.05"), (2.5, "2.5"), (0.0241, "0.0241"), (0, "0"), (95, "95"), (1234, "1,234")]
            as [(Double, String)]
    )
    func plain(value: Double, text: String) {
        #expect(Figure.plain(value) == text)
    }
}
