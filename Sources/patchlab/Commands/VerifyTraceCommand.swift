import ArgumentParser
import Foundation
import PatchModel
import Text
import Traces

/// `patchlab verify-trace`: does this trace still come out, and if not, where does it part?
struct VerifyTraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-trace",
        abstract: "Run a trace again, or hold it against another one, and tell the first event that differs.",
        discussion: "Exit status: 0 if they are the same, 1 if they differ."
    )

    @Argument(help: ArgumentHelp("A trace written by 'patchlab trace'.", valueName: "trace"), completion: .file())
    var trace: String

    @Argument(
        help: ArgumentHelp("Another trace to hold it against, instead of running it again.", valueName: "other"),
        completion: .file()
    )
    var other: String?

    @Option(
        help: ArgumentHelp("The scenario file, if it is not where the trace says.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String?

    func validate() throws {
        if other != nil && scenario != nil { throw ValidationError("Name another trace or a scenario, not both.") }
    }

    func run() throws {
        let (header, written) = try Self.read(trace)
        let difference: TraceDivergence?
        let secondName: String
        if let other {
            let (otherHeader, lines) = try Self.read(other)
            guard header.form == otherHeader.form else {
                throw Failure(
                    "\(trace) is of the form \(header.form.rawValue), \(other) of the form \(otherHeader.form.rawValue): only "
                        + "traces of the same form can be compared"
                )
            }
            // What the traces say of themselves, such as the version of the program, is no event.
            difference = TraceDivergence(written.dropFirst(), lines.dropFirst())
            secondName = other
        } else {
            difference = TraceDivergence(written.dropFirst(), try rerun(header).dropFirst())
            secondName = "run again"
        }
        guard let difference else {
            Output.print("the same: \(written.count - 1) lines\n")
            return
        }
        let (firstName, otherName) = (SafeText.line(trace), SafeText.line(secondName))
        let width = max(firstName.count, otherName.count)
        let told = { (name: String, line: String?) in
            name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + (line ?? "(has ended)")
        }
        throw Failure(
            lines: [
                "the traces differ first in line \(difference.line + 1):", told(firstName, difference.first),
                told(otherName, difference.second),
            ],
            status: ExitStatus.difference
        )
    }

    private func rerun(_ header: TraceHeader) throws -> [String] {
        let path = scenario ?? header.scenario
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure("\(trace) was made of \(path), which is not there: say with --scenario where it is now")
        }
        let loaded = try ScenarioInput.load(path)
        let strategies = try ScenarioInput.strategies([header.strategy], of: loaded, in: path)
        guard let ranges = DeviceRanges(header.devices), RunOptions.replications.contains(header.replication) else {
            throw Failure("\(trace):1: this is no trace; 'patchlab trace SCENARIO -o FILE' writes one")
        }
        // A trace of another scenario may name devices that this one does not have.
        let devices = try DeviceList.some(ranges).devices(among: loaded.deviceCount)
        return try TraceRun.lines(header, loaded, strategies[0], devices: devices)
    }

    private static func read(_ path: String) throws -> (TraceHeader, [Substring]) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path): cannot be read: \(whyUnreadable(path))")
        }
        // A byte-order mark, which an editor may have put there, is no part of the text.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
        // Two traces that differ only where bytes were mended would be called the same.
        guard let whole = String(validating: text, as: UTF8.self) else {
            let (line, column) = UTF8Text.end(ofValid: text)
            throw Failure(
                "\(path):\(line):\(column): this is not UTF-8, as 'patchlab trace' writes it: the file was damaged or changed; "
                    + "write the trace again"
            )
        }
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let header: TraceHeader
        do {
            header = try TraceHeader(firstLine: lines.first ?? "")
        } catch {
            switch error {
            case .notATrace:
                throw Failure("\(path):1: this is no trace; 'patchlab trace SCENARIO -o FILE' writes one")
            case .otherFormat(let format):
                throw Failure(
                    "\(path):1: this is a trace of format \(format); this version reads format "
                        + "\(TraceHeader.currentFormat)"
                )
            }
        }
        guard bytes.last == UInt8(ascii: "\n") else {
            throw Failure("\(path): ends within a line: it was not written to its end")
        }
        return (header, Array(lines))
    }

    private static func whyUnreadable(_ path: String) -> String {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            return "there is no such file"
        }
        if isDirectory.boolValue { return "this is a directory" }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return "this is a device, not a file" }
        return "permission denied"
    }
}
