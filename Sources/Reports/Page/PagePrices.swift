import Experiments
import PatchModel
import PatchSimulator

/// What is paid for, so that a page can work out costs at other prices: a cost is the sum of quantities times prices.
struct PagePrices: Encodable {
    struct Item: Encodable {
        var words: String
        var unit: String
        /// The scenario's.
        var price: Double
    }

    let currency: String
    let items: [Item]
    /// By strategy and item: means over all runs, those in which all goes well, and those in which a patch is bad; empty where
    /// there are none of these.
    let all: [[Double]]
    let good: [[Double]]
    let bad: [[Double]]
    /// By strategy, run and item; nil for so many runs that a page would grow too large.
    let runs: [[[Double]]]?

    /// Of single figures in `runs`.
    private static let mostFigures = 60_000

    /// Nil without prices, or if a run does not have a figure that is paid for.
    init?(_ study: Study, badRuns: [Int]) {
        guard let prices = study.scenario.prices else { return nil }
        let one = Prices.one(in: prices.currency)
        let items = CostItem.allCases
        let quantities = study.results.map { own in
            own.compactMap { run -> [Double]? in
                let found = items.compactMap { one.cost(of: $0, in: run.ledger) }
                return found.count == items.count ? found : nil
            }
        }
        guard zip(quantities, study.results).allSatisfy({ $0.count == $1.count }) else { return nil }
        let bad = Set(badRuns)
        let places = study.replications.indices
        let means = { (chosen: [Int]) -> [[Double]] in
            guard !chosen.isEmpty else { return [] }
            return quantities.map { own in
                items.indices.map { item in
                    chosen.reduce(0) { $0 + own[$1][item] } / Double(chosen.count)
                }
            }
        }
        currency = prices.currency
        self.items = items.map { Item(words: $0.words, unit: $0.pricedUnit, price: prices[$0]) }
        all = means(Array(places))
        good = means(places.filter { !bad.contains($0) })
        self.bad = means(places.filter(bad.contains))
        let count = study.results.reduce(0) { $0 + $1.count } * items.count
        runs =
            count <= Self.mostFigures
            ? quantities.map { $0.map { $0.map { PageData.rounded($0, 3) } } } : nil
    }
}
