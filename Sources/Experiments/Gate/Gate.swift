import EventEngine

/// Tells, look by look, whether a candidate loses more than a margin, in paired replications of several worlds.
///
/// * **pass**: of each gated row the upper bound of the loss lies below its margin. That all of them pass by chance is never likelier
///   than that one does: an intersection-union test needs no correction (R. L. Berger, "Multiparameter hypothesis testing and
///   acceptance sampling", Technometrics 24, 1982).
/// * **fail**: of some gated row the lower bound lies above its margin, adjusted by Holm for all of them.
/// * **inconclusive**: neither, or a bound errs too often on these data to be relied on.
///
/// The level of passing is spent over the looks by `SpendingSchedule`, with regard to what looks have in common; that of failing as
/// parts whose sum it is, so that Holm's adjustment may be made at each look.
///
/// It holds what follows from the rule alone. All it draws is keyed by the rule's seed and by what is looked at, never by the
/// order of rows or by threads.
public struct Gate: Sendable {
    public let rule: GateRule
    let schedule: SpendingSchedule

    public init(_ rule: GateRule) {
        self.rule = rule
        schedule = SpendingSchedule(level: rule.level, looks: rule.looks)
    }

    /// By look: the one-sided level of the bounds, and that by which rows pass.
    public var passLevels: [Double] { schedule.nominal }

    /// By look: what an adjusted p-value has to lie below for a row to fail.
    public var failLevels: [Double] { schedule.increments }

    /// What is to be said at a look.
    ///
    /// - Parameters:
    ///   - samples: all that is gated or watched, with exactly as many replications as the look has. Nothing is decided of others.
    ///   - look: its place among those of the rule; one beyond them is taken for the nearest.
    public func judge(_ samples: [GatedSample], look: Int) -> GateResult {
        let look = min(max(0, look), rule.looks.count - 1)
        let evidence = evidence(samples, look: look)
        let gated = samples.indices.filter { samples[$0].isGated }
        // What cannot fail counts as no finding, which keeps the level.
        let adjusted = holm(gated.map { evidence[$0].canFail ? evidence[$0].failPValue : 1 })
        var failPValues = evidence.map(\.failPValue)
        for (place, value) in zip(gated, adjusted) { failPValues[place] = value }
        let rows = samples.indices.map { place in
            row(samples[place], evidence[place], look: look, adjusted: failPValues[place], of: gated.count)
        }
        let verdicts = rows.filter(\.isGated).map(\.verdict)
        let verdict: GateVerdict =
            verdicts.contains(.fail)
            ? .fail : !verdicts.isEmpty && verdicts.allSatisfy { $0 == .pass } ? .pass : .inconclusive
        return GateResult(
            verdict: verdict,
            look: look,
            replications: rule.looks[look],
            isLast: look == rule.looks.count - 1,
            rows: rows
        )
    }

    /// Goes from look to look until it is decided, or to the last one. It passes early only if all rows do, and fails as soon as
    /// one does.
    ///
    /// - Parameters:
    ///   - provide: all samples with that many replications, the earlier ones first.
    ///   - seen: hears of each look.
    /// - Throws: what `provide` throws.
    public func decide(
        provide: (_ replications: Int) async throws -> [GatedSample],
        seen: (GateResult) -> Void = { _ in }
    ) async rethrows -> GateResult {
        var result = judge(try await provide(rule.looks[0]), look: 0)
        seen(result)
        for look in rule.looks.indices.dropFirst() where result.verdict == .inconclusive {
            result = judge(try await provide(rule.looks[look]), look: look)
            seen(result)
        }
        return result
    }

    private func row(_ sample: GatedSample, _ evidence: RowEvidence, look: Int, adjusted: Double, of gated: Int)
        -> GateRowResult
    {
        let level = schedule.nominal[look]
        let goal: PairedDifference.Goal = sample.lowerIsBetter ? .low : .high
        let loss = sample.loss
        let unequal = sample.losses.count { $0 != 0 }
        var result = GateRowResult(
            id: sample.id,
            isGated: sample.isGated,
            count: sample.count,
            baseline: sample.baselineValue,
            candidate: sample.statistic.value(sample.candidate, goal) ?? 0,
            loss: loss,
            margin: sample.margin.map { _ in sample.marginAmount },
            boundLevel: level,
            lower: evidence.lower,
            upper: evidence.upper,
            bound: evidence.bound,
            passPValue: evidence.passPValue,
            failPValue: evidence.failPValue,
            adjustedFailPValue: adjusted,
            measuredAt: evidence.measuredAt,
            upperLevel: evidence.levels.upper,
            lowerLevel: evidence.levels.lower,
            isDecidable: evidence.keepsLevel,
            power: sample.margin.map { _ in evidence.levels.power },
            replicationsToDecide: sample.margin.flatMap { _ in
                replications(for: abs(sample.marginAmount - loss), deviation: evidence.deviation)
            },
            replicationsForMargin: sample.margin.flatMap { _ in
                replications(for: sample.marginAmount, deviation: evidence.deviation)
            },
            detectable: detectable(evidence.deviation, sample.count),
            unequal: unequal,
            ruleOfThree: unequal == 0 ? CountedLoss.share(0, of: sample.count, 0.05) : nil,
            skewness: evidence.skewness
        )
        guard sample.isGated else { return result }
        let wouldPass = evidence.passPValue < level
        let wouldFail = evidence.failPValue * Double(gated) < schedule.increments[look]
        if evidence.canFail, adjusted < schedule.increments[look] {
            result.verdict = .fail
        } else if evidence.canPass, wouldPass {
            result.verdict = .pass
        } else {
            result.verdict = .inconclusive
            result.doubt = evidence.doubt ?? (wouldPass || wouldFail ? .levelNotKept : .near)
        }
        return result
    }

    /// n = (z₁₋ₐ + z₁₋ᵦ)² s² / d², with the level of the last look; nil if nothing is to be told.
    func replications(for distance: Double, deviation: Double) -> Int? {
        self.replications(for: distance, deviation: deviation, reach: reach)
    }

    func replications(for distance: Double, deviation: Double, reach: Double) -> Int? {
        guard distance > 0 else { return nil }
        let ratio = reach * deviation / distance
        return max(2, rule.fewest, Int(min(1e15, ratio * ratio).rounded(.up)))
    }

    /// (z₁₋ₐ + z₁₋ᵦ) s / √n.
    func detectable(_ deviation: Double, _ count: Int) -> Double { reach * deviation / Double(count).squareRoot() }

    /// z₁₋ₐ + z₁₋ᵦ of passing what loses nothing, at the level of the last look.
    var reach: Double { normalQuantile(rule.power) - normalQuantile(schedule.nominal.last ?? rule.level) }

    /// The same of failing what loses two margins, which is one beyond the margin: at the level that the last look adds, as Holm
    /// has it for the first of so many rows.
    func reachOfFailing(of gated: Int) -> Double {
        normalQuantile(rule.power) - normalQuantile(levelOfFailing(of: gated))
    }

    func levelOfFailing(of gated: Int) -> Double { (schedule.increments.last ?? rule.level) / Double(max(1, gated)) }
}
