import Foundation
package import PatchSimulator
import Text

/// A trace as text: for Perfetto, or as a log of one event a line.
///
/// Both forms have one event a line, so that two traces can be compared line by line, by any tool.
package enum TraceText {
    /// What ends the first line of a trace for Perfetto.
    static let chromeOpening = "\"traceEvents\":["

    /// The lines of a trace, each without its line break.
    ///
    /// - Parameters:
    ///   - simulation: at its beginning, recording the devices.
    ///   - header: what the trace is of.
    ///   - devices: those whose lives are shown.
    package static func lines(
        of simulation: Simulation<DeclaredPolicy>,
        _ header: TraceHeader,
        devices: [Int]
    ) throws -> [String] {
        switch header.form {
        case .log:
            return try [line(["patchlabTrace": header])] + EventLog(simulation, header).lines
        case .chrome:
            let head = try line(["patchlabTrace": header])
            let events = try TrackBuilder(simulation, devices: devices).events.map { try line($0) }
            return ["{\"displayTimeUnit\":\"ms\",\"otherData\":\(head),\(chromeOpening)"]
                + events.dropLast().map { $0 + "," } + events.suffix(1) + ["]}"]
        }
    }

    /// A value as JSON on one line, its keys in alphabetical order.
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // What the command writes it would spell out; the lines of a trace that is made again must be the same.
        return try SafeText.shown(String(decoding: encoder.encode(value), as: UTF8.self))
    }
}
