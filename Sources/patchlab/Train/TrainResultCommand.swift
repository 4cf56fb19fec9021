import ArgumentParser
import Text
import Training
import Workbench

/// `patchlab train result`: what came of a saved session, for other programs.
struct TrainResultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result",
        abstract: "Show the result of a saved session: in words, or as JSON, CSV or an xAPI statement.",
        discussion: """
              patchlab train result tuesdays-library-B9D54Z.plt.jsonl
              patchlab train result tuesdays-library-B9D54Z.plt.jsonl --csv

            Everything is worked out again from the decisions. Nothing is sent anywhere.
            """
    )

    /// How it is told.
    enum Form: String, EnumerableFlag {
        case json, csv, xapi
    }

    @Argument(help: ArgumentHelp("The save file.", valueName: "file"), completion: .file(extensions: ["jsonl"]))
    var file: String

    @Flag(help: "As JSON, as a table of one row, or as a statement of xAPI 1.0.3.")
    var form: Form?

    @Option(help: ArgumentHelp("With --xapi: whose result it is.", valueName: "name"))
    var actor: String = "trainee"

    @Option(help: ArgumentHelp("With --xapi: the page of the system that the account belongs to.", valueName: "url"))
    var home: String = "urn:patchlab"

    @OptionGroup var debriefing: DebriefOptions

    func run() async throws {
        let caller = TerminalCaller(isQuiet: form != nil)
        let saved = try SavedSessionInput.read(file)
        var (session, drift, _) = try SavedSessionInput.session(saved, file, lesson: debriefing.lesson, for: caller)
        if let drift { throw Failure("\(file): \(drift.description)", kind: .notDetermined) }
        guard session.mayBeDebriefed else {
            throw Failure(
                "\(file): the session is not over: it stands on \(session.clock.text(session.now))",
                help: "'patchlab train \(file)' resumes it"
            )
        }
        // The result is that of the first attempt.
        try session.go(to: Session.firstAttempt)
        guard let debrief = Debrief(session) else { throw Failure("\(file): the first attempt is not over") }
        let belief = try await debriefing.belief(of: debrief, for: caller)
        let (seconds, end) = SavedSessionInput.clock(saved)
        let document = ResultDocument(debrief, belief, duration: seconds, wall: end)
        switch form {
        case .json: Output.print(document.json)
        case .csv: Output.print(document.csv)
        case .xapi: Output.print(document.xAPI(actor: actor, home: home))
        case nil:
            let lines = DebriefText.exact(debrief) + [""] + DebriefText.belief(debrief, belief)
            for line in lines { Output.print(SafeText.line(line) + "\n") }
        }
    }
}
