import EventEngine

/// Values of all policies and references, from which scores follow for any choice of replications.
struct ScoreTable {
    struct World {
        var name: String
        /// Its part of all weights.
        var weight: Double
        var samples: [GateScore.Sample]
        var count: Int { samples.first?.nothing.count ?? 0 }
    }

    /// In the order of their names, so that sums do not depend on that of the samples.
    let worlds: [World]
    let silent: [GateRow.ID]
    private let policies: Int

    init?(_ samples: [GateScore.Sample], _ weights: [String: Double]) {
        guard let first = samples.first, !first.policies.isEmpty else { return nil }
        policies = first.policies.count
        let isFit = samples.allSatisfy { sample in
            let values = [sample.nothing, sample.reference] + sample.policies
            let weight = weights[sample.id.world] ?? 1
            return sample.policies.count == first.policies.count && sample.weight > 0 && sample.weight.isFinite
                && weight > 0 && weight.isFinite && Set(values.map(\.count)).count == 1
                && values.allSatisfy { SampleMoments($0) != nil }
        }
        guard isFit, Set(samples.map(\.id)).count == samples.count else { return nil }
        silent = samples.filter { !Self.tells($0) }.map(\.id)
        let telling = Dictionary(grouping: samples.filter(Self.tells)) { $0.id.world }
        let total = telling.keys.sorted().reduce(0) { $0 + (weights[$1] ?? 1) }
        worlds = telling.keys.sorted().map { name in
            let members = (telling[name] ?? []).sorted { $0.id < $1.id }
            return World(name: name, weight: (weights[name] ?? 1) / total, samples: members)
        }
        guard !worlds.isEmpty,
            worlds.allSatisfy({ world in world.samples.allSatisfy { $0.nothing.count == world.count } })
        else { return nil }
    }

    /// Whether the reference is something else than doing nothing.
    private static func tells(_ sample: GateScore.Sample) -> Bool {
        let all = Array(0..<Int32(sample.nothing.count))
        return value(sample, sample.reference, all) != value(sample, sample.nothing, all)
    }

    /// The statistic of some replications, so that more is better.
    private static func value(_ sample: GateScore.Sample, _ values: [Double], _ places: [Int32]) -> Double {
        let goal: PairedDifference.Goal = sample.lowerIsBetter ? .low : .high
        let found: Double
        if sample.statistic == .mean {
            var sum = 0.0
            for place in places { sum += values[Int(place)] }
            found = sum / Double(max(1, places.count))
        } else {
            found = sample.statistic.value(places.map { values[Int($0)] }, goal) ?? 0
        }
        return sample.lowerIsBetter ? -found : found
    }

    /// By policy the score and those of the worlds, for the replications at some places, by world; nil if there nothing tells.
    func scores(_ places: [[Int32]]) -> [(total: Double, worlds: [String: Double])]? {
        var logarithms = [Double](repeating: 0, count: policies)
        var weight = 0.0
        var found = [[String: Double]](repeating: [:], count: policies)
        for (world, places) in zip(worlds, places) {
            guard let scores = scores(world, places) else { continue }
            weight += world.weight
            for (policy, score) in scores.enumerated() {
                found[policy][world.name] = score
                logarithms[policy] += world.weight * naturalLogarithm((1 + score) / 2)
            }
        }
        guard weight > 0 else { return nil }
        return zip(logarithms, found).map { (exponential($0 / weight), $1) }
    }

    private func scores(_ world: World, _ places: [Int32]) -> [Double]? {
        var sums = [Double](repeating: 0, count: policies)
        var weight = 0.0
        for sample in world.samples {
            let nothing = Self.value(sample, sample.nothing, places)
            let span = abs(Self.value(sample, sample.reference, places) - nothing)
            guard span > 0 else { continue }
            weight += sample.weight
            for policy in 0..<policies {
                let score = (Self.value(sample, sample.policies[policy], places) - nothing) / span
                sums[policy] += sample.weight * min(1, max(-1, score))
            }
        }
        return weight > 0 ? sums.map { min(1, max(-1, $0 / weight)) } : nil
    }
}

/// Which policies may be the best, and which ranks each may have, as resampled scores tell.
struct ScoreRanking {
    let isAmongBest: [Bool]
    let ranks: [ClosedRange<Int>]

    /// A policy is not among the best if another one leads it by more standard errors than the greatest of all leads over it does
    /// by chance with the probability `level`. Ranks are those that such leads leave, over all pairs at once.
    ///
    /// - Parameters:
    ///   - scores: by policy.
    ///   - draws: by resample, by policy.
    init(_ scores: [Double], _ draws: [[Double]], level: Double) {
        let errors = scores.indices.map { one in
            scores.indices.map { other in
                SampleMoments(draws.map { $0[one] - $0[other] })?.variance?.squareRoot() ?? 0
            }
        }
        /// By how many standard errors one leads another.
        func lead(_ one: Int, _ other: Int) -> Double {
            let difference = scores[one] - scores[other]
            return errors[one][other] > 0
                ? difference / errors[one][other] : difference == 0 ? 0 : difference * .infinity
        }
        var greatestOverOne = scores.map { _ in [Double]() }
        var greatest: [Double] = []
        for draw in draws {
            var most = 0.0
            for other in scores.indices {
                var own = 0.0
                for one in scores.indices where errors[one][other] > 0 {
                    let chance = (draw[one] - draw[other] - (scores[one] - scores[other])) / errors[one][other]
                    own = max(own, chance)
                    most = max(most, abs(chance))
                }
                greatestOverOne[other].append(own)
            }
            greatest.append(most)
        }
        let limits = greatestOverOne.map { quantile(sorted: $0.sorted(), 1 - level) ?? .infinity }
        let limit = quantile(sorted: greatest.sorted(), 1 - level) ?? .infinity
        isAmongBest = scores.indices.map { other in
            !scores.indices.contains { lead($0, other) > limits[other] }
        }
        ranks = scores.indices.map { own in
            let better = scores.indices.count { lead($0, own) > limit }
            let worse = scores.indices.count { lead(own, $0) > limit }
            return 1 + better...max(1 + better, scores.count - worse)
        }
    }
}
