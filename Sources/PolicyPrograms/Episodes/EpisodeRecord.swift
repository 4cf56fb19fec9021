import Crypto
import EventEngine
package import Experiments
import Text

/// What came through the door in an episode: enough to repeat it without the program.
package struct EpisodeRecord: Sendable, Hashable {
    /// A question and what came of it.
    package struct Line: Sendable, Hashable {
        var time: Tick
        var seq: Int
        /// The answer, keys in order, numbers as short as they go; nil: there was none.
        var reply: String?
        /// What went wrong on the way to it.
        var incidents: [Incident]
        /// True if the program was not asked any more.
        var isEnd: Bool
        /// Seconds.
        var took: Double

        /// What the digest is made of: what was decided, and nothing that is not the same the next time.
        var canonical: String {
            JSON.object([
                ("end", .bool(isEnd)), ("reply", .string(reply ?? "")), ("seq", .integer(seq)),
                ("t", .integer(Int(time))),
            ]).compact
        }
    }

    package var policy = ""
    package var replication = 0
    /// Why the program was not asked at all; nil: it was.
    package var opening: Incident?
    package var lines: [Line] = []
    /// All that went wrong, with the time.
    package var incidents: [RunIncident] = []
    /// True if it had to be ended on the way.
    package var wasEnded = false

    /// The same without the time that answers took.
    package var timeless: EpisodeRecord {
        var record = self
        for line in record.lines.indices { record.lines[line].took = 0 }
        return record
    }

    /// SHA-256 over what the program decided, as 64 hexadecimal digits.
    package var digest: String {
        var hash = SHA256()
        hash.update(data: Array("\(opening?.kind.rawValue ?? "")\n".utf8))
        for line in lines { hash.update(data: Array((line.canonical + "\n").utf8)) }
        return Hexadecimal.text(hash.finalize())
    }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

extension JSON {
    /// Keys in order at all levels, whole numbers without a point.
    var canonical: JSON {
        switch self {
        case .object(let members):
            .object(members.map { ($0.0, $0.1.canonical) }.sorted { $0.0 < $1.0 })
        case .array(let items): .array(items.map(\.canonical))
        case .null, .bool, .integer, .greatInteger, .number, .string: self
        }
    }
}

/// Takes down an episode while it goes on.
final class EpisodeBook: @unchecked Sendable {
    // An episode never leaves its thread, and its book with it.
    var record: EpisodeRecord

    init(_ record: EpisodeRecord) { self.record = record }

    func note(_ incident: Incident, at time: Tick?) {
        record.incidents.append(RunIncident(time: time, kind: incident.kind.rawValue, text: incident.text))
    }
}
