import EventEngine

/// How exposure to a set of vulnerabilities grows on one device that nobody patches: F(t) = Σ weight × max(0, t − begin).
///
/// A device that is exposed from a to b adds F(b) − F(a) to the ledger, so that a window needs no memory of its own:
/// becoming safe adds F(now), becoming exposed again takes F(now) away. All sums are of integers and therefore exact.
struct ExposureCurve: Sendable {
    private var begins: [Tick] = []
    /// Σ weight, and Σ weight × begin, over the first k begins.
    private var weights: [Int64] = [0]
    private var moments: [Int64] = [0]

    /// - Parameter parts: begin and weight of each vulnerability; begins before the start count from the start.
    init(_ parts: [(begin: Tick, weight: Int64)]) {
        for part in parts.sorted(by: { $0.begin < $1.begin }) where part.begin < Tick.latest {
            let begin = max(0, part.begin)
            begins.append(begin)
            weights.append(weights[weights.count - 1] + part.weight)
            moments.append(moments[moments.count - 1] + part.weight * begin)
        }
    }

    /// F(t): weighted seconds of exposure from the start to `time`.
    func value(at time: Tick) -> Int64 {
        var low = 0
        var high = begins.count
        while low < high {
            let middle = (low + high) / 2
            if begins[middle] < time { low = middle + 1 } else { high = middle }
        }
        return weights[low] * time - moments[low]
    }
}

/// Exposure in the three weightings that the ledger keeps, in (device, vulnerability)-seconds.
public struct ExposureSeconds: Sendable, Hashable {
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

/// The three curves of one set of vulnerabilities in one replication.
struct ExposureCurves: Sendable {
    var plain: ExposureCurve
    var severityWeighted: ExposureCurve
    var exploited: ExposureCurve

    func value(at time: Tick) -> ExposureSeconds {
        ExposureSeconds(
            plain: plain.value(at: time),
            severityWeighted: severityWeighted.value(at: time),
            exploited: exploited.value(at: time)
        )
    }
}
