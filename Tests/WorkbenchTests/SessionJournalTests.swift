import Foundation
import Testing
import Training

@testable import Workbench

@Suite("Save files")
struct SessionJournalTests {
    private typealias Session = Training.Session

    private static let lesson = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scenarios/lessons/first-look.yaml").path

    @Test("Who plays a session has its file alone, and goes on only with what was read")
    func alone() throws {
        let lesson = try #require(LessonInput.check(Self.lesson).lesson).lesson
        let path = FileManager.default.temporaryDirectory.path + "/patchlab-\(UUID().uuidString)\(SaveFormat.ending)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let session = try Session(lesson, draw: lesson.draw(1), mode: .practise)
        var text = TextSession(session)
        let early: SavedSession
        do {
            let journal = try SessionJournal(new: path, session)
            early = try SavedSessionInput.read(path)
            let failure = #expect(throws: Failure.self) { _ = try SessionJournal(goingOn: path, early) }
            #expect(failure?.lines == ["\(path): this session is being played elsewhere"])
            _ = try text.answer("note one") { try journal.keep($0) }
        }
        // It is free again, and longer than it was.
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        let failure = #expect(throws: Failure.self) { _ = try SessionJournal(goingOn: path, early) }
        #expect(failure?.lines.first?.contains("since it was read") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
        let journal = try SessionJournal(goingOn: path, try SavedSessionInput.read(path))
        _ = try text.answer("note two") { try journal.keep($0) }
        #expect(try SavedSessionInput.read(path).lines.count == 2)
    }

    @Test("A path is a folder and the name of a file in it")
    func folders() {
        #expect(SessionJournal.folder(of: "a") == "." && SessionJournal.fileName(of: "a") == "a")
        #expect(SessionJournal.folder(of: "b/c/a.plt.jsonl") == "b/c" && SessionJournal.fileName(of: "b/c/a") == "a")
        #expect(SessionJournal.folder(of: "/a.plt.jsonl") == "/")
    }
}
