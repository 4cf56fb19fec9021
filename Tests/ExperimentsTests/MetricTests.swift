import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing

/// The one list of metrics, against the ledgers that they judge.
@Suite("A metric")
struct MetricTests {
    private static let prices = Prices(
        currency: "EUR",
        exposedDeviceDay: 2,
        plannedDowntime: 3,
        unplannedDowntime: 5,
        technicianHour: 7,
        ticket: 11,
        gigabyte: 13
    )

    private static let all =
        Metric.general + Metric.services + [Metric.blastRadius95, .effort(ticket: 600), .cost(prices)]

    /// Ledgers with figures of every size, and now and then without a deadline, a pair, or a time reached.
    private static func ledger(_ seed: UInt64) -> Ledger {
        var draw = KeyedRandom(seed: 7, replication: seed).draw(entity: 1, purpose: 2)
        var ledger = Ledger()
        for figure in Ledger.figures where !figure.mayBeNever || draw.uniform() < 0.7 {
            let value = draw.uniform() < 0.1 ? 0 : Int64(draw.uniform() * 1e9)
            ledger.enter(value, as: figure)
        }
        return ledger
    }

    @Test("Follows from figures that there are", arguments: all)
    func names(metric: Metric) {
        #expect(!metric.formula.names.isEmpty)
        for name in metric.formula.names { #expect(Ledger.figure(name) != nil, "\(name)") }
    }

    @Test("Has a name, a heading and words of its own")
    func words() {
        for property in [\Metric.id, \.label, \.title, \.phrase] {
            #expect(Set(Self.all.map { $0[keyPath: property] }).count == Self.all.count)
        }
        #expect(Set(Self.all.map(\.heading)).count == Self.all.count)
        #expect(Set(Self.all.filter(\.isHeadline)) == Set(Metric.headlines))
    }

    @Test("Has the value that its figures give, to the last bit", arguments: 0..<200 as Range<UInt64>)
    func values(seed: UInt64) {
        let ledger = Self.ledger(seed)
        func expect(_ metric: Metric, _ value: Double?, isCensored: Bool = false) {
            let found = metric.value(in: ledger)
            #expect(found?.value == value, "\(metric.id)")
            #expect(found.map { $0.isCensored == isCensored } ?? true, "\(metric.id)")
        }
        let patching = ledger.patching
        let downtime = ledger.downtime
        expect(.exposedDeviceDays, Double(ledger.exposure.plain) / 86_400)
        for (metric, time) in [
            (Metric.timeToPatch50, patching.timeToPatch50), (Metric.timeToPatch95, patching.timeToPatch95),
        ] {
            expect(
                metric,
                patching.pairs > 0 ? Double(time ?? ledger.time) / 86_400 : nil,
                isCensored: time == nil
            )
        }
        expect(
            .compliance,
            patching.deadlinePairs > 0 ? Double(patching.deadlinesMet) / Double(patching.deadlinePairs) : nil
        )
        expect(.plannedDowntime, Double(downtime.planned) / 3600)
        expect(.unplannedDowntime, downtime.unplanned / 3600)
        expect(.blastRadius, Double(ledger.defects.blastRadius))
        expect(.blastRadius95, Double(ledger.defects.blastRadius))
        expect(.neverPatched, Double(patching.neverPatchedDevices))
        for (place, day) in DayMark.all.enumerated() {
            let counts = ledger.days.counts[place]
            expect(
                Metric.patchedByDay[place],
                counts.released > 0 ? Double(counts.patched) / Double(counts.released) : nil
            )
            expect(
                Metric.exposedOnDay[place],
                counts.affected > 0 ? Double(counts.exposed) / Double(counts.affected) : nil
            )
            #expect(Metric.patchedByDay[place].id == "patched-day-\(day)")
        }
        expect(.downAtOnce, Double(ledger.downtime.mostDownAtOnce))
        expect(.stopped, ledger.rollouts.stops > 0 ? 1 : 0)
        expect(.stoppedFalsely, ledger.rollouts.falseStops > 0 ? 1 : 0)
        expect(.unfinished, ledger.rollouts.unfinished > 0 ? 1 : 0)
        expect(.badPatch, ledger.defects.blastRadius > 0 ? 1 : 0)
        expect(.tickets, Double(ledger.labour.tickets))
        expect(.rollbacks, Double(ledger.installation.rollbacks))
        expect(.download, Double(ledger.downloads.bytes) / 1e9)
        let services = ledger.services
        let out = services.unplanned + services.planned + services.mixed + services.inherited
        expect(.serviceOutage, Double(out) / 3600)
        expect(.serviceUnplanned, Double(services.unplanned) / 3600)
        expect(.servicePlanned, Double(services.planned + services.mixed) / 3600)
        expect(
            .serviceAvailability,
            services.seconds > 0 ? Double(services.seconds - out) / Double(services.seconds) : nil
        )
        expect(.serviceOutages, Double(services.outages))
        expect(.serviceLongest, services.longest.map { Double($0) / 3600 })
        expect(.userOutage, Double(services.userSeconds) / 3600)
        expect(.membersOut, Double(services.memberSeconds) / 3600)
        expect(.leastSpare, services.leastSpare.map { Double($0) })
        expect(.exposureExploited, Double(ledger.exposure.exploited) / 86_400)
        expect(.exposureWeighted, Double(ledger.exposure.severityWeighted) / 86_400)
        expect(.downtime, (Double(downtime.planned) + downtime.unplanned) / 3600)
        let labour = ledger.labour
        expect(.effort(ticket: 600), Double(labour.technicianSeconds + Int64(labour.tickets) * 600) / 3600)
        var cost = 2 * Double(ledger.exposure.plain) / 86_400
        cost += 3 * Double(downtime.planned) / 3600
        cost += 5 * downtime.unplanned / 3600
        cost += 7 * Double(labour.technicianSeconds) / 3600
        cost += 11 * Double(labour.tickets)
        cost += 13 * Double(ledger.downloads.bytes) / 1e9
        expect(.cost(Self.prices), cost)
    }

    @Test("Is named with its statistic, and found by that name and by those that it had")
    func statistics() throws {
        let scenario = try SmallStudies.scenario()
        for metric in Metric.known(in: scenario) {
            #expect(Metric.named(metric.id, in: scenario) == metric)
            for statistic in Statistic.allCases {
                let found = try #require(Metric.named("\(metric.base).\(statistic.rawValue)", in: scenario))
                #expect(found == metric.over(statistic))
                #expect(found.over(.mean) == metric)
                #expect(found.isMean == (statistic == .mean))
            }
            #expect(Metric.named("\(metric.base).", in: scenario) == nil)
            #expect(Metric.named("\(metric.base).p90.p90", in: scenario) == nil)
        }
        #expect(Metric.named("cost", in: scenario) == nil)
        for (former, present) in Metric.formerNames {
            #expect(Metric.named(former, in: scenario) == Metric.named(present, in: scenario))
            #expect(Metric.named(present, in: scenario)?.id == present)
        }
    }

    @Test("Comes to the mean, the median, quantiles and the least good of its values")
    func summaries() throws {
        let ledgers = (1...20).map { number in
            var ledger = Ledger()
            ledger.labour.tickets = number
            ledger.days.counts[0].released = 20
            ledger.days.counts[0].patched = Int64(number)
            return ledger
        }
        func estimate(_ metric: Metric) throws -> Double { try #require(MetricSummary(metric, ledgers)).estimate }
        #expect(try estimate(.tickets) == 10.5)
        #expect(try estimate(.tickets.over(.typical)) == 10.5)
        #expect(try estimate(.tickets.over(.worst)) == 20)
        #expect(try estimate(Metric.patchedByDay[0].over(.worst)) == 0.05)
        #expect(try estimate(.tickets.over(.p90)) <= estimate(.tickets.over(.p95)))
    }

    @Test("Has no value where a run does not have one of its figures, and its own value where it lacks another")
    func absent() {
        for seed in 0..<20 as Range<UInt64> {
            for figure in Ledger.figures {
                let whole = Self.ledger(seed)
                var ledger = whole
                ledger.leaveOut(figure)
                for metric in Self.all {
                    let expected = metric.formula.names.contains(figure.id) ? nil : metric.value(in: whole)?.value
                    #expect(metric.value(in: ledger)?.value == expected, "\(metric.id) without \(figure.id)")
                }
            }
        }
    }
}
