import EventEngine
import Testing

@testable import Experiments

@Suite("Planning, proving and scoring of a gate")
struct GatePlanTests {
    private static func gate(_ looks: [Int], patterns: Int = 300) throws -> Gate {
        Gate(try #require(GateRule(looks: looks, patterns: patterns)))
    }

    @Test("The plan of normal pilots is the two formulas, and the margin that can be decided needs all that there is")
    func formula() throws {
        let gate = try Self.gate([800])
        let pilots = GateSamples.normal(50, key: 1, deviation: 4)
        let sample = try #require(GateSamples.sample(pilots, margin: Margin(absolute: 0.5)))
        let row = try #require(gate.plan(pilots: [sample]).rows.first)
        let deviation = try #require(SampleMoments(sample.losses)?.variance).squareRoot()
        let reach = (normalQuantile(0.95) + normalQuantile(0.9)) * deviation / 0.5
        #expect(row.toPass == Int((reach * reach).rounded(.up)))
        // One look and one row: failing has the whole level, too.
        #expect(row.toFail == row.toPass && row.needed == row.toPass)
        #expect(row.isDecidable)
        #expect(row.resampledReplications == nil)
        let margin = try #require(row.decidableMargin)
        #expect(gate.replications(for: margin * (1 + 1e-9), deviation: deviation) == 800)
    }

    @Test("Skew pilots are resampled: losses that are rare and great need more, gains that are do not")
    func skew() throws {
        let gate = try Self.gate([800])
        let pilots = GateSamples.normal(100, key: 2).map { normalCumulative($0) < 0.05 ? 20.0 : 0 }
        let sample = try #require(GateSamples.sample(pilots, margin: Margin(absolute: 1)))
        let row = try #require(gate.plan(pilots: [sample]).rows.first)
        #expect(row.skewness > 2)
        let needed = try #require(row.resampledReplications)
        let formula = try #require(row.toPass)
        #expect(row.needed.map { $0 >= max(needed, formula) } ?? true)
        #expect(needed > formula)
        // So many pass what loses nothing, as the same pilots say.
        let sights = try Self.gate([needed], patterns: 1000).couldHaveSeen([sample])
        #expect(sights[0].power > 0.9 - 4 * (0.09 / 1000 + 0.09 / 400).squareRoot())
    }

    @Test("A share that never happened needs z²/(n + z²) below the margin")
    func shares() throws {
        let gate = try Self.gate([800])
        let sample = try #require(GateSamples.shares(0, 0, 0, 50, margin: Margin(absolute: 0.01)))
        let row = try #require(gate.plan(pilots: [sample]).rows.first)
        let z = normalQuantile(0.95)
        #expect(row.toPass == Int((z * z * 99).rounded(.down)) + 1)
        // To fail what happens in two of a hundred takes more than there are.
        #expect(try #require(row.toFail) > 800)
        #expect(!row.isDecidable)
        #expect(try #require(row.decidableMargin) > 0.01)
    }

    @Test("A plan foresees the proof: what needs more looks for it is told so, and what it calls decidable is proved")
    func foresight() throws {
        for (looks, isEnough) in [([80, 120], false), ([80, 400], true)] {
            let gate = try Self.gate(looks)
            let pilots = try #require(GateSamples.shares(0, 0, 0, 50, margin: Margin(absolute: 0.05)))
            let whole = try #require(GateSamples.shares(0, 0, 0, looks[1], margin: Margin(absolute: 0.05)))
            #expect(gate.plan(pilots: [pilots]).isDecidable == isEnough)
            let proof = gate.prove([whole], swaps: 100, otherSeeds: 100)
            #expect(proof.isKept == isEnough)
        }
        // Skew losses in two rows of which more are made than the plan has seen.
        let gate = try Self.gate([100, 400])
        for margin in [0.1, 0.15, 0.2, 0.3, 0.6] {
            func samples(_ count: Int) -> [GatedSample] {
                ["a", "b"].enumerated().compactMap { number, world in
                    GateSamples.sample(
                        GateSamples.skew(count, key: number),
                        world: world,
                        margin: Margin(absolute: margin),
                        key: number
                    )
                }
            }
            let plan = gate.plan(pilots: samples(100))
            if plan.isDecidable { #expect(gate.prove(samples(400), swaps: 100, otherSeeds: 100).isKept, "\(margin)") }
            #expect(plan.isDecidable || margin < 0.6)
        }
    }

    @Test("What has no margin, or one that cannot be decided, is said to be so")
    func undecidable() throws {
        let gate = try Self.gate([100])
        let wide = try #require(
            GateSamples.sample(GateSamples.normal(50, key: 1, deviation: 40), margin: Margin(absolute: 1))
        )
        let none = try #require(GateSamples.sample(GateSamples.normal(50, key: 1), margin: Margin(absolute: 0)))
        let plan = gate.plan(pilots: [wide, none])
        #expect(!plan.isDecidable)
        #expect(plan.rows.map(\.isDecidable) == [false, false])
        #expect(plan.rows[1].toPass == nil)
    }

    @Test("A gate with power is proved: no failures beyond the level, one margin not passed, two failed")
    func proof() throws {
        let gate = try Self.gate([100, 200])
        let samples = ["a", "b"].enumerated().compactMap { number, world in
            GateSamples.sample(
                GateSamples.skew(200, key: number),
                world: world,
                margin: Margin(absolute: 0.6),
                key: number
            )
        }
        let proof = gate.prove(samples, swaps: 200, otherSeeds: 100, injections: 100)
        #expect(proof.swapped.isKept)
        #expect(proof.swapped.allowed == Int(10 + 2 * 9.5.squareRoot()))
        #expect(proof.injections.count == 2)
        #expect(proof.injections.allSatisfy { $0.isSeen })
        #expect(abs(proof.injections[0].doubleLoss - 1.2) < 1e-12)
        let small = samples.compactMap { sample in
            GatedSample(
                sample.id,
                margin: Margin(absolute: 0.05),
                baseline: sample.baseline,
                candidate: sample.candidate
            )
        }
        let blind = gate.prove(small, swaps: 50, otherSeeds: 20, injections: 100)
        #expect(blind.injections.allSatisfy { !$0.isSeen })
        #expect(!blind.isKept)
        #expect(gate.couldHaveSeen(samples).allSatisfy { $0.isEnough })
        #expect(gate.couldHaveSeen(small).allSatisfy { !$0.isEnough })
    }

    @Test(
        "At a level above 1 − power what loses just the margin passes as often as the level says, and that is no fault"
    )
    func wideLevel() throws {
        let gate = Gate(try #require(GateRule(level: 0.2, power: 0.9, looks: [200], patterns: 300)))
        let values = GateSamples.normal(200, key: 3, deviation: 0.1)
        let sample = try #require(GateSamples.sample(values, margin: Margin(absolute: 1)))
        let injection = try #require(gate.prove([sample], swaps: 10, otherSeeds: 10).injections.first)
        let expected = 0.8 * Double(injection.trials)
        let error = (expected * 0.2).squareRoot()
        #expect(
            abs(Double(injection.notPassed) - expected) < 4 * error,
            "\(injection.notPassed) of \(injection.trials)"
        )
        #expect(Double(injection.notPassed) < 0.9 * Double(injection.trials))
        #expect(injection.isSeen)
        let row = try #require(gate.plan(pilots: [sample]).rows.first)
        #expect(row.isDecidable)
    }

    @Test("Without a margin to hide in, changed labels fail as often as the level says")
    func swapped() throws {
        let gate = try Self.gate([100, 200], patterns: 100)
        let rows = (0..<4).compactMap { number in
            GateSamples.sample(
                GateSamples.normal(200, key: number),
                world: "w\(number)",
                margin: Margin(absolute: 0),
                key: number
            )
        }
        let proof = gate.prove(rows, swaps: 1000, otherSeeds: 0, injections: 0)
        #expect(proof.swapped.isKept)
        // Bonferroni of four that are independent, two looks: not far below the level.
        #expect(proof.swapped.failures > 50 - 3 * 7)
    }

    @Test("A worse policy's own replications prove it, too; what is not gated proves nothing")
    func behaviour() throws {
        let gate = try Self.gate([100, 200])
        let margin = Margin(absolute: 0.6)
        let one = try #require(GateSamples.sample(GateSamples.normal(200, key: 1, mean: 0.6), margin: margin))
        let two = try #require(GateSamples.sample(GateSamples.normal(200, key: 1, mean: 1.2), margin: margin))
        let found = try #require(gate.prove(one.id, one: [one], two: [two], trials: 100))
        #expect(found.failed >= 90)
        #expect(found.loss == one.loss)
        #expect(found.doubleLoss == two.loss)
        #expect(gate.prove(.init(world: "no", metric: "no"), one: [one], two: [two]) == nil)
    }

    @Test("Injected shares and quantiles are seen")
    func others() throws {
        let gate = Gate(try #require(GateRule(looks: [400], resamples: 300, patterns: 100)))
        let shares = try #require(GateSamples.shares(40, 4, 4, 352, margin: Margin(absolute: 0.08)))
        let baseline = GateSamples.normal(400, key: 1, mean: 50, deviation: 5)
        let quantile = try #require(
            GatedSample(
                .init(world: "w", metric: "m"),
                margin: Margin(absolute: 2),
                baseline: baseline,
                candidate: zip(baseline, GateSamples.normal(400, key: 2)).map { $0 + $1 },
                statistic: .typical
            )
        )
        let proof = gate.prove([shares, quantile], swaps: 50, otherSeeds: 20, injections: 60)
        #expect(proof.injections.allSatisfy { $0.isSeen }, "\(proof.injections)")
        #expect(proof.swapped.isKept)
    }

    @Test("A gap between public and hidden seeds is Welch's")
    func gap() throws {
        // scipy.stats.ttest_ind([1, 2, 3, 4, 5], [3, 5, 7, 9], equal_var=False): t = −2.0381, p = 0.100084.
        let shown = try #require(GateSamples.sample([1, 2, 3, 4, 5], margin: nil, isGated: false))
        let hidden = try #require(GateSamples.sample([3, 5, 7, 9], margin: nil, isGated: false))
        let gap = try #require(GateGap(public: shown, hidden: hidden))
        #expect(gap.gap == 3)
        #expect(abs(gap.pValue - 0.100084) < 5e-7)
        let single = try #require(GateSamples.sample([1], margin: nil, isGated: false))
        #expect(GateGap(public: shown, hidden: single) == nil)
    }
}
