import PatchModel
import PatchSimulator
import Testing

@testable import Training

@Suite("Save files")
struct SaveFileTests {
    typealias W = TrainingWorlds

    private func played() throws -> (session: Session, bytes: [UInt8]) {
        let lesson = W.lesson()
        let lines = [
            "begin pilots 10 where component tool, control 20% control, rest because they have it", "rule stop 5% keep",
            "open pilots", "next", "note \"quoted\" and, more", "forecast t95 5d", "remind 6h look", "hint", "wait 1d",
            "open rest",
            "end",
        ]
        let (text, _, kept) = W.play(lines, try Session(lesson, draw: lesson.draw(2), mode: .practise))
        return (text.session, W.file(text.session, kept))
    }

    @Test("Every kind of line comes back as it was")
    func lines() throws {
        let (session, bytes) = try played()
        let saved = try SavedSession(bytes)
        #expect(saved.header == SaveFormat.Header(session) && !saved.hasHalfLine && saved.wholeBytes == bytes.count)
        var again = SaveFormat.line(of: saved.header)
        for line in saved.lines { again += SaveFormat.line(of: line.record, wall: line.wall) }
        #expect(Array(again.utf8) == bytes)
    }

    @Test("Wherever the file was cut off while it was being written, what was whole before comes back")
    func cuts() throws {
        let (session, bytes) = try played()
        let header = SaveFormat.line(of: SaveFormat.Header(session)).utf8.count
        for end in stride(from: header, to: bytes.count, by: 37) {
            let saved = try SavedSession(Array(bytes[..<end]))
            let ends = bytes[..<end].count { $0 == UInt8(ascii: "\n") }
            #expect(saved.lines.count == ends - 1)
            #expect(saved.bytes == end && saved.hasHalfLine == (bytes[end - 1] != UInt8(ascii: "\n")))
            let (part, drift) = try saved.played(session.lesson)
            #expect(drift == nil && part.branches[0].entries == Array(session.branches[0].entries.prefix(ends - 1)))
        }
        #expect(throws: SaveError.notASession) { try SavedSession(Array(bytes[..<20])) }
    }

    @Test("Where the world plays differently, that is told at its line, and what came before stands")
    func drift() throws {
        let (session, bytes) = try played()
        var changed = session.lesson
        changed.scenario.groups[0].backgroundFailuresPerDay = 0.5
        let (part, drift) = try SavedSession(bytes).played(changed)
        let line = try #require(drift?.line)
        #expect(line > 2 && part.branches[0].entries.count == line - 2)
        #expect(drift?.description.contains("since line \(line)") == true)
        let text = TextSession(part, drift: drift)
        #expect(text.greeting.contains { $0.hasPrefix("Read only: ") })
        var reading = text
        let answer = reading.answer("end") { _ in Issue.record("nothing is to be kept") }
        #expect(answer.lines.first?.contains("can only be read") == true)
    }

    @Test("Another version of the simulation is named where it plays differently")
    func version() throws {
        let (session, bytes) = try played()
        var text = String(decoding: bytes, as: UTF8.self)
        text = text.replacing("\"draws\":\(simulationVersion)", with: "\"draws\":1")
        var changed = session.lesson
        changed.scenario.groups[0].backgroundFailuresPerDay = 0.5
        let (_, drift) = try SavedSession(Array(text.utf8)).played(changed)
        #expect(drift?.description.contains("version 1 of the simulation, and this is \(simulationVersion)") == true)
    }

    @Test("What is no save file, or a line that is none, is refused with its number")
    func damage() throws {
        let (_, bytes) = try played()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(throws: SaveError.notASession) { try SavedSession(Array("{}\n".utf8)) }
        #expect(throws: SaveError.notASession) { try SavedSession([]) }
        #expect(throws: SaveError.version("2")) {
            try SavedSession(Array(text.replacing("\"patchlab-training\":1", with: "\"patchlab-training\":2").utf8))
        }
        #expect(throws: SaveError.tooLong) { try SavedSession([UInt8](repeating: 32, count: SaveFormat.mostBytes + 1)) }
        for (old, new) in [
            ("\"orders\":[", "\"orders\":[1,"), ("\"t\":0", "\"t\":\"0\""), ("\"kind\":\"begin\"", "\"kind\":\"x\""),
        ] {
            #expect(throws: SaveError.self) { try SavedSession(Array(text.replacing(old, with: new).utf8)) }
        }
    }
}
