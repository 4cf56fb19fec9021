/// Values of replications of which a quantile is compared, to be drawn from.
struct QuantilePopulation: Sendable {
    /// All values of both, ascending, and which of them each replication has.
    private let values: [Double]
    private let candidates: [Int32]
    private let baselines: [Int32]
    private let share: Double
    private let lowerIsBetter: Bool
    private let margin: Margin?
    /// What is lost in the replications as they are.
    let loss: Double
    let marginAmount: Double

    /// Nil for what is no quantile.
    init?(_ sample: GatedSample) {
        guard let share = sample.statistic.share(sample.lowerIsBetter ? .low : .high) else { return nil }
        self.share = share
        lowerIsBetter = sample.lowerIsBetter
        margin = sample.margin
        loss = sample.loss
        marginAmount = sample.marginAmount
        let values = sample.candidate + sample.baseline
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Int32](repeating: 0, count: values.count)
        for (rank, place) in order.enumerated() { ranks[place] = Int32(rank) }
        self.values = order.map { values[$0] }
        candidates = Array(ranks.prefix(sample.count))
        baselines = Array(ranks.dropFirst(sample.count))
    }

    /// Counts that are used again and again.
    struct Scratch {
        fileprivate var candidates: [Int32]
        fileprivate var baselines: [Int32]
    }

    var scratch: Scratch {
        let none = [Int32](repeating: 0, count: values.count)
        return Scratch(candidates: none, baselines: none)
    }

    func resampled(_ places: some Collection<Int32>, _ scratch: inout Scratch) -> (loss: Double, margin: Double) {
        clear(&scratch)
        for place in places {
            scratch.candidates[Int(candidates[Int(place)])] += 1
            scratch.baselines[Int(baselines[Int(place)])] += 1
        }
        return told(places.count, scratch)
    }

    private func clear(_ scratch: inout Scratch) {
        for place in values.indices {
            scratch.candidates[place] = 0
            scratch.baselines[place] = 0
        }
    }

    private func told(_ count: Int, _ scratch: Scratch) -> (loss: Double, margin: Double) {
        let own = quantile(scratch.candidates, count)
        let rival = quantile(scratch.baselines, count)
        return (lowerIsBetter ? own - rival : rival - own, margin?.amount(ofBaseline: rival) ?? 0)
    }

    /// By linear interpolation, as `quantile(sorted:_:)` has it.
    private func quantile(_ counts: [Int32], _ count: Int) -> Double {
        let place = Double(max(0, count - 1)) * share
        let below = Int(place)
        let part = place - place.rounded(.down)
        var seen = 0
        var rank = 0
        while rank < counts.count {
            seen += Int(counts[rank])
            if seen > below { break }
            rank += 1
        }
        guard rank < counts.count else { return values.last ?? 0 }
        guard part > 0, seen == below + 1 else { return values[rank] }
        var next = rank + 1
        while next < counts.count, counts[next] == 0 { next += 1 }
        guard next < counts.count else { return values[rank] }
        return values[rank] + part * (values[next] - values[rank])
    }
}
