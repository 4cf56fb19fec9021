import EventEngine

/// Plays the procedure again and again, on data of which it is known what it should say.
struct GateTrials {
    /// What a row's outcome at a look is held against.
    struct Look {
        var count: Int
        var isLast: Bool
        /// Student's quantile, or minus the normal one, of the level by which a row passes, and that of failing, which is that of
        /// the first step of Holm's.
        var pass: Double
        var fail: Double
        var failLevel: Double
        var canPass: Bool
        var canFail: Bool
        /// How far the bounds of a quantile lie from it.
        var above = Double.infinity
        var below = Double.infinity
    }

    enum Population {
        case mean(MeanPopulation)
        case shares(SharesPopulation)
        case quantile(QuantilePopulation)
    }

    struct Row {
        var sample: GatedSample
        var population: Population
        var looks: [Look]
    }

    struct Outcome {
        var passes = false
        var fails = false
    }

    let gate: Gate
    /// What is gated; without the worst run, of which nothing is told.
    let rows: [Row]
    private let most: Int
    private let count: Int

    /// - Parameter family: rows that are gated, if these are not all.
    init(_ gate: Gate, _ samples: [GatedSample], family: Int? = nil) {
        self.gate = gate
        let gated = samples.filter(\.isGated)
        most = gate.rule.most
        count = gated.map(\.count).min() ?? 0
        let tests = Double(max(1, family ?? gated.count))
        var looks = gated.map { _ in [Look]() }
        for (look, count) in gate.rule.looks.enumerated() {
            let evidence = gate.evidence(gated.map { $0.first(count) }, look: look)
            for (place, row) in evidence.enumerated() {
                looks[place].append(Look(gate, look, gated[place], row, failLevel: gate.failLevels[look] / tests))
            }
        }
        rows = zip(gated, looks).compactMap { sample, looks in
            if sample.isBinary {
                return Row(sample: sample, population: .shares(SharesPopulation(sample)), looks: looks)
            }
            if sample.statistic == .mean {
                return Row(sample: sample, population: .mean(MeanPopulation(sample)), looks: looks)
            }
            return QuantilePopulation(sample).map { Row(sample: sample, population: .quantile($0), looks: looks) }
        }
    }

    /// Trials in which labels were changed at random and some row failed; quantiles aside.
    func failuresOfSwaps(_ trials: Int) -> Int {
        let words = wordsOfBits(for: most)
        let worlds = Dictionary(grouping: rows.indices) { rows[$0].sample.id.world }
        var failed = [Bool](repeating: false, count: trials)
        for (world, places) in worlds {
            let draws = GateDraws(seed: gate.rule.seed, world: world)
            var bits = [UInt64](repeating: 0, count: words)
            for trial in 0..<trials where !failed[trial] {
                draws.fill(bits: &bits, .swaps, trial)
                failed[trial] = places.contains { fails(rows[$0], swapped: bits) }
            }
        }
        return failed.count { $0 }
    }

    private func fails(_ row: Row, swapped bits: [UInt64]) -> Bool {
        switch row.population {
        case .mean(let population):
            var fails = false
            population.swapped(bits, looks: row.looks.map(\.count)) { look, loss in
                fails = fails || row.looks[look].fails(loss, population.margin)
            }
            return fails
        case .shares(let population):
            return row.looks.contains { look in
                let shares = population.swapped(bits, first: look.count)
                return look.fails(shares, population.marginAmount(shares))
            }
        case .quantile: return false
        }
    }

    /// Trials in which the baseline was held against itself in other replications and some row failed; quantiles
    /// aside.
    func failuresOfSeeds(_ trials: Int) -> Int {
        guard count > 0 else { return 0 }
        let worlds = Dictionary(grouping: rows.indices) { rows[$0].sample.id.world }
        var failed = [Bool](repeating: false, count: trials)
        var places = [Int32](repeating: 0, count: most)
        var others = places
        for (world, members) in worlds {
            let draws = GateDraws(seed: gate.rule.seed, world: world)
            for trial in 0..<trials where !failed[trial] {
                draws.fill(&places, of: count, .seeds, trial)
                draws.fill(&others, of: count, .otherSeeds, trial)
                failed[trial] = members.contains { fails(rows[$0], places, others) }
            }
        }
        return failed.count { $0 }
    }

    private func fails(_ row: Row, _ places: [Int32], _ others: [Int32]) -> Bool {
        if case .quantile = row.population { return false }
        let baseline = row.sample.baseline
        let sample = row.sample.replaced(others.map { baseline[Int($0)] }, places.map { baseline[Int($0)] })
        return row.looks.contains { look in
            let first = sample.first(look.count)
            return sample.isBinary
                ? look.fails(PairedShares(first), first.marginAmount)
                : look.fails(StudentisedLoss(first.weighedLosses), first.marginAmount)
        }
    }

    /// What became of resamples of a row, at any of the looks.
    func resampled(_ row: Row, trials: Int) -> (passed: Int, failed: Int) { play(row, trials: trials, injecting: nil) }

    /// How many pass of what loses nothing.
    func passesWithoutLoss(_ row: Row, trials: Int) -> Int { play(row, trials: trials, injecting: 0).passed }

    /// What became of a row in which nothing is lost but what is put in: one margin, and two.
    func injected(_ row: Row, trials: Int) -> GateProof.Injection {
        let margin = row.sample.marginAmount
        let single = play(row, trials: trials, injecting: margin)
        let double = play(row, trials: trials, injecting: 2 * margin)
        return gate.injection(
            row.sample,
            2 * margin,
            margin,
            trials: trials,
            notPassed: trials - single.passed,
            failed: double.failed
        )
    }

    private func play(_ row: Row, trials: Int, injecting loss: Double?) -> (passed: Int, failed: Int) {
        let draws = GateDraws(seed: gate.rule.seed)
        var places = [Int32](repeating: 0, count: most)
        var result = (passed: 0, failed: 0)
        for trial in 0..<trials {
            draws.fill(&places, of: row.sample.count, .injections, trial)
            let outcomes = outcomes(row, places, draws, trial, injecting: loss)
            if outcomes.contains(where: \.passes) { result.passed += 1 }
            if outcomes.contains(where: \.fails) { result.failed += 1 }
        }
        return result
    }

    private func outcomes(
        _ row: Row,
        _ places: [Int32],
        _ draws: GateDraws,
        _ trial: Int,
        injecting injected: Double?
    ) -> [Outcome] {
        switch row.population {
        case .mean(let population):
            return row.looks.map { look in
                var loss = population.resampled(places.prefix(look.count))
                let margin = population.margin
                loss.mean += injected ?? population.mean
                var outcome = look.outcome(loss, margin)
                if look.isLast, !look.canPass, loss.standardError > 0 {
                    let shift = injected.map { $0 - population.mean } ?? 0
                    let counted = CountedLoss(places.map { population.losses[Int($0)] + shift })
                    outcome.passes = counted.passPValue(margin) < gate.schedule.nominal[row.looks.count - 1]
                }
                return outcome
            }
        case .shares(let population):
            var bits = [UInt64](repeating: 0, count: wordsOfBits(for: most))
            draws.fill(bits: &bits, .injectionHalves, trial)
            var draw = draws.draw(.injectionChances, trial)
            let chances = injected.map { _ in (0..<most).map { _ in draw.uniform() } }
            return row.looks.map { look in
                let first = places.prefix(look.count)
                let shares =
                    if let injected, let chances {
                        population.injected(injected, first, bits: bits, chances: chances)
                    } else { population.resampled(first) }
                return look.outcome(shares, population.marginAmount(shares))
            }
        case .quantile(let population):
            var scratch = population.scratch
            return row.looks.map { look in
                var (loss, margin) = population.resampled(places.prefix(look.count), &scratch)
                if let injected { loss += injected - population.loss }
                return Outcome(
                    passes: look.canPass && loss + look.above < margin,
                    fails: look.canFail && loss - look.below > margin
                )
            }
        }
    }
}

extension GateTrials.Look {
    init(_ gate: Gate, _ look: Int, _ sample: GatedSample, _ row: RowEvidence, failLevel: Double) {
        let count = gate.rule.looks[look]
        let passLevel = gate.passLevels[look]
        self.count = count
        isLast = look == gate.rule.looks.count - 1
        pass = sample.isBinary ? normalQuantile(passLevel) : StudentisedLoss.critical(passLevel, count)
        fail = sample.isBinary ? normalQuantile(failLevel) : StudentisedLoss.critical(failLevel, count)
        self.failLevel = failLevel
        // A counted bound is made anew in every trial.
        canPass = row.canPass && row.bound != .counted
        canFail = row.canFail
        if sample.statistic != .mean, let population = QuantilePopulation(sample.first(count)) {
            let draws = GateDraws(seed: gate.rule.seed)
            let evidence = QuantileEvidence(
                population,
                count: min(count, sample.count),
                draws: draws,
                resamples: gate.rule.resamples
            )
            above = evidence.upper(passLevel) - evidence.loss
            below = evidence.loss - evidence.lower(failLevel)
        }
    }

    /// Whether a row would fail if its bounds are relied on.
    func fails(_ loss: StudentisedLoss, _ margin: Double) -> Bool {
        loss.standardError > 0 ? loss.pivot(margin) > -fail : isLast && loss.failPValue(margin) < failLevel
    }

    func fails(_ shares: PairedShares, _ margin: Double) -> Bool {
        fail.isFinite && shares.bound(z: fail) > margin && shares.mcNemarPValue < failLevel
    }

    func outcome(_ loss: StudentisedLoss, _ margin: Double) -> GateTrials.Outcome {
        let passes = loss.standardError > 0 ? canPass && loss.pivot(margin) < pass : isLast && loss.mean < margin
        return .init(passes: passes, fails: canFail && fails(loss, margin))
    }

    func outcome(_ shares: PairedShares, _ margin: Double) -> GateTrials.Outcome {
        .init(
            passes: canPass && pass.isFinite && shares.bound(z: -pass) < margin,
            fails: canFail && fails(shares, margin)
        )
    }
}
