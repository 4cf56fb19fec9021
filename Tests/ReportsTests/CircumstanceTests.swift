import Experiments
import Foundation
import PatchModel
import Testing
import Text

@testable import Reports

/// Nobody chooses a price or a chance: what is told is how the best choice changes along it.
@Suite("Sweeps over circumstances")
struct CircumstanceTests {
    private static let price = "prices.exposed-device-day"
    private static let soak = "strategies.rings.gate.soak"

    /// `at-once` has 100 device-days and costs 300 besides; `rings` has 200 and costs nothing else. They cost the same at a
    /// price of 3.
    private static func priced(_ values: [String], runs: Int = 80, strategies: [String] = ["at-once", "rings"])
        -> SweepResult
    {
        let study = ToldStudy.study(["at-once", "rings"], prices: ToldStudy.prices, runs: runs) { strategy, run in
            (strategy == 0 ? 100 : 200, strategy == 0 ? 30 + Double(run % 7 - 3) / 10 : 0, 0)
        }
        let variants = values.map { value in
            var scenario = study.scenario
            scenario.prices?.exposedDeviceDay = Double(value) ?? 1
            return SweepVariant(
                settings: value.isEmpty ? [] : [SweepSetting(key: price, value: value)],
                scenario: scenario,
                replications: study.replications
            )
        }
        return SweepResult(
            scenario: study.scenario,
            keys: [price],
            circumstances: [price],
            strategies: strategies,
            seed: 1,
            variants: variants,
            cells: variants.indices.flatMap { variant in
                strategies.map { name in
                    SweepCell(
                        variant: variant,
                        strategy: name,
                        ledgers: study.results[name == "at-once" ? 0 : 1].map(\.ledger),
                        scenario: variants[variant].scenario
                    )
                }
            },
            runCount: 2 * runs
        )
    }

    private static let cost = [Metric.cost(ToldStudy.prices)]

    @Test("A price is never chosen: the answer says what is best along it, where it turns, and how sure that is")
    func turns() {
        let text = SweepText(Self.priced(["1", "2", "6"]), metrics: Self.cost, width: 200).text
        #expect(text.contains("What has the least cost turns with exposed-device-day: rings at 1 and 2; at-once at 6."))
        #expect(text.contains("from rings to at-once between 2 and 6, at about 3.00"))
        #expect(text.contains("At 1      rings 200 EUR, at-once 400"))
        #expect(text.contains("At 6      at-once 900 EUR, rings 1,200"))
        #expect(text.contains("How sure  clear: best under each of them"))
        #expect(!text.contains("Choose"))
        // Each is marked among those that meet the same price.
        #expect(text.contains("200*") && text.contains("900*") && !text.contains("1,200*"))
    }

    @Test("What is best everywhere may be chosen, whatever the circumstance")
    func everywhere() {
        let text = SweepText(Self.priced(["1", "2"]), metrics: Self.cost, width: 200).text
        #expect(
            text.contains(
                "Choose rings whatever the exposed-device-day: it has the least cost everywhere, 200 to 400 EUR on average."
            )
        )
        let few = SweepText(Self.priced(["1", "2"], runs: 20), metrics: Self.cost, width: 200).text
        #expect(few.contains("rings has the least cost so far whatever the exposed-device-day"))
        #expect(few.contains("open: so few runs (20) may miss a rare great loss. Try -n 80"))
        #expect(!few.contains("Choose"))
    }

    @Test("Of a single strategy it is told how far a circumstance moves it, and that there is nothing to choose")
    func single() {
        let text = SweepText(Self.priced(["1", "6"], strategies: ["rings"]), metrics: Self.cost, width: 200).text
        #expect(text.contains("Cost of rings depends on exposed-device-day: 200 EUR at 1, 1,200 at 6."))
        #expect(text.contains("there is nothing to choose here"))
        #expect(!text.contains("Choose"))
    }

    @Test("The document ranks the points that meet the same circumstances, not prices against each other")
    func document() throws {
        let data = try SweepRecords(Self.priced(["1", "6"]), metrics: Self.cost).table()
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let rankings = try #require(document["rankings"] as? [[String: Any]])
        #expect(rankings.compactMap { $0["best"] as? Int } == [1, 2])
        #expect(rankings.compactMap { ($0["under"] as? [String: String])?[Self.price] } == ["1", "6"])
        #expect((document["sweep"] as? [String: Any])?["circumstances"] as? [String] == [Self.price])
    }

    @Test("A tornado says which strategy is best as written and at each end")
    func tornado() throws {
        let result = Self.priced(["", "1", "6"])
        let tornados = result.strategies.compactMap {
            TornadoResult(result, strategy: $0, metric: Self.cost[0], keys: result.keys)
        }
        let text = TornadoText(result, tornados, width: 200).text
        #expect(text.contains("Best      rings as written; at-once at exposed-device-day 6"))
        #expect(text.contains("rings (1)*") && text.contains("at-once (6)*"))
        let data = try SweepRecords(result, metrics: Self.cost).json(tornados)
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let best = try #require((document["best"] as? [[String: Any]])?.first?["places"] as? [[String: Any]])
        #expect(best.compactMap { $0["strategy"] as? String } == ["rings", "rings", "at-once"])
    }
}
