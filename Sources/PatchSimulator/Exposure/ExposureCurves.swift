import EventEngine

/// How exposure to sets of vulnerabilities grows on one device that nobody patches: for each set
/// F(t) = Σ weight × max(0, t − begin).
///
/// A device that is exposed from a to b adds F(b) − F(a) to the ledger, so that a window needs no memory of its own:
/// becoming safe adds F(now), becoming exposed again takes F(now) away. All sums are of integers and therefore exact.
///
/// The curves of all sets lie one after the other in the same arrays.
struct ExposureCurves: Sendable {
    /// Where the begins of each curve start; one more than there are curves.
    private var firsts: [Int] = [0]
    private var begins: [Tick] = []
    /// Σ weight, and Σ weight × begin, over the begins of the curve before this one; a last one for all of them.
    private var weights: [Int64] = []
    private var moments: [Int64] = []

    /// Adds the next curve; begins before the start count from the start, those at the end of time not at all.
    mutating func add(_ parts: [(begin: Tick, weight: Int64)]) {
        var weight: Int64 = 0
        var moment: Int64 = 0
        for part in parts.sorted(by: { $0.begin < $1.begin }) where part.begin < Tick.latest {
            let begin = max(0, part.begin)
            begins.append(begin)
            weights.append(weight)
            moments.append(moment)
            weight += part.weight
            moment += part.weight * begin
        }
        // A sentinel that no time reaches.
        begins.append(.never)
        weights.append(weight)
        moments.append(moment)
        firsts.append(begins.count)
    }

    /// When the parts of a curve begin, ascending.
    func begins(_ curve: Int) -> ArraySlice<Tick> { begins[firsts[curve]..<firsts[curve + 1] - 1] }

    /// From some time on F is a line: F(t) = weight × t − moment.
    func line(_ curve: Int) -> (from: Tick, weight: Int64, moment: Int64) {
        (begins(curve).last ?? 0, weights[firsts[curve + 1] - 1], moments[firsts[curve + 1] - 1])
    }

    /// F(t) of a curve: weighted seconds of exposure from the start to `time`.
    func value(_ curve: Int, at time: Tick) -> Int64 {
        var low = firsts[curve]
        var high = firsts[curve + 1] - 1
        while low < high {
            let middle = (low + high) / 2
            if begins[middle] < time { low = middle + 1 } else { high = middle }
        }
        return weights[low] * time - moments[low]
    }
}

/// Exposure in the three weightings from some time on: weight × time − moment.
struct ExposureLine: Sendable {
    let from: Tick
    let weight: ExposureSeconds
    let moment: ExposureSeconds

    @inline(__always)
    func value(at time: Tick) -> ExposureSeconds {
        ExposureSeconds(
            plain: weight.plain * time - moment.plain,
            severityWeighted: weight.severityWeighted * time - moment.severityWeighted,
            exploited: weight.exploited * time - moment.exploited
        )
    }
}

/// Exposure in the three weightings that the ledger keeps, in (device, vulnerability)-seconds.
public struct ExposureSeconds: Sendable, Hashable, BitwiseCopyable {
    /// Every pair counts 1.
    public var plain: Int64 = 0
    /// Pairs count by severity, 4 for critical down to 1 for low.
    public var severityWeighted: Int64 = 0
    /// Every pair counts 1 from the time the vulnerability is exploited.
    public var exploited: Int64 = 0

    static func += (left: inout ExposureSeconds, right: ExposureSeconds) { left.add(right, times: 1) }

    mutating func add(_ other: ExposureSeconds, times factor: Int64) {
        plain += factor * other.plain
        severityWeighted += factor * other.severityWeighted
        exploited += factor * other.exploited
    }
}
