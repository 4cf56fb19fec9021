import Experiments
import Text

/// In how many runs the strategy that is chosen does better than each other one. Where that is less than half, it is best all
/// the same because of what the other one loses in the few, and that is said.
struct WinsText {
    let text: String

    init(_ rivals: [Lead.Duel], _ names: [String], _ runs: Int, _ statistic: Statistic) {
        let all = Figure.grouped(runs)
        let parts = rivals.enumerated().map { place, duel -> String in
            let count = duel.leads == runs ? "all \(all)" : "\(Figure.grouped(duel.leads)) of \(all)"
            let part = "\(names[duel.other]) does worse in \(count) \(place == 0 ? "runs " : "")"
            // By the mean the losses in those outweigh what it saves in all others.
            let isRare = statistic == .mean && 2 * duel.leads < runs
            return part.trimmingEnd + (isRare ? ", and loses more there than it saves in the rest" : "")
        }
        text = parts.joined(separator: "; ")
    }
}

extension String {
    /// Without blanks at the end.
    fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
