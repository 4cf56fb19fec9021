import Experiments
import Text

/// What the words of a report mean: told where a word stands first, and in a list at the end.
enum PageGlossary: String, CaseIterable {
    case recommendation, certainty, turningPoint, run, typical, exposed, exposure, patchPair, inTime, hit, down, gate,
        stop
    case falseStop, downtime, band, interval, paired

    /// The part of the page that says it.
    var id: String { "word-\(rawValue)" }

    var term: String {
        switch self {
        case .recommendation: "Recommendation"
        case .certainty: "How sure"
        case .turningPoint: "Turning point"
        case .run: "Run, simulation"
        case .typical: "Typical run, 1 run in 10, worst run"
        case .exposed: "Exposed, open on a day"
        case .exposure: "Exposed device-day"
        case .patchPair: "Patch pair, 95 % patched"
        case .inTime: "In time"
        case .hit: "Devices hit"
        case .down: "Down at once"
        case .gate: "Gate"
        case .stop: "Stop"
        case .falseStop: "False stop"
        case .downtime: "Downtime"
        case .band: "Band"
        case .interval: "95 % interval"
        case .paired: "Paired differences"
        }
    }

    var definition: String {
        switch self {
        case .recommendation:
            "The strategy with the least average cost at the scenario’s prices; without prices one that is best in exposure or "
                + "downtime and worse in neither, if there is one."
        case .certainty:
            "Clear: the difference to each other strategy is larger than chance explains (5 % level). Likely: the best average, "
                + "but more runs may change it. Open: the runs are too few to say."
        case .turningPoint: "The price of an exposed device-day at which two strategies cost the same on average."
        case .run:
            "One simulated course of events. In the same run number all strategies meet the same devices, online hours, defects "
                + "and failures."
        case .typical:
            "Typical: half of the runs are better, half worse. 1 run in 10: one run in ten is worse still. Worst: the worst of "
                + "all runs."
        case .exposed:
            "A device is exposed to a vulnerability from disclosure until a fixed version is running, restart included. "
                + Self.openOnDay
        case .exposure:
            "One device exposed to one vulnerability for one day; a device with three open vulnerabilities counts three a day."
        case .patchPair:
            "One device and one patch that applies to it. 95 % patched is when 95 of 100 patch pairs run their patch, counted "
                + "from its release (Kaplan and Meier’s estimate, so that pairs that are never patched count)."
        case .inTime: "The share of patch pairs that run their patch by its deadline."
        case .hit: "Devices on which a defect of a patch took effect in one run: the blast radius."
        case .down: Self.sentence(.downAtOnce)
        case .gate: "The conditions that must hold before the next ring opens."
        case .stop: "The rollout is halted, by its stop rule or its canary test."
        case .falseStop: "A stop of a rollout none of whose patches has a defect."
        case .downtime:
            "Device-hours in which devices do not serve their users, planned (installing, restarting) and unplanned; a device "
                + "that works at 75 % counts for a quarter of the time."
        case .band: "The middle 80 % of runs: how much outcomes vary, not how well the average is known."
        case .interval:
            "From the runs at hand; in about 95 % of studies like this the interval contains the mean over infinitely many. "
                + "Where rare great losses decide and the runs are few, it is less often: a loss that is in none of the runs is "
                + "in no interval. So nothing is called better below \(Significance.fewestReplications) runs."
        case .paired:
            "Every strategy meets the same devices, online hours, defects and failures in a run, so that what differs comes "
                + "from the strategies."
        }
    }

    /// As the metric of one day says it, which stands for those of the others.
    private static let openOnDay =
        DayMarks.usualExposed(.max).map { "\($0.title): \($0.definition). Other days likewise." } ?? ""

    /// A metric’s own definition as a sentence.
    private static func sentence(_ metric: Metric) -> String {
        metric.definition.prefix(1).uppercased() + metric.definition.dropFirst() + "."
    }

    /// A word that says what it means when it is pressed. The page must hold `explanation` once.
    func button(_ text: String) -> HTML {
        "<button type=\"button\" class=\"term\" popovertarget=\"\(id)\">\(text)</button>"
    }

    var explanation: HTML { "<div popover id=\"\(id)\" class=\"meaning\"><b>\(term)</b>: \(definition)</div>\n" }
}
