import PatchModel
import Text

/// Decision logs as text: one JSON object a line, the first of which names format and version.
///
///     {"format":"patchlab-decisions","version":1}
///     {"time":0,"round":0,"action":"begin","rollout":0,"plan":{...},"reason":"released"}
///     {"time":0,"round":0,"action":"open","rollout":0,"ring":0,"reason":"first ring"}
///     {"time":90000,"rollout":0,"note":"extended","reason":"inconclusive: ..."}
///     {"time":93600,"round":0,"action":"stop","rollout":0,"switches":{...},"reason":"3 of 40 failed"}
///     {"time":180000,"round":0,"action":"resume","rollout":0,"reason":"the vendor's fix is there"}
///
/// What is written is read as exactly the same values. docs/policies.md describes the format for other programs.
public enum DecisionLogFormat {
    public static let name = "patchlab-decisions"
    /// The version that is written, and the only one that is read.
    public static let version = 1
    /// Bytes that a line may have at most.
    public static let longestLine = 1 << 20

    /// What a log says.
    public struct Contents: Sendable, Hashable {
        /// Ascending in time and round.
        public var actions: [LoggedAction]
        /// Ascending in time.
        public var notes: [LoggedNote]

        public init(actions: [LoggedAction], notes: [LoggedNote] = []) {
            self.actions = actions
            self.notes = notes
        }
    }

    // MARK: Writing

    /// A simulation's log, or the beginning of one. Each line ends with a line break.
    public static func text(of contents: Contents) -> String {
        let header: JSON = .object([("format", .string(name)), ("version", .integer(version))])
        var lines = [header.compact]
        var notes = contents.notes[...]
        var begun = 0
        for entry in contents.actions {
            while let note = notes.first, note.time < entry.time {
                lines.append(json(of: note).compact)
                notes = notes.dropFirst()
            }
            lines.append(json(of: entry, begun: begun).compact)
            if case .begin = entry.action { begun += 1 }
        }
        lines += notes.map { json(of: $0).compact }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func json(of entry: LoggedAction, begun: Int) -> JSON {
        var members: [(String, JSON)] = [
            ("time", .integer(Int(entry.time))), ("round", .integer(entry.round)),
            ("action", .string(entry.action.verb.rawValue)),
        ]
        switch entry.action {
        case .begin(let plan):
            members += [("rollout", .integer(begun)), ("plan", ActionText.json(of: plan))]
        case .open(let rollout, let ring):
            members += [("rollout", .integer(rollout)), ("ring", .integer(ring))]
        case .stop(let rollout, let switches):
            members += [("rollout", .integer(rollout)), ("switches", ActionText.json(of: switches))]
        case .resume(let rollout):
            members.append(("rollout", .integer(rollout)))
        }
        return .object(members + [("reason", .string(entry.reason))])
    }

    private static func json(of entry: LoggedNote) -> JSON {
        var members: [(String, JSON)] = [
            ("time", .integer(Int(entry.time))), ("rollout", .integer(entry.note.rollout)),
            ("note", .string(entry.note.kind.rawValue)),
        ]
        if let rule = entry.note.rule { members.append(("rule", .integer(rule))) }
        return .object(members + [("reason", .string(entry.note.reason))])
    }

    // MARK: Reading

    /// Reads a whole log. Its actions need not be possible in any particular world: that shows when it is replayed.
    ///
    /// - Parameter bytes: UTF-8.
    /// - Throws: `DecisionLogError` for the first line that is not as it must be.
    public static func contents(of bytes: some Collection<UInt8>) throws(DecisionLogError) -> Contents {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if let last = lines.last, last.isEmpty { lines.removeLast() }
        guard let first = lines.first else { throw .line(1, expected: header) }
        try checkHeader(try parsed(first, 1))
        var reader = Reader()
        for (place, line) in lines.enumerated().dropFirst() {
            let value = try parsed(line, place + 1)
            do throws(DecisionLogFormat.Mistake) {
                try reader.take(value)
            } catch {
                throw .line(place + 1, expected: error.expected)
            }
        }
        return reader.contents
    }

    /// What was expected where something else stands.
    struct Mistake: Error {
        var expected: String
    }

    /// One JSON value, with nothing after it.
    static func json(_ text: String) throws(Mistake) -> JSON {
        do throws(JSONReader.Problem) {
            return try JSONReader.read(text)
        } catch {
            throw Mistake(expected: "JSON (\(error.message))")
        }
    }

    private static let header = "{\"format\":\"\(name)\",\"version\":\(version)}"

    private static func parsed(_ line: some Collection<UInt8>, _ number: Int) throws(DecisionLogError) -> JSON {
        guard line.count <= longestLine else { throw .line(number, expected: "at most \(longestLine) bytes") }
        guard let text = String(validating: line, as: UTF8.self) else { throw .line(number, expected: "UTF-8") }
        do throws(DecisionLogFormat.Mistake) {
            return try json(text)
        } catch {
            throw .line(number, expected: error.expected)
        }
    }

    private static func checkHeader(_ value: JSON) throws(DecisionLogError) {
        guard case .object(let members) = value, members.count > 1, members[0].0 == "format",
            case .string(name) = members[0].1, members[1].0 == "version", members[1].1.number != nil
        else { throw .line(1, expected: header) }
        // Of other versions nothing else is known.
        let found = members[1].1.compact
        guard found == "\(version)" else { throw .version(found) }
        guard members.count == 2 else { throw .line(1, expected: header) }
    }
}
