import EventEngine

/// Whether a gate sees what it is there to see, and nothing else: what `suite prove` finds.
public struct GateProof: Sendable, Hashable {
    /// How often the whole procedure failed what loses nothing, as its means and shares go.
    public struct Null: Sendable, Hashable {
        public var trials: Int
        /// At any of the looks, whatever was said at those before; bounds are relied on even if they err often on these data.
        public var failures: Int
        /// The most failures that are not held against it: level and two standard errors of it.
        public var allowed: Int
        public var isKept: Bool { failures <= allowed }

        init(trials: Int, failures: Int, level: Double) {
            self.trials = trials
            self.failures = failures
            let expected = level * Double(trials)
            allowed = Int(expected + 2 * (expected * (1 - level)).squareRoot())
        }
    }

    /// What became of a regression that was put into one metric of one world.
    public struct Injection: Sendable, Hashable, Identifiable {
        public var id: GateRow.ID
        public var trials: Int
        /// What was lost, in the metric's unit, where about one margin was to be, and where two were.
        public var loss: Double
        public var doubleLoss: Double
        /// Trials in which the row passed at no look although its margin was lost.
        public var notPassed: Int
        /// Trials in which the row failed because two margins were lost.
        public var failed: Int
        /// Whether both shares reach the power; the first one, where that is less, 1 − level but for two standard errors.
        public var isSeen: Bool
        /// Whether two margins failed so often that as many trials on other replications of the same kind are likely to say so, too:
        /// by two standard errors more than the power asks for.
        public var isClearlySeen: Bool
    }

    /// With the labels of baseline and candidate changed at random, replication by replication and world by world.
    public var swapped: Null
    /// The baseline against itself with other seeds.
    public var otherSeeds: Null
    /// Of each row that is gated.
    public var injections: [Injection]
    public var isKept: Bool { swapped.isKept && otherSeeds.isKept && injections.allSatisfy(\.isSeen) }
}

/// What a gate could have seen of a row.
public struct GateSight: Sendable, Hashable, Identifiable {
    public var id: GateRow.ID
    /// In the metric's unit.
    public var margin: Double
    /// The chance of telling a loss of the margin from none at the last look: that of passing what loses nothing. 0 where no bound
    /// is to be relied on.
    public var power: Double
    /// Whether that is as much as the rule asks for.
    public var isEnough: Bool
}

extension Gate {
    /// Holds the gate against what is known: no regression, and regressions of one margin and of two.
    ///
    /// Each trial is a whole procedure: all looks, with Holm's adjustment. What is not made anew in a trial is how often bounds err,
    /// and how far those of quantiles reach: that is taken from the samples as they are. So quantiles have no part in the trials
    /// in which nothing is lost, which are not like the samples; how often their bounds err is measured in any case.
    ///
    /// - Parameter samples: with the replications of the last look, all of them.
    public func prove(_ samples: [GatedSample], swaps: Int = 2000, otherSeeds: Int = 200, injections: Int = 500)
        -> GateProof
    {
        let (swaps, otherSeeds, injections) = (max(0, swaps), max(0, otherSeeds), max(0, injections))
        let trials = GateTrials(self, samples)
        return GateProof(
            swapped: .init(trials: swaps, failures: trials.failuresOfSwaps(swaps), level: rule.level),
            otherSeeds: .init(trials: otherSeeds, failures: trials.failuresOfSeeds(otherSeeds), level: rule.level),
            injections: trials.rows.map { trials.injected($0, trials: injections) }
        )
    }

    /// The same of regressions that a worse policy made.
    ///
    /// - Parameters:
    ///   - one: a policy that loses just the margin in the row `id`, against the baseline, in all that is gated.
    ///   - two: one that loses two.
    /// - Returns: nil if the row is not in both, or not gated.
    public func prove(_ id: GateRow.ID, one: [GatedSample], two: [GatedSample], trials: Int = 500)
        -> GateProof.Injection?
    {
        guard let single = one.first(where: { $0.id == id && $0.isGated }),
            let double = two.first(where: { $0.id == id && $0.isGated })
        else { return nil }
        let trials = max(0, trials)
        let gated = one.count(where: \.isGated)
        let first = GateTrials(self, [single], family: gated)
        let second = GateTrials(self, [double], family: gated)
        guard let row = first.rows.first, let other = second.rows.first else { return nil }
        let notPassed = trials - first.resampled(row, trials: trials).passed
        let failed = second.resampled(other, trials: trials).failed
        return injection(single, double.loss, single.loss, trials: trials, notPassed: notPassed, failed: failed)
    }

    func injection(
        _ sample: GatedSample,
        _ doubleLoss: Double,
        _ loss: Double,
        trials: Int,
        notPassed: Int,
        failed: Int
    ) -> GateProof.Injection {
        let asked = rule.power * Double(trials)
        // What loses just the margin passes as often as the level says: above 1 − power that is what is asked for, but for chance.
        let kept = (1 - rule.level) * Double(trials)
        let unpassed = min(asked, kept - 2 * (kept * rule.level).squareRoot())
        let clearly = min(Double(trials), asked + 2 * (asked * (1 - rule.power)).squareRoot())
        return GateProof.Injection(
            id: sample.id,
            trials: trials,
            loss: loss,
            doubleLoss: doubleLoss,
            notPassed: notPassed,
            failed: failed,
            isSeen: trials > 0 && Double(notPassed) >= unpassed && Double(failed) >= asked,
            isClearlySeen: trials > 0 && Double(notPassed) >= unpassed && Double(failed) >= clearly
        )
    }

    /// What this run could have seen, of each row that is gated.
    ///
    /// - Parameter samples: with any number of replications, which are taken to be like those of the last look.
    public func couldHaveSeen(_ samples: [GatedSample]) -> [GateSight] {
        let gated = samples.filter(\.isGated)
        let last = rule.looks.count - 1
        let level = schedule.nominal[last]
        let levels = meanLevels(gated, size: rule.most, at: max(level, Self.leastMeasured), decisive: level)
        return zip(gated, levels).map { sample, levels in
            var power = levels?.power ?? 0
            if levels == nil, let population = QuantilePopulation(sample) {
                power = self.power(population, sample.count, level)
            }
            if rule.most < rule.fewest { power = 0 }
            return GateSight(id: sample.id, margin: sample.marginAmount, power: power, isEnough: power >= rule.power)
        }
    }

    /// Of a quantile, whose error shrinks with the root of the number of replications.
    private func power(_ population: QuantilePopulation, _ count: Int, _ level: Double) -> Double {
        let draws = GateDraws(seed: rule.seed)
        let evidence = QuantileEvidence(population, count: count, draws: draws, resamples: rule.resamples)
        let shrink = (Double(count) / Double(rule.most)).squareRoot()
        let reach = evidence.upper(level) - evidence.loss
        let passes = evidence.losses.count { ($0 - evidence.loss + reach) * shrink < population.marginAmount }
        return Double(passes) / Double(max(1, evidence.losses.count))
    }
}
