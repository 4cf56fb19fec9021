import PatchModel
import Text

/// How many devices a strategy lets be in flight at once, in words.
struct LimitText {
    private let limit: InFlightLimit

    init(_ limit: InFlightLimit) { self.limit = limit }

    var sentence: String { words.prefix(1).uppercased() + words.dropFirst() + "." }

    /// Without a full stop.
    var words: String {
        var text = "at most \(words(limit.slots)) in flight at once\(scope)"
        if let surge = limit.surge { text += ", and \(words(surge)) more with a replacement" }
        if limit.afterFailure == .frees { text += "; a failed one gives its slot back" }
        if let expiry = limit.expiry { text += "; a slot is free again after \(Figure.span(Double(expiry)))" }
        return text
    }

    private var scope: String {
        switch limit.scope {
        case .fleet: ""
        case .site: " per site"
        case .group: " per group"
        case .service: " per service"
        }
    }

    private func words(_ count: SlotCount) -> String {
        switch count {
        case .count(let count): Figure.grouped(count)
        case .share(let share):
            DistributionText.share(share.share) + (share.roundsUp ? " (rounded up)" : " (rounded down)")
        case .byTargets(let steps):
            steps.map { step in
                words(step.slots) + (step.upTo.map { " of up to \(Figure.grouped($0)) devices" } ?? " of more")
            }.joined(separator: ", ")
        }
    }
}
