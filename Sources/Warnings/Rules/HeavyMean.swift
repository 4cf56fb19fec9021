import Experiments
import Text

extension WarningRule {
    /// A mean that is one run's.
    static let heavyMean = WarningRule(
        "heavy-mean",
        Explanation(
            "One run makes more than half of the mean of a figure that decides between strategies. Another seed could reverse the answer.",
            right: "patchlab compare s.yaml -n 400"
        ),
        .runs { runs in
            guard let answer = runs.answer, runs.runs >= 5 else { return [] }
            var measures = [(answer.measure, answer.values)]
            if case .ladder = answer.choice {
                let downtimes = runs.study.results.compactMap { Metric.downtime.values(in: $0.map(\.ledger)) }
                if downtimes.count == answer.values.count { measures.append((.downtime, downtimes)) }
            }
            var worst: (metric: Metric, strategy: Int, place: Int, share: Double)?
            for (metric, values) in measures where metric.goal == .low {
                for (strategy, own) in values.enumerated() {
                    let sum = own.reduce(0, +)
                    guard sum > 0, let most = own.max(), let place = own.firstIndex(of: most),
                        most / sum > max(0.5, worst?.share ?? 0)
                    else { continue }
                    worst = (metric, strategy, place, most / sum)
                }
            }
            guard let worst else { return [] }
            let percent = Figure.fixed(worst.share * 100, 0)
            return [
                Finding(
                    "one run (number \(runs.study.replications[worst.place])) makes \(percent) % of \(runs.name(worst.strategy))'s mean \(worst.metric.phrase)",
                    at: runs.way(worst.strategy),
                    help: "-n \(RoundNumber.atLeast(4 * runs.runs))"
                )
            ]
        }
    )
}
