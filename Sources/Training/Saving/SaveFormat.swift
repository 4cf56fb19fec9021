import EventEngine
import PatchModel
import PatchSimulator
import Text

/// A session as a file, `*.plt.jsonl`: a header, then one JSON object a line for all that was done. A line is written before what
/// it did is answered, so that whatever happens no decision that was answered is lost.
package enum SaveFormat {
    package static let version = 1
    package static let ending = ".plt.jsonl"
    /// Bytes that a file may have.
    package static let mostBytes = 1 << 20

    /// What a session follows from, besides its entries.
    package struct Header: Sendable, Hashable {
        /// The lesson's name.
        package var lesson: String
        /// The lesson's digest.
        package var digest: String
        /// `simulationVersion` of the program that wrote the file.
        package var simulation: Int
        package var draw: Draw
        package var mode: Session.Mode

        package init(_ session: Session) {
            lesson = session.lesson.name
            digest = session.lesson.digest
            simulation = simulationVersion
            draw = session.draw
            mode = session.mode
        }

        init(lesson: String, digest: String, simulation: Int, draw: Draw, mode: Session.Mode) {
            self.lesson = lesson
            self.digest = digest
            self.simulation = simulation
            self.draw = draw
            self.mode = mode
        }
    }

    /// A line.
    package enum Record: Sendable, Hashable {
        case entry(Entry, branch: String)
        /// A decision of another branch was reopened.
        case branch(String, from: String, decision: Int)
        /// Another branch is played on.
        case go(String)
    }

    // MARK: Writing

    package static func line(of header: Header) -> String {
        JSON.object([
            ("patchlab-training", .integer(version)), ("lesson", .string(header.lesson)),
            ("digest", .string(header.digest)), ("draws", .integer(header.simulation)),
            (
                "seed",
                header.draw.seed <= UInt64(Int.max) ? .integer(Int(header.draw.seed)) : .greatInteger(header.draw.seed)
            ),
            ("replication", .integer(header.draw.replication)), ("mode", .string(header.mode.rawValue)),
        ]).compact + "\n"
    }

    /// - Parameter wall: the time of the wall's clock in ISO 8601, which is kept and decides nothing.
    package static func line(of record: Record, wall: String) -> String {
        var members: [(String, JSON)]
        switch record {
        case .entry(let entry, let branch):
            members = [("t", .integer(Int(entry.time))), ("branch", .string(branch))]
            members.append(json(of: entry.kind))
            members.append(("console", .string(entry.console)))
        case .branch(let name, let from, let decision):
            members = [("branch", .string(name)), ("from", .string(from)), ("decision", .integer(decision))]
        case .go(let name): members = [("branch", .string(name)), ("go", .bool(true))]
        }
        return JSON.object(members + [("wall", .string(wall))]).compact + "\n"
    }

    private static func json(of kind: Entry.Kind) -> (String, JSON) {
        switch kind {
        case .orders(let orders): ("orders", .array(orders.map(OrderText.json)))
        case .moved(let time): ("to", .integer(Int(time)))
        case .note(let text): ("note", .string(text))
        case .forecast(let forecast):
            ("forecast", .object([("kind", .string(forecast.kind.rawValue)), ("value", .number(forecast.value))]))
        case .hint(let count): ("hint", .integer(count))
        case .timer(let time, let text): ("timer", .object([("at", .integer(Int(time))), ("text", .string(text))]))
        case .message(let from, let text): ("message", .object([("from", .string(from)), ("text", .string(text))]))
        }
    }
}
