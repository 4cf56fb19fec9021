import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// What the replications of one strategy say about a quantity at each instant.
struct Band: Sendable, Hashable {
    /// The median over replications; nil where there is nothing to measure.
    var median: [Double?]
    /// A tenth of the replications lie below.
    var low: [Double?]
    /// A tenth of the replications lie above.
    var high: [Double?]
    var mean: [Double?]
}

/// The time series of a study, put together over replications.
struct SeriesBands: Sendable {
    /// Seconds from the start.
    let instants: [Tick]
    /// By strategy: the share of (device, patch) pairs released so far that run their patch.
    let patched: [Band]
    /// By strategy: exposed (device, vulnerability) pairs.
    let exposed: [Band]
    /// By strategy: devices on which a defect has taken effect.
    let hit: [Band]
    /// By strategy, cause and interval between instants: devices that do not serve their users, on average over the interval
    /// and the replications. Degraded ones count by the share of capacity lost.
    let unavailable: [[[Double]]]

    /// Nil if a run of the study has kept no series.
    init?(_ study: Study) {
        let series = study.results.map { $0.compactMap(\.series) }
        guard let step = series.first?.first?.step, zip(series, study.results).allSatisfy({ $0.count == $1.count }),
            series.joined().allSatisfy({ $0.step == step })
        else { return nil }
        let instants = RunSeries.instants(step: step, horizon: study.scenario.horizon)
        guard
            series.joined().allSatisfy({ one in RunSeries.Kind.allCases.allSatisfy { one[$0].count == instants.count } }
            )
        else { return nil }
        self.instants = instants
        patched = series.map { runs in
            Self.band(runs) { run, place in
                let released = run[.releasedPairs][place]
                return released > 0 ? Double(run[.patchedPairs][place]) / Double(released) : nil
            }
        }
        exposed = series.map { runs in Self.band(runs) { Double($0[.exposedPairs][$1]) } }
        hit = series.map { runs in Self.band(runs) { Double($0[.hitDevices][$1]) } }
        unavailable = series.map { runs in
            DowntimeCause.allCases.map { cause in Self.intervals(runs, cause, instants) }
        }
    }

    private static func band(_ runs: [RunSeries], _ value: (RunSeries, Int) -> Double?) -> Band {
        var band = Band(median: [], low: [], high: [], mean: [])
        for place in 0..<(runs.first?[.releasedPairs].count ?? 0) {
            let values = runs.compactMap { value($0, place) }.sorted()
            band.median.append(quantile(sorted: values, 0.5))
            band.low.append(quantile(sorted: values, 0.1))
            band.high.append(quantile(sorted: values, 0.9))
            band.mean.append(values.isEmpty ? nil : values.reduce(0, +) / Double(values.count))
        }
        return band
    }

    private static func intervals(_ runs: [RunSeries], _ cause: DowntimeCause, _ instants: [Tick]) -> [Double] {
        guard !runs.isEmpty else { return [] }
        var sums = Array(repeating: 0.0, count: instants.count)
        for run in runs {
            for (place, value) in run[cause.kind].enumerated() { sums[place] += Double(value) * cause.scale }
        }
        return instants.indices.dropFirst().map { place in
            let length = Double(instants[place] - instants[place - 1]) * Double(runs.count)
            return length > 0 ? max(0, sums[place] - sums[place - 1]) / length : 0
        }
    }
}

/// Why a device does not serve its user.
enum DowntimeCause: String, Sendable, CaseIterable {
    case installing
    case restarting
    case reverting = "undoing a failed attempt"
    case rollingBack = "rolling back"
    case degraded
    case down = "not working"
    case dead = "not starting"

    var isPlanned: Bool { self == .installing || self == .restarting }

    /// The condition of a device; degraded devices count by the capacity lost instead.
    var condition: Condition? {
        switch self {
        case .installing: .installing
        case .restarting: .restarting
        case .reverting: .reverting
        case .rollingBack: .rollingBack
        case .degraded: nil
        case .down: .down
        case .dead: .dead
        }
    }

    var kind: RunSeries.Kind { condition.map { RunSeries.Kind($0) } ?? .lostCapacity }

    /// Seconds in one unit of the series.
    var scale: Double { self == .degraded ? 0.001 : 1 }

    /// Device-seconds in a run.
    func seconds(in ledger: Ledger) -> Double {
        guard let condition else { return Double(ledger.downtime.lostCapacitySeconds) / 1000 }
        return Double(ledger.downtime.conditionSeconds[Int(condition.rawValue)])
    }
}
