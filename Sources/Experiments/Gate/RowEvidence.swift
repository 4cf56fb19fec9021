import EventEngine

/// What the replications say of a row, before all rows are read together.
struct RowEvidence: Sendable {
    var bound: GateBound
    var lower = -Double.infinity
    var upper = Double.infinity
    var passPValue = 1.0
    var failPValue = 1.0
    /// Whether such a bound errs seldom enough to pass by it, or to fail by it.
    var canPass = false
    var canFail = false
    var levels = BoundLevels(upper: 1, lower: 1, power: 0)
    var measuredAt: Double
    /// Whether both bounds keep their level.
    var keepsLevel = false
    /// Of one replication's loss, or what would be of a mean as uncertain as the quantile is.
    var deviation = 0.0
    var skewness = 0.0
    /// Whether two replications differ in what they lose.
    var varies = false
    var doubt: GateDoubt?
}

extension Gate {
    /// A bound that errs more often than it may, by more than this factor, is not relied on. That is more than what its measurement
    /// errs by: two standard errors of 2,000 trials are a fifth of a level of 5 %, and less than a half of one of 1 %.
    static let mostExcess = 1.5

    /// The least level at which bounds of means are measured: of 2,000 draws, 20 lie beyond.
    static let leastMeasured = 0.01
    /// The least level at which bounds of quantiles are.
    static let leastMeasuredOfQuantiles = 0.05

    /// What each row says at a look, in the order of the samples.
    func evidence(_ samples: [GatedSample], look: Int) -> [RowEvidence] {
        let level = schedule.nominal[look]
        let measured = max(level, Self.leastMeasured)
        let levels = meanLevels(samples, at: measured, decisive: level)
        return zip(samples, levels).map { sample, levels in
            var row: RowEvidence
            if sample.statistic != .mean {
                row = quantileEvidence(sample, level)
            } else if let levels {
                row = sample.isBinary ? sharesEvidence(sample, level) : meanEvidence(sample, level)
                row.measuredAt = measured
                row.levels = levels
            } else {
                row = RowEvidence(bound: .studentised, measuredAt: measured)
            }
            let most = Self.mostExcess * row.measuredAt
            row.canPass = row.levels.upper <= most
            row.canFail = row.levels.lower <= most
            row.keepsLevel = row.canPass && row.canFail
            limit(&row, sample, look)
            return row
        }
    }

    /// Takes away what is not to be relied on.
    private func limit(_ row: inout RowEvidence, _ sample: GatedSample, _ look: Int) {
        if look == rule.looks.count - 1, row.bound == .studentised, row.varies, !row.canPass {
            let counted = CountedLoss(sample.losses)
            row.bound = .counted
            row.upper = counted.upper(schedule.nominal[look])
            row.passPValue = counted.passPValue(sample.marginAmount)
            row.canPass = true
        }
        if sample.count != rule.looks[look] {
            row.doubt = .wrongCount
        } else if sample.statistic == .worst {
            row.doubt = .undecidableStatistic
        } else if sample.count < rule.fewest {
            row.doubt = .tooFewReplications
        }
        if row.doubt != nil { (row.canPass, row.canFail) = (false, false) }
        guard row.doubt == nil else { return }
        if sample.margin != nil, sample.marginAmount == 0 { row.doubt = .withoutMargin }
        // What never varied may only not have met what is rare. At the last look nobody will look again.
        if !row.varies, look < rule.looks.count - 1 {
            (row.canPass, row.canFail) = (false, false)
            row.doubt = row.doubt ?? .withoutVariation
        } else if !row.varies, sample.losses.allSatisfy({ $0 == 0 }) {
            // Whoever has done the same in every replication passes, however uncertain a margin that is a share of a mean may be.
            row.canPass = true
        }
    }

    private func meanEvidence(_ sample: GatedSample, _ level: Double) -> RowEvidence {
        let loss = StudentisedLoss(sample.weighedLosses)
        let critical = StudentisedLoss.critical(level, loss.count)
        var row = RowEvidence(bound: .studentised, measuredAt: level)
        row.upper = loss.bound(critical)
        row.lower = loss.bound(-critical)
        row.passPValue = loss.passPValue(sample.marginAmount)
        row.failPValue = loss.failPValue(sample.marginAmount)
        row.deviation = loss.standardError * Double(loss.count).squareRoot()
        row.skewness = loss.skewness * Double(loss.count).squareRoot()
        row.varies = loss.standardError > 0
        return row
    }

    private func sharesEvidence(_ sample: GatedSample, _ level: Double) -> RowEvidence {
        let shares = PairedShares(sample)
        let z = -normalQuantile(level)
        var row = RowEvidence(bound: .shares, measuredAt: level)
        // Of a level that rounds to nothing there is no bound.
        row.upper = z.isFinite ? shares.bound(z: z) : 1
        row.lower = z.isFinite ? shares.bound(z: -z) : -1
        row.passPValue = shares.passPValue(sample.marginAmount)
        row.failPValue = shares.failPValue(sample.marginAmount)
        row.deviation = shares.variance.squareRoot()
        row.skewness = StudentisedLoss(sample.losses).skewness * Double(sample.count).squareRoot()
        // A table without unequal pairs has a bound that knows what it has not seen.
        row.varies = true
        return row
    }

    private func quantileEvidence(_ sample: GatedSample, _ level: Double) -> RowEvidence {
        let measured = max(level, Self.leastMeasuredOfQuantiles)
        var row = RowEvidence(bound: .resampled, measuredAt: measured)
        guard let population = QuantilePopulation(sample) else { return row }
        let draws = GateDraws(seed: rule.seed)
        let evidence = QuantileEvidence(population, count: sample.count, draws: draws, resamples: rule.resamples)
        row.upper = evidence.upper(level)
        row.lower = evidence.lower(level)
        row.passPValue = evidence.passPValue
        row.failPValue = evidence.failPValue
        row.deviation = evidence.standardError * Double(sample.count).squareRoot()
        row.skewness = StudentisedLoss(sample.losses).skewness * Double(sample.count).squareRoot()
        row.varies = evidence.standardError > 0
        let found =
            row.varies
            ? QuantileEvidence.levels(population, count: sample.count, draws: draws, at: measured) : (0, 0)
        // If nothing is lost, losses lie about 0 as they do about what is lost here, and their bound as far above them.
        let reach = row.upper - evidence.loss
        let passes = evidence.losses.count { $0 - evidence.loss + reach < population.marginAmount }
        row.levels = BoundLevels(
            upper: found.0,
            lower: found.1,
            power: Double(passes) / Double(max(1, evidence.losses.count))
        )
        return row
    }
}
