package import EventEngine
import Foundation

/// What a trace is of, and all that is needed to make it again: the first line of the file.
package struct TraceHeader: Codable, Sendable, Hashable {
    /// The form in which a trace is written.
    package enum Form: String, Codable, Sendable, Hashable, CaseIterable {
        /// The JSON trace-event format that Perfetto and Chrome's `about:tracing` read.
        case chrome
        /// One JSON object a line.
        case log
    }

    /// The number of this layout of traces; another one is not read.
    package static let currentFormat = 1

    package var form: Form
    package var format = currentFormat
    /// The version of the program that wrote it.
    package var version: String
    /// The scenario file as it was named.
    package var scenario: String
    package var strategy: String
    package var seed: UInt64
    package var replication: Int
    /// The devices whose lives are in the trace, as `DeviceRanges` has them.
    package var devices: String
    /// The start of the scenario, and its length in seconds.
    package var start: String
    package var horizonSeconds: Tick

    package init(
        form: Form,
        version: String,
        scenario: String,
        strategy: String,
        seed: UInt64,
        replication: Int,
        devices: String,
        start: String,
        horizonSeconds: Tick
    ) {
        self.form = form
        self.version = version
        self.scenario = scenario
        self.strategy = strategy
        self.seed = seed
        self.replication = replication
        self.devices = devices
        self.start = start
        self.horizonSeconds = horizonSeconds
    }

    /// Why a text is no trace.
    package enum ReadingError: Error, Hashable {
        case notATrace
        case otherFormat(Int)
    }

    /// The header in the first line of a trace.
    package init(firstLine: some StringProtocol) throws(ReadingError) {
        let text = String(firstLine) + (firstLine.hasSuffix(TraceText.chromeOpening) ? "]}" : "")
        let data = Data(text.utf8)
        let decoder = JSONDecoder()
        guard let format = try? decoder.decode(Envelope<FormatNumber>.self, from: data).content?.format else {
            throw .notATrace
        }
        guard format == Self.currentFormat else { throw .otherFormat(format) }
        guard let header = try? decoder.decode(Envelope<TraceHeader>.self, from: data).content else {
            throw .notATrace
        }
        self = header
    }
}

/// Where the header stands in the first line of either form.
private struct Envelope<Content: Decodable>: Decodable {
    struct Inner: Decodable { var patchlabTrace: Content? }

    var patchlabTrace: Content?
    var otherData: Inner?

    var content: Content? { patchlabTrace ?? otherData?.patchlabTrace }
}

/// What of a header can be read whatever its format.
private struct FormatNumber: Decodable { var format: Int }
