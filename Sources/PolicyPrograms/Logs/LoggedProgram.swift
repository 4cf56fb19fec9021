package import Experiments
package import PatchModel
package import PatchSimulator
import Text

/// A program that is not there any more: its answers come from the log of its episodes.
package struct LoggedProgram: PolicySource {
    package let log: PolicyLog
    package let conduct: Conduct
    /// The declared strategy that is meant by the fallback.
    private let fallbackStrategy: Strategy?

    package init(_ log: PolicyLog, strategy: Strategy?, conduct: Conduct = Conduct()) {
        self.log = log
        fallbackStrategy = strategy
        self.conduct = conduct
    }

    package var name: String { log.head.policy }

    package func makeHost() -> LoggedHost { LoggedHost(log, fallbackStrategy, conduct) }

    package static func == (left: LoggedProgram, right: LoggedProgram) -> Bool {
        left.log == right.log && left.fallbackStrategy == right.fallbackStrategy && left.conduct === right.conduct
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(log.head) }
}

extension ProgramFallback {
    /// As a command line and a log have it; nil: it is none.
    package init?(word: String) {
        switch word {
        case "hold": self = .hold
        case "last": self = .last
        case "fail": self = .fail
        default:
            let prefix = "strategy "
            guard word.hasPrefix(prefix), word.count > prefix.count else { return nil }
            self = .strategy(String(word.dropFirst(prefix.count)))
        }
    }
}

/// Makes policies of the episodes of a log.
package final class LoggedHost: PolicyHost {
    private let log: PolicyLog
    private let strategy: Strategy?
    private let conduct: Conduct
    private var book: EpisodeBook?

    init(_ log: PolicyLog, _ strategy: Strategy?, _ conduct: Conduct) {
        self.log = log
        self.strategy = strategy
        self.conduct = conduct
    }

    package func makePolicy(for episode: Episode) throws(ProgramFailure) -> ProgramPolicy {
        guard let logged = log.records.first(where: { $0.replication == episode.replication }) else {
            throw .log("there is no replication \(episode.replication) in it")
        }
        guard let fallback = ProgramFallback(word: log.head.fallback) else {
            throw .log("there is no fallback \"\(log.head.fallback)\"")
        }
        var record = EpisodeRecord()
        record.policy = logged.policy
        record.replication = logged.replication
        record.opening = logged.opening
        record.wasEnded = record.opening.map { $0.kind != .givenUp } ?? false
        let book = EpisodeBook(record)
        if let opening = record.opening { book.note(opening, at: nil) }
        self.book = book
        var rules = ProgramPolicy.Rules()
        rules.episode = episode.replication
        rules.grid = Int64(max(1, log.head.grid))
        rules.limits = log.head.limits
        rules.fallback = fallback
        rules.strategy = strategy
        rules.take(log.head.ready)
        return ProgramPolicy(rules, record.opening == nil ? LoggedAnswers(logged.lines) : nil, book)
    }

    package func finish(_ ledger: Ledger) -> [RunIncident] {
        guard let book else { return [] }
        conduct.take(book.record)
        self.book = nil
        return book.record.incidents
    }
}

/// The answers of an episode of a log, one after the other.
private final class LoggedAnswers: Answering, @unchecked Sendable {
    // An episode never leaves its thread.
    private var lines: ArraySlice<EpisodeRecord.Line>
    let bank = 0.0

    init(_ lines: [EpisodeRecord.Line]) { self.lines = lines[...] }

    func ask(_ observation: Observation) throws(ProgramFailure) -> Reply {
        guard let line = lines.popFirst() else {
            throw .log("it has no answer to question \(observation.seq), at second \(observation.now)")
        }
        guard line.time == observation.now, line.seq == observation.seq else {
            throw .log(
                "question \(line.seq) was asked at second \(line.time); "
                    + "now question \(observation.seq) is asked at second \(observation.now)"
            )
        }
        var reply = Reply()
        reply.incidents = line.incidents
        reply.isEnd = line.isEnd
        if let text = line.reply {
            do {
                let json = try JSONReader.read(text)
                reply.answer = try Answer(json: json)
                reply.json = json
            } catch {
                throw .log("its answer to question \(line.seq) is not an answer")
            }
        }
        return reply
    }

    func tell(_ incidents: [Incident], seq: Int) {}
}
