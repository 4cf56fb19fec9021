import ArgumentParser
import Foundation
import PatchModel
import Reports

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
            let (_, lines) = try Self.read(other)
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
        let width = max(trace.count, secondName.count)
        let told = { (name: String, line: String?) in
            name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + (line ?? "(has ended)")
        }
        throw Failure(
            "the traces differ first in line \(difference.line + 1):\n"
                + told(trace, difference.first) + "\n" + told(secondName, difference.second),
            status: ExitStatus.difference
        )
    }

    private func rerun(_ header: TraceHeader) throws -> [String] {
        let path = scenario ?? header.scenario
        let loaded = try ScenarioInput.load(path)
        let strategies = try ScenarioInput.strategies([header.strategy], of: loaded, in: path)
        guard let ranges = DeviceRanges(header.devices), header.replication >= 0 else {
            throw Failure("\(trace):1: this is no trace; 'patchlab trace SCENARIO -o FILE' writes one")
        }
        // A trace of another scenario may name devices that this one does not have.
        let devices = try DeviceList.some(ranges).devices(among: loaded.deviceCount)
        return try TraceRun.lines(header, loaded, strategies[0], devices: devices)
    }

    private static func read(_ path: String) throws -> (TraceHeader, [Substring]) {
        let text: String
        do {
            text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        } catch {
            throw Failure(
                "\(path): cannot be read: \(FileManager.default.fileExists(atPath: path) ? "no permission, or no file" : "there is no such file")"
            )
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        do {
            return (try TraceHeader(firstLine: lines.first ?? ""), lines)
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
    }
}
