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
        abstract: "Play a lesson or resume a saved session; the same as without 'play'.",
        discussion: """
              patchlab train play tuesdays-library
              patchlab train play tuesdays-library --text --mode learn
              patchlab train play 2 --draw B9D5-4Z --script decisions.txt

            On a terminal it serves a page to browsers on this machine and prints its address. With --text, --script or --save, and \
            if input or output is not a terminal, it plays line by line. Everything is written to the save file before it is \
            answered.
            """
    )

    @Argument(help: ArgumentHelp("The lesson: a name, a number, a file, or a saved session.", valueName: "lesson"))
    var lesson: String?

    @Flag(help: "List the lessons that come with PatchLab.")
    var list = false

    @Flag(help: "Line by line in the terminal, for screen readers and slow connections, too.")
    var text = false

    @Flag(help: "Serve the page, even if output is not a terminal.")
    var page = false

    @Option(help: ArgumentHelp("The page's port on this machine (default: any that is free).", valueName: "port"))
    var port: Int?

    @Option(
        help:
            "learn: with help, decisions can be reopened; practise: reopened after the end; exam: one attempt, no help."
    )
    var mode: Session.Mode?

    @Option(help: ArgumentHelp("The draw to be played, by its code (default: any).", valueName: "code"))
    var draw: String?

    @Option(
        help: ArgumentHelp(
            "The save file; an existing one is resumed (default: named after lesson and draw).",
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
        if page, text || script != nil || save != nil {
            throw ValidationError("--page cannot be combined with --text, --script or --save.")
        }
        if text || script != nil || save != nil, port != nil {
            throw ValidationError("--port is for the page: it cannot be combined with --text, --script or --save.")
        }
        guard port.map({ (0...65_535).contains($0) }) ?? true else {
            throw ValidationError("--port must lie between 0 and 65535.")
        }
        if !list, !page, lesson == nil {
            throw ValidationError("Missing expected argument '<lesson>'; --list lists lessons.")
        }
    }

    func run() async throws {
        if list {
            for line in LessonList.lines(width: Terminal.width) { Output.print(line + "\n") }
            return
        }
        let caller = TerminalCaller(isQuiet: false)
        let isSaved = lesson?.hasSuffix(SaveFormat.ending) ?? false
        if isSaved, save != nil || draw != nil || mode != nil {
            throw Failure(
                "a saved session has its draw, its mode and its file already: leave out --save, --draw and --mode"
            )
        }
        if servesPage {
            let desk = PageDesk(debriefing: debriefing, caller: caller)
            try await desk.serve(lesson, isSaved: isSaved, mode: mode, draw: draw, port: port ?? 0)
            return
        }
        guard let lesson else { return }
        let input = try script.map { try ScriptLines($0) }
        if isSaved {
            try await goOn(lesson, input, caller)
        } else {
            try await begin(lesson, input, caller)
        }
    }

    /// On a terminal at which nobody has asked for lines.
    private var servesPage: Bool {
        let wantsLines = text || script != nil || save != nil
        return page || port != nil || !wantsLines && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    }

    private func begin(_ name: String, _ input: ScriptLines?, _ caller: TerminalCaller) async throws {
        let prepared = try LessonInput.read(debriefing.lesson ?? name, for: caller)
        let lesson = prepared.lesson
        let session = try Session(lesson, draw: try lesson.draw(option: draw), mode: mode ?? .practise)
        let path = save ?? SessionJournal.stem(session) + SaveFormat.ending
        if access(path, F_OK) == 0 {
            guard draw == nil, self.mode == nil else {
                throw Failure(
                    "\(path) is there already",
                    help: "--save names another file; 'patchlab train \(path)' resumes it"
                )
            }
            try await goOn(path, input, caller)
            return
        }
        let journal = try SessionJournal(new: path, session)
        let desk = TrainingDesk(journal: journal, debriefing: debriefing, caller: caller)
        try await desk.play(TextSession(session), input)
    }

    private func goOn(_ path: String, _ input: ScriptLines?, _ caller: TerminalCaller) async throws {
        let saved = try SavedSessionInput.read(path)
        let (session, drift, _) = try SavedSessionInput.session(saved, path, lesson: debriefing.lesson, for: caller)
        let journal = try SessionJournal(goingOn: path, saved)
        if saved.hasHalfLine {
            caller.hear("\(path): the last line was half written and is dropped; nothing that was answered is lost")
        }
        let desk = TrainingDesk(journal: journal, debriefing: debriefing, caller: caller)
        try await desk.play(TextSession(session, drift: drift), input)
    }
}

extension Lesson {
    /// The draw of the option `--draw`, or any without it.
    ///
    /// - Throws: `Failure` if it is no code of this lesson.
    func draw(option: String?) throws -> Draw {
        guard let found = drawn(option) else {
            throw Failure(
                "--draw \(option ?? ""): this is not the code of a draw of \(name), such as \(code(of: draw(0)))"
            )
        }
        return found
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
            "Other draws on which decisions are judged; fewer take less time and are less precise.",
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
