import EventEngine

/// How many replications it takes to decide, as far as a few pilot pairs tell.
public struct GatePlan: Sendable, Hashable {
    /// A metric in a world.
    public struct Row: Sendable, Hashable, Identifiable {
        public var id: GateRow.ID
        public var isGated: Bool
        /// Pilot pairs.
        public var pilots: Int
        /// In the metric's unit.
        public var margin: Double
        /// Of the losses of the pilot pairs.
        public var standardDeviation: Double
        /// Of the losses of the pilot pairs.
        public var skewness: Double
        /// n = (z₁₋ₐ + z₁₋ᵦ)² s² / margin², with the level of the last look; of shares the least n at which Newcombe's bound of equal
        /// shares lies that far below the margin. Nil if no number would do.
        public var replications: Int?
        /// What resampling the pilots says, where their skewness exceeds 2; nil elsewhere, and if no number up to 16 times that of
        /// the rule would do.
        public var resampledReplications: Int?
        /// Whether the rule's last look is late enough.
        public var isDecidable: Bool
        /// The least margin that the last look decides with the power asked for, in the metric's unit; nil where it cannot be told.
        public var decidableMargin: Double?
        /// What is to be told: the greater of the two numbers; nil if no number would do.
        public var needed: Int?
    }

    /// In the order of the samples, without those that have no margin.
    public var rows: [Row]
    /// Whether all that is gated can be decided.
    public var isDecidable: Bool { rows.allSatisfy { $0.isDecidable || !$0.isGated } }
}

extension Gate {
    /// Losses that are more skew are resampled, and not only put into a formula for normal ones.
    static let mostSkewness = 2.0
    /// Resamples by which a number of replications is found: 400 tell a power of 90 % to ± 1.5.
    static let planResamples = 400
    /// Of how many times the rule's replications a plan is still told.
    static let farthestPlan = 16

    /// How many replications it takes to pass what loses nothing, as far as pilot pairs tell.
    ///
    /// What no pilot pair has met is in no number: read "at least".
    public func plan(pilots: [GatedSample]) -> GatePlan {
        GatePlan(rows: pilots.filter { $0.margin != nil }.map(planned))
    }

    private var finalLevel: Double { schedule.nominal.last ?? rule.level }

    private func planned(_ sample: GatedSample) -> GatePlan.Row {
        let margin = sample.marginAmount
        let losses = StudentisedLoss(sample.losses)
        let root = Double(sample.count).squareRoot()
        var row = GatePlan.Row(
            id: sample.id,
            isGated: sample.isGated,
            pilots: sample.count,
            margin: margin,
            standardDeviation: losses.standardError * root,
            skewness: losses.skewness * root,
            isDecidable: false
        )
        if sample.isBinary {
            plan(&row, shares: PairedShares(sample))
        } else if sample.statistic == .mean {
            plan(&row, mean: sample)
        } else if let population = QuantilePopulation(sample) {
            let draws = GateDraws(seed: rule.seed)
            let found = QuantileEvidence(population, count: sample.count, draws: draws, resamples: rule.resamples)
            row.replications = replications(for: margin, deviation: found.standardError * root)
            row.decidableMargin = detectable(found.standardError * root, rule.most)
            row.needed = row.replications
        }
        row.isDecidable = row.needed.map { $0 <= rule.most } ?? false
        return row
    }

    private func plan(_ row: inout GatePlan.Row, mean sample: GatedSample) {
        row.replications = replications(for: row.margin, deviation: row.standardDeviation)
        let formula = detectable(row.standardDeviation, rule.most)
        row.decidableMargin = formula
        row.needed = row.replications
        guard abs(row.skewness) > Self.mostSkewness, let first = row.replications else { return }
        let population = MeanPopulation(sample)
        row.resampledReplications = resampledReplications(population, sample.count, margin: row.margin, from: first)
        row.decidableMargin = max(formula, margin(population, sample.count, decidedBy: rule.most))
        row.needed = row.resampledReplications.map { max(first, $0) }
    }

    private func plan(_ row: inout GatePlan.Row, shares: PairedShares) {
        let z = -normalQuantile(finalLevel)
        /// The margin that so many replications decide.
        func decided(_ count: Int) -> Double {
            let foreseen = shares.foreseen(count)
            let error = (foreseen.variance / foreseen.count).squareRoot()
            return foreseen.bound(z: z) + normalQuantile(rule.power) * error
        }
        row.decidableMargin = decided(rule.most)
        let most = 1_000_000_000
        let found = firstIndex(below: most) { decided($0 + 1) < row.margin } + 1
        row.replications = found > most ? nil : max(rule.fewest, found)
        row.needed = row.replications
    }

    /// The margin below which, with the power asked for, the upper bound lies if nothing is lost.
    private func margin(_ population: MeanPopulation, _ pilots: Int, decidedBy count: Int) -> Double {
        var places = [Int32](repeating: 0, count: count)
        let draws = GateDraws(seed: rule.seed)
        let critical = StudentisedLoss.critical(finalLevel, count)
        let bounds = (0..<Self.planResamples).map { resample in
            draws.fill(&places, of: pilots, .plan, resample)
            return population.resampled(places).loss.bound(critical)
        }
        return quantile(sorted: bounds.sorted(), rule.power) ?? .infinity
    }

    /// The least number of replications, to 5 %, that decides a margin; nil if none up to the farthest does.
    private func resampledReplications(_ population: MeanPopulation, _ pilots: Int, margin: Double, from first: Int)
        -> Int?
    {
        let farthest = Self.farthestPlan * rule.most
        func isEnough(_ count: Int) -> Bool { self.margin(population, pilots, decidedBy: count) < margin }
        var low = 1
        var high = min(farthest, first)
        while !isEnough(high) {
            guard high < farthest else { return nil }
            low = high
            high = min(farthest, 2 * high)
        }
        while high - low > max(1, high / 20) {
            let middle = low + (high - low) / 2
            if isEnough(middle) { high = middle } else { low = middle }
        }
        return max(high, rule.fewest)
    }
}
