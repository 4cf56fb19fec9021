import EventEngine
import PatchModel
import PatchSimulator

@testable import Training

/// Scenarios know another kind of session: that of a device.
typealias Session = Training.Session

/// A lesson small enough to be played thousands of times.
enum TrainingWorlds {
    static let day: Tick = 86_400

    static func law(_ seconds: Double) -> Distribution { (try? .constant(seconds)) ?? .zero }
    static func exponential(_ mean: Double) -> Distribution { (try? .exponential(mean: mean)) ?? .zero }

    /// 80 machines that are always on and 40 with a tool that an update of `app` may break.
    ///
    /// - Parameters:
    ///   - chance: that the update has a defect.
    ///   - isSeen: whether anything is ever reported of the defect.
    static func scenario(chance: Double = 0.5, isSeen: Bool = true) -> Scenario {
        let software = Software(
            components: [
                Component(name: "app", versions: ["1", "2"]),
                Component(name: "tool", versions: ["1"], requires: [VersionRange(component: 0, versions: 0..<2)]),
            ],
            images: [Image(name: "plain", installed: [0: 0]), Image(name: "tools", installed: [0: 0, 1: 0])]
        )
        func group(_ name: String, _ count: Int, _ image: Int) -> DeviceGroup {
            DeviceGroup(
                name: name,
                count: count,
                deviceClass: .desktop,
                image: image,
                checkIn: CheckIn(mode: .poll(every: 3600, jitter: 0.1)),
                backgroundFailuresPerDay: 0.01
            )
        }
        let defect = Regression(
            name: "the tool stops",
            chance: chance,
            condition: DevicePredicate(components: [VersionRange(component: 1, versions: 0..<1)]),
            onset: .after(exponential(86_400)),
            effect: .down(component: 1),
            telemetry: .init(probability: isSeen ? 0.5 : 0, delay: law(1800)),
            helpDesk: .init(probability: isSeen ? 0.4 : 0, delay: exponential(7200))
        )
        let patch = Patch(
            name: "app-2",
            updates: [ComponentUpdate(component: 0, to: 1)],
            fixes: [0],
            released: 0,
            severity: .high,
            installation: Installation(duration: law(60), failureChance: 0.02, revert: law(60)),
            restart: Restart(kind: .service, duration: law(20), wait: law(0)),
            rollback: Rollback(duration: law(300)),
            regressions: [defect],
            vendorFix: VendorFix(after: exponential(2 * 86_400), reports: 3)
        )
        return Scenario(
            horizon: 8 * day,
            software: software,
            groups: [group("plain", 80, 0), group("tools", 40, 1)],
            vulnerabilities: [
                Vulnerability(name: "hole", affects: [VersionRange(component: 0, versions: 0..<1)], severity: .high)
            ],
            patches: [patch],
            repair: nil,
            strategies: [naive, expert],
            serviceLevel: ServiceLevel(deadlines: [.high: 5 * day])
        )
    }

    static let naive = Strategy(
        name: "big-bang",
        kind: .bigBang,
        stop: StopRule(failures: Limit(.share(0.1), isStrict: true))
    )

    static let expert = Strategy(
        name: "pilots",
        kind: .staged(
            StagedRollout(
                rings: [
                    Ring(
                        name: "pilots",
                        size: .count(10),
                        condition: DevicePredicate(components: [VersionRange(component: 1, versions: 0..<1)])
                    ), Ring(name: "rest", size: .rest),
                ],
                gate: Gate(soak: 2 * day, success: 0.9, minimum: 5, tolerated: 1)
            )
        ),
        stop: StopRule(failures: Limit(.share(0.1), isStrict: true))
    )

    static func lesson(_ scenario: Scenario = scenario(), must: [Duty] = [], never: [Duty] = []) -> Lesson {
        Lesson(
            name: "small",
            title: "Small",
            scenario: scenario,
            prices: Prices(
                currency: "EUR",
                exposedDeviceDay: 1,
                plannedDowntime: 2,
                unplannedDowntime: 8,
                technicianHour: 60,
                ticket: 20
            ),
            pool: .init(seed: 5, draws: 64),
            injects: [.init(time: day + 3600, from: "the manager", text: "All green?")],
            must: must,
            never: never,
            expert: expert,
            naive: naive,
            hindsight: .init(everyoneAt: [0, day, 3 * day], soaks: [0.5, 2]),
            hints: [.init(question: "Who has the tool?", pointer: "groups", rule: "Choose pilots.")],
            rule: "Look first.",
            digest: "0123456789abcdef"
        )
    }

    /// Plays lines, and hands back what was said and kept.
    static func play(_ lines: [String], _ session: Session) -> (
        text: TextSession, said: [String], kept: [SaveFormat.Record]
    ) {
        var text = TextSession(session)
        var said = text.greeting
        var kept: [SaveFormat.Record] = []
        for line in lines { said += text.answer(line) { kept.append($0) }.lines }
        return (text, said, kept)
    }

    /// A save file of what was kept.
    static func file(_ session: Session, _ kept: [SaveFormat.Record]) -> [UInt8] {
        var text = SaveFormat.line(of: SaveFormat.Header(session))
        for record in kept { text += SaveFormat.line(of: record, wall: "2026-01-01T00:00:00Z") }
        return Array(text.utf8)
    }
}

/// A generator of numbers for tests (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Somebody who types whatever comes to mind.
enum RandomPlayer {
    static func lines(_ number: Int) -> [String] {
        var random = SplitMix(state: UInt64(number))
        var lines: [String] = []
        for _ in 0..<Int.random(in: 4...25, using: &random) {
            switch Int.random(in: 0..<20, using: &random) {
            case 0: lines.append("begin pilots 10 where component tool, control 20% control, rest because I say so")
            case 1: lines.append("begin 10%, rest")
            case 2: lines.append("open pilots")
            case 3: lines.append("open ring-1")
            case 4: lines.append("open rest because enough was seen")
            case 5: lines.append("open control")
            case 6: lines.append("pause because phones ring")
            case 7: lines.append("rollback")
            case 8: lines.append("resume")
            case 9: lines.append("rule stop 5% minimum 5")
            case 10: lines.append("rule off")
            case 11: lines.append("wait \(Int.random(in: 1...40, using: &random))h")
            case 12: lines.append("next")
            case 13: lines.append("morning")
            case 14: lines.append("take back 1")
            case 15: lines.append("note so it is")
            case 16: lines.append("forecast defect \(Int.random(in: 0...100, using: &random))%")
            case 17: lines.append("remind 7h look")
            case 18: lines.append("branch \(Int.random(in: 1...3, using: &random))")
            default: lines.append("wait 90m")
            }
        }
        return lines + ["go main", "end"]
    }
}
