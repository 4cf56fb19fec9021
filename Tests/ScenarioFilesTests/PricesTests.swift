import PatchModel
import ScenarioFiles
import Testing

@Suite struct PricesTests {
    private static func loaded(_ prices: String) -> LoadedScenario {
        ScenarioFile.load(text: smallScenario + "\n" + prices + "\n", name: "x.yaml")
    }

    @Test("Prices that are not given are zero")
    func standard() throws {
        let prices = try #require(Self.loaded("prices: { currency: CHF, ticket: 12.5 }").scenario?.prices)
        #expect(prices == Prices(currency: "CHF", ticket: 12.5))
    }

    @Test("Without the section nothing is counted in money, and a ticket takes a quarter of an hour")
    func absent() throws {
        let scenario = try #require(ScenarioFile.load(text: smallScenario, name: "x.yaml").scenario)
        #expect(scenario.prices == nil)
        #expect(scenario.ticketWork == 900)
    }

    @Test(
        "What is no price is refused with the number that was meant, if there is one",
        arguments: [
            ("25 EUR", "25"), ("€25", "25"), ("\"25\"", "25"), ("25%", "25"), ("much", nil), ("-1", nil), ("1e10", nil),
            (".inf", nil), ("1,000", "1000"),
        ] as [(String, String?)]
    )
    func refused(text: String, meant: String?) {
        let found = Self.loaded("prices:\n  currency: EUR\n  ticket: \(text)").diagnostics
        #expect(found.map(\.code) == [.badPrice])
        #expect(found.first?.suggestion == meant)
    }

    @Test("A currency has a name, and a short one", arguments: ["\"\"", "a currency of ours", "\"E\\nUR\""])
    func currency(text: String) {
        #expect(Self.loaded("prices: { currency: \(text), ticket: 1 }").diagnostics.map(\.code) == [.badName])
    }

    @Test("Prices and the work on a ticket leave the text by which runs are remembered as it is")
    func memory() throws {
        let plain = ScenarioFile.load(text: smallScenario, name: "x.yaml").canonicalText(strategy: "big-bang")
        let priced = Self.loaded("prices: { currency: EUR, ticket: 1 }\nmeasure: { ticket: 1h }")
        #expect(priced.scenario != nil)
        #expect(plain != nil)
        #expect(priced.canonicalText(strategy: "big-bang") == plain)
    }
}
