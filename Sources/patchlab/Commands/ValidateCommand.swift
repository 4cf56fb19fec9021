import ArgumentParser
import Foundation
import PatchModel
import Reports
import ScenarioFiles
import Text
import Training
import Warnings
import Workbench

/// `patchlab validate`: every mistake of scenario files, with its place, and what would make their figures mislead.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Report every mistake in scenario files and lessons, and what makes figures misleading.",
        discussion: """
              patchlab validate mine.yaml
              patchlab validate */scenario.yaml --quiet

            'patchlab explain CODE' explains a mistake or a warning. Exit status: 0 no errors, 2 errors, or warnings \
            with --deny warnings.
            """
    )

    /// How it is shown.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case full, concise, json, github
    }

    @Argument(
        help: ArgumentHelp("Scenarios: files, or names of examples.", valueName: "scenario"),
        completion: .scenario
    )
    var scenarios: [String]

    @Option(
        help: ArgumentHelp(
            "full: with the line of the file; concise: one line each; json; github: for its workflows (default: full on a terminal, otherwise concise).",
            valueName: "form"
        )
    )
    var format: Form?

    @Flag(name: .shortAndLong, help: "Print only problems: nothing for files without any, and no notes.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print also which defaults decide.")
    var verbose = false

    @OptionGroup var warnings: WarningOptions

    func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
    }

    func run() throws {
        let form = format ?? (Terminal.outputIsSeen ? .full : .concise)
        var hasErrors = false
        var warningCount = 0
        var documents: [JSON] = []
        for path in scenarios {
            let file = ScenarioPlace.pathIfFound(path)
            defer { if form == .full || form == .concise { Self.suggest(path) } }
            if LessonFile.isLesson(FileStart.bytes(of: file, upTo: 4096) ?? Data()) {
                let found = try lesson(file, form, &documents)
                warningCount += found.warnings
                if found.hasErrors { hasErrors = true }
                continue
            }
            try KnownFile.refuse(file, wanted: .scenario)
            let loaded = ScenarioFile.load(path: file)
            let remarks = loaded.remarks(forAuthor: warnings.author).filter { remark in
                (!quiet || remark.severity != "note") && (verbose || !WarningRule.details.contains(remark.code))
            }
            warningCount += remarks.count { $0.severity == "warning" }
            if loaded.scenario == nil { hasErrors = true }
            switch form {
            case .json: documents += remarks.map(\.json)
            case .github: for remark in remarks { Output.print(remark.githubCommand + "\n") }
            // An example is called as it was asked for.
            case .concise: for remark in remarks { Output.print(remark.called(path, insteadOf: file).line + "\n") }
            case .full:
                let text = loaded.remarkText
                for remark in remarks {
                    Output.print(Self.fitted(text.full(remark)).joined(separator: "\n") + "\n\n")
                }
            }
            if let scenario = loaded.scenario, !quiet, form == .full || form == .concise {
                let verdict = SafeText.line("\(path): \(Self.verdict(remarks)) \(ScenarioSummary(scenario).text)")
                let lines = Terminal.outputIsSeen ? wrapped(verdict, width: Terminal.width, indent: "  ") : [verdict]
                Output.print(lines.joined(separator: "\n") + "\n")
            }
        }
        if form == .json { Output.print(JSON.array(documents).printed() + "\n") }
        if hasErrors || warnings.rules.deniesWarnings && warningCount > 0 { throw ExitCode(ExitStatus.badInput) }
    }

    /// What may have been meant by a name that leads nowhere; that it does is among the findings.
    private static func suggest(_ path: String) {
        // Of a file that is not there the finding says so itself.
        guard !path.isEmpty, !path.contains(where: { $0 == "/" || $0 == "." }) else { return }
        do {
            _ = try ScenarioPlace.path(ofAny: path)
        } catch {
            if let first = (error as? Failure)?.lines.first { Output.printError("help: \(SafeText.line(first))\n") }
        }
    }

    /// Tells what is wrong with a lesson.
    private func lesson(_ path: String, _ form: Form, _ documents: inout [JSON]) throws -> (
        warnings: Int, hasErrors: Bool
    ) {
        let (prepared, diagnostics) = LessonInput.check(path)
        let remarks = diagnostics.map { Remark($0) }
        let lines = RemarkText([(path, Array(FileStart.bytes(of: path, upTo: 1 << 20) ?? Data()))])
        for remark in remarks {
            switch form {
            case .json: documents.append(remark.json)
            case .github: Output.print(remark.githubCommand + "\n")
            case .concise: Output.print(remark.line + "\n")
            case .full: Output.print(Self.fitted(lines.full(remark)).joined(separator: "\n") + "\n\n")
            }
        }
        if let prepared, !quiet, form == .full || form == .concise {
            let par = prepared.lesson.par == nil ? "no par yet: 'patchlab train par' works it out" : "its par is there"
            let strategies = "expert \(prepared.lesson.expert.name), naive \(prepared.lesson.naive.name)"
            Output.print(
                SafeText.line("\(path): OK, lesson \"\(prepared.lesson.title)\", \(strategies); \(par).") + "\n"
            )
        }
        return (remarks.count { $0.severity == "warning" }, prepared == nil)
    }

    /// What is said goes on below where a person's terminal is too narrow for it; a line of the file is cut at its edge.
    private static func fitted(_ lines: [String]) -> [String] {
        guard Terminal.outputIsSeen else { return lines }
        return lines.enumerated().flatMap { number, line -> [String] in
            let isSaid = number == 0 || line.drop { $0 == " " }.hasPrefix("= ")
            guard line.columns > Terminal.width else { return [line] }
            guard isSaid else {
                // What stands behind the marks is said, too.
                guard let mark = line.lastIndex(of: "^") else { return [line.shortened(to: Terminal.width)] }
                let (marks, words) = (line[...mark], line[line.index(after: mark)...])
                return [marks.shortened(to: Terminal.width)]
                    + wrapped(String(words), width: Terminal.width - 4).map { "    " + $0 }
            }
            let indent = String(line.prefix { $0 == " " })
            return wrapped(line, width: Terminal.width - indent.count, indent: "  ").map { indent + $0 }
        }
    }

    /// Of a scenario that can be used.
    private static func verdict(_ remarks: [Remark]) -> String {
        let counts = ["warning", "note"].compactMap { severity -> String? in
            let count = remarks.count { $0.severity == severity }
            return count > 0 ? Figure.count(count, severity, severity + "s") : nil
        }
        return counts.isEmpty ? "OK," : "OK with \(counts.joined(separator: " and "))."
    }
}
