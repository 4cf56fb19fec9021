import Experiments
import PatchModel
import PatchSimulator
import Text

extension ReportPage {
    func cost(_ costs: CostComparison) -> PageFigure {
        let currency = costs.prices.currency
        let words = { (value: Double) in Figure.fixed(value, Figure.decimals(for: value)) }
        let greatest = costs.strategies.map(\.total.mean).max() ?? 0
        let amount = Amount(.cost(costs.prices), greatest: greatest)
        let sums = costs.strategies.map { "\(names[$0.strategy]) \(amount.text($0.total.mean))" }
        let rows: [[HTML]] =
            CostItem.allCases.enumerated().map { place, item in
                ["\(item.words)"] + costs.strategies.map { "\(words($0.parts[place]))" }
            } + [
                ["sum"] + costs.strategies.map { self.words($0.total) },
                ["break-even price of an exposed device-day"]
                    + costs.strategies.map { cost in
                        cost.breakEven.map { even in even.price.map { "\(words($0))" } ?? "none" } ?? "–"
                    },
            ]
        let isSplit = prices.map { !$0.good.isEmpty && !$0.bad.isEmpty } ?? false
        return PageFigure(
            id: "costs",
            title: "What does it cost?",
            lead: study.replications.count > 1
                ? "On average: \(Words.told(sums))." : "In the only run: \(Words.told(sums)).",
            note: isSplit
                ? "Two bars a strategy, means over the runs with no bad patch, and over those with a bad patch."
                : "Means over runs.",
            table: HTML.table(caption: "Costs, \(currency), means over all runs", ["item"] + names, rows)
        )
    }

    /// Sliders for the prices; without scripts they are not shown.
    var priceSliders: HTML {
        guard let prices, names.count > 1 else { return "" }
        let sliders: [HTML] = prices.items.enumerated().compactMap { place, item -> HTML? in
            // Of what costs nothing only exposure may be given a price: it is what is weighed against all else.
            guard item.price > 0 || place == 0 else { return nil }
            return """
                <label class="slider"><span>\(item.unit)</span>
                <input type="range" min="0" max="100" step="1" value="50" data-item="\(place)">
                <output></output></label>

                """
        }
        return """
            <details id="prices" class="prices" hidden><summary>Try other prices</summary>
            <p class="unit">Costs are recomputed from the same runs, and the recommendation follows the means. How sure it is \
            was worked out for the scenario’s prices only.</p>
            <div class="sliders">
            \(sliders)</div>
            <p><button type="button" id="prices-reset">Back to the scenario’s prices</button></p>
            </details>

            """
    }
}
