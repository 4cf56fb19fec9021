import ArgumentParser
import ScenarioFiles
import Text
import Warnings
import Workbench

/// `patchlab explain`: what a code of a message means.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say more about the code of an error or a warning; without a code, list them."
    )

    @Argument(
        help: ArgumentHelp("The code, such as unknown-key.", valueName: "code"),
        completion: .list(Remark.codes.map(\.code))
    )
    var code: String?

    func run() throws {
        guard let code else {
            for known in Remark.codes { Output.print(known.code + "\n") }
            return
        }
        guard let known = Remark.codes.first(where: { $0.code == code }) else {
            throw Failure(
                "there is no code \"\(code)\"" + didYouMean(code, among: Remark.codes.map(\.code))
                    + "; 'patchlab explain' lists them"
            )
        }
        Output.print(Self.text(known.code, known.kind, known.explanation, width: Terminal.width))
    }

    private static func text(_ code: String, _ kind: String, _ explanation: Explanation, width: Int) -> String {
        var lines = ["\(kind) \(code)", ""] + wrapped(explanation.cause, width: width)
        for (title, example) in [("Wrong", explanation.wrong), ("Right", explanation.right)] where !example.isEmpty {
            lines += ["", "\(title):"] + example.split(separator: "\n").map { "    \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
