import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// Other customers find a fault first, and vendors withdraw patches.
@Suite("Reports from elsewhere, and withdrawals")
struct OutsideReportTests: SmallWorldSuite {
    /// A patch whose defect takes every device down at once, and of which this fleet tells nobody.
    private static func patch(_ fix: VendorFix, chance: Double = 1) -> Patch {
        let silent = Regression.Visibility(probability: 0, delay: .zero)
        let defect = Regression(
            name: "crash",
            chance: chance,
            effect: .down(component: 0),
            telemetry: silent,
            helpDesk: silent
        )
        return W.patch(regressions: [defect], vendorFix: fix)
    }

    /// Everybody that long after the release.
    private static func deferral(_ wait: Tick) -> Strategy {
        Strategy(
            name: "wait",
            kind: .staged(StagedRollout(rings: [Ring(name: "all", size: .rest, after: wait)], gate: nil))
        )
    }

    private static func simulation(_ fix: VendorFix, wait: Tick, replication: Int = 0) throws
        -> Simulation<DeclaredPolicy>
    {
        let scenario = W.scenario([W.group(2)], [patch(fix)], horizon: 60 * day)
        return Simulation(
            try World(scenario),
            policy: DeclaredPolicy(deferral(wait)),
            seed: 5,
            replication: replication
        )
    }

    private static func fix(elsewhere: Distribution?, withdrawal: Distribution? = nil, after: Double = 0) -> VendorFix {
        VendorFix(after: W.constant(after), reports: 1000, elsewhere: elsewhere, withdrawal: withdrawal)
    }

    // MARK: What waiting is worth

    @Test("Without reports from elsewhere, waiting spares nobody")
    func worthless() throws {
        for wait in [0, 7 * Self.day, 30 * Self.day] {
            var run = try Self.simulation(Self.fix(elsewhere: nil), wait: wait)
            run.run()
            #expect(run.ledger.defects.blastRadius == 2 && run.ledger.vendor.sparedPairs == 0)
        }
    }

    /// The mean cost of waiting: exposure for each day, and a loss if nobody has found the fault by then.
    private static func cost(_ days: Double, exposure: Double, loss: Double, _ unfound: (Double) -> Double) -> Double {
        exposure * days + loss * unfound(days)
    }

    @Test("Others need Exp(8.7 d): the best deferral is 3.822 d, at 25.045 instead of 27, and the fleet agrees")
    func bestDeferral() throws {
        let (mean, chance, loss, exposure) = (8.7, 0.027, 1000.0, 2.0)
        let best = mean * log(chance * loss / (exposure * mean))
        let unfound = { exp(-$0 / mean) }
        #expect(abs(best - 3.822) < 5e-4)
        let least = Self.cost(best, exposure: exposure, loss: chance * loss, unfound)
        #expect(abs(least - 25.045) < 5e-4)
        for other in [0, best - 0.5, best + 0.5, 10] {
            #expect(Self.cost(other, exposure: exposure, loss: chance * loss, unfound) > least)
        }
        try Self.expectHits(after: [0, best, 10], .exponential(mean: mean * W.day), unfound)
    }

    @Test("Others need as long as measured: a wait of one day is never best, and none is below 15.71 d of exposure")
    func measuredLaw() throws {
        let (mu, sigma) = (2.26, 1.32)
        let unfound = { (days: Double) in days <= 0 ? 1 : erfc((log(days) - mu) / (sigma * 2.0.squareRoot())) / 2 }
        func best(_ loss: Double) -> Double {
            let waits = (0...60_000).map { Double($0) / 1000 }
            return waits.min {
                Self.cost($0, exposure: 1, loss: loss, unfound) < Self.cost($1, exposure: 1, loss: loss, unfound)
            } ?? 0
        }
        #expect(best(15.70) == 0)
        #expect(abs(best(15.72) - 3.6) < 0.05)
        #expect(abs(best(20) - 5.55) < 0.01)
        #expect(abs(best(100) - 23.8) < 0.05)
        try Self.expectHits(after: [1, 3.6, 23.8], .logNormal(mu: mu + log(W.day), sigma: sigma), unfound)
    }

    /// Of fleets that wait so many days as many are hit as there are reports that come later.
    private static func expectHits(after waits: [Double], _ law: Distribution, _ unfound: (Double) -> Double) throws {
        let count = 1500
        for wait in waits {
            let scenario = W.scenario([W.group(1)], [patch(fix(elsewhere: law))], horizon: 60 * day)
            var (hit, spared) = (0, 0)
            for run in try W.replications(of: scenario, deferral(Tick(wait * W.day)), seed: 3, count: count) {
                hit += run.ledger.defects.blastRadius
                spared += run.ledger.vendor.sparedPairs
            }
            let share = unfound(wait)
            let error = (share * (1 - share) / Double(count)).squareRoot()
            #expect(abs(Double(hit) / Double(count) - share) <= 3 * error, "\(hit) of \(count) after \(wait) d")
            #expect(hit + spared == count)
        }
    }

    @Test("A patch without the defect is not reported by anybody")
    func faultless() throws {
        let fix = Self.fix(elsewhere: W.constant(W.day), withdrawal: W.constant(60), after: 3 * W.day)
        let run = try W.replications(
            of: W.scenario([W.group(2)], [Self.patch(fix, chance: 0)], horizon: 9 * Self.day),
            Self.deferral(0),
            seed: 1,
            count: 1
        ).map { $0 }[0]
        #expect(run.console.vendorAnswers == [.none])
        #expect(run.ledger.patching.patchedPairs == 2)
    }

    // MARK: When the vendor knows

    @Test(
        "The vendor knows at the earlier of our decisive report and the one from elsewhere, and takes as long for the fix"
    )
    func earlier() throws {
        for (reported, elsewhere) in [(2.0, 5.0), (5.0, 2.0)] {
            var patch = Self.patch(
                VendorFix(after: W.constant(W.day), reports: 1, elsewhere: W.constant(elsewhere * W.day))
            )
            patch.regressions[0].helpDesk = .init(probability: 1, delay: W.constant(reported * W.day))
            let scenario = W.scenario([W.group(1)], [patch], horizon: 20 * Self.day)
            var run = Simulation(try World(scenario), policy: DeclaredPolicy(W.bigBang), seed: 1, replication: 0)
            run.advance(to: 3 * Self.day - 1)
            #expect(run.console.vendorAnswers == [reported < elsewhere ? .pending : .none])
            run.advance(to: 3 * Self.day)
            #expect(run.console.vendorAnswers == [.fixed])
        }
    }

    @Test("What was out long before the start is known of by then, and may be mended")
    func before() throws {
        var patch = Self.patch(Self.fix(elsewhere: W.constant(3 * W.day), after: W.day))
        let answers: [(Double, VendorAnswer)] = [(-10, .fixed), (-3.5, .none), (-1, .none)]
        for (released, answer) in answers {
            patch.released = Tick(released * W.day)
            let scenario = W.scenario([W.group(1)], [patch], horizon: 20 * Self.day)
            var run = Simulation(try World(scenario), policy: DeclaredPolicy(Self.deferral(0)), seed: 1, replication: 0)
            run.advance(to: 0)
            #expect(run.console.vendorAnswers == [answer], "\(released)")
            run.advance(to: max(0, Tick((released + 4) * W.day)))
            #expect(run.console.vendorAnswers == [.fixed], "\(released)")
        }
    }

    // MARK: Withdrawals

    @Test("A withdrawn patch is offered to nobody until the fixed one is there; what runs stays")
    func withdrawn() throws {
        let fix = Self.fix(elsewhere: W.constant(W.day), withdrawal: W.constant(4 * 3600), after: 5 * W.day)
        var early = try Self.simulation(fix, wait: 0)
        var late = try Self.simulation(fix, wait: 2 * Self.day)
        early.advance(to: Self.day + 4 * Self.hour - 1)
        #expect(early.console.vendorAnswers == [.none])
        for time in [Self.day + 4 * Self.hour, 3 * Self.day, 6 * Self.day - 1] {
            early.advance(to: time)
            late.advance(to: time)
            #expect(early.console.vendorAnswers == [.withdrawn] && late.console.vendorAnswers == [.withdrawn])
            #expect(early.ledger.patching.patchedPairs == 2 && late.ledger.patching.patchedPairs == 0)
        }
        early.advance(to: 6 * Self.day)
        late.advance(to: 6 * Self.day)
        #expect(early.ledger.patching.patchedPairs == 2 && late.ledger.patching.patchedPairs == 2)
        #expect(early.ledger.vendor.sparedPairs == 0 && late.ledger.vendor.sparedPairs == 2)
        #expect(late.ledger.defects.blastRadius == 0)
    }

    @Test("A fixed patch that is there first, or at the same second, is not withdrawn")
    func fixedFirst() throws {
        for after in [3600.0, 14_400.0] {
            var run = try Self.simulation(
                Self.fix(elsewhere: W.constant(W.day), withdrawal: W.constant(4 * 3600), after: after),
                wait: 40 * Self.day
            )
            while !run.isFinished {
                run.step()
                #expect(run.console.vendorAnswers != [.withdrawn])
            }
            #expect(run.console.vendorAnswers == [.fixed])
        }
    }

    @Test("A download that ends after the withdrawal is not installed; an installation under way is, and counted")
    func underWay() throws {
        for (size, isLate) in [(Int64(3 * 3600), false), (Int64(3600), true)] {
            var patch = Self.patch(
                Self.fix(elsewhere: W.constant(3600), withdrawal: W.constant(3600), after: 9 * W.day)
            )
            patch.size = size
            patch.installation.duration = W.constant(2 * 3600)
            var group = W.group(1)
            group.bandwidth = 1
            let ledger = try W.ledger(W.scenario([group], [patch], horizon: 5 * Self.day))
            #expect(ledger.rollouts.cancelledOffers == (isLate ? 0 : 1))
            #expect(ledger.installation.installations == (isLate ? 1 : 0))
            #expect(ledger.vendor.lateInstallations == (isLate ? 1 : 0))
        }
    }

    @Test("After a stop with a fix to wait for, a withdrawal is no answer yet")
    func stopped() throws {
        var patch = Self.patch(
            VendorFix(after: W.constant(5 * W.day), reports: 1, withdrawal: W.constant(W.day))
        )
        patch.regressions[0].helpDesk = .init(probability: 1, delay: .zero)
        var strategy = Self.deferral(0)
        strategy.stop = StopRule(failures: Limit(.count(0), isStrict: true))
        strategy.onStop.resume = .withFix
        let scenario = W.scenario([W.group(2)], [patch], horizon: 20 * Self.day)
        var run = Simulation(try World(scenario), policy: DeclaredPolicy(strategy), seed: 1, replication: 0)
        run.advance(to: 3 * Self.day)
        #expect(run.console.vendorAnswers == [.withdrawn])
        #expect(run.console.rollouts[0].stopped != nil)
        run.run()
        #expect(run.console.rollouts[0].stopped == nil)
    }

    // MARK: Both drivers

    /// Random scenarios, with reports from elsewhere, withdrawals and steps in between.
    private static func scenario(_ number: Int) -> Scenario {
        var scenario = RandomScenarios.scenario(number)
        var random = SplitMix(state: UInt64(number) &* 77 &+ 5)
        for patch in scenario.patches.indices {
            if Bool.random(using: &random), let range = scenario.patches[patch].updates.first {
                scenario.patches[patch].from = [
                    VersionRange(component: range.component, versions: range.to - 1..<range.to)
                ]
            }
            guard Int.random(in: 0..<4, using: &random) > 0 else { continue }
            scenario.patches[patch].vendorFix = VendorFix(
                after: W.constant(Double(Int.random(in: 0...200_000, using: &random))),
                reports: Int.random(in: 1...3, using: &random),
                elsewhere: W.constant(Double(Int.random(in: 0...300_000, using: &random))),
                withdrawal: Bool.random(using: &random)
                    ? W.constant(Double(Int.random(in: 0...90_000, using: &random))) : nil
            )
        }
        return scenario
    }

    @Test("Sweeping and exact order give the same on random scenarios with them, and all laws hold", arguments: 0..<10)
    func drivers(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 {
            expectSameInBothDrivers(
                try World(Self.scenario(number)),
                RandomScenarios.strategy(number),
                seed: 21,
                replication: number,
                parts: 4,
                "scenario \(number)"
            )
        }
    }
}
