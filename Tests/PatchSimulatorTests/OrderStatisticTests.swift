import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// Times to patch of devices that are always on and install at once: order statistics of the law of the installation
/// (H. A. David and H. N. Nagaraja, "Order statistics", 3rd edition, 2003, chapters 2 and 3).
@Suite("Order statistics")
struct OrderStatisticTests {
    typealias W = SmallWorlds

    /// The means, over replications, of the times by which 50, 90, 95 and 99 % of the devices are patched.
    private func means(of law: Distribution, devices: Int, replications: Int) throws -> [Double] {
        let scenario = W.scenario([W.group(devices)], [W.patch(duration: law)], horizon: Tick(1000 * W.day))
        var sums = [0.0, 0, 0, 0]
        for simulation in try W.replications(of: scenario, seed: 8, count: replications) {
            let ledger = simulation.ledger
            let times = [
                ledger.patching.timeToPatch50, ledger.patching.timeToPatch90, ledger.patching.timeToPatch95,
                ledger.patching.timeToPatch99,
            ]
            for (place, time) in times.enumerated() { sums[place] += Double(try #require(time)) }
        }
        return sums.map { $0 / Double(replications) }
    }

    /// Ranks that are 50, 90, 95 and 99 % of 20 devices, rounded up: the last is the maximum.
    private static let ranks = [10, 18, 19, 20]
    private static let replications = 1000

    @Test("With exponential installations the k-th of n devices is patched at m Σ 1/(n − i) on average, over i < k")
    func exponential() throws {
        let mean = 3 * W.hour
        let found = try means(of: .exponential(mean: mean), devices: 20, replications: Self.replications)
        for (rank, time) in zip(Self.ranks, found) {
            // The spacings are independent and exponential with means m / (n − i).
            let spacings = (0..<rank).map { mean / Double(20 - $0) }
            let expected = spacings.reduce(0, +)
            let variance = spacings.reduce(0) { $0 + $1 * $1 }
            #expect(abs(time - expected) < 4 * (variance / Double(Self.replications)).squareRoot() + 0.5, "\(rank)")
        }
        let harmonic = (1...20).reduce(0.0) { $0 + 1 / Double($1) }
        #expect(abs(harmonic - 3.597739657) < 1e-9)
    }

    @Test("With uniform installations the k-th of n devices is patched at k / (n + 1) of the longest on average")
    func uniform() throws {
        let longest = 10 * W.hour
        let found = try means(of: .uniform(low: 0, high: longest), devices: 20, replications: Self.replications)
        for (rank, time) in zip(Self.ranks, found) {
            let expected = longest * Double(rank) / 21
            let variance = longest * longest * Double(rank * (21 - rank)) / Double(21 * 21 * 22)
            #expect(abs(time - expected) < 4 * (variance / Double(Self.replications)).squareRoot() + 0.5, "\(rank)")
        }
    }

    @Test("The first of two installations by Weibull's law has that law with the scale 2^(−1/shape) times as long")
    func weibullMinimum() throws {
        let scale = 8 * W.hour
        let found = try means(of: .weibull(shape: 0.5, scale: scale), devices: 2, replications: 2000)
        // Of shape 1/2 and scale s = scale / 4: mean 2 s, variance 20 s².
        let error = (20.0 / 2000).squareRoot() * scale / 4
        #expect(abs(found[0] - scale / 2) < 4 * error + 0.5)
    }

    @Test("The rank K of n gives the quantile whose probability has the beta law (K, n + 1 − K)")
    func quantiles() throws {
        let devices = 10_000
        for law in try PeriodLaw.all() where !["constant", "mixture", "empirical"].contains(law.name) {
            let scenario = W.scenario(
                [W.group(devices)],
                [W.patch(duration: law.law)],
                horizon: Tick(4000 * W.day)
            )
            let ledger = try W.ledger(scenario, seed: 9)
            for (share, time) in [
                (0.50, ledger.patching.timeToPatch50), (0.90, ledger.patching.timeToPatch90),
                (0.95, ledger.patching.timeToPatch95),
                (0.99, ledger.patching.timeToPatch99),
            ] {
                let rank = share * Double(devices)
                let mean = rank / Double(devices + 1)
                let error = (mean * (1 - mean) / Double(devices + 2)).squareRoot()
                let time = Double(try #require(time))
                // The time is rounded: the exact one lies between half a second less and half a second more.
                #expect(law.law.cumulative(time + 0.5) > mean - 4 * error, "\(law.name), \(share)")
                #expect(law.law.cumulative(time - 0.5) < mean + 4 * error, "\(law.name), \(share)")
            }
        }
    }

    /// Two releases of which the second is watched for one mean only: half of the pairs leave the estimate at that
    /// time.
    ///
    /// Greenwood's variance of the logarithm of the estimated survival is ∫ dF / (S × number at risk), here (1/S − 1) /
    /// 2n up to the time c at which the second half leaves, and (1/S(c) − 1) / 2n + (1/S − 1/S(c)) / n from there on;
    /// the time of a quantile of an exponential law errs by the mean times the error of that logarithm (M. Greenwood,
    /// 1926; J. P. Klein and M. L. Moeschberger, "Survival analysis", 2nd edition, 2003, sections 4.2 and 4.5).
    @Test("Pairs of a later release that are censored leave the quantiles of the exponential law where they are")
    func censored() throws {
        let mean = 2 * W.day
        let devices = 8000
        let horizon = 8 * mean
        var groups = [W.group(devices, name: "first"), W.group(devices, name: "second")]
        groups[1].image = 1
        var second = W.patch("other-2", updates: 1, to: 1) { $0.released = Tick(horizon - mean) }
        var first = W.patch("app-2")
        first.installation.duration = try .exponential(mean: mean)
        second.installation.duration = try .exponential(mean: mean)
        var scenario = W.scenario(groups, [first, second], horizon: Tick(horizon))
        scenario.software = Software(
            components: ["app", "other"].map { Component(name: $0, versions: ["1", "2"]) },
            images: [Image(name: "a", installed: [0: 0]), Image(name: "b", installed: [1: 0])]
        )
        let ledger = try W.ledger(scenario, seed: 4)
        #expect(ledger.patching.pairs == 2 * devices)
        let atCensoring = exp(1.0)
        for (share, time) in [
            (0.50, ledger.patching.timeToPatch50), (0.90, ledger.patching.timeToPatch90),
            (0.95, ledger.patching.timeToPatch95),
            (0.99, ledger.patching.timeToPatch99),
        ] {
            let inverse = 1 / (1 - share)
            let n = Double(devices)
            let variance =
                inverse <= atCensoring
                ? (inverse - 1) / (2 * n) : (atCensoring - 1) / (2 * n) + (inverse - atCensoring) / n
            let expected = mean * Foundation.log(inverse)
            let found = Double(try #require(time))
            #expect(abs(found - expected) < 4 * mean * variance.squareRoot() + 0.5, "\(share)")
        }
    }
}
