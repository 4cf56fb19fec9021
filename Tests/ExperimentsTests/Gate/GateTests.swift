import EventEngine
import Testing

@testable import Experiments

@Suite("A gate over paired replications")
struct GateTests {
    private static func gate(_ looks: [Int] = [100, 200], patterns: Int = 200) throws -> Gate {
        Gate(try #require(GateRule(looks: looks, patterns: patterns)))
    }

    private static let margin = Margin(absolute: 1)

    @Test("What is out of range is refused")
    func refused() {
        #expect(GateRule(level: 0) == nil)
        #expect(GateRule(power: 1) == nil)
        #expect(GateRule(looks: []) == nil)
        #expect(GateRule(looks: [100, 100]) == nil)
        #expect(GateRule(patterns: 10) == nil)
        #expect(GateRule(looks: [100, .max]) == nil)
        #expect(Margin() == nil)
        #expect(Margin(relative: -0.1) == nil)
        #expect(Margin(absolute: .infinity) == nil)
        let id = GateRow.ID(world: "w", metric: "m")
        #expect(GatedSample(id, margin: Self.margin, baseline: [], candidate: []) == nil)
        #expect(GatedSample(id, margin: Self.margin, baseline: [1], candidate: [1, 2]) == nil)
        #expect(GatedSample(id, margin: Self.margin, baseline: [.nan], candidate: [1]) == nil)
        #expect(GatedSample(id, margin: nil, baseline: [1], candidate: [1]) == nil)
        #expect(GatedSample(id, margin: Self.margin, baseline: [2], candidate: [1], isBinary: true) == nil)
        #expect(GatedSample(id, margin: nil, baseline: [1], candidate: [1], isGated: false) != nil)
    }

    @Test("The wider of the two margins counts")
    func margins() throws {
        let margin = try #require(Margin(relative: 0.1, absolute: 2))
        #expect(margin.amount(ofBaseline: 5) == 2)
        #expect(margin.amount(ofBaseline: 50) == 5)
        #expect(margin.amount(ofBaseline: -50) == 5)
    }

    @Test("A candidate that is the same passes at the last look, and not before: what is rare has not been looked for")
    func same() throws {
        let gate = try Self.gate()
        let sample = try #require(GateSamples.sample(.init(repeating: 0, count: 200), margin: Self.margin))
        let early = gate.judge([sample.first(100)], look: 0)
        #expect(early.verdict == .inconclusive)
        #expect(early.rows[0].doubt == .withoutVariation)
        let last = gate.judge([sample], look: 1)
        #expect(last.verdict == .pass)
        #expect(last.rows[0].upper == 0)
        // 1 − 0.05^(1/200), for which the rule of three says 3/200.
        let three = try #require(last.rows[0].ruleOfThree)
        #expect(abs(three - (1 - exponential(naturalLogarithm(0.05) / 200))) < 1e-12)
        let none = try #require(GateSamples.sample(.init(repeating: 0, count: 200), margin: Margin(absolute: 0)))
        #expect(gate.judge([none], look: 1).rows[0].doubt == .withoutMargin)
    }

    @Test("Losses that are the same everywhere pass below the margin and fail above it")
    func constant() throws {
        let gate = try Self.gate()
        let small = try #require(GateSamples.sample(.init(repeating: 0.5, count: 200), margin: Self.margin))
        let great = try #require(GateSamples.sample(.init(repeating: 1.5, count: 200), margin: Self.margin))
        #expect(gate.judge([small], look: 1).verdict == .pass)
        #expect(gate.judge([great], look: 1).verdict == .fail)
        // But not before the last look: rare gains have not been looked for either.
        #expect(gate.judge([great.first(100)], look: 0).rows[0].doubt == .withoutVariation)
    }

    @Test("Bounds of normal losses are Student's but for what is left of skewness")
    func bounds() throws {
        let losses = GateSamples.normal(200, key: 1)
        let sample = try #require(GateSamples.sample(losses + losses.map { -$0 }, margin: Self.margin))
        let gate = try Self.gate([400])
        let row = gate.judge([sample], look: 0).rows[0]
        let estimate = try #require(Estimate(sample.losses, level: 0.9, intervals: .t)?.interval)
        #expect(abs(row.upper - estimate.upper) < 1e-6)
        #expect(abs(row.lower - estimate.lower) < 1e-6)
        #expect(row.verdict == .pass)
        #expect(row.isDecidable)
    }

    @Test("The order of rows changes nothing, nor does that of the worlds")
    func permuted() throws {
        let samples = (0..<4).compactMap { number in
            GateSamples.sample(
                GateSamples.skew(100, key: number).map { $0 + 0.4 * Double(number) },
                world: number % 2 == 0 ? "quiet" : "noisy",
                metric: "m\(number)",
                margin: Self.margin,
                key: number
            )
        }
        let gate = try Self.gate([100])
        let rows = gate.judge(samples, look: 0).rows
        let turned = gate.judge(samples.reversed(), look: 0).rows
        #expect(rows == turned.reversed())
        let proof = gate.prove(samples, swaps: 50, otherSeeds: 20, injections: 20)
        let other = gate.prove(samples.reversed(), swaps: 50, otherSeeds: 20, injections: 20)
        #expect(proof.swapped == other.swapped)
        #expect(proof.otherSeeds == other.otherSeeds)
        #expect(proof.injections == other.injections.reversed())
    }

    @Test("In another unit, and where more is better, the same is said")
    func scaled() throws {
        let losses = GateSamples.skew(100, key: 5)
        let sample = try #require(GateSamples.sample(losses, margin: Margin(relative: 0.003)))
        let gate = try Self.gate([100])
        let row = gate.judge([sample], look: 0).rows[0]
        for (factor, lowerIsBetter) in [(1024.0, true), (-1, false), (-0.5, false)] {
            let other = try #require(
                GatedSample(
                    sample.id,
                    margin: sample.margin,
                    baseline: sample.baseline.map { $0 * factor },
                    candidate: sample.candidate.map { $0 * factor },
                    lowerIsBetter: lowerIsBetter
                )
            )
            let told = gate.judge([other], look: 0).rows[0]
            #expect(told.verdict == row.verdict)
            #expect(told.passPValue == row.passPValue)
            #expect(told.upper == row.upper * abs(factor))
            #expect(told.upperLevel == row.upperLevel)
            #expect(told.lowerLevel == row.lowerLevel)
        }
    }

    @Test("One row that fails fails the gate; one that is near lets nothing pass; one that is watched has no say")
    func together() throws {
        let good = try #require(GateSamples.sample(GateSamples.normal(200, key: 1), metric: "a", margin: Self.margin))
        let bad = try #require(
            GateSamples.sample(GateSamples.normal(200, key: 2, mean: 2), metric: "b", margin: Self.margin)
        )
        let near = try #require(
            GateSamples.sample(GateSamples.normal(200, key: 3, mean: 1), metric: "c", margin: Self.margin)
        )
        let watched = try #require(
            GateSamples.sample(
                GateSamples.normal(200, key: 2, mean: 2),
                metric: "d",
                margin: Self.margin,
                isGated: false
            )
        )
        let gate = try Self.gate()
        #expect(gate.judge([good], look: 1).verdict == .pass)
        #expect(gate.judge([good, watched], look: 1).verdict == .pass)
        #expect(gate.judge([good, bad], look: 1).verdict == .fail)
        let result = gate.judge([good, near], look: 1)
        #expect(result.verdict == .inconclusive)
        #expect(result.rows.map(\.doubt) == [nil, .near])
        #expect(result.decisive.map(\.id.metric) == ["c"])
        #expect(gate.judge([watched], look: 1).verdict == .inconclusive)
        #expect(gate.judge([], look: 1).verdict == .inconclusive)
    }

    @Test("Failing asks for more the more there is that might fail")
    func holmed() throws {
        // One row that fails alone, and does not in the company of 40 others.
        let row = try #require(GateSamples.sample(GateSamples.normal(200, key: 4, mean: 1.2), margin: Self.margin))
        let others = (0..<40).compactMap { number in
            GateSamples.sample(GateSamples.normal(200, key: 100 + number), metric: "m\(number)", margin: Self.margin)
        }
        let gate = try Self.gate([200])
        let alone = gate.judge([row], look: 0).rows[0]
        #expect(alone.verdict == .fail)
        let together = gate.judge([row] + others, look: 0).rows[0]
        #expect(abs(together.adjustedFailPValue - min(1, 41 * alone.failPValue)) < 1e-15)
        #expect(together.verdict == .inconclusive)
    }

    @Test("Too few replications, other numbers of them and the worst run decide nothing; no look is out of range")
    func undecided() throws {
        let gate = try Self.gate([50, 100])
        let sample = try #require(GateSamples.sample(GateSamples.normal(100, key: 1), margin: Margin(absolute: 9)))
        #expect(gate.judge([sample.first(50)], look: 0).rows[0].doubt == .tooFewReplications)
        #expect(gate.judge([sample.first(60)], look: 1).rows[0].doubt == .wrongCount)
        #expect(gate.judge([sample], look: 77).verdict == .pass)
        #expect(gate.judge([sample.first(50)], look: -1).look == 0)
        let worst = try #require(
            GatedSample(
                sample.id,
                margin: sample.margin,
                baseline: sample.baseline,
                candidate: sample.candidate,
                statistic: .worst
            )
        )
        #expect(gate.judge([worst], look: 1).rows[0].doubt == .undecidableStatistic)
    }

    @Test("It ends at the first look that decides, and asks for no more replications")
    func looks() async throws {
        let gate = try Self.gate([100, 200, 400])
        let losses = GateSamples.normal(400, key: 8, mean: 3)
        let whole = try #require(GateSamples.sample(losses, margin: Self.margin))
        var asked: [Int] = []
        var seen: [Int] = []
        let result = await gate.decide(
            provide: { count in
                asked.append(count)
                return [whole.first(count)]
            },
            seen: { seen.append($0.replications) }
        )
        #expect(result.verdict == .fail)
        #expect(asked == [100])
        #expect(seen == [100])
    }

    @Test("Shares pass and fail by their own bounds")
    func shares() throws {
        let gate = try Self.gate([800])
        let margin = Margin(absolute: 0.01)
        let same = try #require(GateSamples.shares(0, 0, 0, 800, margin: margin))
        let result = gate.judge([same], look: 0)
        #expect(result.verdict == .pass)
        #expect(result.rows[0].bound == .shares)
        let worse = try #require(GateSamples.shares(10, 40, 2, 748, margin: margin))
        #expect(gate.judge([worse], look: 0).verdict == .fail)
        let near = try #require(GateSamples.shares(10, 8, 2, 780, margin: margin))
        #expect(gate.judge([near], look: 0).verdict == .inconclusive)
    }

    @Test("A quantile passes where nothing is lost, and fails where two margins are")
    func quantiles() throws {
        let rule = try #require(GateRule(looks: [100], resamples: 400, patterns: 100))
        let gate = Gate(rule)
        let baseline = GateSamples.skew(100, key: 1).map { $0 * 10 + 50 }
        for (loss, verdict) in [(0.0, GateVerdict.pass), (8, .fail)] {
            let candidate = zip(baseline, GateSamples.normal(100, key: 2, deviation: 0.1)).map { $0 + $1 + loss }
            let sample = try #require(
                GatedSample(
                    .init(world: "w", metric: "m.p90"),
                    margin: Margin(absolute: 4),
                    baseline: baseline,
                    candidate: candidate,
                    statistic: .p90
                )
            )
            let row = gate.judge([sample], look: 0).rows[0]
            #expect(row.bound == .resampled)
            #expect(row.verdict == verdict)
            let expected = try #require(Statistic.p90.value(candidate, .low))
            #expect(row.candidate == expected)
        }
    }
}
