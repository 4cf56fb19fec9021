import Experiments
import Foundation
import PatchSimulator

extension ResidualCause {
    /// The words for it in a report.
    var words: String {
        switch self {
        case .bricked: "bricked or out of reach"
        case .failed: "installation failed"
        case .takenBack: "rolled back"
        case .awaitingRestart: "waiting for a restart"
        case .noWindow: "waiting for a window"
        case .inProgress: "in progress"
        case .neverOnline: "never online"
        case .notOffered: "not offered"
        }
    }
}

/// Enumerations.
enum Words {
    /// A figure and its unit, which no line may part.
    static func together(_ text: String) -> String { text.replacingOccurrences(of: " ", with: "\u{a0}") }

    /// Of more strategies than these only the first are told of in a sentence; the table holds all.
    private static let mostTold = 6

    /// The same for what is told of strategies: of many the first, and how many more there are.
    static func told(_ items: [String]) -> String {
        items.count > mostTold
            ? list(Array(items.prefix(mostTold - 1)) + ["\(items.count - mostTold + 1) more"]) : list(items)
    }

    /// `one, two and three`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}
