import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// What runs give, held to exact values.
enum Measuring {
    /// The share of pairs that run their patch at `from`, `from` + `step` and so on to the horizon.
    static func patchedShares<Decider>(_ simulation: Simulation<Decider>, from: Tick = 0) -> [Double] {
        guard let series = simulation.series else { return [] }
        let pairs = Double(simulation.ledger.patching.pairs)
        return series[.patchedPairs].dropFirst(Int(from / series.step)).map { Double($0) / pairs }
    }

    /// A run with a series of that step, which should divide the horizon.
    static func run(
        _ scenario: Scenario,
        _ strategy: Strategy = SmallWorlds.bigBang,
        step: Tick,
        seed: UInt64 = 1,
        replication: Int = 0
    ) throws -> Simulation<DeclaredPolicy> {
        var simulation = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(strategy),
            seed: seed,
            replication: replication,
            seriesIntervals: Int(scenario.horizon / step)
        )
        simulation.run()
        return simulation
    }

    /// The greatest distance between the empirical distribution function of n independent values and their law that is
    /// exceeded as seldom as four standard errors of a normal variable are, once in 15,800 times: by the inequality
    /// P(sup |Fₙ − F| > ε) ≤ 2 exp(−2 n ε²) of A. Dvoretzky, J. Kiefer and J. Wolfowitz with the constant of P.
    /// Massart, "The tight constant in the Dvoretzky–Kiefer–Wolfowitz inequality", Annals of Probability 18, 1990.
    static func farthest(_ count: Int) -> Double {
        (Foundation.log(2 / 6.334e-5) / (2 * Double(count))).squareRoot()
    }

    /// Expects shares, of `count` independent devices, at 0, `step`, 2 `step` and so on to be those of a distribution
    /// function.
    static func expect(
        _ shares: [Double],
        step: Tick,
        of count: Int,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ distribution: (Double) -> Double
    ) {
        #expect(!shares.isEmpty, sourceLocation: sourceLocation)
        var worst = (distance: 0.0, time: 0.0, share: 0.0, expected: 0.0)
        for (number, share) in shares.enumerated() {
            // A time is rounded to the nearest second: what is at most t was less than half a second more.
            let expected = distribution(Double(Tick(number) * step) + 0.5)
            let distance = abs(share - expected)
            if distance > worst.distance { worst = (distance, Double(Tick(number) * step), share, expected) }
        }
        #expect(
            worst.distance < farthest(count),
            "at \(worst.time) s: \(worst.share), expected \(worst.expected)",
            sourceLocation: sourceLocation
        )
    }

    /// Expects the mean of a sample to be within four of its own standard errors, plus `rounding`, of an exact value.
    static func expectMean(
        _ sample: [Double],
        _ expected: Double,
        rounding: Double = 0,
        _ name: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let count = Double(sample.count)
        let mean = sample.reduce(0, +) / count
        let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        #expect(
            abs(mean - expected) <= 4 * (variance / count).squareRoot() + rounding,
            name ?? "mean \(mean), expected \(expected)",
            sourceLocation: sourceLocation
        )
    }
}
