import ArgumentParser
import Feeds
import ScenarioFiles
import Text
import Workbench

/// `patchlab import`: real machines and feeds in, scenarios and statistics out.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make scenarios from real inventories and feeds.",
        discussion: """
              patchlab import table devices.csv -o mine.yaml
              patchlab import debian --status web.status --security Packages.xz \\
                --advisories DSA-list -o mine.yaml
              patchlab import sbom web.cdx.json --advisories osv.zip -o mine.yaml
              patchlab import rpm web.tsv --updates updates.txt -o mine.yaml
              patchlab import alpine web=installed --advisories main.json -o mine.yaml
              patchlab import advisories DSA-list

            Nothing is fetched: the files are read from where you put them.
            """,
        subcommands: [
            ImportTableCommand.self, ImportDebianCommand.self, ImportSBOMCommand.self, ImportRPMCommand.self,
            ImportAlpineCommand.self, ImportAdvisoriesCommand.self,
        ]
    )
}

/// What the import commands share: options, and turning errors into failures of the command.
enum ImportSupport {
    /// Runs the work of a command, whose errors of input and output files end it with status 2.
    static func run(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let error as FeedError {
            throw Failure(error.description)
        } catch let error as InputError {
            throw Failure(error.description)
        } catch let error as Output.Failure {
            throw Failure(error.description)
        }
    }

    /// A date option's value.
    static func date(_ text: String?, option: String) throws -> CalendarDate? {
        guard let text else { return nil }
        guard let date = CalendarDate(iso: text) else {
            throw Failure("\(option): '\(text)' is not a date such as 2026-03-01")
        }
        return date
    }

    /// Splits `name=value` at the first equals sign.
    static func pair(_ text: String) -> (name: String, value: String)? {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    /// Holds a scenario against the rules of scenarios before anything is put in place; for a part, the whole that it is a
    /// part of.
    static func check(_ text: String, for output: String) throws {
        let found = ScenarioSource(text: text, name: output).load().diagnostics.first { $0.severity == .error }
        guard let found else { return }
        // What does not hold together as a whole has no line.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = found.code == .invalidScenario ? nil : lines.dropFirst(found.line - 1).first
        let place = line.map { ", in its line '\(SafeText.excerpt($0.drop { $0 == " " }, limit: 60))'" } ?? ""
        throw Failure(
            "\(output) is not written, because it would be no valid scenario: \(found.message) [\(found.code.rawValue)]\(place)"
        )
    }
}
