import EventEngine
import Testing

@testable import Experiments

/// How often the whole procedure errs, on laws of which the truth is known.
@Suite("The level of a gate")
struct GateLevelTests {
    private static let looks = [100, 200, 400]
    private static let trials = 2000

    /// How often bounds pass and fail what loses just its margin, at any of the looks, if they are relied on whatever their level
    /// is measured to be.
    private static func errors(_ losses: (Int) -> [Double]) throws -> (passed: Int, failed: Int) {
        let gate = Gate(try #require(GateRule(looks: looks)))
        var found = (passed: 0, failed: 0)
        for trial in 0..<trials {
            let values = losses(trial)
            let told = looks.map { StudentisedLoss(Array(values.prefix($0))) }
            if zip(told, gate.passLevels).contains(where: { $0.passPValue(1) < $1 }) { found.passed += 1 }
            if zip(told, gate.failLevels).contains(where: { $0.failPValue(1) < $1 }) { found.failed += 1 }
        }
        return found
    }

    /// The level and two standard errors of it.
    private static func allowed(_ trials: Int) -> Int {
        Int(0.05 * Double(trials) + 2 * (0.05 * 0.95 * Double(trials)).squareRoot())
    }

    @Test("What loses just the margin passes and fails no more often than the level, normal losses")
    func normal() throws {
        let found = try Self.errors { GateSamples.normal(400, key: $0, mean: 1, deviation: 3) }
        #expect(found.passed <= Self.allowed(Self.trials))
        #expect(found.failed <= Self.allowed(Self.trials))
        // Nor is it far below: passing spends the level to the full. Three standard errors.
        #expect(found.passed > 100 - 3 * 10)
    }

    @Test("What loses just the margin passes and fails no more often than the level, exponential losses of either sign")
    func skew() throws {
        for sign in [1.0, -1] {
            let found = try Self.errors { key in GateSamples.skew(400, key: key).map { sign * 3 * $0 + 1 } }
            #expect(found.passed <= Self.allowed(Self.trials), "\(sign)")
            #expect(found.failed <= Self.allowed(Self.trials), "\(sign)")
        }
    }

    /// Verdicts by the whole procedure, with one look.
    private static func verdicts(_ trials: Int, margin: Double, _ losses: (Int) -> [Double]) throws -> [GateVerdict:
        Int]
    {
        let gate = Gate(try #require(GateRule(looks: [200], patterns: 1000)))
        var found: [GateVerdict: Int] = [:]
        for trial in 0..<trials {
            let sample = try #require(GateSamples.sample(losses(trial), margin: Margin(absolute: margin), key: trial))
            found[gate.judge([sample], look: 0).verdict, default: 0] += 1
        }
        return found
    }

    @Test(
        "Rare great losses: what loses just the margin passes no more often than the level, for bounds that err are not used"
    )
    func rare() throws {
        // One replication in 50 loses 50: a mean of 1, and a skewness of 7. One sample of 200 in 57 has none of them.
        let found = try Self.verdicts(100, margin: 1) { key in
            GateSamples.normal(200, key: key).map { normalCumulative($0) < 0.02 ? 50 : 0 }
        }
        #expect(found[.pass, default: 0] <= Self.allowed(100))
        #expect(found[.fail, default: 0] <= Self.allowed(100))
    }

    @Test("With the replications that are planned, what loses nothing passes with the power that is asked for")
    func power() throws {
        let gate = Gate(try #require(GateRule(looks: [200])))
        let margin = gate.detectable(5, 200) * (1 + 1e-12)
        #expect(gate.replications(for: margin, deviation: 5) == 200)
        let trials = 100
        let found = try Self.verdicts(trials, margin: margin) { GateSamples.normal(200, key: $0, deviation: 5) }
        let share = Double(found[.pass, default: 0]) / Double(trials)
        // Two standard errors.
        #expect(abs(share - 0.9) < 2 * (0.09 / Double(trials)).squareRoot())
    }

    @Test(
        "The measured level is near the nominal one for normal losses, and far above it where one replication decides"
    )
    func measured() throws {
        let gate = Gate(try #require(GateRule(looks: [200], patterns: 2000)))
        let normal = try #require(GateSamples.sample(GateSamples.normal(200, key: 3), margin: Margin(absolute: 1)))
        let row = gate.judge([normal], look: 0).rows[0]
        // Three standard errors.
        let error = 3 * (0.05 * 0.95 / 2000).squareRoot()
        #expect(abs(row.upperLevel - 0.05) < error)
        #expect(abs(row.lowerLevel - 0.05) < error)
        #expect(row.isDecidable)

        var losses = [Double](repeating: 0, count: 200)
        losses[17] = 100
        let rare = try #require(GateSamples.sample(losses, margin: Margin(absolute: 1)))
        let told = gate.judge([rare], look: 0).rows[0]
        // A resample lacks the one with the chance (1 − 1/200)²⁰⁰, and then the bound is 0.
        let missing = exponential(200 * naturalLogarithm(1 - 1.0 / 200))
        #expect(told.upperLevel > missing - 3 * (missing * (1 - missing) / 2000).squareRoot())
        #expect(!told.isDecidable)
        #expect(told.verdict == .inconclusive)
    }

    @Test("Where one replication decides, the bound is counted: the exact share of losses, times the greatest")
    func counted() throws {
        let gate = Gate(try #require(GateRule(looks: [200], patterns: 200)))
        var losses = [Double](repeating: 0, count: 200)
        losses[17] = 100
        let sample = try #require(GateSamples.sample(losses, margin: Margin(absolute: 3)))
        let row = gate.judge([sample], look: 0).rows[0]
        #expect(row.bound == .counted)
        // One in 200 at 5 %: Clopper and Pearson's 2.35 %.
        let share = row.upper / 100
        #expect(abs(binomialCumulative(1, trials: 200, share) - gate.passLevels[0]) < 1e-9)
        #expect(row.verdict == .pass)
    }
}
