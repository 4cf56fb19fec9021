import EventEngine
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

@testable import Workbench

/// What is said of a strategy before it runs is what it does.
@Suite("Explanations of strategies")
struct StrategyExplanationTests {
    private static let day: Tick = 86_400

    private static func scenario(_ devices: Int, extra: String = "", days: Int = 12) throws -> Scenario {
        let text = """
            patchlab: 1
            start: 2026-03-24T00:00:00
            timezone: Europe/Berlin
            horizon: \(days)d
            software:
              components: { app: { versions: [1, 2] } }
              images: { standard: [app 1] }
            fleet:
              - { group: all, count: \(devices), class: server, image: standard, check-in: push }
            patches:
              app-2: { updates: app -> 2, install: { duration: 1s } }
            strategies:
              big-bang: {}
            \(extra)
            """
        return try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
    }

    private static func explanation(_ name: String, _ scenario: Scenario) throws -> StrategyExplanation {
        let strategy =
            try scenario.strategies.first { $0.name == name }
            ?? #require(StrategyPreset.named(name)).strategy(in: scenario)
        return try StrategyExplanation(strategy, in: scenario, runs: 3, seed: 1)
    }

    @Test("App Store: seven rings, one on each of days 0 to 6, as planned and in all runs, and all devices in the end")
    func appStore() throws {
        let found = try Self.explanation("appstore-phased", try Self.scenario(1000))
        #expect(found.devices == 1000 && found.rings.map(\.targets) == [10, 10, 30, 50, 100, 300, 500])
        #expect(found.rings.map(\.earliest) == (0..<7).map { $0 * Self.day })
        #expect(found.rings.map(\.median) == found.rings.map(\.earliest))
        #expect(found.rings.allSatisfy { !$0.opened.contains(nil) })
        let times: [Tick] = [0, 3, 5, 6, 6].map { $0 * Self.day }
        for (offer, time) in zip(found.offered, times) {
            let offered = try #require(offer.time)
            // They are offered it at the very moment, or the second in which the ring opens is over.
            #expect((time...time + 1).contains(offered))
        }
        #expect(found.idle.isEmpty && found.obstacles.isEmpty && found.stops.isEmpty)
    }

    /// Of 5 devices the patch concerns 3 have `web`, and 2 of these `web` 2.
    @Test("How many of the combinations the first ring has: exact, from the numbers of devices that have them")
    func coverage() throws {
        let text = """
            patchlab: 1
            start: 2026-03-24T00:00:00
            horizon: 3d
            software:
              components:
                tls: { versions: [1, 2] }
                web: { versions: [1, 2], requires: tls }
              images: { old: [tls 1, web 1], new: [tls 1, web 2], bare: [tls 1], none: [] }
            fleet:
              - { group: a, count: 1, class: server, image: old }
              - { group: b, count: 2, class: server, image: new }
              - { group: c, count: 2, class: server, image: bare }
              - { group: d, count: 9, class: server, image: none }
            patches:
              tls-2: { updates: tls -> 2, install: { duration: 1s } }
            strategies:
              two: { kind: staged, rings: [{ count: 2 }, rest], gate: {} }
              all-of-b: { kind: staged, rings: [{ count: 2, where: { group: b } }, rest], gate: {} }
              represent: { kind: staged, rings: [{ represent: 1 }, rest], gate: {} }
              big-bang: {}

            """
        let scenario = try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
        func coverage(_ place: Int) -> PilotCoverage? {
            PilotCoverage(scenario.strategies[place], in: scenario, [0])
        }
        // tls 1 is everywhere; with web 1 on one of 5: 1 - C(4, 2) / C(5, 2); with web 2 on two: 1 - C(3, 2) / C(5, 2).
        let two = try #require(coverage(0))
        #expect(two.combinations == 3)
        #expect(abs(two.expected - (1 + 0.4 + 0.7)) < 1e-12)
        #expect(two.rarest.name == "tls 1 with web 1" && two.rarest.devices == 1)
        #expect(abs(two.rarest.probability - 0.4) < 1e-12)
        #expect(two.representatives == 2)
        #expect(two.text.contains("2.10 of the 3 combinations"), "\(two.text)")
        #expect(coverage(1)?.expected == 2 && coverage(1)?.rarest.probability == 0)
        let all = try #require(coverage(2))
        #expect(all.expected == 3)
        #expect(
            all.text
                == "The first ring has devices with each of the 3 combinations of what is updated and what depends on it."
        )
        #expect(coverage(3) == nil)
        let lines = try StrategyExplanation(scenario.strategies[0], in: scenario, runs: 2, seed: 1).lines(width: 400)
        #expect(lines.contains { $0.hasPrefix("The first ring has 2.10 of the 3") })
    }

    @Test("Dates are those of clocks there, also after these have been put forward")
    func dates() throws {
        let lines = try Self.explanation("appstore-phased", try Self.scenario(1000)).lines(width: 120)
        // From 29 March on an hour is missing.
        let text = lines.joined(separator: " ")
        #expect(text.contains("1 % by 2026-03-24 00:00") && text.contains("100 % by 2026-03-30 01:00"))
        #expect(lines.allSatisfy { $0.count <= 120 })
    }

    @Test("Planned looks are told with their times and the levels of the recursive integration")
    func looks() throws {
        let found = try Self.explanation("canary-group-sequential", try Self.scenario(10_000))
        // Four looks at 5 %, by another program: 0.0000886, 0.00554, 0.0219, 0.0427.
        let text = found.lines(width: 400).joined(separator: " ")
        #expect(
            text.contains(
                "fails, if Fisher's test says so, after 24.0 h at p = 0.0000886, after 2.00 d at p = 0.00554, after 3.00 d at p = 0.0219, after 4.00 d at p = 0.0427."
            ),
            "\(text)"
        )
        #expect(found.rings.map(\.median) == [0, 4 * Self.day] && found.idle.isEmpty)
    }

    @Test("298 canaries cannot show that an excess is at most 1 %, 299 can")
    func fewest() {
        let needed = SequentialTest(tolerated: 0.01, confidence: 0.95).fewest
        func bound(_ count: Int) -> Double { 1 - exponential(naturalLogarithm(0.05) / Double(count)) }
        #expect(needed == 299 && bound(299) <= 0.01 && bound(298) > 0.01)
        #expect(SequentialTest(tolerated: 0.5, confidence: 0.5).fewest == 1)
    }

    @Test("A canary that is too small to pass is said to be, and the rollout waits for ever")
    func tooFew() throws {
        let small = try Self.explanation("canary-sequential", try Self.scenario(1000))
        #expect(small.idle.count == 1 && small.idle[0].contains("30 canaries") && small.idle[0].contains("299"))
        #expect(small.rings[1].median == nil && small.obstacles.first?.ring == "rest")
        #expect(small.obstacles.first?.runs == 3)
        let large = try Self.explanation("canary-sequential", try Self.scenario(10_000))
        #expect(large.idle.isEmpty && large.obstacles.isEmpty)
        #expect(large.rings[1].median == Self.day)
    }

    @Test("One device that is off for ever holds up a gate that asks for all")
    func heldUp() throws {
        var scenario = try Self.scenario(99)
        var away = scenario.groups[0]
        away.name = "away"
        away.count = 1
        away.connectivity = .trace([[]])
        scenario.groups.append(away)
        let strategy = Strategy(
            name: "all",
            kind: .staged(
                StagedRollout(
                    rings: [
                        Ring(name: "first", size: .share(0.5), condition: DevicePredicate()),
                        Ring(name: "away", size: .rest, condition: DevicePredicate(group: "away")),
                        Ring(name: "rest", size: .rest),
                    ],
                    gate: Gate(soak: 0, success: 1, of: .all, minimum: 0)
                )
            )
        )
        let found = try StrategyExplanation(strategy, in: scenario, runs: 3, seed: 1)
        #expect(found.obstacles.reduce(0) { $0 + $1.runs } == 3)
        #expect(found.obstacles.allSatisfy { $0.reason.hasPrefix("success") || $0.reason.hasPrefix("reports") })
    }

    @Test("Slots that failed devices keep are told of before, and when all were kept in how many runs")
    func slots() throws {
        let extra =
            "  locked: { kind: big-bang, limit: { in-flight: 2 } }\n  loose: { kind: big-bang, limit: { in-flight: 100 } }"
        var scenario = try Self.scenario(100, extra: extra)
        #expect(try Self.explanation("locked", scenario).idle.isEmpty)
        #expect(
            try Self.explanation("loose", scenario).idle
                == ["The limit holds up nobody: it has 100 slots for 100 devices"]
        )
        scenario.patches[0].installation.failureChance = 0.9
        scenario.patches[0].installation.attempts = 1
        let found = try Self.explanation("locked", scenario)
        #expect(found.idle.count == 1)
        #expect(
            found.idle[0].hasPrefix(
                "All slots of the limit can be lost: a device on which the installation fails for good keeps its slot"
            )
        )
        #expect(found.obstacles.map(\.runs) == [3] && found.obstacles[0].isForSlots)
        #expect(found.obstacles[0].reason == "a slot that never comes")
        #expect(found.obstacles[0].details == "of 2 held, 2 by devices that failed")
        let text = found.lines(width: 400).joined(separator: "\n")
        #expect(
            text.contains(
                "At the end, in 3 of 3 runs, devices wait for a slot that never comes; in replication 0: of 2 held, 2 by devices that failed."
            )
        )
        scenario.strategies[1].limits[0].expiry = 60
        let freed = try Self.explanation("locked", scenario)
        #expect(freed.idle.isEmpty && freed.obstacles.isEmpty)
    }

    @Test("Rules that can never hold are named")
    func idle() throws {
        let extra = """
              never: { kind: big-bang, stop: [{ when: { failures: "> 100" } }, { when: { failures: "> 1%", count: failed } }, { when: { failures: "> 1%", count: timed-out } }, { when: { failures: "> 1%" } }] }
            """
        let found = try Self.explanation("never", try Self.scenario(100, extra: extra))
        #expect(found.idle.map { String($0.prefix(6)) } == ["Rule 1", "Rule 2", "Rule 3"])
    }
}
