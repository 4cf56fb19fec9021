package import Experiments
import PatchModel
import Text

/// When a comparison was looked at and why it ended, in words.
struct LooksText {
    private let comparison: CellComparison
    private let limit: Int
    private let isPartial: Bool

    /// - Parameters:
    ///   - limit: of the events after which no further look was begun.
    ///   - isPartial: somebody ended it.
    init(_ comparison: CellComparison, limit: Int, isPartial: Bool = false) {
        self.comparison = comparison
        self.limit = limit
        self.isPartial = isPartial
    }

    /// Of one strategy there is nothing to decide.
    var sentences: [String] {
        comparison.study.policies.count > 1 ? [end, forecast].compactMap { $0 } : []
    }

    private var open: [CellDifference] { comparison.differences.filter { $0.finding == .open } }

    private var end: String {
        let times = comparison.looks.count
        let looked = "Looked at \(times == 1 ? "once" : times == 2 ? "twice" : "\(times) times")"
        guard !open.isEmpty else { return "\(looked): every difference is decided." }
        let all = Figure.grouped(comparison.differences.count)
        let still = "\(Figure.grouped(open.count)) of \(all) differences are open"
        if isPartial { return "\(looked), then interrupted: \(still)." }
        guard comparison.study.events >= limit else { return "\(looked), the most there may be: \(still)." }
        return "\(looked), up to the limit of \(Figure.grouped(limit)) events: \(still)."
    }

    private var forecast: String? {
        guard let (difference, runs) = comparison.hardest else { return nil }
        let names = comparison.study.policies.map { SafeText.line($0.name) }
        return
            "To tell them all takes at least \(Figure.grouped(runs)) runs: \(difference.metric.phrase) of "
            + "\(names[difference.first]) and \(names[difference.second])."
    }
}

/// The looks of a comparison of plain runs whose number was not fixed beforehand, for reports.
package struct LooksReport: Sendable {
    package let comparison: CellComparison
    /// Of the events after which no further look was begun.
    package let limit: Int
    /// Why the runs are plain though a defect may be present or absent; nil: it may not.
    package let reason: String?

    package init(_ comparison: CellComparison, limit: Int, reason: String?) {
        self.comparison = comparison
        self.limit = limit
        self.reason = reason
    }

    func sentences(isPartial: Bool) -> [String] {
        LooksText(comparison, limit: limit, isPartial: isPartial).sentences + [reason].compactMap { $0 }
    }
}

/// The same for programs.
struct LooksRecord: Encodable {
    /// Runs of each strategy at each look.
    var runs: [Int]
    /// Served in all runs of all strategies.
    var events: Int
    var isDecided: Bool
    /// How many differences are not known.
    var open: Int
    /// At least so many runs of each strategy would tell all of them.
    var runsNeeded: Int?
    /// Why the runs are plain though a defect may be present or absent.
    var plainBecause: String?

    init(_ report: LooksReport) {
        let comparison = report.comparison
        runs = comparison.looks
        events = comparison.study.events
        isDecided = comparison.isDecided
        open = comparison.differences.count { $0.finding == .open }
        runsNeeded = comparison.hardest?.runs
        plainBecause = report.reason
    }
}
