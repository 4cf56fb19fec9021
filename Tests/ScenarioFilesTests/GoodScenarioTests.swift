import EventEngine
import PatchModel
import ScenarioFiles
import Testing

@Suite struct GoodScenarioTests {
    static let loaded = ScenarioFile.load(text: fullScenario, name: "full.yaml")

    static func scenario() throws -> Scenario { try #require(loaded.scenario) }

    @Test("A scenario that uses every part of the format is read without a remark")
    func everything() throws {
        #expect(Self.loaded.diagnostics.map(\.description) == [])
        #expect(Self.loaded.files == ["full.yaml"])
        try Self.scenario().check()
    }

    @Test("The head of a scenario is read as written")
    func head() throws {
        let scenario = try Self.scenario()
        #expect(scenario.question == "Does a two-day soak pay for itself?")
        #expect(scenario.start == "2026-03-10T18:00:00")
        #expect(scenario.horizon == 45 * 86_400)
        #expect(scenario.sources == ["made up: for tests"])
        let day: Tick = 86_400
        let deadlines: [Severity: Tick] = [.critical: 14 * day, .high: 30 * day, .medium: 90 * day, .low: 180 * day]
        #expect(scenario.serviceLevel.deadlines == deadlines)
        #expect(scenario.ticketWork == 20 * 60)
        #expect(
            scenario.prices
                == Prices(
                    currency: "EUR",
                    exposedDeviceDay: 0.02,
                    plannedDowntime: 5,
                    unplannedDowntime: 40,
                    technicianHour: 60,
                    ticket: 25
                )
        )
    }

    @Test("Versions stay texts, so that 5.10 is newer than 5.1 and ranges follow Debian's order")
    func software() throws {
        let scenario = try Self.scenario()
        #expect(
            scenario.software.components.map(\.versions) == [
                ["3.0.15", "3.0.16"], ["5.1", "5.10"], ["140 (release)", "141 (release)"],
            ]
        )
        #expect(scenario.software.components[1].requires == [VersionRange(component: 0, versions: 0..<2)])
        #expect(scenario.software.images.map(\.name) == ["laptop", "web"])
        #expect(scenario.software.images[0].installed == [0: 0, 1: 0, 2: 0])
        #expect(scenario.vulnerabilities[0].affects == [VersionRange(component: 0, versions: 0..<1)])
        #expect(scenario.vulnerabilities[1].affects == [VersionRange(component: 1, versions: 0..<1)])
    }

    @Test("Groups are read with their defaults")
    func fleet() throws {
        let groups = try Self.scenario().groups
        #expect(groups.map(\.count) == [3000, 8, 1000])
        #expect(groups[0].checkIn == CheckIn(mode: .poll(every: 22 * 3600, jitter: 0.1), reach: .corporate))
        #expect(groups[0].bandwidth == 2_500_000)
        #expect(groups[0].backgroundFailuresPerDay == 0.002)
        #expect(groups[0].tags == ["pilot", "sales"])
        let on = try Distribution.exponential(mean: 4 * 3600)
        guard case .alternating(on, let off, let away) = groups[0].connectivity else {
            Issue.record("\(groups[0].connectivity)")
            return
        }
        #expect(away == 0.6)
        // The median of a log-normal law is exp(mu), here in hours.
        #expect(abs(off.quantile(0.5) - 4.481_689_070_338_065 * 3600) < 1e-6 * 3600)
        #expect(groups[1].checkIn == CheckIn(mode: .push))
        #expect(groups[1].connectivity == .alwaysOn)
        #expect(groups[1].exposure == .internet)
        #expect(groups[1].zone.name == "America/New_York")
        #expect(groups[2].checkIn == CheckIn(mode: .poll(every: 3600, jitter: 0.1)))
        #expect(
            groups[2].connectivity
                == .weekly(
                    WeeklyPattern(
                        days: [.mon, .tue, .wed, .thu],
                        opens: 30_600,
                        closes: 63_000,
                        attendance: 0.85,
                        arrival: 1800,
                        absent: .away
                    )
                )
        )
    }

    @Test("Vulnerabilities are placed in time by durations, dates and distributions")
    func vulnerabilities() throws {
        let found = try Self.scenario().vulnerabilities
        #expect(found[0].disclosed == -12 * 86_400)
        #expect(found[0].exploitation == .after(try .logNormal(median: 6 * 86_400, sigma: 1.8)))
        #expect(found[0].exploitationChance == 0.4)
        // Local midnight of 1 March, nine days and eighteen hours before the start.
        #expect(found[1].disclosed == -(9 * 86_400 + 18 * 3600))
        #expect(found[1].exploitation == .at(9 * 86_400 + 6 * 3600))
        #expect(found[2].exploitation == .at(5400))
        #expect(found[2].affects == [])
    }

    @Test("Patches are read with their defaults")
    func patches() throws {
        let patches = try Self.scenario().patches
        #expect(patches[0].updates == [ComponentUpdate(component: 0, to: 1)])
        #expect(patches[0].fixes == [0, 2])
        #expect(patches[0].severity == .critical)
        #expect(patches[0].size == 6 << 20)
        #expect(patches[0].installation.attempts == 4)
        #expect(patches[0].installation.backoff == 14_400)
        #expect(patches[0].installation.interrupts && patches[0].installation.finishesBeforeShutdown)
        #expect(patches[0].restart.kind == .reboot)
        #expect(patches[0].rollback?.failureChance == 0.01)
        #expect(patches[0].vendorFix?.reports == 5)
        #expect(patches[1].prerequisites == [0])
        #expect(patches[1].rollback == nil)
        #expect(patches[1].installation.attempts == 3)
        #expect(patches[1].installation.backoff == 3600)
        #expect(patches[1].installation.revert == (try .constant(300)))
        #expect(patches[1].restart.kind == .none)
        #expect(abs(patches[1].installation.duration.mean - (0.3 * 300 + 0.7 * 360)) < 1e-9)
    }

    @Test("Regressions are read with condition, onset, effect and visibility")
    func regressions() throws {
        let found = try Self.scenario().patches[0].regressions
        #expect(found[0].chance == 0.3)
        #expect(found[0].share == 0.4)
        #expect(found[0].condition.components == [VersionRange(component: 1, versions: 0..<1)])
        #expect(found[0].condition.group == "travelling")
        #expect(found[0].condition.images == [0])
        #expect(found[0].onset == .after(try .exponential(mean: 2 * 86_400)))
        #expect(found[0].effect == .down(component: 1))
        #expect(found[0].telemetry == Regression.Visibility(probability: 0.6, delay: try .constant(1800)))
        #expect(found[1].effect == .degraded(component: 0, share: 0.5))
        #expect(found[1].onset == .restart)
        #expect(found[1].telemetry == Regression.Visibility(probability: 0, delay: .zero))
        #expect(found[2].effect == .networkLoss)
        #expect(found[2].onset == .atOnce)
    }

    @Test("Strategies are read with their defaults")
    func strategies() throws {
        let found = try Self.scenario().strategies
        #expect(found.map(\.name) == ["big-bang", "staged", "by-date", "canary"])
        #expect(found[0].stop == nil)
        let five = Limit(.count(5), isStrict: false)
        #expect(found[1].stop == StopRule(failures: five, of: .reporting, minimum: 10, least: 2))
        #expect(
            found[1].onStop
                == OnStop(
                    stopsOffers: false,
                    cancelsQueued: false,
                    interruptsInFlight: true,
                    rollsBack: false,
                    resume: .after(7 * 86_400)
                )
        )
        guard case .staged(let staged) = found[1].kind, case .staged(let dated) = found[2].kind,
            case .canary(let canary) = found[3].kind
        else {
            Issue.record("wrong kinds")
            return
        }
        #expect(staged.rings.map(\.size) == [.share(0.01), .share(0.1), .share(0.5), .rest])
        #expect(staged.rings.map(\.name) == ["ring 1", "ring 2", "ring 3", "ring 4"])
        let hold = StopRule(failures: Limit(.share(0.05), isStrict: true), of: .attempts, minimum: 50, least: 2)
        #expect(staged.gate == Gate(soak: 172_800, success: 0.95, of: .offered, minimum: 30, tolerated: 1, hold: hold))
        #expect(dated.gate == nil)
        #expect(dated.rings.map(\.after) == [0, 86_400, 6 * 86_400])
        #expect(dated.rings.map(\.name) == ["pilot", "ring 2", "all"])
        #expect(dated.rings[0].size == .count(20))
        #expect(dated.rings[0].condition.tag == "pilot")
        #expect((found[2].unit, found[2].assignment, found[2].checkEvery) == (.patch, .perRelease, 600))
        #expect(found[2].stop == nil)
        #expect((canary.size, canary.soak, canary.level, canary.minimum) == (.share(0.02), 129_600, 0.01, 10))
        #expect(canary.extend == nil)
        #expect(canary.undecided == .continue)
        #expect(canary.failed == Limit(.share(0.5), isStrict: true))
        let standard = Limit(.share(0.02), isStrict: true)
        #expect(found[3].stop == StopRule(failures: standard, minimum: 20, cap: .openRings, least: 2))
        #expect(found[3].onStop == OnStop())
    }

    @Test("A strategy of which nothing is said is the one of the documentation")
    func strategyDefaults() throws {
        let text = smallScenario.replacing("  big-bang: {}", with: "  staged: {}\n  canary: {}")
        let loaded = ScenarioFile.load(text: text, name: "x.yaml")
        #expect(loaded.diagnostics == [])
        let strategies = try #require(loaded.scenario).strategies
        let rings = [0.01, 0.1, 0.5].enumerated().map { Ring(name: "ring \($0 + 1)", size: .share($1)) }
        #expect(
            strategies[0].kind
                == .staged(
                    StagedRollout(
                        rings: rings + [Ring(name: "ring 4", size: .rest)],
                        gate: Gate(soak: 172_800, success: 0.95, tolerated: 1)
                    )
                )
        )
        let standard = Limit(.share(0.02), isStrict: true)
        #expect(strategies[0].stop == StopRule(failures: standard, minimum: 20, cap: .openRings, least: 2))
        #expect(
            strategies[1].kind == .canary(CanaryRollout(size: .share(0.02), soak: 172_800, extend: 172_800))
        )
    }

    @Test(
        "What limits mean follows from what is written: a number of reports is literal, and the first one may be enough"
    )
    func limits() throws {
        func strategy(_ stop: String, _ gate: String = "{}", failed: String = "> 50%") throws -> [Strategy] {
            let text = smallScenario.replacing(
                "  big-bang: {}",
                with: "  staged: { rings: [1%, rest], stop: \(stop), gate: \(gate) }\n"
                    + "  canary: { failed: \"\(failed)\" }"
            )
            let loaded = ScenarioFile.load(text: text, name: "x.yaml")
            #expect(loaded.diagnostics == [])
            return try #require(loaded.scenario).strategies
        }
        for (written, minimum, cap, least) in [
            ("{}", 20, StopRule.Cap.openRings, 2), ("{ minimum: by-ring }", 20, .openRings, 2),
            ("{ minimum: 20 }", 20, .rollout, 2), ("{ minimum: 1 }", 1, .rollout, 1),
            ("{ minimum: 0 }", 0, .rollout, 1),
            ("{ minimum: 1, at-least: 3 }", 1, .rollout, 3), ("{ at-least: 1 }", 20, .openRings, 1),
        ] {
            let stop = try #require(try strategy(written)[0].stop)
            #expect((stop.minimum, stop.cap, stop.least) == (minimum, cap, least), "\(written)")
        }
        for (written, tolerated) in [
            ("{}", 1), ("{ success: 99% }", 1), ("{ success: 100% }", 0), ("{ success: 100%, tolerate: 2 }", 2),
            ("{ tolerate: 0 }", 0),
        ] {
            guard case .staged(let staged) = try strategy("{}", written)[0].kind else { continue }
            #expect(staged.gate?.tolerated == tolerated, "\(written)")
        }
        guard case .canary(let canary) = try strategy("{}", failed: ">= 3")[1].kind else { return }
        #expect(canary.failed == Limit(.count(3), isStrict: false))
    }
}
