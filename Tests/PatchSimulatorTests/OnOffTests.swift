import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// Devices that are on and off by each of the laws: alternating renewal processes in equilibrium (D. R. Cox, "Renewal
/// theory", 1962, chapter 7).
@Suite("On and off by each of the laws")
struct OnOffTests {
    typealias W = SmallWorlds

    /// Each law as that of the off-periods, with another one for the on-periods.
    static func pairs() throws -> [(on: PeriodLaw, off: PeriodLaw)] {
        let laws = try PeriodLaw.all()
        return laws.indices.map { (laws[($0 + 4) % laws.count], laws[$0]) }
    }

    private func group(_ devices: Int, _ on: PeriodLaw, _ off: PeriodLaw) -> DeviceGroup {
        W.group(devices, connectivity: .alternating(on: on.law, off: off.law, awayShare: 0))
    }

    /// Lets a patch that takes no time be released at `released`, and compares the waits for the first contact.
    ///
    /// P(wait ≤ t) = P(on) + P(off) P(R ≤ t), where R is what is left of an off-period: the law of the wait is the same
    /// at whatever time the release comes.
    private func expectWaits(_ on: PeriodLaw, _ off: PeriodLaw, devices: Int, released: Tick) throws {
        var vulnerability = W.vulnerability
        vulnerability.disclosed = released
        let span = 400 * W.day
        let step: Tick = 3600
        let scenario = W.scenario(
            [group(devices, on, off)],
            [W.patch(released: released)],
            horizon: released + Tick(span),
            vulnerabilities: [vulnerability]
        )
        let simulation = try Measuring.run(scenario, step: step, seed: 11)
        let offShare = off.mean / (on.mean + off.mean)
        Measuring.expect(
            Measuring.patchedShares(simulation, from: released),
            step: step,
            of: devices
        ) { 1 - offShare + offShare * off.residual($0) }

        let expected = offShare * off.residualMean(upTo: span)
        let variance = offShare * off.residualSquare(upTo: span) - expected * expected
        let mean = Double(simulation.ledger.exposure.plain) / Double(devices)
        // Four standard errors of the mean wait; what is left of a period is rounded to the nearest second.
        #expect(abs(mean - expected) < 4 * (variance / Double(devices)).squareRoot() + 0.5)
    }

    @Test(
        "The wait for the first contact from time 0 is 0 with P(on), else the equilibrium residual of an off-period",
        arguments: try pairs()
    )
    func waitFromTheStart(on: PeriodLaw, off: PeriodLaw) throws {
        try expectWaits(on, off, devices: 8000, released: 0)
    }

    @Test("The wait from a release on day 40 has the same law", arguments: try pairs())
    func waitFromLater(on: PeriodLaw, off: PeriodLaw) throws {
        try expectWaits(on, off, devices: 3000, released: Tick(40 * W.day))
    }

    @Test(
        "In any span T a device goes on T / (E[on] + E[off]) times on average, and is on for P(on) of it",
        arguments: try pairs()
    )
    func renewalRate(on: PeriodLaw, off: PeriodLaw) throws {
        let devices = 1500
        let scenario = W.scenario([group(devices, on, off)], [], horizon: Tick(6 * W.day))
        let simulation = try W.simulation(scenario, seed: 5)
        let lives = (0..<devices).map(simulation.sessions(of:))
        for (from, to) in [(Tick(0), Tick(W.day)), (Tick(4 * W.day), Tick(6 * W.day))] {
            let span = Double(to - from)
            let starts = lives.map { life in Double(life.count { $0.start > from && $0.start <= to }) }
            Measuring.expectMean(starts, span / (on.mean + off.mean))
            let seconds = lives.map { life in
                Double(life.reduce(0) { $0 + max(0, min($1.end, to) - max($1.start, from)) })
            }
            // Periods are rounded to whole seconds, of which some can be short: half a second of each is more than
            // enough.
            Measuring.expectMean(seconds, span * on.mean / (on.mean + off.mean), rounding: 5)
        }
    }

    @Test(
        "With exponential periods P(on at s and at s + t) = p (p + (1 − p) e^(−(λ + μ) t)), and the state is Markov's"
    )
    func jointly() throws {
        let on = PeriodLaw.exponential(9 * W.hour)
        let off = PeriodLaw.exponential(15 * W.hour)
        let devices = 8000
        let scenario = W.scenario([group(devices, on, off)], [], horizon: Tick(3 * W.day))
        let simulation = try W.simulation(scenario, seed: 3)
        let lives = (0..<devices).map(simulation.sessions(of:))
        func isOn(_ life: [Session], _ time: Tick) -> Bool {
            life.contains { $0.start <= time && time < $0.end }
        }
        let p = 9.0 / 24
        /// P(on at s + t | on at s).
        func stays(_ t: Tick) -> Double { p + (1 - p) * exp(-Double(t) / W.hour * (1.0 / 9 + 1.0 / 15)) }
        let first: Tick = 0
        for (second, third) in [(3, 10), (6, 8), (24, 48)].map({ (Tick($0.0) * 3600, Tick($0.1) * 3600) }) {
            for (times, expected) in [
                ([first], p), ([second], p), ([first, second], p * stays(second)),
                ([second, third], p * stays(third - second)),
                ([first, second, third], p * stays(second) * stays(third - second)),
            ] {
                let share =
                    Double(lives.count { life in times.allSatisfy { isOn(life, $0) } }) / Double(devices)
                let error = (expected * (1 - expected) / Double(devices)).squareRoot()
                #expect(abs(share - expected) < 4 * error, "on at \(times)")
            }
        }
    }

    @Test("With constant periods P(on at 0 and at t) is the part of a cycle that two of its copies, t apart, share")
    func jointlyConstant() throws {
        let devices = 6000
        let connectivity = Connectivity.alternating(
            on: W.constant(10 * W.hour),
            off: W.constant(14 * W.hour),
            awayShare: 0
        )
        let scenario = W.scenario([W.group(devices, connectivity: connectivity)], [], horizon: Tick(5 * W.day))
        let simulation = try W.simulation(scenario, seed: 4)
        let lives = (0..<devices).map(simulation.sessions(of:))
        for (hours, shared) in [(4, 6.0), (10, 0), (12, 0), (18, 4), (24, 10), (75, 7), (96, 10)] {
            let time = Tick(hours) * 3600
            let both = lives.count { life in
                [0, time].allSatisfy { time in life.contains { $0.start <= time && time < $0.end } }
            }
            let expected = shared / 24
            let error = (expected * (1 - expected) / Double(devices)).squareRoot()
            // An off-period that is under way at the start is rounded to a second: one in 24 × 3600 at either edge.
            #expect(abs(Double(both) / Double(devices) - expected) < 4 * error + 2.0 / 86_400, "\(hours) h apart")
        }
    }
}
