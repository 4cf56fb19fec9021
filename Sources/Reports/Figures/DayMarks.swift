import Experiments
import PatchModel
import PatchSimulator

/// How far the rollouts are so many days after the start, by the metrics of days.
struct DayMarks: Sendable {
    /// Those of the days with a metric that the simulated time reaches.
    let days: [Int]
    /// By strategy, day and run: the share of (device, patch) pairs released by then that run their patch. Without the runs in
    /// which nothing was released.
    let patched: [[[Double]]]
    /// By strategy, day and run: the share of the (device, vulnerability) pairs disclosed by then that are exposed. Without the
    /// runs in which nothing was disclosed.
    let exposed: [[[Double]]]

    /// Nil if the runs say nothing of any day.
    init?(_ study: Study) {
        let places = DayMark.all.indices.filter { DayMark.time(DayMark.all[$0]) <= study.scenario.horizon }
        let values = { (metrics: [Metric]) in
            study.results.map { runs in
                places.map { place in runs.compactMap { metrics[place].value(in: $0.ledger)?.value } }
            }
        }
        days = places.map { DayMark.all[$0] }
        patched = values(Metric.patchedByDay)
        exposed = values(Metric.exposedOnDay)
        if (patched + exposed).joined().allSatisfy(\.isEmpty) { return nil }
    }

    /// The day of which most is told: a week after the start, or the last one before the end.
    static func usualDay(_ horizon: Int64) -> Int? {
        DayMark.all.last { $0 <= 7 && DayMark.time($0) <= horizon }
    }

    /// What is exposed on that day; nil if the simulated time ends before any.
    static func usualExposed(_ horizon: Int64) -> Metric? {
        usualDay(horizon).flatMap { DayMark.all.firstIndex(of: $0) }.map { Metric.exposedOnDay[$0] }
    }
}
