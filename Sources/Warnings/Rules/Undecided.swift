import Experiments
import Text

extension WarningRule {
    /// An answer that is open.
    static let undecided = WarningRule(
        "undecided",
        isSaidByAnswer: true,
        Explanation(
            "The runs made do not show which strategy is best in what decides. The one with the best mean may change with more runs; the answer says how many are worth trying.",
            right: "patchlab compare s.yaml -n 400"
        ),
        .runs { runs in
            guard let answer = runs.answer, answer.certainty != .clear, answer.lead != nil else { return [] }
            let what =
                "\(Figure.count(runs.runs, "run does", "runs do")) not show which strategy is best in \(answer.measure.phrase)"
            let more = answer.worthTrying.map { max($0, Significance.fewestReplications) }
            return [
                Finding(
                    what,
                    at: ["strategies"],
                    help: more.map { "-n \($0)" } ?? "no number of runs would tell: the strategies hardly differ"
                )
            ]
        }
    )
}
