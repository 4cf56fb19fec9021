import Foundation
package import PatchSimulator

/// A ledger in the shape in which it is written as JSON and CSV: flat, all figures and totals under their names.
///
/// In CSV the names are those of the figures, `exposure_s`; in JSON, those in the style of its documents,
/// `exposureSeconds`. What never happened, and what the run does not have, is null or an empty cell.
package struct LedgerRecord: Encodable {
    let replication: Int
    let strategy: String
    private let ledger: Ledger

    package init(_ ledger: Ledger, strategy: String, replication: Int) {
        self.ledger = ledger
        self.strategy = strategy
        self.replication = replication
    }

    /// A key that is made of a figure's name.
    struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(replication, forKey: Key(stringValue: "replication"))
        try container.encode(strategy, forKey: Key(stringValue: "strategy"))
        for figure in Ledger.figures {
            try container.encode(ledger[figure], forKey: Key(stringValue: Self.key(figure.id)))
        }
        for total in Ledger.totals {
            try container.encode(total.value(in: ledger), forKey: Key(stringValue: Self.key(total.id)))
        }
    }

    /// The key of a figure in JSON: its words together, each but the first with a capital, and units spelt out.
    static func key(_ id: Ledger.Figure.ID) -> String {
        let units = ["s": "Seconds", "ms": "Milliseconds"]
        return id.split(separator: "_").map(String.init).enumerated().map { place, word in
            place == 0 ? word : units[word] ?? word.prefix(1).uppercased() + word.dropFirst()
        }.joined()
    }

    /// The names of the columns of the CSV form.
    static let columns = ["strategy", "replication"] + Ledger.figures.map(\.id) + Ledger.totals.map(\.id)

    /// The cells of the CSV form, in the order of the columns.
    var cells: [String] {
        [strategy, String(replication)] + Ledger.figures.map { figure in ledger[figure].map { String($0) } ?? "" }
            + Ledger.totals.map { $0.value(in: ledger).map(Self.text) ?? "" }
    }

    /// A total, which is a whole number of seconds or devices unless capacity was lost.
    private static func text(_ value: Double) -> String { Int64(exactly: value).map { String($0) } ?? String(value) }
}
