import Experiments
import Text

/// What words mean. It is said here once: the page shows it where a word is pressed and in its list, `patchlab explain` prints it,
/// and the documents show what that prints. What is a metric, too, is defined by the metric.
package enum Glossary {
    /// A word, or several that belong together.
    struct Entry: Sendable, Hashable {
        /// Its name for commands and for parts of a page.
        let id: String
        /// As it is written at the head of what it means.
        let term: String
        /// One sentence or more.
        let definition: String

        init(_ id: String, _ term: String, _ definition: String) {
            self.id = id
            self.term = term
            self.definition = definition
        }
    }

    /// All, in the order in which they are listed.
    static let entries: [Entry] = [
        Entry(
            "recommendation",
            "Recommendation",
            "The strategy with the least average cost at the scenario’s prices; without prices one that is best in exposure or downtime and worse in neither, if there is one."
        ),
        Entry(
            "how-sure",
            "How sure, clear, likely, open",
            "Clear: the difference from each other strategy is larger than chance explains (5 % level). Likely: the best average, but more runs may change it. Open: the runs are too few to say."
        ),
        Entry(
            "turning-point",
            "Turning point, turning price, break-even price",
            "Where the answer turns. The turning price is the price of an exposed device-day at which two strategies cost the same on average. The turning point of a defect is the chance of it at which two strategies are equally good."
        ),
        Entry(
            "bad-patch",
            "Bad patch, no bad patch",
            "A run has a bad patch if a defect took effect in it under any of the strategies that are compared; in the others there was no bad patch."
        ),
        Entry(
            "circumstance",
            "Circumstance",
            "What is not yours to choose: prices, chances, and all else that the world does. A sweep shows how the best choice changes with it."
        ),
        Entry("mean", "Mean, average, on average", "The sum over all runs, divided by their number."),
        Entry("fleet", "Fleet", "All devices in the scenario."),
        Entry("group", "Group", "Devices of the fleet with the same class, software and connection habits."),
        Entry("device", "Device", "One computer, server, phone or appliance."),
        Entry("patch", "Patch", "A new version of one or more components, released at one moment."),
        Entry(
            "run",
            "Run",
            "One simulated course of events. In the same run number all strategies meet the same devices, online hours, defects and failures."
        ),
        Entry("seed", "Seed", "The number from which all random values of all runs follow."),
        Entry(
            "typical-run",
            "Typical run, 1 run in 10, worst run",
            "Typical: half of the runs are better, half worse. 1 run in 10: one run in ten is worse still. Worst: the worst of all runs."
        ),
        Entry(
            "bad-run",
            "Bad run, expected shortfall",
            "One of the worst 20th of runs: what is exceeded there, and the mean of those."
        ),
        Entry(
            "cell",
            "Cell",
            "Runs that are alike in which defects are present, such as those without any. Runs of a rare cell are made on purpose, and each counts by the chance of its cell."
        ),
        Entry(
            "look",
            "Look",
            "Runs are made until the comparison is decided; a look is one of the moments at which that is judged, after 80 runs first and each time after twice as many."
        ),
        Entry("horizon", "Horizon, end", "How long is simulated, from the start on."),
        Entry("luck", "Luck, chance", "What differs from run to run although nothing was changed."),
        Entry(
            "tornado",
            "Tornado, swing",
            "How far each key alone moves a figure, from one end of its values to the other."
        ),
        Entry("release", "Release", "The moment from which a patch can be installed."),
        Entry("disclosure", "Disclosure", "The moment a vulnerability becomes public."),
        Entry("exploited", "Exploited", "Attackers use the vulnerability from this moment on."),
        Entry(
            "exposed",
            "Exposed, open on a day",
            "A device is exposed to a vulnerability from disclosure until a fixed version is running, restart included. "
                + openOnDay
        ),
        Entry(
            "device-day",
            "Exposed device-day",
            "One device exposed to one vulnerability for one day; a device with three open vulnerabilities counts three a day."
        ),
        Entry(
            "patch-pair",
            "Patch pair, 95 % patched",
            "One device and one patch that applies to it. 95 % patched is when 95 of 100 patch pairs run their patch, counted from its release (Kaplan and Meier’s estimate, so that pairs that are never patched count)."
        ),
        Entry("half-patched", "Half patched", "When 50 of 100 patch pairs run their patch, counted from its release."),
        Entry("in-time", "In time", sentence(.compliance)),
        Entry(
            "unfinished",
            "Unfinished at end",
            "A rollout is still under way or stopped when the simulated time ends."
        ),
        Entry("effort", "Effort, people", "Working hours of technicians and of the help desk."),
        Entry(
            "price",
            "Price, cost",
            "What an exposed device-day, downtime and work are assumed to cost; their sum is the cost."
        ),
        Entry("devices-hit", "Devices hit, blast radius", sentence(.blastRadius)),
        Entry("down-at-once", "Down at once", sentence(.downAtOnce)),
        Entry("defect", "Defect, regression", "A fault a patch brings with it; hidden until it takes effect."),
        Entry("onset", "Onset", "Time from the patch running until its defect takes effect."),
        Entry("boot-loop", "Boot loop", "The device restarts again and again and cannot check in."),
        Entry("bricked", "Bricked", "The device does not start until a technician repairs it."),
        Entry("rollout", "Rollout", "One patch, or one batch of patches, on its way through the rings."),
        Entry("strategy", "Strategy", "A way to roll out: big bang, staged or canary, with its settings."),
        Entry("big-bang", "Big bang", "Every device is offered the patch at release."),
        Entry("ring", "Ring", "A part of the fleet that is offered the patch together."),
        Entry("gate", "Gate", "The conditions that must hold before the next ring opens."),
        Entry("soak-time", "Soak time", "How long a ring runs before its gate is checked."),
        Entry("canary", "Canary", "A small ring compared with a control group of the same size that waits."),
        Entry(
            "control-group",
            "Control group",
            "Devices that are held back, to show what is normal without the patch."
        ),
        Entry("stop-rule", "Stop rule", "The share of failing devices at which a rollout stops."),
        Entry("stop", "Stop, stopped", "The rollout is halted, by its stop rule or its canary test."),
        Entry("false-stop", "False stop, a good patch too", "A stop of a rollout none of whose patches has a defect."),
        Entry("resume", "Resume", "The rollout continues after a stop."),
        Entry("rollback", "Rollback", "Returning a device to the version before."),
        Entry(
            "vendor-fix",
            "Vendor fix",
            "The vendor’s answer to a reported defect: a fixed revision, or that no fault was found."
        ),
        Entry(
            "attribution-window",
            "Attribution window",
            "How long after a patch takes effect problems count against its rollout."
        ),
        Entry("background-failures", "Background failures", "Failures that have nothing to do with patches."),
        Entry("check-in", "Check-in", "The device’s agent asks the console for work."),
        Entry("push", "Push", "The console can reach a connected device at any time."),
        Entry("telemetry", "Telemetry", "The device’s own report of a problem."),
        Entry(
            "draw",
            "Draw",
            "One course of events of a lesson, named by a code: the same draw brings the same luck to every player."
        ),
        Entry("par", "Par", "What a lesson’s expert costs on average over draws that nobody plays."),
        Entry(
            "belief",
            "Belief",
            "What could be known at a moment of a lesson: the other draws whose console looked most alike then."
        ),
        Entry("ticket", "Ticket", "A user’s report to the help desk."),
        Entry(
            "downtime",
            "Downtime",
            "Device-hours in which devices do not serve their users, planned (installing, restarting) and unplanned; a device that works at 75 % counts for a quarter of the time."
        ),
        Entry("band", "Band", "The middle 80 % of runs: how much outcomes vary, not how well the average is known."),
        Entry(
            "interval",
            "95 % interval",
            "From the runs at hand; in about 95 % of studies like this the interval contains the mean over infinitely many. Where rare great losses decide and the runs are few, it is less often: a loss that is in none of the runs is in no interval. So nothing is called better below \(Significance.fewestReplications) runs."
        ),
        Entry(
            "paired-runs",
            "Paired differences, common random numbers",
            "Every strategy meets the same devices, online hours, defects and failures in a run, so that what differs comes from the strategies."
        ),
        Entry(
            "clear-difference",
            "Clear difference",
            "Significant at the 5 % level after correcting for the number of comparisons."
        ),
        Entry(
            "trade-off",
            "Trade-off, Pareto front",
            "Strategies of which none is worse than another on exposure, downtime and effort at once."
        ),
        Entry("study", "Study", "A file that keeps runs (SQLite)."),
        Entry("variant", "Variant", "A scenario with certain keys changed, inside a study."),
        Entry("scenario", "Scenario", "The YAML file: fleet, software, patches, vulnerabilities and strategies."),
    ]

    /// The names under which a term can be asked for.
    package static let names = entries.map(\.id)

    /// The entry of that name, of one of the words of its term, or of one that stood for it before.
    static func entry(_ name: String) -> Entry? {
        let wanted = folded(name)
        return entries.first { $0.id == name }
            ?? entries.first { $0.term.split(separator: ",").contains { folded(String($0)) == wanted } }
            ?? formerWords[wanted].flatMap { id in entries.first { $0.id == id } }
    }

    /// Words that stood for a term in earlier versions, or that keys and other programs have for it.
    private static let formerWords = [
        "estate": "fleet", "world": "fleet", "machine": "device", "update": "patch", "pair": "patch-pair",
        "replication": "run",
        "stage": "ring", "wave": "ring", "advance": "gate", "soak": "soak-time", "watch": "attribution-window",
        "noise": "background-failures", "unrelated-failures": "background-failures", "mean-time": "mean",
        "stops-without-a-defect": "false-stop", "innocent": "false-stop", "false-positive": "false-stop",
        "taken-back": "rollback", "roll-back": "rollback", "trouble": "defect", "bug": "defect",
        "break-even": "turning-point",
        "user-call": "effort", "work": "effort", "dead": "bricked", "exposed-while-exploited": "exposed",
        "control": "control-group",
        "notice": "check-in", "poll": "check-in", "end-of-run": "horizon", "p90": "bad-run", "median": "typical-run",
    ]

    /// In small letters, with hyphens for blanks, and without a blank before.
    private static func folded(_ text: String) -> String {
        text.lowercased().split { $0 == " " || $0 == "-" }.joined(separator: "-")
    }

    /// All terms, for a terminal.
    package static func list(width: Int) -> String {
        (entries.flatMap { labelled($0.id, $0.definition, names.map(\.columns).max() ?? 0, width) }).joined(
            separator: "\n"
        ) + "\n"
    }

    /// What a term means; nil if there is none of that name.
    package static func text(_ name: String, width: Int) -> String? {
        guard let found = entry(name) else { return nil }
        let former = formerWords[folded(name)] == found.id ? ["It is what \(name) stands for."] : []
        return ([("\(found.term): \(found.definition)")] + former).flatMap { wrapped($0, width: width) }
            .joined(separator: "\n") + "\n"
    }

    /// As the metric of one day says it, which stands for those of the others.
    private static let openOnDay =
        DayMarks.usualExposed(.max).map { "\($0.title): \($0.definition). Other days likewise." } ?? ""

    /// A metric’s own definition as a sentence.
    private static func sentence(_ metric: Metric) -> String {
        metric.definition.prefix(1).uppercased() + metric.definition.dropFirst() + "."
    }
}
