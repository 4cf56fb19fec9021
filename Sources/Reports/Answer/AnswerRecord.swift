import Experiments
import PatchModel
import PatchSimulator

/// The answer of a comparison for programs: what to choose, how sure that is, and the words for it. `docs/experiments.md`
/// describes the fields.
struct AnswerRecord: Encodable {
    struct Line: Encodable {
        var label: String
        var text: String
    }

    struct Step: Encodable {
        var from: String
        var to: String
        var moreExposedDeviceDays: Double
        var lessDowntimeHours: Double
        var isExposureShown: Bool
        var isDowntimeShown: Bool
    }

    struct TurningPoint: Encodable {
        var pricePerExposedDeviceDay: Double
        var strategy: String
        /// Where it is the cheaper one.
        var side: String
    }

    var choice: String
    /// Those that are chosen, or among which nothing is chosen.
    var strategies: [String]
    var certainty: String
    var metric: String
    var decidedBy: String
    /// By strategy.
    var values: [String: Double]
    var runnerUp: String?
    var runs: Int
    var badRuns: Int
    var runsWorthTrying: Int?
    var turningPoint: TurningPoint?
    var steps: [Step]?
    var sentence: String
    var lines: [Line]

    /// Nil where nothing can be said.
    init?(_ study: Study, decideBy statistic: Statistic) {
        guard let answer = Answer(study, decideBy: statistic) else { return nil }
        let names = study.policies.map(\.name)
        let text = AnswerText(study, answer)
        let (choice, places) = answer.choice.named(among: names.indices)
        self.choice = choice
        strategies = places.map { names[$0] }
        if case .ladder(let all) = answer.choice {
            steps = all.map {
                Step(
                    from: names[$0.from],
                    to: names[$0.to],
                    moreExposedDeviceDays: $0.exposure,
                    lessDowntimeHours: $0.downtime,
                    isExposureShown: $0.isExposureShown,
                    isDowntimeShown: $0.isDowntimeShown
                )
            }
        }
        certainty = answer.certainty.rawValue
        metric = answer.measure.id
        decidedBy = statistic.rawValue
        values = Dictionary(
            names.indices.compactMap { place in answer.value(of: place).map { (names[place], $0) } },
            uniquingKeysWith: { first, _ in first }
        )
        runnerUp = answer.runnerUp.map { names[$0] }
        runs = study.replications.count
        badRuns = answer.badRuns.count
        runsWorthTrying = answer.worthTrying
        turningPoint = answer.turningPoint.map {
            TurningPoint(
                pricePerExposedDeviceDay: $0.price,
                strategy: names[$0.other],
                side: $0.isBelow ? "below" : "above"
            )
        }
        sentence = text.sentence
        lines = text.lines.map { Line(label: $0.label, text: $0.text) }
    }
}

extension Answer.Choice {
    /// What documents call it, and the places of those that are chosen, or among which nothing is chosen.
    func named(among all: Range<Int>) -> (name: String, places: [Int]) {
        switch self {
        case .best(let places): ("best", places)
        case .among(let places): ("among", places)
        case .ladder(let steps): ("ladder", steps.prefix(1).map(\.from) + steps.map(\.to))
        case .noDifference: ("no-difference", Array(all))
        case .single: ("single", Array(all))
        }
    }
}
