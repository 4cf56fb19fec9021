package import Experiments
package import PatchModel
import PatchSimulator
package import Reports
import Text

/// How an answer is to be told, as a user asks for it.
package enum AnswerInput {
    /// The groups of rows of those names; all if none is named, none for `none`.
    package static func rows(_ names: [String]) throws -> Set<RowGroup> {
        let words = names.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard !words.isEmpty else { return Set(RowGroup.allCases) }
        if words == ["none"] { return [] }
        let known = RowGroup.allCases.map(\.rawValue)
        return try Set(
            words.map { word in
                guard let group = RowGroup(rawValue: word) else {
                    throw Failure(
                        "--rows: there are no rows \"\(word)\"" + didYouMean(word, among: known + ["none"])
                            + "; there are "
                            + known.joined(separator: ", ") + ", or none"
                    )
                }
                return group
            }
        )
    }

    /// The day marks of a list with commas; nil without a list.
    package static func days(_ list: String?, of scenario: Scenario) throws -> [Int]? {
        guard let list else { return nil }
        return try list.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let day = Int(word), DayMark.all.contains(day) else {
                let all = DayMark.all.map { String($0) }.joined(separator: ", ")
                throw Failure("--day \(list): \"\(word)\" is not a day that is counted; these are \(all)")
            }
            guard DayMark.time(day) <= scenario.horizon else {
                throw Failure("--day \(list): the simulation ends before day \(day); a longer `horizon` reaches it")
            }
            return day
        }
    }

    /// The policies with the one first to which differences are told.
    package static func policies(_ all: [any PolicySource], baseline name: String?) throws -> [any PolicySource] {
        guard let name else { return all }
        guard let place = all.firstIndex(where: { $0.name == name }) else {
            let known = all.map(\.name)
            throw Failure(
                "--baseline: there is no strategy \"\(name)\" to compare" + didYouMean(name, among: known)
                    + "; there are "
                    + known.joined(separator: ", ")
            )
        }
        var others = all
        let first = others.remove(at: place)
        return [first] + others
    }

    /// The strategies with the one first to which differences are told.
    package static func strategies(_ all: [Strategy], baseline name: String?) throws -> [Strategy] {
        try policies(all.map { DeclaredSource($0) }, baseline: name).compactMap(\.strategy)
    }

    /// The study with its strategies in the order of a metric, the best first; those without a value come last.
    ///
    /// - Parameter keepsFirst: whether the first one stays the first.
    package static func sorted(_ study: Study, by metric: Metric?, keepsFirst: Bool) -> Study {
        guard let metric else { return study }
        let figures = study.results.map { MetricSummary(metric, $0.map(\.ledger))?.estimate }
        let fixed = keepsFirst ? 1 : 0
        let rest = study.policies.indices.dropFirst(fixed).sorted { one, other in
            switch (figures[one], figures[other]) {
            case (let left?, let right?) where left != right: metric.goal == .low ? left < right : left > right
            case (nil, _?): false
            case (_?, nil): true
            default: one < other
            }
        }
        let order = Array(study.policies.indices.prefix(fixed)) + rest
        var sorted = study
        sorted.policies = order.map { study.policies[$0] }
        sorted.results = order.map { study.results[$0] }
        return sorted
    }
}
