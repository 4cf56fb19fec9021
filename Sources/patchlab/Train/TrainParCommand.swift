import ArgumentParser
import PatchModel
import Text
import Training
import Workbench

/// `patchlab train par`: works out what a lesson's expert costs on draws that nobody plays.
struct TrainParCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "par",
        abstract: "Work out a lesson's par, the basis of its scores, and keep it beside the lesson.",
        discussion: """
              patchlab train par my-lesson.yaml

            Par is the expert's mean cost over draws that nobody plays; the extra cost of playing naively is the unit of \
            the score. It is worked out before anyone plays, and again whenever lesson or scenario change.
            """
    )

    @Argument(help: ArgumentHelp("The lesson: a name, a number, or a file.", valueName: "lesson"))
    var lesson: String

    @Option(name: .shortAndLong, help: ArgumentHelp("How many draws.", valueName: "n"))
    var n: Int = Par.usualDraws

    @Flag(help: "Only compare with the par that is there; status 1 if it differs.")
    var check = false

    func validate() throws {
        guard (2...100_000).contains(n) else { throw ValidationError("-n must lie between 2 and 100000.") }
    }

    func run() throws {
        let caller = TerminalCaller(isQuiet: false)
        let prepared = try LessonInput.read(lesson, for: caller)
        let progress = caller.progress(of: n)
        caller.beginHeeding()
        defer { caller.endHeeding() }
        let made = try Par.made(
            of: prepared.lesson,
            draws: n,
            isCancelled: { caller.wantsEnd },
            progress: { progress.update($0) }
        )
        progress.finish()
        guard let made else { throw Failure.interrupted("interrupted; no par was kept") }
        if check {
            guard let known = prepared.lesson.par, known == made else {
                throw Failure("\(prepared.path): its par differs from the one worked out now", kind: .difference)
            }
        } else {
            try Output.write(made.text, to: LessonPlace.parPath(of: prepared.path))
        }
        let currency = prepared.lesson.prices.currency
        func money(_ cents: Cents) -> String { "\(Figure.grouped(Int64(cents / 100))) \(currency)" }
        Output.print(
            SafeText.line(
                "\(prepared.lesson.name): par \(money(made.mean)) ± \(money(made.half)) over \(Figure.grouped(n)) draws; playing naively costs \(money(made.scale)) more."
            ) + "\n"
        )
        if made.scale <= 0 {
            caller.hear("playing naively costs no more than the expert does: nothing can be scored that way")
        }
    }
}
