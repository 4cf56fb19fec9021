import Foundation
import Synchronization
import Text
import Training
import Workbench

/// Counts up, from any thread.
final class RunCounter: Sendable {
    private let value = Atomic<Int>(0)

    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
}

/// The lines of a script, or of standard input.
struct ScriptLines {
    private var lines: ArraySlice<String>

    /// - Throws: `Failure` if the file cannot be read.
    init(_ path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("\(path): cannot be read as text in UTF-8")
        }
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    }

    mutating func next() -> String? { lines.popFirst() }
}

/// Plays a lesson in lines, on a terminal or by a script.
struct TrainingDesk {
    let journal: SessionJournal
    let debriefing: DebriefOptions
    let caller: TerminalCaller

    func play(_ text: TextSession, _ script: ScriptLines?) async throws {
        var (text, script) = (text, script)
        tell(["Saved in \(journal.path)."] + text.greeting)
        var typed = InputLines()
        let isTyped = script == nil && isatty(STDIN_FILENO) == 1
        while true {
            if isTyped { Output.print("> ") }
            let line: String?
            if script == nil {
                line = typed.next().map { String(decoding: $0, as: UTF8.self) }
            } else {
                line = script?.next()
            }
            guard let line else { break }
            // Of a script the lines are shown, so that what comes out can be read.
            if !isTyped, !line.trimmingCharacters(in: .whitespaces).isEmpty {
                Output.print("> \(SafeText.line(line))\n")
            }
            let answer: TextSession.Answer
            do {
                answer = try text.answer(line) { record in try journal.keep(record) }
            } catch let failure as Failure {
                tell(failure.lines + ["Time does not move, and what was ordered is still in the tray."])
                if isTyped { continue }
                throw failure
            }
            tell(answer.lines)
            switch answer.wish {
            case .nothing: continue
            case .quit: return
            case .debrief: try await tell(text.session)
            }
        }
        if isTyped { Output.print("\n") }
        tell(["Saved in \(journal.path)."])
    }

    private func tell(_ session: Session) async throws {
        guard let debrief = Debrief(session) else { return }
        tell(DebriefText.exact(debrief))
        tell(["", "Now your decisions are compared with other draws, which takes a while."])
        let belief = try await debriefing.belief(of: debrief, for: caller)
        tell([""] + DebriefText.belief(debrief, belief))
    }

    private func tell(_ lines: [String]) {
        for line in lines { Output.print(SafeText.line(line) + "\n") }
    }
}

/// The lessons that come with the program.
enum LessonList {
    static func lines(width: Int) -> [String] {
        let lessons = LessonInput.shipped.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
        guard !lessons.isEmpty else {
            return wrapped(
                "No lessons are installed; PATCHLAB_EXAMPLES says in which folder the examples are.",
                width: width
            )
        }
        return lessons.flatMap { lesson in
            let number = "\(lesson.number)  "
            return wrapped(
                "\(lesson.name): \(lesson.title), about \(lesson.minutes) minutes",
                width: width - number.count
            )
            .enumerated().map { ($0 == 0 ? number : String(repeating: " ", count: number.count)) + $1 }
        }
    }
}
