import Experiments
import Text

/// The log of a program's episodes as text, one JSON object a line: what came through the door, so that the runs can be
/// repeated without the program.
///
///     {"format":"patchlab-policy-log","version":1,"policy":"mine","scenario":"…","seed":1, …}
///     {"episode":0}
///     {"t":0,"seq":1,"reply":{"actions":[],"seq":1,"type":"actions","wake":3600},"incidents":[],"end":false,"took":"0.8 ms"}
///     {"end":0,"digest":"…","ledger":"…"}
package struct PolicyLog: Sendable, Hashable {
    package static let name = "patchlab-policy-log"
    package static let version = 1

    /// What all episodes of a program have in common.
    package struct Head: MessageObject, Hashable {
        package var version = PolicyLog.version
        package var policy = ""
        /// Digest of the scenario, without its strategies.
        package var scenario = ""
        package var simulation = 0
        package var seed = ""
        package var grid = 3600
        package var limits = ProgramLimits()
        package var fallback = "hold"
        /// From what the program was cut off; nil: that is not told.
        package var sandbox: String?
        /// How the program introduced itself; nil: it never did.
        package var ready: Ready?

        package init() {}

        package static var blank: Head { Head() }

        package static let fields: [Field<Head>] = [
            Field("format", always: PolicyLog.name),
            Field("version", \.version),
            Field("policy", \.policy),
            Field("scenario", \.scenario),
            Field("simulation", \.simulation),
            Field("seed", \.seed),
            Field("grid", \.grid),
            Field("limits", \.limits),
            Field("fallback", \.fallback),
            Field(wanted: "sandbox", \.sandbox),
            Field("ready", \.ready),
        ]
    }

    package var head = Head()
    /// In the order of replications.
    package var records: [EpisodeRecord] = []
    /// By replication, the digest of what came of it.
    package var ledgers: [Int: String] = [:]

    package init() {}

    // MARK: Writing

    package var text: String {
        var lines = [head.json.compact]
        for record in records {
            var begin: [(String, JSON)] = [("episode", .integer(record.replication))]
            if let opening = record.opening { begin.append(("opening", .string(opening.kind.rawValue))) }
            lines.append(JSON.object(begin).compact)
            lines += record.lines.map(Self.text)
            lines.append(
                JSON.object([
                    ("end", .integer(record.replication)), ("digest", .string(record.digest)),
                    ("ledger", .string(ledgers[record.replication] ?? "")),
                ]).compact
            )
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The reply stands there as it came, keys in order: it is JSON already.
    private static func text(_ line: EpisodeRecord.Line) -> String {
        let incidents = JSON.strings(line.incidents.map(\.kind.rawValue)).compact
        let took = "\((line.took * 10_000).rounded() / 10) ms"
        return "{\"t\":\(line.time),\"seq\":\(line.seq),\"reply\":\(line.reply ?? "null"),\"incidents\":\(incidents),"
            + "\"end\":\(line.isEnd),\"took\":\"\(took)\"}"
    }

    // MARK: Reading

    /// What is wrong with a log.
    package struct Damage: Error, CustomStringConvertible {
        var line: Int
        var expected: String
        package var description: String { "line \(line) of the log: expected \(expected)" }
    }

    /// Reads the logs of one program or more, one after the other. No episode of a program is in it twice.
    package static func logs(_ bytes: some Collection<UInt8>) throws(Damage) -> [PolicyLog] {
        var logs: [PolicyLog] = []
        var record: EpisodeRecord?
        for (place, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            do throws(ShapeMistake) {
                let json = try json(line)
                guard let members = json.members else { throw ShapeMistake("an object") }
                if members["format"] != nil {
                    guard record == nil else { throw ShapeMistake("the end of an episode") }
                    let head = try Head(json: json)
                    guard head.version == version else { throw ShapeMistake("version \(version)") }
                    logs.append(PolicyLog())
                    logs[logs.count - 1].head = head
                    continue
                }
                guard let last = logs.indices.last else { throw ShapeMistake("\"format\":\"\(name)\"") }
                if let number = members["episode"] {
                    guard record == nil else { throw ShapeMistake("the end of an episode") }
                    record = EpisodeRecord()
                    record?.policy = logs[last].head.policy
                    let replication = try Int(json: number)
                    guard !logs[last].records.contains(where: { $0.replication == replication }) else {
                        throw ShapeMistake("another episode than \(replication), which is in the log already")
                    }
                    record?.replication = replication
                    if let opening = members["opening"] {
                        record?.opening = Incident(try Incident.Kind(json: opening), "as the log says")
                    }
                } else if members["digest"] != nil {
                    guard let whole = record else { throw ShapeMistake("the beginning of an episode") }
                    guard members["digest"].map({ (try? String(json: $0)) == whole.digest }) ?? false else {
                        throw ShapeMistake("the digest of the lines above, \(whole.digest)")
                    }
                    if let ledger = members["ledger"] {
                        logs[last].ledgers[whole.replication] = try String(json: ledger)
                    }
                    logs[last].records.append(whole)
                    record = nil
                } else {
                    guard record != nil else { throw ShapeMistake("the beginning of an episode") }
                    record?.lines.append(try Self.line(members))
                }
            } catch {
                throw Damage(line: place + 1, expected: error.expected)
            }
        }
        guard record == nil else { throw Damage(line: bytes.count { $0 == 10 } + 1, expected: "the end of an episode") }
        guard !logs.isEmpty else { throw Damage(line: 1, expected: "\"format\":\"\(name)\"") }
        return logs
    }

    private static func json(_ line: some Collection<UInt8>) throws(ShapeMistake) -> JSON {
        guard let text = String(validating: line, as: UTF8.self) else { throw ShapeMistake("UTF-8") }
        do throws(JSONReader.Problem) {
            return try JSONReader.read(text)
        } catch {
            throw ShapeMistake("JSON (\(error.message))")
        }
    }

    private static func line(_ members: [String: JSON]) throws(ShapeMistake) -> EpisodeRecord.Line {
        func value<Value: MessageValue>(_ key: String) throws(ShapeMistake) -> Value {
            guard let json = members[key] else { throw ShapeMistake("a key \"\(key)\"") }
            do throws(ShapeMistake) {
                return try Value(json: json)
            } catch {
                throw error.below(key)
            }
        }
        let kinds: [Incident.Kind] = try value("incidents")
        let reply: AnyJSON = try value("reply")
        var text: String?
        if case .null = reply.json {} else { text = reply.json.canonical.compact }
        return EpisodeRecord.Line(
            time: try value("t"),
            seq: try value("seq"),
            reply: text,
            incidents: kinds.map { Incident($0, "as the log says") },
            isEnd: try value("end"),
            took: 0
        )
    }
}
