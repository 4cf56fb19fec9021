import EventEngine
import PatchModel
import PatchSimulator
import Synchronization
import Training

@testable import TrainingServer

/// Scenarios know another kind of session: that of a device.
typealias Session = Training.Session

/// A lesson that takes milliseconds, with an update that may break what 20 of 60 devices have.
enum SmallLesson {
    private static func law(_ seconds: Double) -> Distribution { (try? .constant(seconds)) ?? .zero }

    /// - Parameters:
    ///   - chance: that the update has a defect.
    ///   - isSeen: whether anything is ever reported of it.
    static func made(chance: Double = 0.5, isSeen: Bool = true) -> Lesson {
        let tool = DevicePredicate(components: [VersionRange(component: 1, versions: 0..<1)])
        let defect = Regression(
            name: "a defect nobody may name",
            chance: chance,
            condition: tool,
            onset: .after(law(40_000)),
            effect: .down(component: 1),
            telemetry: .init(probability: isSeen ? 1 : 0, delay: law(600)),
            helpDesk: .init(probability: isSeen ? 0.5 : 0, delay: law(3600))
        )
        let patch = Patch(
            name: "app-2",
            updates: [ComponentUpdate(component: 0, to: 1)],
            fixes: [0],
            released: 0,
            severity: .high,
            installation: Installation(duration: law(60), failureChance: 0, revert: law(60)),
            restart: Restart(kind: .service, duration: law(20), wait: law(0)),
            rollback: Rollback(duration: law(300)),
            regressions: [defect],
            vendorFix: VendorFix(after: law(86_400), reports: 3)
        )
        func group(_ name: String, _ count: Int, _ image: Int) -> DeviceGroup {
            DeviceGroup(
                name: name,
                count: count,
                deviceClass: .desktop,
                image: image,
                checkIn: CheckIn(mode: .poll(every: 3600, jitter: 0.1))
            )
        }
        let components = [
            Component(name: "app", versions: ["1", "2"]),
            Component(name: "tool", versions: ["1"], requires: [VersionRange(component: 0, versions: 0..<2)]),
        ]
        let images = [Image(name: "plain", installed: [0: 0]), Image(name: "tools", installed: [0: 0, 1: 0])]
        let scenario = Scenario(
            horizon: 5 * 86_400,
            software: Software(components: components, images: images),
            groups: [group("plain", 40, 0), group("tools", 20, 1)],
            vulnerabilities: [
                Vulnerability(name: "hole", affects: [VersionRange(component: 0, versions: 0..<1)], severity: .high)
            ],
            patches: [patch],
            repair: nil,
            strategies: [everybody],
            serviceLevel: ServiceLevel(deadlines: [.high: 4 * 86_400])
        )
        return Lesson(
            name: "small",
            title: "Small",
            role: "You look after <b>60</b> devices.",
            scenario: scenario,
            prices: Prices(currency: "EUR", exposedDeviceDay: 1, unplannedDowntime: 8, ticket: 20),
            pool: .init(seed: 5, draws: 64),
            injects: [.init(time: 90_000, from: "the manager", text: "All green?")],
            expert: everybody,
            naive: everybody,
            hints: [.init(question: "Who has the tool?", pointer: "groups", rule: "Choose pilots.")],
            digest: "0123456789abcdef"
        )
    }

    private static let everybody = Strategy(
        name: "big-bang",
        kind: .bigBang,
        stop: StopRule(failures: Limit(.share(0.1), isStrict: true))
    )
}

/// Sessions in memory, as their files would be.
final class MemoryShelf: SessionShelf {
    let lessons: [Lesson]
    private let files = Mutex<[String: String]>([:])
    /// Whether there is no room for another line.
    let isFull = Mutex(false)
    /// Whether another process has all files.
    let isElsewhere = Mutex(false)

    init(_ lessons: [Lesson]) { self.lessons = lessons }

    private struct NoRoom: Error, CustomStringConvertible { let description = "no space left" }
    private struct Elsewhere: Error, CustomStringConvertible { let description = "it is being played elsewhere" }

    private struct Keeper: SessionKeeper {
        let name: String
        let shelf: MemoryShelf

        func keep(_ record: SaveFormat.Record) throws {
            guard !shelf.isFull.withLock({ $0 }) else { throw NoRoom() }
            shelf.append(SaveFormat.line(of: record, wall: "2026-01-01T00:00:00Z"), to: name)
        }
    }

    private func append(_ text: String, to name: String) { files.withLock { $0[name, default: ""] += text } }

    var contents: [String: String] { files.withLock { $0 } }

    func kept() -> [KeptSession] {
        contents.keys.sorted().map { KeptSession(name: $0, lesson: lessons[0].name, mode: .practise) }
    }

    func begin(_ session: Session) throws -> any SessionKeeper {
        let name = "session-\(contents.count + 1)"
        append(SaveFormat.line(of: SaveFormat.Header(session)), to: name)
        return Keeper(name: name, shelf: self)
    }

    func goOn(_ name: String) throws -> (
        session: Session, drift: SavedSession.Drift?, keeper: any SessionKeeper
    ) {
        guard !isElsewhere.withLock({ $0 }) else { throw Elsewhere() }
        let saved = try SavedSession(Array((contents[name] ?? "").utf8))
        let (session, drift) = try saved.played(lessons[0])
        return (session, drift, Keeper(name: name, shelf: self))
    }
}
