import PatchModel
import PatchSimulator

/// Which strategy to choose, by the runs of cells, and how sure that is.
///
/// As in `Answer`, with prices the least mean cost decides, and without them exposure and downtime are weighed against each other.
/// Something is shown where it was seen at two looks in a row (`CellFamily`).
public struct CellAnswer: Sendable {
    /// What decides: the cost, or the first of two that are weighed against each other.
    public let measure: Metric
    /// Its mean by strategy.
    public let means: [StratifiedEstimate]
    public let choice: Answer.Choice
    public let certainty: Answer.Certainty
    /// The first of those with the best mean.
    public let best: Int
    /// At which chance of the only uncertain defect another strategy would be the best; nil if there are more or fewer defects, or
    /// if no chance changes that.
    public let turningChance: TurningChance?
    /// The price of exposure at which another strategy costs as much on average; nil where cost does not decide, or if no price
    /// changes who is best.
    public let turningPrice: Answer.TurningPoint?
    /// By strategy, a bad run in what decides; nil where the runs do not reach that far.
    public let tails: [CellTail?]
    /// At least how many runs of each strategy would tell the best from those that may be as good, as far as these say; nil if that
    /// is known.
    public let runsNeeded: Int?

    private let tradeoff: CellFamily

    /// Nil if what decides has no value in a run.
    init?(_ study: CellStudy, cost: CellFamily?, after before: CellAnswer?, margin: Double) {
        let axes = [Metric.exposedDeviceDays, .downtime]
        let tradeoff = CellFamily(study, axes, after: before?.tradeoff, margin: margin)
        guard
            let weighed = cost.flatMap({ Weighed.best($0, place: 0) }).flatMap({ $0.choice == .noDifference ? nil : $0 }
            )
                ?? Weighed.tradeoff(tradeoff)
        else { return nil }
        self.tradeoff = tradeoff
        measure = weighed.measure
        means = weighed.means
        choice = weighed.choice
        certainty = weighed.certainty
        best = weighed.best
        runsNeeded = weighed.runsNeeded
        let values = study.policies.indices.map { study.values(weighed.measure, of: $0) }
        let orders = study.orders()
        tails = values.map { own in own.flatMap { CellTail(study.samples($0, orders), chance: CellTail.usual) } }
        turningPrice = weighed.measure.id == "cost" ? Self.turningPrice(study, best: weighed.best) : nil
        turningChance = weighed.isLadder ? nil : TurningChance(study, values, best: weighed.best)
    }

    /// The nearest to the price that is given, in proportion: with E the difference in exposure and R that in all other costs, the
    /// costs differ by R + x E at the price x.
    private static func turningPrice(_ study: CellStudy, best: Int) -> Answer.TurningPoint? {
        guard let prices = study.scenario.prices else { return nil }
        var others = prices
        others.exposedDeviceDay = 0
        let means = [Metric.exposedDeviceDays, .cost(others)].map { metric in
            study.policies.indices.compactMap { study.mean(metric, of: $0) }
        }
        guard means.allSatisfy({ $0.count == study.policies.count }) else { return nil }
        let points = study.policies.indices.compactMap { other -> Answer.TurningPoint? in
            let (days, rest) = (means[0][other] - means[0][best], means[1][other] - means[1][best])
            guard days != 0, -rest / days > 0 else { return nil }
            return Answer.TurningPoint(other: other, price: -rest / days, isBelow: rest < 0)
        }
        return Answer.nearest(points, to: prices.exposedDeviceDay)
    }

    /// The best in one measure, or the steps from one to the other.
    private struct Weighed {
        var measure: Metric
        var means: [StratifiedEstimate]
        var best: Int
        var choice: Answer.Choice
        var certainty: Answer.Certainty
        var runsNeeded: Int?

        var isLadder: Bool {
            if case .ladder = choice { true } else { false }
        }

        /// One measure decides.
        static func best(_ family: CellFamily, place: Int) -> Weighed? {
            let means = family.means.compactMap { $0[place] }
            guard means.count == family.means.count,
                let best = means.indices.min(by: { (means[$0].mean, $0) < (means[$1].mean, $1) })
            else { return nil }
            let metric = family.metrics[place]
            let all = means.indices
            let leaders = all.filter { family.isSame(metric, $0, best) }
            let rivals = all.filter { own in
                !leaders.contains(own) && !all.contains { family.isShownBetter(metric, $0, than: own) }
            }
            let found = rivals.compactMap { family.difference(metric, $0, best) }
            let isLikely =
                found.count == rivals.count
                && found.allSatisfy { $0.adjustedPValue < Experiments.Weighed.likely }
            let (choice, certainty): (Answer.Choice, Answer.Certainty) =
                if all.count == 1 {
                    (.single, .open)
                } else if leaders.count == all.count {
                    (.noDifference, .open)
                } else if rivals.isEmpty {
                    (.best(leaders), .clear)
                } else if isLikely {
                    (.best(leaders), .likely)
                } else if found.count == rivals.count, found.allSatisfy({ $0.finding == .noMatter }) {
                    // It does not matter which: that is known.
                    (.among([best] + (leaders + rivals).filter { $0 != best }), .clear)
                } else {
                    (.among([best] + (leaders + rivals).filter { $0 != best }), .open)
                }
            return Weighed(
                measure: metric,
                means: means,
                best: best,
                choice: choice,
                certainty: certainty,
                runsNeeded: found.compactMap(\.runsNeeded).max()
            )
        }

        /// Exposure and downtime are weighed against each other.
        static func tradeoff(_ family: CellFamily) -> Weighed? {
            let estimates = family.metrics.indices.map { place in family.means.compactMap { $0[place] } }
            guard estimates.allSatisfy({ $0.count == family.means.count }) else { return nil }
            let means = estimates.map { $0.map(\.mean) }
            let front = Experiments.Weighed.front(means)
            guard front.count > 1, Experiments.Weighed.isLess(means[0][front[0]], means[0][front[front.count - 1]])
            else {
                // One is best in both; where exposure is the same, downtime decides.
                let differs = means.map { Experiments.Weighed.differs($0) }
                var found = best(family, place: differs[0] || !differs[1] ? 0 : 1)
                if family.means.count > 1, !differs.contains(true) {
                    found?.choice = .noDifference
                    found?.certainty = .open
                }
                return found
            }
            let steps = zip(front, front.dropFirst()).map { from, to in
                Answer.Step(
                    from: from,
                    to: to,
                    exposure: means[0][to] - means[0][from],
                    downtime: means[1][from] - means[1][to],
                    isExposureShown: family.isShownBetter(family.metrics[0], from, than: to),
                    isDowntimeShown: family.isShownBetter(family.metrics[1], to, than: from)
                )
            }
            return Weighed(
                measure: family.metrics[0],
                means: estimates[0],
                best: front[0],
                choice: .ladder(steps),
                certainty: steps.allSatisfy { $0.isExposureShown && $0.isDowntimeShown } ? .clear : .open,
                runsNeeded: steps.flatMap { step in
                    family.metrics.compactMap { family.difference($0, step.from, step.to)?.runsNeeded }
                }.max()
            )
        }
    }
}
