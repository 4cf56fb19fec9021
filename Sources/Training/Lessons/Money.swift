package import Experiments
package import PatchModel
package import PatchSimulator
import Text

/// Amounts of money in hundredths of the currency's unit, so that sums are exact.
package typealias Cents = Int64

/// What a run cost, item by item.
package struct Bill: Sendable, Hashable {
    /// In the order of `CostItem.allCases`.
    package var items: [Cents]

    package var total: Cents { items.reduce(0, +) }

    package init(items: [Cents]) { self.items = items }

    /// Each item is rounded to a hundredth, and the total is their sum.
    package init(of ledger: Ledger, at prices: Prices) {
        items = CostItem.allCases.map {
            Cents(exactly: ((prices.cost(of: $0, in: ledger) ?? 0) * 100).rounded()) ?? .max / 16
        }
    }

    package subscript(item: CostItem) -> Cents {
        CostItem.allCases.firstIndex(of: item).map { items[$0] } ?? 0
    }
}

extension Cents {
    /// `12,345.67 EUR`
    func money(_ currency: String) -> String {
        let cents = magnitude % 100
        return (self < 0 ? "-" : "") + Figure.grouped(Int64(magnitude / 100)) + "." + (cents < 10 ? "0" : "")
            + "\(cents) "
            + currency
    }

    /// With a sign in any case.
    func change(_ currency: String) -> String { (self > 0 ? "+" : "") + money(currency) }

    /// The nearest whole number of hundredths.
    init(nearest value: Double) { self = Cents(exactly: value.rounded()) ?? (value < 0 ? .min / 16 : .max / 16) }
}
