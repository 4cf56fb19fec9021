import Experiments
import Text

/// Which point of a sweep is best, how sure that is, and what it is ahead of, in the first metric that can be ranked.
struct SweepAnswer {
    private let result: SweepResult
    private let names: SweepNames
    private let rankings: [SweepRanking]
    /// By metric id, what is best under each circumstance; empty where all that is varied can be chosen.
    private let underCircumstances: [String: CircumstanceAnswer]

    /// - Parameter metrics: those that the sweep tells of; the first of them that is a mean decides.
    init(_ result: SweepResult, _ metrics: [Metric], _ names: SweepNames) {
        self.result = result
        self.names = names
        rankings = metrics.compactMap { SweepRanking($0, result.cells) }
        underCircumstances = Dictionary(
            metrics.compactMap { metric in CircumstanceAnswer(result, metric, names).map { (metric.id, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Nil where nothing can be ranked.
    var block: AnswerBlock? {
        guard let ranking = rankings.first else { return nil }
        return underCircumstances[ranking.metric.id]?.block
            ?? AnswerBlock(sentence: sentence(ranking), lines: lines(ranking))
    }

    /// A sentence for each metric, for those who want them all.
    var sentences: [String] { rankings.map { underCircumstances[$0.metric.id]?.block.sentence ?? told($0) } }

    /// By metric id, the cells that are best beyond chance, among all or under their circumstances.
    var best: [String: Set<Int>] {
        guard underCircumstances.isEmpty else { return underCircumstances.mapValues(\.best) }
        return Dictionary(
            rankings.filter { $0.undecided.isEmpty && $0.equal.count < $0.count - 1 }
                .map { ($0.metric.id, Set($0.equal + [$0.best])) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The metrics that nothing changes, in words; nil if there are none.
    var unmoved: String? {
        let same = rankings.filter { $0.equal.count == $0.count - 1 }
        guard !same.isEmpty, same.count < rankings.count else { return nil }
        return "The same at all points: \(VerdictWords.list(same.map(\.metric.phrase)))."
    }

    /// So many runs of each point are worth trying so that the best may be told from the others; nil if these tell it, or if it
    /// takes too many.
    var worthTrying: Int? {
        rankings.first.flatMap { ranking in needed.flatMap { Advice.worthTrying($0, of: runs(ranking)) } }
    }

    /// At least so many runs would tell; nil if these do, or if no number would.
    private var needed: Int? {
        guard let ranking = rankings.first else { return nil }
        if let answer = underCircumstances[ranking.metric.id] { return answer.needed }
        guard !ranking.undecided.isEmpty || runs(ranking) < Significance.fewestReplications else { return nil }
        return max(ranking.needed ?? 0, Significance.fewestReplications)
    }

    private func runs(_ ranking: SweepRanking) -> Int { result.cells[ranking.best].ledgers.count }

    private func means(_ metric: Metric) -> [Double] {
        result.cells.map { cell in
            let values = cell.values(metric) ?? []
            return values.reduce(0, +) / Double(max(1, values.count))
        }
    }

    private func sentence(_ ranking: SweepRanking) -> String {
        let metric = ranking.metric
        let means = means(metric)
        let amount = Amount(metric, greatest: means.map { abs($0) }.max() ?? 0)
        let aim = metric.goal == .low ? "least" : "most"
        let own = amount.behindName(means[ranking.best])
        guard ranking.equal.count < ranking.count - 1 else {
            return
                "Nothing that was varied changes the \(metric.phrase): \(own) at all \(Figure.grouped(ranking.count)) points."
        }
        let average = runs(ranking) > 1 ? " on average" : ""
        guard !ranking.undecided.isEmpty else {
            return "Choose \(name(ranking.best)): it has the \(aim) \(metric.phrase), \(own)\(average)."
        }
        return "\(name(ranking.best)) has the \(aim) \(metric.phrase) so far, \(own)\(average)."
    }

    private func lines(_ ranking: SweepRanking) -> [AnswerText.Line] {
        guard ranking.equal.count < ranking.count - 1 else { return [] }
        let means = means(ranking.metric)
        let isLow = ranking.metric.goal == .low
        let order = means.indices.sorted { (isLow ? means[$0] : -means[$0], $0) < (isLow ? means[$1] : -means[$1], $1) }
        let others = order.filter { $0 != ranking.best && !ranking.equal.contains($0) }
        var lines: [AnswerText.Line] = []
        if let next = others.first {
            lines.append(AnswerText.Line(label: "Next best", text: "\(name(next)): \(gap(next, ranking, means))"))
        }
        if let last = others.last, others.count > 1 {
            lines.append(AnswerText.Line(label: "Worst", text: "\(name(last)): \(gap(last, ranking, means))"))
        }
        lines.append(AnswerText.Line(label: "How sure", text: certainty(ranking)))
        let elsewhere = elsewhere(ranking)
        if !elsewhere.isEmpty { lines.append(AnswerText.Line(label: "Elsewhere", text: elsewhere)) }
        return lines
    }

    /// How far a point is behind, with what bounds it.
    private func gap(_ cell: Int, _ ranking: SweepRanking, _ means: [Double]) -> String {
        let metric = ranking.metric
        let amount = Amount(metric, greatest: means.map { abs($0) }.max() ?? 0)
        let text = amount.behindName(means[cell])
        guard let one = result.cells[cell].values(metric), let other = result.cells[ranking.best].values(metric),
            let difference = PairedDifference(of: one, against: other)?.difference
        else { return text }
        let ends = [difference.mean] + (difference.interval.map { [$0.lower, $0.upper] } ?? [])
        let size = Figure.decimals(for: metric.shown(ends.map { abs($0) }.max() ?? 0))
        let interval = metric.intervalText(difference, decimals: size)
        return "\(text), \(metric.signed(difference.mean, decimals: size))"
            + (interval.isEmpty ? "" : " (95 %: \(interval))")
    }

    private func certainty(_ ranking: SweepRanking) -> String {
        let runs = runs(ranking)
        let more = needed.map { Advice.runs($0, of: runs) } ?? ""
        guard !ranking.undecided.isEmpty else {
            return "clear: better than every other point, beyond chance (5 % level)"
        }
        guard runs >= Significance.fewestReplications else {
            return "open: so few runs (\(runs)) may miss a rare great loss\(more)"
        }
        let isAll = ranking.undecided.count + ranking.equal.count == ranking.count - 1
        return "open: \(runs) runs do not distinguish it from \(isAll ? "any other point" : list(ranking.undecided))"
            + more
    }

    /// So many other metrics are told of at the head.
    private static let mostOthers = 3

    private func elsewhere(_ ranking: SweepRanking) -> String {
        let others = rankings.dropFirst().filter { $0.best != ranking.best && $0.equal.count < $0.count - 1 }
        return others.prefix(Self.mostOthers).map { "\($0.metric.phrase): \(name($0.best))" }.joined(separator: "; ")
    }

    private func told(_ ranking: SweepRanking) -> String {
        let phrase = ranking.metric.phrase
        let head = phrase.prefix(1).uppercased() + phrase.dropFirst() + ": "
        let count = runs(ranking)
        let others = ranking.count - 1
        if ranking.equal.count == others { return head + "exactly the same everywhere." }
        var text = head + name(ranking.best) + (ranking.undecided.isEmpty ? " is best" : " has the best mean")
        if !ranking.equal.isEmpty { text += ", exactly as \(list(ranking.equal))" }
        if !ranking.undecided.isEmpty {
            let isAll = ranking.undecided.count + ranking.equal.count == others
            text += "; \(count == 1 ? "one run" : "\(count) runs") cannot tell it from "
            text += isAll ? "any of the others" : list(ranking.undecided)
            text += ranking.needed.map { "; \(VerdictWords.atLeast($0)) runs would" } ?? ""
        }
        return text + "."
    }

    private func name(_ cell: Int) -> String {
        let one = result.cells[cell]
        let settings = names.text(result.variants[one.variant].settings)
        return SafeText.line(result.strategies.count > 1 ? "\(one.strategy) with \(settings)" : settings)
    }

    private func list(_ cells: [Int]) -> String {
        let shown = cells.prefix(cells.count > 4 ? 3 : 4).map { "(\(name($0)))" }
        let more = cells.count - shown.count
        return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
