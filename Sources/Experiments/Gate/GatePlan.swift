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
        /// To pass what loses nothing: n = (z₁₋ₐ + z₁₋ᵦ)² s² / margin², with the level of the last look; of shares the least n at which
        /// Newcombe's bound of equal shares lies that far below the margin. Nil if no number would do.
        public var toPass: Int?
        /// To fail what loses two margins: the same with the level that the last look adds, divided by the number of rows that are gated;
        /// of shares also that of McNemar's test. Nil if no number would do.
        public var toFail: Int?
        /// What resampling the pilots says of passing, where their skewness exceeds 2; nil elsewhere, and if no number up to 16 times
        /// that of the rule would do.
        public var resampledReplications: Int?
        /// The greatest of these numbers; nil if none would do, or if the whole procedure, played on the pilots, needs more than
        /// they say.
        public var needed: Int?
        /// Whether the rule's last look is late enough by these numbers, and by the whole procedure, which is played on the pilots as
        /// `prove` plays it on all replications.
        public var isDecidable: Bool
        /// The least margin that the last look decides with the power asked for, in the metric's unit; nil where it cannot be told.
        public var decidableMargin: Double?
        /// What becomes of one margin and two in the whole procedure; nil for the worst run, of which nothing is told.
        public var injection: GateProof.Injection?

        /// The harder one of two plans for the same row.
        public func harder(_ other: Row) -> Row {
            var worse =
                (needed ?? .max, decidableMargin ?? 0) >= (other.needed ?? .max, other.decidableMargin ?? 0)
                ? self : other
            worse.isDecidable = isDecidable && other.isDecidable
            return worse
        }
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
    /// Trials of the whole procedure, as many as `prove` plays.
    static let planTrials = 500

    /// How many replications it takes to pass what loses nothing and to fail what loses two margins, as far as pilot pairs tell.
    ///
    /// What no pilot pair has met is in no number: read "at least".
    public func plan(pilots: [GatedSample]) -> GatePlan {
        let gated = pilots.count(where: \.isGated)
        return GatePlan(rows: pilots.filter { $0.margin != nil }.map { planned($0, of: gated) })
    }

    private var finalLevel: Double { schedule.nominal.last ?? rule.level }

    private func planned(_ sample: GatedSample, of gated: Int) -> GatePlan.Row {
        let losses = StudentisedLoss(sample.weighedLosses)
        let root = Double(sample.count).squareRoot()
        var row = GatePlan.Row(
            id: sample.id,
            isGated: sample.isGated,
            pilots: sample.count,
            margin: sample.marginAmount,
            standardDeviation: losses.standardError * root,
            skewness: losses.skewness * root,
            isDecidable: false
        )
        if sample.isBinary {
            plan(&row, shares: PairedShares(sample), of: gated)
        } else if sample.statistic == .mean {
            plan(&row, mean: sample, of: gated)
        } else if let population = QuantilePopulation(sample) {
            let draws = GateDraws(seed: rule.seed)
            let found = QuantileEvidence(population, count: sample.count, draws: draws, resamples: rule.resamples)
            plan(&row, deviation: found.standardError * root, of: gated)
        }
        let numbers = [
            row.toPass, row.toFail,
            row.skewness.magnitude > Self.mostSkewness ? row.resampledReplications ?? row.toPass : nil,
        ]
        row.needed = row.toPass == nil || row.toFail == nil ? nil : numbers.compactMap { $0 }.max()
        play(&row, sample, of: gated)
        return row
    }

    // MARK: By formulas

    private func plan(_ row: inout GatePlan.Row, deviation: Double, of gated: Int) {
        let failing = reachOfFailing(of: gated)
        row.toPass = replications(for: row.margin, deviation: deviation)
        row.toFail = replications(for: row.margin, deviation: deviation, reach: failing)
        row.decidableMargin = max(reach, failing) * deviation / Double(rule.most).squareRoot()
    }

    private func plan(_ row: inout GatePlan.Row, mean sample: GatedSample, of gated: Int) {
        plan(&row, deviation: row.standardDeviation, of: gated)
        guard abs(row.skewness) > Self.mostSkewness, sample.statistic == .mean, !sample.isBinary, let first = row.toPass
        else { return }
        let population = MeanPopulation(sample)
        row.resampledReplications = resampledReplications(population, sample.count, margin: row.margin, from: first)
        if row.resampledReplications == nil { row.toPass = nil }
        row.decidableMargin = max(row.decidableMargin ?? 0, margin(population, sample.count, decidedBy: rule.most))
    }

    private func plan(_ row: inout GatePlan.Row, shares: PairedShares, of gated: Int) {
        let z = -normalQuantile(finalLevel)
        let power = normalQuantile(rule.power)
        let level = levelOfFailing(of: gated)
        /// The margin below which what loses nothing lies by so many replications.
        func passed(_ count: Int) -> Double {
            let foreseen = shares.foreseen(count)
            let error = (foreseen.variance / foreseen.count).squareRoot()
            return foreseen.bound(z: z) + power * error
        }
        /// Whether two margins lie above one by so many replications.
        func fails(_ count: Int, _ margin: Double) -> Bool {
            let foreseen = shares.foreseen(count, losing: 2 * margin)
            let error = (foreseen.variance / foreseen.count).squareRoot()
            var fewer = foreseen
            fewer.candidateOnly = max(0, foreseen.candidateOnly - power * error * foreseen.count)
            return foreseen.bound(z: normalQuantile(level)) - power * error > margin && fewer.mcNemarPValue < level
        }
        let most = 1_000_000_000
        func first(_ isEnough: (Int) -> Bool) -> Int? {
            let found = firstIndex(below: most) { isEnough($0 + 1) } + 1
            return found > most ? nil : max(rule.fewest, found)
        }
        row.toPass = first { passed($0) < row.margin }
        row.toFail = 2 * row.margin <= 1 ? first { fails($0, row.margin) } : nil
        // A thousandth of a point is finer than anybody asks.
        let steps = 50_000
        let failing = firstIndex(below: steps) { fails(rule.most, Double($0 + 1) / 100_000) } + 1
        row.decidableMargin = failing > steps ? nil : max(passed(rule.most), Double(failing) / 100_000)
    }

    /// The margin below which, with the power asked for, the upper bound lies if nothing is lost.
    private func margin(_ population: MeanPopulation, _ pilots: Int, decidedBy count: Int) -> Double {
        var places = [Int32](repeating: 0, count: count)
        let draws = GateDraws(seed: rule.seed)
        let critical = StudentisedLoss.critical(finalLevel, count)
        let bounds = (0..<Self.planResamples).map { resample in
            draws.fill(&places, of: pilots, .plan, resample)
            return population.resampled(places).bound(critical)
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

    // MARK: By playing it

    /// Holds what the formulas say against the whole procedure: all looks, their levels, Holm, and how often bounds err.
    private func play(_ row: inout GatePlan.Row, _ sample: GatedSample, of gated: Int) {
        guard rule.most >= rule.fewest else {
            row.needed = row.needed.map { max($0, rule.fewest) }
            return
        }
        guard let found = played(sample, of: gated) else { return }
        row.injection = found.injection
        let isFormula = row.needed.map { $0 <= rule.most } ?? false
        row.isDecidable = isFormula && found.isEnough
        guard isFormula, !found.isEnough else { return }
        row.needed = nil
        guard sample.statistic == .mean, row.margin > 0 else {
            row.decidableMargin = nil
            return
        }
        // A tenth wider each time, up to twenty times as wide.
        var factor = 1.0
        row.decidableMargin =
            (0..<32).lazy.map { _ -> GatedSample in
                factor *= 1.1
                return sample.with(sample.margin?.wider(factor))
            }.first { self.played($0, of: gated)?.isEnough ?? false }?.marginAmount
    }

    private func played(_ sample: GatedSample, of gated: Int) -> (injection: GateProof.Injection, isEnough: Bool)? {
        let trials = GateTrials(self, [sample.repeated(to: rule.most)], family: gated)
        guard let row = trials.rows.first else { return nil }
        let injection = trials.injected(row, trials: Self.planTrials)
        let passes = Double(trials.passesWithoutLoss(row, trials: Self.planTrials))
        // What the formula asks for comes out by chance a little above or below it: two standard errors.
        let asked = rule.power * Double(Self.planTrials)
        let least = asked - 2 * (asked * (1 - rule.power)).squareRoot()
        return (injection, injection.isClearlySeen && passes >= least)
    }
}
