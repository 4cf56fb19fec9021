import EventEngine
import PatchModel

@testable import PatchSimulator

/// Small scenarios with a bit of everything, each a function of its number.
struct RandomScenarios {
    private var random: SplitMix

    static let hour: Tick = 3600
    static let day: Tick = 86_400

    private init(_ number: Int) { random = SplitMix(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15) }

    /// The scenario of that number. One in twenty has up to 40 devices, the others up to 12.
    static func scenario(_ number: Int) -> Scenario {
        var maker = RandomScenarios(number)
        return maker.makeScenario(devices: number % 20 == 0 ? 40 : 12)
    }

    /// A strategy for the scenario of that number; different `variant`s differ.
    static func strategy(_ number: Int, variant: Int = 0) -> Strategy {
        var maker = RandomScenarios(number &* 1009 &+ variant &+ 1)
        return maker.makeStrategy()
    }

    // MARK: Draws

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func ticks(_ range: ClosedRange<Tick>) -> Tick { Tick.random(in: range, using: &random) }

    /// A length with a mean of about that many seconds, often zero or constant.
    private mutating func length(_ mean: Double, zero: Double = 0.3) -> Distribution {
        if chance(zero) { return .zero }
        let law = chance(0.5) ? try? Distribution.exponential(mean: mean) : try? Distribution.constant(mean.rounded())
        return law ?? .zero
    }

    // MARK: Software and fleet

    private static let components = 4
    private static let versions = 4

    private mutating func makeSoftware() -> Software {
        let names = (0..<Self.versions).map { "\($0 + 1)" }
        func any(_ component: Int) -> VersionRange { VersionRange(component: component, versions: 0..<Self.versions) }
        var components = ["base", "library", "program", "other"].map { Component(name: $0, versions: names) }
        components[1].requires = [any(0)]
        components[2].requires = [any(1)]
        if chance(0.2) { components[0].requires = [any(2)] }
        let images = (0..<2).map { number in
            var installed = [0: whole(0...1)]
            for component in 1..<Self.components where chance(0.7) { installed[component] = whole(0...2) }
            return Image(name: "image \(number)", installed: installed)
        }
        return Software(components: components, images: images)
    }

    private mutating func makeConnectivity(horizon: Tick) -> (String, Connectivity) {
        switch whole(0...5) {
        case 0: return ("always-on", .alwaysOn)
        case 1, 2:
            let law: (Double) -> Distribution = { (try? .exponential(mean: $0)) ?? .zero }
            return (
                "alternating",
                .alternating(
                    on: law(pick([1, 4, 30]) * 3600),
                    off: law(pick([1, 12, 60]) * 3600),
                    awayShare: pick([0, 0.4, 1])
                )
            )
        case 3, 4:
            let opens = Int64(whole(0...18)) * 3600
            let closes = min(86_400, opens + Int64(whole(1...9)) * 3600)
            let pattern = WeeklyPattern(
                days: Set(Weekday.allCases.filter { _ in chance(0.7) }),
                opens: opens,
                closes: closes,
                attendance: pick([0, 0.6, 1]),
                arrival: chance(0.5) ? 0 : (closes - opens) / 2,
                absent: pick(WeeklyPattern.Absence.allCases)
            )
            return ("weekly", .weekly(pattern))
        default:
            let rows = (0..<whole(1...4)).map { _ in
                var sessions: [Session] = []
                var time = ticks(-Self.day...Self.day)
                while time < horizon && chance(0.85) {
                    let end = time + ticks(1...Self.day)
                    sessions.append(Session(start: time, end: end, place: pick([.corporate, .away])))
                    time = end + (chance(0.2) ? 0 : ticks(1...2 * Self.day))
                }
                return sessions
            }
            return ("trace", .trace(rows))
        }
    }

    private mutating func makeGroup(_ number: Int, count: Int, horizon: Tick) -> DeviceGroup {
        let (name, connectivity) = makeConnectivity(horizon: horizon)
        let mode: CheckIn.Mode =
            chance(0.4) ? .push : .poll(every: pick([1800, 21_600, 90_000]), jitter: pick([0, 0.5, 1]))
        let start: Int64 = 1_774_000_000
        let zone =
            chance(0.5)
            ? ZoneOffsets.utc(start: start)
            : ZoneOffsets(
                name: "shifting",
                start: start,
                shifts: [.init(from: -Self.day * 30, seconds: 3600), .init(from: 5 * Self.day + 5000, seconds: 7200)]
            )
        return DeviceGroup(
            name: "group \(number)",
            count: count,
            deviceClass: pick(DeviceClass.allCases),
            image: whole(0...1),
            site: pick([nil, "paris", "rome"]),
            tags: chance(0.3) ? ["pilot"] : [],
            connectivityName: name,
            connectivity: connectivity,
            checkIn: CheckIn(mode: mode, reach: chance(0.75) ? .internet : .corporate),
            bandwidth: chance(0.5) ? nil : pick([100, 2000, 100_000]),
            backgroundFailuresPerDay: pick([0, 0, 0.3]),
            zone: zone
        )
    }

    // MARK: Vulnerabilities and patches

    private mutating func makeRange() -> VersionRange {
        let low = chance(0.7) ? 0 : whole(0...2)
        return VersionRange(component: whole(0...Self.components - 1), versions: low..<whole(low + 1...Self.versions))
    }

    private mutating func makeVulnerability(_ number: Int) -> Vulnerability {
        let exploitation: [Exploitation] = [
            .never, .at(ticks(-Self.day...9 * Self.day)), .after(length(2e5)),
        ]
        return Vulnerability(
            name: "weakness \(number)",
            affects: (0..<whole(0...2)).map { _ in makeRange() },
            severity: pick(Severity.allCases),
            disclosed: pick([-Self.day, 0, 30_000, 4 * Self.day]),
            exploitation: exploitation[whole(0...2)],
            // One for certain or not at all: what is drawn is known to the test.
            exploitationChance: pick([0, 1, 1])
        )
    }

    private mutating func makePredicate() -> DevicePredicate {
        DevicePredicate(
            components: chance(0.3) ? [makeRange()] : [],
            group: chance(0.2) ? "group 0" : nil,
            site: chance(0.1) ? "paris" : nil,
            tag: chance(0.2) ? "pilot" : nil
        )
    }

    private mutating func makeRegression(_ number: Int) -> Regression {
        let component = whole(0...Self.components - 1)
        let effects: [Regression.Effect] = [
            .down(component: component), .degraded(component: component, share: pick([0.25, 1])), .restartLoop,
            .bricked, .networkLoss,
        ]
        let onsets: [Regression.Onset] = [.atOnce, .restart, .after(length(1e5, zero: 0))]
        return Regression(
            name: "defect \(number)",
            chance: pick([0.5, 1]),
            condition: makePredicate(),
            share: pick([0.3, 1]),
            onset: onsets[whole(0...2)],
            effect: effects[whole(0...4)],
            telemetry: .init(probability: pick([0, 0.5, 1]), delay: length(1e4)),
            helpDesk: .init(probability: pick([0, 0.5, 1]), delay: length(3e4))
        )
    }

    private mutating func makePatch(_ number: Int, vulnerabilities: Int) -> Patch {
        var patch = Patch(
            name: "patch \(number)",
            updates: (0..<whole(1...2)).map { _ in
                ComponentUpdate(component: whole(0...Self.components - 1), to: whole(1...Self.versions - 1))
            },
            fixes: (0..<vulnerabilities).filter { _ in chance(0.5) },
            released: pick([-Self.day, 0, 0, 2 * Self.day, 2 * Self.day, ticks(0...9 * Self.day)]),
            severity: pick(Severity.allCases),
            prerequisites: (0..<number).filter { _ in chance(0.2) },
            size: pick([0, 10_000, 30_000_000]),
            installation: Installation(
                duration: length(1800),
                failureChance: pick([0, 0.3, 0.3, 1]),
                attempts: whole(1...4),
                backoff: pick([0, 3600, 100_000]),
                revert: length(900),
                brickChance: pick([0, 0, 0.1]),
                interrupts: chance(0.5),
                finishesBeforeShutdown: chance(0.5)
            ),
            restart: Restart(kind: pick(Restart.Kind.allCases), duration: length(300), wait: length(30_000))
        )
        if chance(0.8) { patch.rollback = Rollback(duration: length(600), failureChance: pick([0, 0.3])) }
        patch.regressions = (0..<pick([0, 0, 1, 2])).map { makeRegression($0) }
        if chance(0.6) { patch.vendorFix = VendorFix(after: length(2e5), reports: whole(1...3)) }
        return patch
    }

    private mutating func makeScenario(devices: Int) -> Scenario {
        let horizon = ticks(4 * Self.day...12 * Self.day)
        let software = makeSoftware()
        let parts = whole(1...3)
        let groups = (0..<parts).map { makeGroup($0, count: whole(1...devices / parts), horizon: horizon) }
        let vulnerabilities = (0..<whole(1...4)).map { makeVulnerability($0) }
        let patches = (0..<whole(1...6)).map { makePatch($0, vulnerabilities: vulnerabilities.count) }
        let repair = RepairShop(
            technicians: pick([nil, 1, 2]),
            duration: length(7200),
            travel: length(3600),
            noticedAfter: length(20_000),
            handles: pick(RepairShop.Handles.allCases)
        )
        return Scenario(
            horizon: horizon,
            software: software,
            groups: groups,
            vulnerabilities: vulnerabilities,
            patches: patches,
            repair: chance(0.7) ? repair : nil,
            serviceLevel: ServiceLevel(deadlines: [.critical: Self.day, .high: 3 * Self.day, .low: 90 * Self.day])
        )
    }

    // MARK: Strategies

    private mutating func makeSize() -> RingSize {
        chance(0.5) ? .share(pick([0.05, 0.3, 1])) : .count(whole(1...5))
    }

    private mutating func makeKind() -> Strategy.Kind {
        switch whole(0...3) {
        case 0: return .bigBang
        case 1, 2:
            var rings = (0..<whole(0...3)).map { number in
                Ring(
                    name: "ring \(number)",
                    size: makeSize(),
                    condition: makePredicate(),
                    after: pick([0, 0, Self.day])
                )
            }
            rings.append(Ring(name: "rest", size: .rest, after: pick([0, 2 * Self.day])))
            let gate = Gate(
                soak: pick([0, Self.hour, Self.day]),
                success: pick([0, 0.5, 0.95]),
                of: pick(Denominator.allCases),
                minimum: pick([0, 2, 20])
            )
            return .staged(StagedRollout(rings: rings, gate: chance(0.7) ? gate : nil))
        default:
            return .canary(
                CanaryRollout(
                    size: makeSize(),
                    condition: makePredicate(),
                    soak: pick([Self.hour, Self.day]),
                    level: pick([0.05, 0.4]),
                    minimum: pick([1, 3, 20]),
                    extend: pick([nil, Self.day]),
                    undecided: pick(CanaryRollout.Undecided.allCases)
                )
            )
        }
    }

    private mutating func makeStrategy() -> Strategy {
        let limit = Limit(chance(0.5) ? .count(whole(0...2)) : .share(pick([0.02, 0.2])), isStrict: chance(0.5))
        return Strategy(
            name: "random",
            kind: makeKind(),
            unit: pick(Strategy.Unit.allCases),
            assignment: pick(Strategy.Assignment.allCases),
            checkEvery: pick([600, Self.hour, 6 * Self.hour]),
            stop: chance(0.7)
                ? StopRule(failures: limit, of: pick(Denominator.allCases), minimum: pick([0, 2, 20])) : nil,
            onStop: OnStop(
                stopsOffers: chance(0.7),
                cancelsQueued: chance(0.5),
                interruptsInFlight: chance(0.5),
                rollsBack: chance(0.6),
                resume: pick([.never, .withFix, .withFix, .after(0), .after(Self.day)])
            )
        )
    }
}

/// A small generator for tests: SplitMix64 of G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number
/// generators", 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
