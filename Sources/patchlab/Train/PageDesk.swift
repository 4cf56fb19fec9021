import Foundation
import Text
import Training
import TrainingServer
import Workbench

/// Plays lessons on a page, in a browser on this machine.
struct PageDesk {
    let debriefing: DebriefOptions
    let caller: TerminalCaller

    /// Serves until the process ends.
    ///
    /// - Parameter named: a lesson or a saved session; nil: all lessons.
    func serve(_ named: String?, isSaved: Bool, mode: Session.Mode?, draw: String?, port: Int) async throws {
        var lessons = LessonPlace.all.compactMap { LessonInput.check($0).lesson?.lesson }
        var folder = "."
        var start = TrainingServer.Start.lessons
        if let file = named, isSaved {
            // A mistake in the file is told here, not in the browser.
            let saved = try SavedSessionInput.read(file)
            let found = try SavedSessionInput.session(saved, file, lesson: debriefing.lesson, for: caller)
            add(found.lesson.lesson, to: &lessons)
            let parts = file.split(separator: "/", omittingEmptySubsequences: false)
            folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
            start = .session(parts.last.map(String.init) ?? file)
        } else if let name = debriefing.lesson ?? named {
            let lesson = try LessonInput.read(name, for: caller).lesson
            add(lesson, to: &lessons)
            start = .lesson(lesson.name)
            if mode != nil || draw != nil {
                let session = try Session(lesson, draw: try lesson.drawn(draw), mode: mode ?? .practise)
                start = .session(try SessionFolder(lessons: lessons).begin(session).name)
            }
        }
        let place = folder == "." ? "this folder" : folder
        let queue = BeliefQueue(
            size: .init(draws: debriefing.beliefDraws),
            threads: debriefing.threads ?? Work.usualThreads
        )
        let server = TrainingServer(SessionFolder(lessons: lessons, folder: folder), queue: queue)
        do {
            try await server.run(port: port, start: start) { address in
                Output.print("Open this address in a browser on this machine:\n\n    \(address)\n\n")
                Output.print(
                    "Sessions are saved in \(place). Ctrl-C ends it, and nothing that was answered is lost. --text plays here instead.\n"
                )
            }
        } catch {
            throw Failure(
                "the page cannot be served\(port == 0 ? "" : " on port \(port)"): \(SafeText.line("\(error)"))",
                help: port == 0 ? "--text plays without it" : "without --port any free one is taken"
            )
        }
    }

    /// A lesson of the same name takes the place of one that comes with the program.
    private func add(_ lesson: Lesson, to lessons: inout [Lesson]) {
        lessons.removeAll { $0.name == lesson.name }
        lessons.append(lesson)
    }
}
