package import EventEngine
import PatchModel
import PatchSimulator
import Text

/// What is wrong with a save file.
package enum SaveError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It does not begin as it must.
    case notASession
    case version(String)
    case tooLong
    /// What was expected of a line, counted from 1.
    case line(Int, String)

    package var description: String {
        switch self {
        case .notASession: "it does not begin as a saved session does"
        case .version(let found):
            "it is of format \(found); this program reads format \(SaveFormat.version)"
        case .tooLong: "it is longer than \(SaveFormat.mostBytes) bytes, which no session is"
        case .line(let number, let expected): "line \(number): expected \(expected)"
        }
    }
}

/// A save file as it was read, before it is played.
package struct SavedSession: Sendable {
    package struct Line: Sendable, Hashable {
        /// From 1.
        package var number: Int
        package var record: SaveFormat.Record
        /// What the wall's clock showed.
        package var wall: String
    }

    package let header: SaveFormat.Header
    package let lines: [Line]
    /// Bytes of the whole file.
    package let bytes: Int
    /// Bytes up to the end of the last whole line: what comes after was being written when the program was killed.
    package let wholeBytes: Int

    package var hasHalfLine: Bool { bytes > wholeBytes }

    package init(_ bytes: some RandomAccessCollection<UInt8>) throws(SaveError) {
        guard bytes.count <= SaveFormat.mostBytes else { throw .tooLong }
        var parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // Behind the last line end there is nothing, or half a line.
        let rest = parts.popLast()?.count ?? 0
        self.bytes = bytes.count
        wholeBytes = bytes.count - rest
        guard let first = parts.first else { throw .notASession }
        header = try Self.header(first)
        var lines: [Line] = []
        for (place, part) in parts.enumerated().dropFirst() {
            lines.append(try Self.line(part, place + 1))
        }
        self.lines = lines
    }

    private static func members(_ bytes: some Collection<UInt8>, _ number: Int) throws(SaveError) -> [String: JSON] {
        guard let text = String(validating: bytes, as: UTF8.self), let members = (try? JSONReader.read(text))?.members
        else { throw number == 1 ? .notASession : .line(number, "a JSON object") }
        return members
    }

    private static func header(_ bytes: some Collection<UInt8>) throws(SaveError) -> SaveFormat.Header {
        let members = try members(bytes, 1)
        guard let version = members["patchlab-training"] else { throw .notASession }
        guard case .integer(SaveFormat.version) = version else { throw .version(String(version.compact.prefix(20))) }
        guard case .string(let lesson) = members["lesson"], case .string(let digest) = members["digest"],
            case .integer(let simulation) = members["draws"], case .integer(let replication) = members["replication"],
            case .string(let word) = members["mode"], let mode = Session.Mode(rawValue: word)
        else { throw .line(1, "lesson, digest, draws, seed, replication and mode") }
        let seed: UInt64
        switch members["seed"] {
        case .integer(let value) where value >= 0: seed = UInt64(value)
        case .greatInteger(let value): seed = value
        default: throw .line(1, "a whole number \"seed\"")
        }
        return SaveFormat.Header(
            lesson: lesson,
            digest: digest,
            simulation: simulation,
            draw: Draw(seed: seed, replication: replication),
            mode: mode
        )
    }

    private static func line(_ bytes: some Collection<UInt8>, _ number: Int) throws(SaveError) -> Line {
        let members = try members(bytes, number)
        guard case .string(let branch) = members["branch"] else { throw .line(number, "a text \"branch\"") }
        var wall = ""
        if case .string(let text) = members["wall"] { wall = text }
        if case .string(let from) = members["from"], case .integer(let decision) = members["decision"] {
            return Line(number: number, record: .branch(branch, from: from, decision: decision), wall: wall)
        }
        if case .bool(true) = members["go"] { return Line(number: number, record: .go(branch), wall: wall) }
        guard case .integer(let time) = members["t"], case .string(let console) = members["console"] else {
            throw .line(number, "a whole number \"t\" and a text \"console\"")
        }
        guard let kind = kind(members) else {
            throw .line(number, "orders, a time, a note, a forecast, help, a timer or a message")
        }
        let entry = Entry(time: Tick(time), kind, console: console)
        return Line(number: number, record: .entry(entry, branch: branch), wall: wall)
    }

    private static func kind(_ members: [String: JSON]) -> Entry.Kind? {
        func text(_ value: JSON?) -> String? { if case .string(let text) = value { text } else { nil } }
        if case .array(let values) = members["orders"] {
            let orders = values.compactMap(OrderText.order)
            return orders.count == values.count && !orders.isEmpty ? .orders(orders) : nil
        }
        if case .integer(let time) = members["to"] { return .moved(to: Tick(time)) }
        if let note = text(members["note"]) { return .note(note) }
        if case .integer(let count) = members["hint"] { return .hint(count) }
        if let inner = members["forecast"]?.members, let word = text(inner["kind"]),
            let kind = Forecast.Kind(rawValue: word), let value = inner["value"]?.number
        {
            return .forecast(Forecast(kind, value))
        }
        if let inner = members["timer"]?.members, case .integer(let time) = inner["at"], let words = text(inner["text"])
        {
            return .timer(at: Tick(time), words)
        }
        if let inner = members["message"]?.members, let from = text(inner["from"]), let words = text(inner["text"]) {
            return .message(from: from, words)
        }
        return nil
    }

    /// Where a file plays differently from when it was written.
    package struct Drift: Sendable, Hashable, CustomStringConvertible {
        package var line: Int
        package var time: Tick
        package var description: String
    }

    /// Plays it.
    ///
    /// - Returns: the session, up to where it plays as it did; and where it does not, which is told at its line.
    package func played(_ lesson: Lesson) throws -> (session: Session, drift: Drift?) {
        var session = try Session(lesson, draw: header.draw, mode: header.mode)
        for line in lines {
            let why: String
            do {
                switch line.record {
                case .branch(let name, let from, let decision):
                    if session.branch.name != from { try session.go(to: from) }
                    try session.reopen(decision, as: name)
                case .go(let name): try session.go(to: name)
                case .entry(let entry, let branch):
                    guard branch == session.branch.name else { throw Refused("it belongs to another branch") }
                    guard entry.time == session.now, entry.console == session.console.fingerprint else {
                        throw Refused("the console shows something else than it did")
                    }
                    try session.take(entry)
                }
                continue
            } catch let refused as Refused {
                why = refused.description
            }
            let other =
                header.simulation == simulationVersion
                ? ""
                : "; it was written with version \(header.simulation) of the simulation, and this is \(simulationVersion)"
            let decisions = session.decisions.count
            let words =
                "the session plays differently since line \(line.number), after decision \(decisions): \(why)\(other)"
            return (session, Drift(line: line.number, time: session.now, description: words))
        }
        return (session, nil)
    }
}
