import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Cases with an exact answer. Tolerances are four standard errors of the simulated mean, plus half a second for the
/// rounding of times to whole seconds where it does not average out.
@Suite("Exact formulas")
struct AnalyticTests {
    typealias W = SmallWorlds

    @Test("The mean wait to the next online period of an alternating device in equilibrium is b²/(a+b)")
    func waitToNextOnline() throws {
        let a = 67.01 * W.hour
        let b = 16.49 * W.hour
        let connectivity = Connectivity.alternating(
            on: try .exponential(mean: a),
            off: try .exponential(mean: b),
            awayShare: 0
        )
        let devices = 40_000
        let scenario = W.scenario(
            [W.group(devices, connectivity: connectivity)],
            [W.patch()],
            horizon: Tick(60 * W.day)
        )
        let ledger = try W.ledger(scenario)
        let expected = b * b / (a + b)
        // Wait: 0 with probability a/(a+b), else Exp(b).
        let second = 2 * b * b * b / (a + b)
        let error = ((second - expected * expected) / Double(devices)).squareRoot()
        let mean = Double(ledger.exposure.plain) / Double(devices)
        #expect(abs(expected / W.hour - 3.25653) < 5e-6)
        #expect(abs(mean - expected) < 4 * error + 0.5)
        #expect(ledger.patching.neverPatchedDevices == 0)
    }

    @Test("Polling every tau, an always-on device waits tau/2 on average", arguments: [0.0, 0.3])
    func polling(jitter: Double) throws {
        let tau = 8 * W.hour
        let devices = 30_000
        let scenario = W.scenario(
            [W.group(devices, checkIn: CheckIn(mode: .poll(every: Tick(tau), jitter: jitter)))],
            [W.patch()],
            horizon: Tick(5 * W.day)
        )
        let ledger = try W.ledger(scenario)
        let mean = Double(ledger.exposure.plain) / Double(devices)
        // The wait in an equilibrium point process is E[X²]/(2 E[X]); jitter gives the interval X the variance j² tau²/6.
        let expected = tau / 2 + jitter * jitter * tau / 12
        let error = tau * (1 + jitter) / (12 * Double(devices)).squareRoot()
        #expect(abs(mean - expected) < 4 * error + 0.5)
    }

    @Test("Big-bang with an exponential install time exposes each device for its mean")
    func exponentialInstall() throws {
        let mean = 3 * W.day
        let devices = 20_000
        let scenario = W.scenario(
            [W.group(devices)],
            [W.patch(duration: try .exponential(mean: mean))],
            horizon: Tick(100 * W.day)
        )
        let ledger = try W.ledger(scenario)
        #expect(abs(Double(ledger.exposure.plain) / Double(devices) - mean) < 4 * mean / Double(devices).squareRoot())
        let median = 0.6931471805599453 * mean
        #expect(abs(Double(ledger.patching.timeToPatch50 ?? 0) - median) < 4 * mean / Double(devices).squareRoot())
    }

    @Test("Three rings deferred by 1, 6 and 9 days expose for 11.65 days on average")
    func deferredRings() throws {
        let devices = 30_000
        let scenario = W.scenario(
            [W.group(devices)],
            [W.patch(duration: try .exponential(mean: 3 * W.day))],
            horizon: Tick(120 * W.day)
        )
        let rings = [(0.01, 1.0), (0.09, 6.0), (0.90, 9.0)].enumerated().map { number, ring in
            Ring(name: "ring \(number + 1)", size: .share(ring.0), after: Tick(ring.1 * W.day))
        }
        let strategy = Strategy(name: "rings", kind: .staged(StagedRollout(rings: rings, gate: nil)))
        let ledger = try W.ledger(scenario, strategy)
        let expected = (0.01 * 1 + 0.09 * 6 + 0.90 * 9 + 3) * W.day
        #expect(abs(expected / W.day - 11.65) < 1e-9)
        // Ring sizes are exact, so that only the install times vary.
        let error = 3 * W.day / Double(devices).squareRoot()
        #expect(abs(Double(ledger.exposure.plain) / Double(devices) - expected) < 4 * error)
    }

    @Test("n canaries detect a defect of share p with probability 1-(1-p)^n")
    func canaryDetection() throws {
        let p = 0.05
        let n = 30
        let regression = Regression(
            name: "bug",
            chance: 1,
            share: p,
            effect: .down(component: 0),
            telemetry: .init(probability: 1, delay: W.constant(0)),
            helpDesk: .init(probability: 0, delay: W.constant(0))
        )
        let scenario = W.scenario(
            [W.group(2 * n)],
            [W.patch(regressions: [regression])],
            horizon: Tick(W.day / 4)
        )
        let strategy = Strategy(
            name: "canary",
            kind: .staged(
                StagedRollout(
                    rings: [Ring(name: "canary", size: .count(n)), Ring(name: "rest", size: .rest)],
                    gate: Gate(soak: 7200, success: 0, minimum: 0)
                )
            ),
            checkEvery: 600,
            stop: StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1),
            onStop: OnStop(resume: .never)
        )
        let runs = 1000
        var detected = 0
        for simulation in try W.replications(of: scenario, strategy, seed: 7, count: runs) {
            let hasStoppedInTime = simulation.console.rollouts[0].rings[1].opened == nil
            if hasStoppedInTime { detected += 1 }
        }
        let expected = 1 - Double.power(1 - p, n)
        let error = (expected * (1 - expected) / Double(runs)).squareRoot()
        #expect(abs(Double(detected) / Double(runs) - expected) < 4 * error)
    }

    @Test("Attempts that fail with probability f follow the geometric law, and f^k devices give up after k")
    func geometricRetries() throws {
        let f = 0.3
        let devices = 30_000
        let length = 600.0
        let scenario = W.scenario(
            [W.group(devices)],
            [W.patch(duration: W.constant(length), failureChance: f, attempts: 4)],
            horizon: Tick(10 * W.day)
        )
        let ledger = try W.ledger(scenario)
        let failed = Double.power(f, 4)
        let attempts = (1 - failed) / (1 - f)
        let share = Double(ledger.patching.neverPatched[.failed] ?? 0) / Double(devices)
        #expect(abs(share - failed) < 4 * (failed * (1 - failed) / Double(devices)).squareRoot())
        // The variance of the truncated geometric number of attempts is below that of the whole law, f/(1-f)².
        let error = (f / ((1 - f) * (1 - f)) / Double(devices)).squareRoot()
        #expect(abs(Double(ledger.installation.attempts) / Double(devices) - attempts) < 4 * error)
    }

    @Test("Ten technicians with Exp(0.5 h) mend 1,000 devices in 50.9645 h, and a device waits 25.0273 h on average")
    func technicians() throws {
        let devices = 1000
        let regression = Regression(
            name: "boot loop",
            chance: 1,
            effect: .bricked,
            telemetry: .init(probability: 0, delay: W.constant(0)),
            helpDesk: .init(probability: 1, delay: W.constant(0))
        )
        let scenario = W.scenario(
            [W.group(devices)],
            [W.patch(regressions: [regression])],
            horizon: Tick(20 * W.day),
            repair: RepairShop(
                technicians: 10,
                duration: try .exponential(mean: 0.5 * W.hour),
                travel: W.constant(0),
                noticedAfter: W.constant(0)
            )
        )
        let runs = 50
        var downtimes: [Double] = []
        var makespans: [Double] = []
        for simulation in try W.replications(of: scenario, seed: 3, count: runs) {
            makespans.append(Double(simulation.ledger.labour.lastRepair ?? 0) / W.hour)
            downtimes.append(simulation.ledger.downtime.unplanned / Double(devices) / W.hour)
        }
        let harmonic = (1...10).reduce(0.0) { $0 + 1 / Double($1) }
        let makespan = 0.5 * (Double(devices - 10) / 10 + harmonic)
        #expect(abs(makespan - 50.9645) < 1e-4)
        // Device k > 10 begins when the (k-10)-th of the earlier ones ends, on average after (k-10) × 0.05 h.
        let wait = (11...devices).reduce(0.0) { $0 + Double($1 - 10) * 0.05 } / Double(devices)
        let downtime = wait + 0.5
        #expect(abs(downtime - 25.0273) < 1e-4)
        expectMean(makespans, downtimes, makespan, downtime)
    }

    private func expectMean(_ makespans: [Double], _ downtimes: [Double], _ makespan: Double, _ downtime: Double) {
        for (sample, expected) in [(makespans, makespan), (downtimes, downtime)] {
            let mean = sample.reduce(0, +) / Double(sample.count)
            let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sample.count - 1)
            #expect(abs(mean - expected) < 4 * (variance / Double(sample.count)).squareRoot() + 1e-3)
        }
    }

    @Test("A policy that does nothing leaves no downtime, and exposure at devices × (horizon − disclosure)")
    func doNothing() throws {
        var late = W.vulnerability
        late.name = "CVE-2"
        late.disclosed = 1000
        let scenario = W.scenario(
            [W.group(50)],
            [W.patch()],
            horizon: 100_000,
            vulnerabilities: [W.vulnerability, late]
        )
        var simulation = Simulation(try World(scenario), policy: DoNothing(), seed: 1, replication: 0)
        simulation.run()
        #expect(simulation.ledger.downtime.planned == 0)
        #expect(simulation.ledger.downtime.unplanned == 0)
        #expect(simulation.ledger.exposure.plain == 50 * (100_000 + 99_000))
        #expect(simulation.ledger.exposure.severityWeighted == 3 * 50 * (100_000 + 99_000))
        #expect(simulation.ledger.patching.neverPatched == [.notOffered: 50])
    }
}

extension Double {
    static func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1.0) { product, _ in product * base }
    }
}
