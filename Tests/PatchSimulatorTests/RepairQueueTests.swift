import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// The technicians as a queue: devices break by a defect at random times, tickets are written at once.
@Suite("Technicians as a queue")
struct RepairQueueTests {
    typealias W = SmallWorlds

    private func scenario(
        _ devices: Int,
        onset: Regression.Onset,
        technicians: Int?,
        work: Distribution,
        travel: Distribution = .zero,
        horizon: Double
    ) -> Scenario {
        W.scenario(
            [W.group(devices)],
            [W.patch(regressions: [W.defect(.bricked, onset: onset, helpDesk: 0)])],
            horizon: Tick(horizon),
            repair: RepairShop(technicians: technicians, duration: work, travel: travel, noticedAfter: .zero)
        )
    }

    /// When each device broke and was mended, in the order of breaking and then of the devices' numbers.
    private func incidents(_ simulation: Simulation<DeclaredPolicy>) -> [(broke: Tick, mended: Tick)] {
        var broke: [Int: Tick] = [:]
        var found: [(device: Int, broke: Tick, mended: Tick)] = []
        for entry in simulation.fleet.recorder?.entries ?? [] {
            switch entry.event {
            case .broke: broke[entry.device] = entry.time
            case .repaired: found.append((entry.device, broke[entry.device] ?? -1, entry.time))
            default: break
            }
        }
        return found.sorted { ($0.broke, $0.device) < ($1.broke, $1.device) }.map { ($0.broke, $0.mended) }
    }

    @Test("The console shows who is at work and who waits, in a sweep as in exact order", arguments: [nil, 2])
    func status(technicians: Int?) throws {
        let onset = Regression.Onset.after(W.constant(0))
        let scenario = scenario(10, onset: onset, technicians: technicians, work: W.constant(1000), horizon: 20 * W.day)
        var swept = Simulation(try World(scenario), policy: DeclaredPolicy(W.bigBang), seed: 5, replication: 0)
        #expect(swept.console(showing: .services).repair == nil)
        var exact = swept
        exact.fleet.endSweeping()
        // All break within an hour and a half of checking in, and each takes a thousand seconds.
        for time in stride(from: Tick(500), through: 20_000, by: 500) {
            swept.advance(to: time)
            exact.advance(to: time)
            let seen = try #require(swept.console(showing: .repair).repair)
            #expect(seen == exact.console(showing: .repair).repair)
            let broken = swept.conditionCounts[Int(Condition.dead.rawValue)]
            #expect(seen.technicians == technicians)
            #expect(seen.busy == min(broken, technicians ?? broken), "second \(time)")
            #expect(seen.waiting == broken - seen.busy, "second \(time)")
        }
        #expect(swept.ledger.labour.technicianVisits == 10)
    }

    @Test(
        "With constant travel and work each device is mended when its turn says, to the second",
        arguments: [1, 2, 5]
    )
    func inTurn(technicians: Int) throws {
        let devices = 400
        // Rarely enough busy at times, and overloaded at others: devices break over 400 × 10 min / technicians on
        // average.
        let onset = Regression.Onset.after(try .exponential(mean: 240_000 / Double(technicians)))
        let scenario = scenario(
            devices,
            onset: onset,
            technicians: technicians,
            work: W.constant(500),
            travel: W.constant(101),
            horizon: 60 * W.day
        )
        var simulation = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(W.bigBang),
            seed: 5,
            replication: 0,
            recording: Array(0..<devices)
        )
        simulation.run()
        let found = incidents(simulation)
        #expect(found.count == devices)
        var free = Array(repeating: Tick(0), count: technicians)
        var waits: Tick = 0
        for incident in found {
            let first = free.indices.min { free[$0] < free[$1] } ?? 0
            let begins = max(incident.broke, free[first])
            free[first] = begins + 601
            waits += begins - incident.broke
            #expect(incident.mended == begins + 601)
        }
        #expect(waits > 0)
        #expect(simulation.ledger.downtime.unplanned == Double(waits + 601 * Tick(devices)))
        #expect(simulation.ledger.labour.technicianSeconds == 601 * Tick(devices))
    }

    @Test("Tickets written all at once are served in rounds of c, to the second", arguments: [1, 3, 7, 20, nil])
    func rounds(technicians: Int?) throws {
        let devices = 20
        let scenario = scenario(
            devices,
            onset: .atOnce,
            technicians: technicians,
            work: W.constant(1000),
            horizon: W.day
        )
        let ledger = try W.ledger(scenario)
        let servers = technicians ?? devices
        let rounds = (1...devices).map { ($0 + servers - 1) / servers }
        #expect(ledger.downtime.unplanned == Double(1000 * rounds.reduce(0, +)))
        #expect(ledger.labour.lastRepair == Tick(1000 * (rounds.last ?? 0)))
        #expect(ledger.labour.technicianVisits == devices)
    }

    @Test(
        "One technician takes n (n + 1) / 2 mean works of downtime to mend n devices, and n to end",
        arguments: try PeriodLaw.all()
    )
    func oneTechnician(work: PeriodLaw) throws {
        // The log-logistic law of shape 2 has no variance, and so no standard error.
        guard work.square.isFinite else { return }
        let devices = 50
        let runs = 30
        let scenario = scenario(devices, onset: .atOnce, technicians: 1, work: work.law, horizon: 1000 * W.day)
        var downtime = 0.0
        var end = 0.0
        for simulation in try W.replications(of: scenario, seed: 6, count: runs) {
            downtime += simulation.ledger.downtime.unplanned / Double(runs)
            end += Double(simulation.ledger.labour.lastRepair ?? 0) / Double(runs)
        }
        // The work on the first ticket is waited for by all n, that on the next by n − 1, and so on.
        let variance = work.square - work.mean * work.mean
        let squares = (1...devices).reduce(0.0) { $0 + Double($1 * $1) }
        let n = Double(devices)
        #expect(
            abs(downtime - n * (n + 1) / 2 * work.mean) <= 4 * (variance * squares / Double(runs)).squareRoot() + n
        )
        #expect(abs(end - n * work.mean) <= 4 * (variance * n / Double(runs)).squareRoot() + 1)
    }

    @Test(
        "With exponential times downtime, end and number of waiting devices are those of the Markov chain",
        arguments: [1, 2, 4, 10]
    )
    func outbreak(technicians: Int) throws {
        let devices = 12
        let runs = 500
        let mean = 2 * W.hour
        let onset = 24 * W.hour / Double(technicians)
        let scenario = scenario(
            devices,
            onset: .after(try .exponential(mean: onset)),
            technicians: technicians,
            work: try .exponential(mean: mean),
            horizon: 100 * W.day
        )
        let world = try World(scenario)
        var sample: [[Double]] = [[], [], []]
        for replication in 0..<runs {
            var simulation = Simulation(
                world,
                policy: DeclaredPolicy(W.bigBang),
                seed: 12,
                replication: replication,
                recording: Array(0..<devices)
            )
            simulation.run()
            let found = incidents(simulation)
            #expect(found.count == devices)
            sample[0].append(simulation.ledger.downtime.unplanned)
            sample[1].append(Double(simulation.ledger.labour.lastRepair ?? 0))
            sample[2].append(
                Double(
                    found.indices.count { number in
                        let now = found[number].broke
                        return found[..<number].count { $0.mended > now } >= technicians
                    }
                )
            )
        }
        let expected = QueueFormulas.outbreak(
            devices: devices,
            breaks: 1 / onset,
            mends: 1 / mean,
            technicians: technicians
        )
        Measuring.expectMean(sample[0], expected.downtime, rounding: 20)
        Measuring.expectMean(sample[1], expected.end, rounding: 1)
        // Two events fall into the same second less than once in a thousand devices.
        Measuring.expectMean(sample[2], expected.waiting, rounding: 0.04)
    }

    /// Arrivals are a Poisson stream if their number is drawn from Poisson's law and each comes at a uniform time.
    struct Queue: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let servers: Int
        let use: Double
        let work: Distribution
        let wait: @Sendable (_ arrivals: Double) -> Double
    }

    /// Half an hour of work on average.
    static let work = 1800.0

    static func queues() throws -> [Queue] {
        let square = work * work
        return [
            Queue(testDescription: "M/M/1", servers: 1, use: 0.4, work: try .exponential(mean: work)) {
                QueueFormulas.erlangWait(arrivals: $0, work: work, servers: 1)
            },
            Queue(testDescription: "M/M/3", servers: 3, use: 0.6, work: try .exponential(mean: work)) {
                QueueFormulas.erlangWait(arrivals: $0, work: work, servers: 3)
            },
            Queue(testDescription: "M/D/1", servers: 1, use: 0.7, work: try .constant(work)) {
                QueueFormulas.pollaczekKhinchineWait(arrivals: $0, work: work, square: square)
            },
            Queue(testDescription: "M/D/2", servers: 2, use: 0.7, work: try .constant(work)) {
                QueueFormulas.crommelinWait(arrivals: $0, work: work, servers: 2)
            },
            Queue(testDescription: "M/D/4", servers: 4, use: 0.8, work: try .constant(work)) {
                QueueFormulas.crommelinWait(arrivals: $0, work: work, servers: 4)
            },
            Queue(
                testDescription: "M/E₂/1",
                servers: 1,
                use: 0.5,
                work: try .gamma(shape: 2, scale: work / 2)
            ) { QueueFormulas.pollaczekKhinchineWait(arrivals: $0, work: work, square: 1.5 * square) },
        ]
    }

    @Test("In the long run the number of broken devices is λ (E[S] + W), by Little's law", arguments: try queues())
    func stationary(queue: Queue) throws {
        let arrivals = Double(queue.servers) * queue.use / Self.work
        let span = 1000 / arrivals
        var random = SplitMix(state: 17)
        var broken: [Double] = []
        var busy: [Double] = []
        for replication in 0..<20 {
            // The number of exponential gaps that fit into the span has Poisson's law.
            var devices = 0
            var time = 0.0
            while true {
                time -= Foundation.log(1 - Double.random(in: 0..<1, using: &random)) / arrivals
                if time > span { break }
                devices += 1
            }
            let scenario = scenario(
                devices,
                onset: .after(try .uniform(low: 0, high: span)),
                technicians: queue.servers,
                work: queue.work,
                horizon: 2 * span
            )
            var simulation = Simulation(
                try World(scenario),
                policy: DeclaredPolicy(W.bigBang),
                seed: 30,
                replication: replication,
                seriesIntervals: 20
            )
            simulation.run()
            // From a fifth of the span on: more than twenty times the time in which the queue forgets that it began
            // empty.
            let dead = try #require(simulation.series)[.dead]
            let step = try #require(simulation.series).step
            broken.append(Double(dead[10] - dead[2]) / Double(8 * step))
            busy.append(Double(simulation.ledger.labour.technicianSeconds) / span)
        }
        // Times are rounded to the second: at most one in 1,800.
        Measuring.expectMean(broken, arrivals * (Self.work + queue.wait(arrivals)), rounding: 1e-3)
        Measuring.expectMean(busy, Double(queue.servers) * queue.use, rounding: 1e-3)
    }

    @Test("The formulas agree where they meet, and with published values")
    func formulas() {
        // One server, ρ = 0.7: 7/3 for exponential work, half of that for constant.
        #expect(abs(QueueFormulas.erlangWait(arrivals: 0.7, work: 1, servers: 1) - 7.0 / 3) < 1e-12)
        #expect(abs(QueueFormulas.pollaczekKhinchineWait(arrivals: 0.7, work: 1, square: 2) - 7.0 / 3) < 1e-12)
        #expect(abs(QueueFormulas.crommelinWait(arrivals: 0.7, work: 1, servers: 1) - 7.0 / 6) < 1e-9)
        // Two servers: W = ρ² / (1 − ρ²) of the mean work.
        #expect(abs(QueueFormulas.erlangWait(arrivals: 1.4, work: 1, servers: 2) - 0.49 / 0.51) < 1e-12)
        // One technician and N devices at once: N (N + 1) / 2 mean works.
        let all = QueueFormulas.outbreak(devices: 8, breaks: 1e12, mends: 1, technicians: 1)
        #expect(abs(all.downtime - 36) < 1e-6 && abs(all.end - 8) < 1e-6)
        // As many as devices: nobody waits.
        let none = QueueFormulas.outbreak(devices: 8, breaks: 1, mends: 1, technicians: 8)
        #expect(abs(none.downtime - 8) < 1e-12 && none.waiting == 0)
    }
}
