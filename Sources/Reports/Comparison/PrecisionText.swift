import Experiments
import Text

/// How near a comparison came to the precision asked for, in words.
struct PrecisionText {
    let precision: PrecisionReport
    /// Of the strategies.
    let names: [String]

    /// One sentence, or none.
    var sentences: [String] {
        guard let mean = precision.decisive else { return [] }
        let share = Figure.plain(100 * precision.target.relative)
        let name = names[mean.strategy]
        let what = "\(mean.metric.phrase) of \(name)"
        guard !precision.isReached else {
            return [
                "\(Figure.count(precision.replications, "run", "runs")) bring every mean's half width "
                    + "within \(share) %; \(what) needed the most."
            ]
        }
        guard mean.halfWidth > mean.allowed else {
            return [
                "The half widths are within \(share) %, but \(Figure.count(precision.replications, "run is", "runs are")) "
                    + "too few to trust them: it takes \(Significance.fewestReplications) at least."
            ]
        }
        let reached = Figure.significant(100 * precision.target.relative * mean.halfWidth / mean.allowed)
        let needed = precision.needed.map { ", which would take about \(Figure.grouped($0)) runs" } ?? ""
        return ["The precision of \(share) % was not reached: \(what) is at \(reached) %\(needed)."]
    }
}
