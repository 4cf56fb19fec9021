import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// What the replications of one strategy say about a quantity at each instant.
struct Band: Sendable, Hashable {
    /// The median over replications; nil where there is nothing to measure.
    var median: [Double?] = []
    /// A tenth of the replications lie below.
    var low: [Double?] = []
    /// A tenth of the replications lie above.
    var high: [Double?] = []
    var mean: [Double?] = []
    /// The lowest and the highest of all replications.
    var least: [Double?] = []
    var most: [Double?] = []

    /// - Parameter values: those that there are at one instant, one a replication.
    mutating func append(_ values: [Double]) {
        let sorted = values.sorted()
        median.append(quantile(sorted: sorted, 0.5))
        low.append(quantile(sorted: sorted, 0.1))
        high.append(quantile(sorted: sorted, 0.9))
        mean.append(values.isEmpty ? nil : values.reduce(0, +) / Double(values.count))
        least.append(sorted.first)
        most.append(sorted.last)
    }
}

/// The time series of a study, put together over replications.
struct SeriesBands: Sendable {
    /// How many devices were down, over the replications of one strategy.
    struct Down: Sendable, Hashable {
        /// By interval between two instants: devices that do not serve their users, on average over the interval. Degraded
        /// ones count by the share of capacity lost.
        var band = Band()
        /// By replication, the highest of its intervals.
        var peaks: [Double] = []
        /// Place of the replication with the highest of all.
        var worst = 0
        /// By interval, in that replication.
        var worstCourse: [Double] = []
    }

    /// Seconds from the start.
    let instants: [Tick]
    /// By strategy: the share of (device, patch) pairs released so far that run their patch.
    let patched: [Band]
    /// By strategy: exposed (device, vulnerability) pairs.
    let exposed: [Band]
    /// By strategy: devices on which a defect has taken effect.
    let hit: [Band]
    /// By strategy.
    let down: [Down]

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
        down = series.map { runs in Self.down(runs, instants) }
    }

    private static func band(_ runs: [RunSeries], _ value: (RunSeries, Int) -> Double?) -> Band {
        var band = Band()
        for place in 0..<(runs.first?[.releasedPairs].count ?? 0) { band.append(runs.compactMap { value($0, place) }) }
        return band
    }

    private static func down(_ runs: [RunSeries], _ instants: [Tick]) -> Down {
        let courses = runs.map { Self.down(in: $0, instants) }
        var result = Down()
        for place in instants.indices.dropLast() { result.band.append(courses.map { $0[place] }) }
        result.peaks = courses.map { $0.max() ?? 0 }
        result.worst = result.peaks.indices.max { (result.peaks[$0], $1) < (result.peaks[$1], $0) } ?? 0
        result.worstCourse = courses.indices.contains(result.worst) ? courses[result.worst] : []
        return result
    }

    /// By interval, in one run.
    private static func down(in run: RunSeries, _ instants: [Tick]) -> [Double] {
        var sums = Array(repeating: 0.0, count: instants.count)
        for cause in DowntimeCause.allCases {
            for (place, value) in run[cause.kind].enumerated() { sums[place] += Double(value) * cause.scale }
        }
        return instants.indices.dropFirst().map { place in
            let length = Double(instants[place] - instants[place - 1])
            return length > 0 ? max(0, sums[place] - sums[place - 1]) / length : 0
        }
    }
}
