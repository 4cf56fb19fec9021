import Foundation
import PatchModel
import ResultStore
import Text
package import Traces

/// A trace that was written to a file.
package struct TraceFile {
    private let path: String
    package let header: TraceHeader
    /// All lines, the header's among them, without their line feeds.
    package let lines: [Substring]

    /// Where this trace and another one part; nil if they are the same. What they say of themselves, such as the version of the
    /// program, is no event.
    ///
    /// - Throws: `Failure` if the other one is of another form.
    package func divergence(from other: TraceFile) throws -> TraceDivergence? {
        guard header.form == other.header.form else {
            throw Failure(
                "\(path) is of the form \(header.form.rawValue), \(other.path) of the form \(other.header.form.rawValue): only "
                    + "traces of the same form can be compared"
            )
        }
        return TraceDivergence(lines.dropFirst(), other.lines.dropFirst())
    }

    /// Where the trace and what comes now of the same run part; nil if they are the same.
    ///
    /// - Parameter scenario: its file; nil: the one that the trace names.
    /// - Throws: `Failure` if the run cannot be made again.
    package func divergenceFromRerun(scenario: String?, for caller: any Caller) throws -> TraceDivergence? {
        TraceDivergence(lines.dropFirst(), try rerun(scenario, for: caller).dropFirst())
    }

    private func rerun(_ scenario: String?, for caller: any Caller) throws -> [String] {
        let scenario = scenario ?? header.scenario
        guard FileManager.default.fileExists(atPath: scenario) else {
            throw Failure(
                "\(path) was made from \(scenario), which is not there: use --scenario to give its new location"
            )
        }
        let loaded = try ScenarioInput.load(scenario, for: caller)
        let strategies = try StrategyInput.strategies([header.strategy], of: loaded, in: scenario)
        guard let ranges = DeviceRanges(header.devices),
            (0...StudyFile.greatestReplication).contains(header.replication)
        else {
            throw Failure("\(path):1: this is not a trace; 'patchlab trace SCENARIO -o FILE' writes one")
        }
        // A trace of another scenario may name devices that this one does not have.
        let devices = try DeviceList.some(ranges).devices(among: loaded.deviceCount)
        return try TraceRun.lines(header, loaded, strategies[0], devices: devices)
    }

    /// Reads the trace at `path`.
    ///
    /// - Throws: `Failure` if it cannot be read, is no trace, or was not written to its end.
    package init(path: String) throws {
        try KnownFile.refuse(path, wanted: .trace)
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path): cannot be read: \(Self.whyUnreadable(path))")
        }
        let text = UTF8Text.withoutMark([UInt8](bytes))
        // Two traces that differ only where bytes were mended would be called the same.
        guard let whole = String(validating: text, as: UTF8.self) else {
            let (line, column) = UTF8Text.end(ofValid: text)
            throw Failure(
                "\(path):\(line):\(column): this is not UTF-8, as 'patchlab trace' writes it: the file was damaged or changed; "
                    + "write the trace again"
            )
        }
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        do {
            header = try TraceHeader(firstLine: lines.first ?? "")
        } catch {
            switch error {
            case .notATrace:
                throw Failure("\(path):1: this is not a trace; 'patchlab trace SCENARIO -o FILE' writes one")
            case .otherFormat(let format):
                throw Failure(
                    "\(path):1: this is a trace of format \(format); this version reads format "
                        + "\(TraceHeader.currentFormat)"
                )
            }
        }
        guard bytes.last == UInt8(ascii: "\n") else {
            throw Failure("\(path): ends within a line: the file is truncated")
        }
        (self.path, self.lines) = (path, Array(lines))
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
