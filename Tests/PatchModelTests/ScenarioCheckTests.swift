import EventEngine
import PatchModel
import Testing

@Suite("Checks of scenarios")
struct ScenarioCheckTests {
    /// A scenario with one of everything, which holds together.
    static func sound() throws -> Scenario {
        let hour = try Distribution.constant(3600)
        let predicate = DevicePredicate(components: [VersionRange(component: 0, versions: 0..<1)], images: [0])
        let regression = Regression(
            name: "bug",
            chance: 0.5,
            condition: predicate,
            effect: .degraded(component: 1, share: 0.5),
            telemetry: .init(probability: 1, delay: hour),
            helpDesk: .init(probability: 1, delay: hour)
        )
        let installation = Installation(
            duration: hour,
            failureChance: 0.1,
            attempts: 3,
            backoff: 60,
            revert: hour,
            brickChance: 0.1
        )
        let patch = Patch(
            name: "app-2",
            updates: [ComponentUpdate(component: 0, to: 1)],
            fixes: [0],
            size: 1,
            installation: installation,
            restart: Restart(kind: .reboot, duration: hour, wait: hour),
            rollback: Rollback(duration: hour),
            regressions: [regression],
            vendorFix: VendorFix(after: hour)
        )
        var second = patch
        second.name = "app-3"
        second.updates = [ComponentUpdate(component: 0, to: 2)]
        second.prerequisites = [0]
        let group = DeviceGroup(name: "fleet", count: 10, deviceClass: .laptop, image: 0, bandwidth: 1000)
        return Scenario(
            horizon: 86_400,
            software: Software(
                components: [
                    Component(name: "app", versions: ["1", "2", "3"]),
                    Component(name: "tool", versions: ["1"], requires: [VersionRange(component: 0, versions: 0..<3)]),
                ],
                images: [Image(name: "standard", installed: [0: 0, 1: 0])]
            ),
            groups: [group, group],
            vulnerabilities: [Vulnerability(name: "CVE-1", affects: [VersionRange(component: 0, versions: 0..<1)])],
            patches: [patch, second],
            repair: RepairShop(technicians: 1, duration: hour, travel: hour, noticedAfter: hour),
            strategies: [
                Strategy(
                    name: "big-bang",
                    kind: .bigBang,
                    stop: StopRule(failures: Limit(.share(0.02), isStrict: true))
                ),
                Strategy(
                    name: "staged",
                    kind: .staged(
                        StagedRollout(
                            rings: [Ring(name: "first", size: .share(0.1)), Ring(name: "rest", size: .rest)],
                            gate: Gate(soak: 60, success: 0.9)
                        )
                    )
                ),
                Strategy(name: "canary", kind: .canary(CanaryRollout(size: .count(2), soak: 60))),
            ],
            serviceLevel: ServiceLevel(deadlines: [.high: 86_400])
        )
    }

    @Test("A scenario with one of everything passes")
    func passes() throws {
        try Self.sound().check()
    }

    /// What is broken, and a part of what the error must say.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var words: String
        var make: @Sendable (inout Scenario) -> Void
        var testDescription: String { words }

        init(_ words: String, _ make: @escaping @Sendable (inout Scenario) -> Void) {
            self.words = words
            self.make = make
        }
    }

    static func change(_ scenario: inout Scenario, _ change: (inout StagedRollout) -> Void) {
        guard case .staged(var staged) = scenario.strategies[1].kind else { return }
        change(&staged)
        scenario.strategies[1].kind = .staged(staged)
    }

    static func change(_ scenario: inout Scenario, _ change: (inout CanaryRollout) -> Void) {
        guard case .canary(var canary) = scenario.strategies[2].kind else { return }
        change(&canary)
        scenario.strategies[2].kind = .canary(canary)
    }

    static let mistakes: [Mistake] = [
        Mistake("horizon") { $0.horizon = 0 },
        Mistake("horizon") { $0.horizon = .max },
        Mistake("component tool has no version") { $0.software.components[1].versions = [] },
        Mistake("component tool names a component") { $0.software.components[1].requires[0].component = 9 },
        Mistake("names a version of app") { $0.software.components[1].requires[0].versions = 0..<4 },
        Mistake("image standard") { $0.software.images[0].installed[7] = 0 },
        Mistake("image standard") { $0.software.images[0].installed[0] = 3 },
        Mistake("the fleet is empty") { $0.groups = [] },
        Mistake("group fleet needs 1 to 2^30") { $0.groups[0].count = 0 },
        Mistake("more than 2^30") {
            $0.groups[0].count = 1 << 30
            $0.groups[1].count = 1
        },
        Mistake("more than 2^27") { $0.groups[0].count = 1 << 27 },
        Mistake("has an image that is not there") { $0.groups[0].image = 1 },
        Mistake("background failures of fleet") { $0.groups[0].backgroundFailuresPerDay = -1 },
        Mistake("background failures of fleet") { $0.groups[0].backgroundFailuresPerDay = .infinity },
        Mistake("background failures of fleet") { $0.groups[0].backgroundFailuresPerDay = .nan },
        Mistake("bandwidth of fleet") { $0.groups[0].bandwidth = 0 },
        Mistake("bandwidth of fleet") { $0.groups[0].bandwidth = .infinity },
        Mistake("must check in at most once a second") { $0.groups[0].checkIn.mode = .poll(every: 0, jitter: 0) },
        Mistake("must check in at most once a second") { $0.groups[0].checkIn.mode = .poll(every: .max, jitter: 0) },
        Mistake("jitter of fleet") { $0.groups[0].checkIn.mode = .poll(every: 60, jitter: 1.5) },
        Mistake("share away of fleet") { $0.groups[0].connectivity = .alternating(on: hour, off: hour, awayShare: 2) },
        Mistake("finite mean of at least a second") {
            $0.groups[0].connectivity = .alternating(on: .zero, off: hour, awayShare: 0)
        },
        Mistake("must lie within a day") { $0.groups[0].connectivity = weekly { $0.closes = $0.opens } },
        Mistake("must lie within a day") { $0.groups[0].connectivity = weekly { $0.closes = 86_401 } },
        Mistake("attendance of fleet") { $0.groups[0].connectivity = weekly { $0.attendance = -0.1 } },
        Mistake("arrival of fleet") { $0.groups[0].connectivity = weekly { $0.arrival = 3600 } },
        Mistake("trace of fleet is empty") { $0.groups[0].connectivity = .trace([]) },
        Mistake("ascending sessions") {
            $0.groups[0].connectivity = .trace([[], [Session(start: 0, end: 10), Session(start: 9, end: 20)]])
        },
        Mistake("ascending sessions") { $0.groups[0].connectivity = .trace([[Session(start: 5, end: 5)]]) },
        Mistake("ascending sessions") { $0.groups[0].connectivity = .trace([[Session(start: 5, end: .max)]]) },
        Mistake("vulnerability CVE-1 names") { $0.vulnerabilities[0].affects[0].component = -1 },
        Mistake("exploitation of CVE-1") { $0.vulnerabilities[0].exploitationChance = 1.1 },
        Mistake("CVE-1 is disclosed out of time") { $0.vulnerabilities[0].disclosed = .min },
        Mistake("patch app-2 updates nothing") { $0.patches[0].updates = [] },
        Mistake("updates to a component or version") { $0.patches[0].updates[0].to = 3 },
        Mistake("updates to a component or version") { $0.patches[0].updates[0].to = .max },
        Mistake("updates to a component or version") { $0.patches[0].updates[0].component = -1 },
        Mistake("fixes a vulnerability") { $0.patches[0].fixes = [1] },
        Mistake("needs a patch that is not there") { $0.patches[0].prerequisites = [2] },
        Mistake("app-2 -> app-3 -> app-2") { $0.patches[0].prerequisites = [1] },
        Mistake("app-2 -> app-2") { $0.patches[0].prerequisites = [0] },
        Mistake("released out of time") { $0.patches[0].released = .min },
        Mistake("size of patch app-2") { $0.patches[0].size = -1 },
        Mistake("size of patch app-2") { $0.patches[0].size = .max },
        Mistake("failure chance of patch app-2") { $0.patches[0].installation.failureChance = .nan },
        Mistake("brick chance of patch app-2") { $0.patches[0].installation.brickChance = 2 },
        Mistake("1 to 15 attempts") { $0.patches[0].installation.attempts = 16 },
        Mistake("backoff of patch app-2") { $0.patches[0].installation.backoff = -1 },
        Mistake("backoff of patch app-2") { $0.patches[0].installation.backoff = .max },
        Mistake("rollback failure") { $0.patches[0].rollback?.failureChance = -1 },
        Mistake("at least one report") { $0.patches[0].vendorFix?.reports = 0 },
        Mistake("chance of regression bug") { $0.patches[0].regressions[0].chance = 2 },
        Mistake("share of regression bug") { $0.patches[0].regressions[0].share = -1 },
        Mistake("telemetry of regression bug") { $0.patches[0].regressions[0].telemetry.probability = 2 },
        Mistake("help-desk of regression bug") { $0.patches[0].regressions[0].helpDesk.probability = 2 },
        Mistake("breaks a component") { $0.patches[0].regressions[0].effect = .down(component: 2) },
        Mistake("breaks a component") { $0.patches[0].regressions[0].effect = .degraded(component: -1, share: 1) },
        Mistake("share of regression bug") { $0.patches[0].regressions[0].effect = .degraded(component: 0, share: 2) },
        Mistake("names an image") { $0.patches[0].regressions[0].condition.images = [0, 4] },
        Mistake("names a version of app") { $0.patches[0].regressions[0].condition.components[0].versions = 2..<9 },
        Mistake("at least one technician") { $0.repair?.technicians = 0 },
        Mistake("must look at the console") { $0.strategies[0].checkEvery = 0 },
        Mistake("the time between two looks") { $0.strategies[0].checkEvery = .max },
        Mistake("limit of strategy big-bang") { $0.strategies[0].stop?.failures.measure = .share(20) },
        Mistake("1 to 250 rings") { change(&$0) { (staged: inout StagedRollout) in staged.rings = [] } },
        Mistake("a share of strategy staged") {
            change(&$0) { (staged: inout StagedRollout) in staged.rings[0].size = .share(0) }
        },
        Mistake("a count of strategy staged") {
            change(&$0) { (staged: inout StagedRollout) in staged.rings[0].size = .count(0) }
        },
        Mistake("opens a ring before the release") {
            change(&$0) { (staged: inout StagedRollout) in staged.rings[0].after = -1 }
        },
        Mistake("success of strategy staged") {
            change(&$0) { (staged: inout StagedRollout) in staged.gate?.success = 95 }
        },
        Mistake("gate of strategy staged") { change(&$0) { (staged: inout StagedRollout) in staged.gate?.soak = -1 } },
        Mistake("needs a share or a count") { change(&$0) { (canary: inout CanaryRollout) in canary.size = .rest } },
        Mistake("level of strategy canary") { change(&$0) { (canary: inout CanaryRollout) in canary.level = 1 } },
        Mistake("soak of strategy canary") { change(&$0) { (canary: inout CanaryRollout) in canary.soak = .max } },
        Mistake("extension of strategy canary") { change(&$0) { (canary: inout CanaryRollout) in canary.extend = -5 } },
        Mistake("minimum of at least 1") { change(&$0) { (canary: inout CanaryRollout) in canary.minimum = 0 } },
        Mistake("a deadline") { $0.serviceLevel.deadlines[.low] = .max },
    ]

    private static let hour = (try? Distribution.constant(3600)) ?? .zero

    private static func weekly(_ change: (inout WeeklyPattern) -> Void) -> Connectivity {
        var pattern = WeeklyPattern(days: [.mon], opens: 3600, closes: 7200)
        change(&pattern)
        return .weekly(pattern)
    }

    @Test("Each mistake is found and named", arguments: mistakes)
    func finds(mistake: Mistake) throws {
        var scenario = try Self.sound()
        mistake.make(&scenario)
        do {
            try scenario.check()
            Issue.record("passed")
        } catch {
            #expect(error.description.contains(mistake.words), "\(error)")
        }
    }
}
