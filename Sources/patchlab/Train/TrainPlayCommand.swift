import ArgumentParser
import Foundation
import Text
import Training
import Workbench

extension Session.Mode: ExpressibleByArgument {}

/// `patchlab train play`: what `patchlab train` does with a lesson.
struct TrainPlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Play a lesson or go on with a saved session; the same as without 'play'.",
        discussion: """
              patchlab train play tuesdays-library --text --mode learn
              patchlab train play 2 --text --draw B9D5-MV --script decisions.txt

            All that is done is written to the save file before it is answered. Lines of a script are played as if they were typed.
            """
    )

    @Argument(help: ArgumentHelp("The lesson: a name, a number, a file, or a saved session.", valueName: "lesson"))
    var lesson: String?

    @Flag(help: "List the lessons that come with PatchLab.")
    var list = false

    @Flag(
        help:
            "Line by line, for any terminal, for screen readers and for scripts; this is what happens without it, too."
    )
    var text = false

    @Option(
        help:
            "learn: with help, decisions can be reopened; practise: reopened after the end; exam: one attempt, no help."
    )
    var mode: Session.Mode?

    @Option(help: ArgumentHelp("The draw to be played, by its code (default: any).", valueName: "code"))
    var draw: String?

    @Option(
        help: ArgumentHelp(
            "The save file; one that is there is gone on with (default: named after lesson and draw).",
            valueName: "file"
        ),
        completion: .file()
    )
    var save: String?

    @Option(
        help: ArgumentHelp("Read lines from a file instead of standard input.", valueName: "file"),
        completion: .file()
    )
    var script: String?

    @OptionGroup var debriefing: DebriefOptions

    func validate() throws {
        if list, lesson != nil { throw ValidationError("--list takes no lesson.") }
        if !list, lesson == nil { throw ValidationError("Missing expected argument '<lesson>'; --list lists lessons.") }
    }

    func run() async throws {
        guard let lesson else {
            for line in LessonList.lines { Output.print(line + "\n") }
            return
        }
        let caller = TerminalCaller(isQuiet: false)
        let isSaved = lesson.hasSuffix(SaveFormat.ending)
        if isSaved, save != nil || draw != nil || mode != nil {
            throw Failure(
                "a saved session has its draw, its mode and its file already: --save, --draw and --mode say nothing"
            )
        }
        let input = try script.map { try ScriptLines($0) }
        if isSaved {
            try await goOn(lesson, input, caller)
        } else {
            try await begin(lesson, input, caller)
        }
    }

    private func begin(_ name: String, _ input: ScriptLines?, _ caller: TerminalCaller) async throws {
        let prepared = try LessonInput.read(debriefing.lesson ?? name, for: caller)
        let lesson = prepared.lesson
        let drawn: Draw
        if let code = draw {
            guard let found = lesson.draw(code: code) else {
                throw Failure(
                    "--draw \(code): this is no code of a draw of \(lesson.name), such as \(lesson.code(of: lesson.draw(0)))"
                )
            }
            drawn = found
        } else {
            drawn = lesson.draw(Int.random(in: 0..<max(1, lesson.pool.draws)))
        }
        let mode = mode ?? .practise
        // An exam does not give its draw away.
        let code = mode == .exam ? "exam" : lesson.code(of: drawn).replacing("-", with: "")
        let path = save ?? "\(lesson.name)-\(code)\(SaveFormat.ending)"
        if access(path, F_OK) == 0 {
            guard draw == nil, self.mode == nil else {
                throw Failure(
                    "\(path) is there already",
                    help: "--save names another file; 'patchlab train \(path)' goes on with it"
                )
            }
            try await goOn(path, input, caller)
            return
        }
        let session = try Session(lesson, draw: drawn, mode: mode)
        let journal = try SessionJournal(new: path, session)
        let desk = TrainingDesk(journal: journal, debriefing: debriefing, caller: caller)
        try await desk.play(TextSession(session), input)
    }

    private func goOn(_ path: String, _ input: ScriptLines?, _ caller: TerminalCaller) async throws {
        let saved = try SavedSessionInput.read(path)
        let (session, drift, _) = try SavedSessionInput.session(saved, path, lesson: debriefing.lesson, for: caller)
        if saved.hasHalfLine {
            caller.hear("\(path): the last line was half written and is dropped; nothing that was answered is lost")
        }
        let journal = try SessionJournal(goingOn: path, saved)
        let desk = TrainingDesk(journal: journal, debriefing: debriefing, caller: caller)
        try await desk.play(TextSession(session, drift: drift), input)
    }
}

/// How debriefs are worked out.
struct DebriefOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The lesson's file, for a session of a lesson that does not come with PatchLab.",
            valueName: "file"
        )
    )
    var lesson: String?

    @Option(
        help: ArgumentHelp(
            "Other draws on which decisions are judged; fewer take less time and tell less.",
            valueName: "n"
        )
    )
    var beliefDraws: Int = Belief.Size.usual.draws

    @Option(help: ArgumentHelp("Runs at the same time (default: one for each processor).", valueName: "n"))
    var threads: Int?

    func validate() throws {
        guard (10...10_000).contains(beliefDraws) else {
            throw ValidationError("--belief-draws must lie between 10 and 10000.")
        }
        guard threads.map({ (1...1024).contains($0) }) ?? true else {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
    }

    /// - Throws: `Failure` if it was interrupted.
    func belief(of debrief: Debrief, for caller: any Caller) async throws -> Belief {
        let progress = caller.progress(of: 2 * beliefDraws)
        let counter = RunCounter()
        let found = try await caller.heeding {
            try await Belief.made(
                of: debrief,
                size: .init(draws: beliefDraws),
                threads: threads ?? Work.usualThreads,
                isCancelled: { caller.wantsEnd },
                progress: { progress.update(counter.next()) }
            )
        }
        progress.finish()
        guard let found else {
            throw Failure.interrupted("interrupted before the decisions were judged; the session is kept")
        }
        return found
    }
}
