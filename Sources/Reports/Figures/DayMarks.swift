import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// How far the rollouts are so many days after the start: read from the time series that the runs have kept, in a straight
/// line between two instants.
struct DayMarks: Sendable {
    static let usual = [1, 2, 3, 7, 14, 30]

    /// Those of the usual ones that the series reach and are fine enough for.
    let days: [Int]
    /// By strategy, day and run: the share of (device, patch) pairs released by then that run their patch. Without the runs in
    /// which nothing was released.
    let patched: [[[Double]]]
    /// By strategy, day and run: exposed pairs as a share of the most that were exposed at one moment under any strategy of
    /// the same run. Without the runs in which nothing was ever exposed.
    let exposed: [[[Double]]]

    /// Nil if a run has kept no series.
    init?(_ study: Study) {
        let series = study.results.map { $0.compactMap(\.series) }
        guard let step = series.first?.first?.step, zip(series, study.results).allSatisfy({ $0.count == $1.count }),
            series.joined().allSatisfy({ $0.step == step })
        else { return nil }
        let instants = RunSeries.instants(step: step, horizon: study.scenario.horizon)
        guard
            series.joined().allSatisfy({ run in
                [.releasedPairs, .patchedPairs, .exposedPairs].allSatisfy { run[$0].count == instants.count }
            })
        else { return nil }
        let days = Self.usual.filter { Tick($0) * 86_400 <= study.scenario.horizon && Tick($0) * 86_400 >= step }
        let most = study.replications.indices.map { place in
            series.compactMap { $0[place][.exposedPairs].max() }.max() ?? 0
        }
        self.days = days
        patched = series.map { runs in
            days.map { day in
                runs.compactMap { run in
                    Self.value(at: Tick(day) * 86_400, instants) { place in
                        let released = run[.releasedPairs][place]
                        return released > 0 ? Double(run[.patchedPairs][place]) / Double(released) : nil
                    }
                }
            }
        }
        exposed = series.map { runs in
            days.map { day in
                zip(runs, most).compactMap { run, most in
                    guard most > 0 else { return nil }
                    return Self.value(at: Tick(day) * 86_400, instants) { Double(run[.exposedPairs][$0]) }
                        .map { $0 / Double(most) }
                }
            }
        }
    }

    /// Between the two instants around it; nil where one of them has no value.
    private static func value(at time: Tick, _ instants: [Tick], _ value: (Int) -> Double?) -> Double? {
        guard let next = instants.firstIndex(where: { $0 >= time }), let after = value(next) else { return nil }
        guard instants[next] > time, next > 0 else { return after }
        guard let before = value(next - 1) else { return nil }
        let share = Double(time - instants[next - 1]) / Double(instants[next] - instants[next - 1])
        return before + (after - before) * share
    }
}
