import EventEngine
import PatchModel

/// Gathers a run's time series: wherever the truth changes, what it changes by is added to the first instant that sees it.
///
/// Only sums are kept, so the order in which changes are noted does not matter, and devices may be run one by one.
/// Device-seconds in a condition at instant t are Σ ±(t − time) over the changes up to t, +1 for entering the condition and
/// −1 for leaving it: the number of changes times t, less the sum of their times.
struct SeriesRecorder: Sendable {
    let step: Tick
    let instants: [Tick]
    var patched: [Int64]
    var exposed: [Int64]
    private var hit: [Int64]
    private var lostCapacity: SpanBins
    var conditions: [SpanBins]

    init(horizon: Tick, intervals: Int) {
        step = RunSeries.step(horizon: horizon, intervals: intervals)
        instants = RunSeries.instants(step: step, horizon: horizon)
        let zeros = Array(repeating: Int64(0), count: instants.count)
        patched = zeros
        exposed = zeros
        hit = zeros
        lostCapacity = SpanBins(zeros)
        conditions = Condition.allCases.map { _ in SpanBins(zeros) }
    }

    /// The first instant at or after `time`; nil: none is.
    @inline(__always)
    func bin(_ time: Tick) -> Int? {
        let bin = Int((max(0, time) + step - 1) / step)
        return bin < instants.count ? bin : nil
    }

    /// A pair begins (+1) or ceases (−1) to run its patch; it counts once the patch is out.
    mutating func notePatched(_ time: Tick, released: Tick, by sign: Int64) {
        if let bin = bin(max(time, released)) { patched[bin] += sign }
    }

    /// Devices become safe from (+1 each) or exposed to (−1) vulnerabilities, each of which counts from its begin on.
    ///
    /// - Parameter begins: ascending.
    mutating func noteSafe(_ time: Tick, from begins: ArraySlice<Tick>, by sign: Int64) {
        for begin in begins {
            guard let bin = bin(max(time, begin)) else { return }
            exposed[bin] -= sign
        }
    }

    mutating func noteHit(_ time: Tick) {
        if let bin = bin(time) { hit[bin] += 1 }
    }

    mutating func noteCondition(_ time: Tick, from old: Condition, to new: Condition) {
        guard let bin = bin(time) else { return }
        conditions[Int(old.rawValue)].add(-1, time, bin)
        conditions[Int(new.rawValue)].add(1, time, bin)
    }

    /// - Parameter change: of the capacity lost on a device, in thousandths.
    mutating func noteLostCapacity(_ time: Tick, by change: Int64) {
        if let bin = bin(time) { lostCapacity.add(change, time, bin) }
    }

    /// What was gathered, together with what a world has from the start.
    func series(_ world: World, _ exposure: Exposure) -> RunSeries {
        var whole = self
        var released = Array(repeating: Int64(0), count: instants.count)
        for group in world.groups {
            for patch in group.patches {
                if let bin = bin(world.patches[patch].released) { released[bin] += Int64(group.count) }
            }
            for number in group.exposure.classes.map(\.number) + [group.exposure.incurable] {
                whole.noteSafe(0, from: exposure.begins(of: number), by: -Int64(group.count))
            }
        }
        whole.conditions[Int(Condition.up.rawValue)].add(Int64(world.deviceCount), 0, 0)
        let counts = [released, whole.patched, whole.exposed, whole.hit].map { bins in
            var sum: Int64 = 0
            return bins.map { change in
                sum += change
                return sum
            }
        }
        let spans = whole.conditions + [whole.lostCapacity]
        return RunSeries(step: step, values: counts + spans.map { $0.sums(at: instants) })
    }
}

/// Σ weight × (t − time) over things that began at various times, at each of some instants t.
struct SpanBins: Sendable {
    private var weights: [Int64]
    private var moments: [Int64]

    init(_ zeros: [Int64]) {
        weights = zeros
        moments = zeros
    }

    @inline(__always)
    mutating func add(_ weight: Int64, _ time: Tick, _ bin: Int) {
        add(weight, moments: weight * time, bin)
    }

    /// - Parameter moments: the sum of weight × time.
    @inline(__always)
    mutating func add(_ weight: Int64, moments sum: Int64, _ bin: Int) {
        weights[bin] += weight
        moments[bin] += sum
    }

    func sums(at instants: [Tick]) -> [Int64] {
        var weight: Int64 = 0
        var moment: Int64 = 0
        return instants.indices.map { bin in
            weight += weights[bin]
            moment += moments[bin]
            return weight * instants[bin] - moment
        }
    }
}
