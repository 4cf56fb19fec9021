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
        let material = try chosen(named, isSaved: isSaved, mode: mode, draw: draw)
        let place = material.sessions.folder == "." ? "this folder" : material.sessions.folder
        let queue = BeliefQueue(
            size: .init(draws: debriefing.beliefDraws),
            threads: debriefing.threads ?? Work.usualThreads
        )
        let server = TrainingServer(material.sessions, queue: queue)
        do {
            try await server.run(port: port, start: material.start) { address in
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

    /// A session is begun at once where it was said how the lesson is to be played.
    private func chosen(_ named: String?, isSaved: Bool, mode: Session.Mode?, draw: String?) throws -> PageMaterial {
        if let named, isSaved { return try PageMaterial(goingOn: named, lesson: debriefing.lesson, for: caller) }
        guard let name = debriefing.lesson ?? named else { return PageMaterial() }
        let lesson = try LessonInput.read(name, for: caller).lesson
        guard mode != nil || draw != nil else { return try PageMaterial(lesson) }
        let session = try Session(lesson, draw: try lesson.draw(option: draw), mode: mode ?? .practise)
        return try PageMaterial(lesson, beginning: session)
    }
}
