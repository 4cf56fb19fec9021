import EventEngine
import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing
import Training

@testable import Workbench

/// The lessons that come with the program, each played by scripts: well, naively, and foolishly.
@Suite("Lessons")
struct LessonTests {
    private typealias Session = Training.Session

    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = repository.appendingPathComponent("Scenarios/lessons")
    static let names = [
        "first-look", "laptops-on-tour", "tuesdays-library", "phones-are-ringing", "fridays-notice",
        "a-quarter-past-four",
        "a-hundred-canaries", "ninety-three-percent",
    ]
    /// `make check-lessons` plays more draws, and all lessons naively and foolishly, too.
    private static let isLong = ProcessInfo.processInfo.environment["CHECK_LESSONS"] != nil
    private static let size = isLong ? Belief.Size.usual : Belief.Size(draws: 60)

    private func lesson(_ name: String) throws -> Lesson {
        let (prepared, diagnostics) = LessonInput.check(Self.folder.path + "/\(name).yaml")
        #expect(diagnostics.isEmpty, "\(name): \(diagnostics.map(\.description))")
        return try #require(prepared).lesson
    }

    /// What comes of a script on draw 0.
    private func played(_ lesson: Lesson, _ kind: String) async throws -> (
        debrief: Debrief, belief: Belief, said: [String]
    ) {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Lessons/\(lesson.name).\(kind).txt")
        let script = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        var text = TextSession(try Session(lesson, draw: lesson.draw(0), mode: .practise))
        var said: [String] = []
        for line in script.split(separator: "\n") { said += text.answer(String(line)) { _ in }.lines }
        #expect(text.session.hasEnded, "\(lesson.name) \(kind)")
        let debrief = try #require(Debrief(text.session))
        let belief = try #require(try await Belief.made(of: debrief, size: Self.size, threads: 2))
        return (debrief, belief, said)
    }

    @Test(
        "Every lesson that comes with the program is listed, reads without a remark, and has the par of its digest",
        arguments: names
    )
    func shipped(name: String) throws {
        let lesson = try lesson(name)
        let par = try #require(lesson.par, "\(name) has no par: patchlab train par Scenarios/lessons/\(name).yaml")
        #expect(par.simulation == simulationVersion && par.expert.count == Par.usualDraws)
        #expect(par.scale > 0, "playing naively costs no more")
        #expect(lesson.hints.allSatisfy { $0.steps.allSatisfy { !$0.isEmpty } } && !lesson.rule.isEmpty)
        // The first draws again: the file is what is worked out.
        let again = try #require(try Par.made(of: lesson, draws: 4))
        #expect(again.expert.allSatisfy { par.expert.contains($0) })
        for strategy in lesson.scenario.patches.flatMap(\.regressions).map(\.name) {
            let told = lesson.title + lesson.role + lesson.brief + lesson.hints.flatMap(\.steps).joined()
            #expect(!told.contains(strategy), "\(name) gives the defect away")
        }
    }

    @Test(
        "Well played, a lesson costs less by its decisions than naively played, and that less than foolishly",
        arguments: names
    )
    func order(name: String) async throws {
        let lesson = try lesson(name)
        let good = try await played(lesson, "good")
        let unmet = good.debrief.must.filter { !$0.isMet }.map(\.duty.text)
        #expect(unmet.isEmpty, "\(unmet)")
        #expect(!good.debrief.never.contains { $0.isBroken })
        let total = good.debrief.expert.total + good.belief.decisions + good.belief.choices
        #expect(total == good.debrief.trainee.total)
        guard Self.isLong || ["tuesdays-library", "fridays-notice"].contains(name) else { return }
        let naive = try await played(lesson, "naive")
        let foolish = try await played(lesson, "foolish")
        #expect(
            good.belief.decisions < naive.belief.decisions,
            "good \(good.belief.decisions), naive \(naive.belief.decisions)"
        )
        #expect(
            naive.belief.decisions < foolish.belief.decisions,
            "naive \(naive.belief.decisions), foolish \(foolish.belief.decisions)"
        )
        let scores = [good, naive, foolish].compactMap { Score($0.debrief, $0.belief)?.value }
        #expect(scores == scores.sorted(by: >), "\(scores)")
    }

    /// Only `make check-lessons` has the time: 200 draws a lesson, all played by one and the same script.
    @Test("Luck of the choices has mean zero over draws", .enabled(if: isLong), arguments: names)
    func luck(name: String) async throws {
        let lesson = try lesson(name)
        var long = lesson
        long.pool.draws = 200
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Lessons/\(name).naive.txt")
        let script = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let world = try World(lesson.scenario)
        var lucks: [Double] = []
        for number in 0..<200 {
            var text = TextSession(Session(long, draw: long.draw(number), mode: .practise, world: world))
            for line in script.split(separator: "\n") { _ = text.answer(String(line)) { _ in } }
            let debrief = try #require(Debrief(text.session))
            let belief = try #require(try await Belief.made(of: debrief, size: .init(draws: 60), threads: 2))
            lucks.append(Double(belief.choices))
        }
        let mean = lucks.reduce(0, +) / Double(lucks.count)
        let variance = lucks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(lucks.count - 1)
        #expect(abs(mean) <= 2 * (variance / Double(lucks.count)).squareRoot(), "\(name): mean \(mean)")
    }

    @Test("A mistake in a lesson is told with its place, its code and what was probably meant")
    func mistakes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "patchlab-lessons-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("mine.yaml").path
        let world = Self.folder.path + "/worlds/laptops.yaml"
        let sound = """
            patchlab-lesson: 1
            title: Mine
            scenario: \(world)
            must:
              - { text: arm a stop, stop-armed: true }
            expert: big-bang
            naive: two-days

            """
        func told(_ old: String, _ new: String) throws -> [String] {
            try Data(sound.replacing(old, with: new).utf8).write(to: URL(fileURLWithPath: path))
            return LessonInput.check(path).diagnostics.map(\.description)
        }
        #expect(try told("Mine", "Yours").isEmpty)
        let cases = [
            ("expert: big-bang", "expert: big-bag", ":6:9: error unknown-strategy: ", "(did you mean \"big-bang\"?)"),
            ("title: Mine", "titel: Mine", ":2:1: error unknown-key: ", "(did you mean \"title\"?)"),
            ("stop-armed: true", "stop-armd: true", ":5:", "(did you mean \"stop-armed\"?)"),
            ("stop-armed: true", "first: lptops", ":5:", "error unknown-group: "),
            ("stop-armed: true", "pilots: { component: vpn-clint, count: 3 }", ":5:", "(did you mean \"vpn-client\"?)"),
            ("stop-armed: true", "stop-armed: true, control-group: true", ":5:", "error "),
            ("laptops.yaml", "laptop.yaml", ":3:11: error cannot-read: ", "laptop.yaml\""),
            ("patchlab-lesson: 1", "patchlab-lesson: 2", ":1:18: error ", "number-out-of-range"),
            ("patchlab-lesson: 1", "patchlab: 1", ":1:1: error wrong-kind: ", "a lesson begins with"),
        ]
        for (old, new, place, words) in cases {
            let found = try told(old, new)
            #expect(found.contains { $0.contains(place) && $0.contains(words) }, "\(new): \(found)")
        }
        #expect(LessonInput.check(path + "x").lesson == nil)
    }

    @Test("What was written to a save file is there after every answer, and half a line is taken off")
    func journal() throws {
        let lesson = try lesson("first-look")
        let path = FileManager.default.temporaryDirectory.path + "/patchlab-\(UUID().uuidString)\(SaveFormat.ending)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let session = try Session(lesson, draw: lesson.draw(1), mode: .practise)
        var text = TextSession(session)
        do {
            let journal = try SessionJournal(new: path, session)
            for line in ["begin first 5%, others rest", "open first", "wait 1d", "note well"] {
                _ = try text.answer(line) { try journal.keep($0) }
                let saved = try SavedSessionInput.read(path)
                let (again, drift) = try saved.played(lesson)
                #expect(drift == nil && again.branches == text.session.branches)
            }
        }
        #expect(throws: Failure.self) { _ = try SessionJournal(new: path, session) }
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try (whole + Data("{\"t\":86400,\"bra".utf8)).write(to: URL(fileURLWithPath: path))
        let saved = try SavedSessionInput.read(path)
        #expect(saved.hasHalfLine)
        let journal = try SessionJournal(goingOn: path, saved)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
        _ = try text.answer("note on") { try journal.keep($0) }
        let (again, drift) = try SavedSessionInput.read(path).played(lesson)
        #expect(drift == nil && again.branches == text.session.branches)
    }
}
