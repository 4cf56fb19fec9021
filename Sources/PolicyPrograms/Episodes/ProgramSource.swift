import Crypto
package import Experiments
import Foundation
package import PatchModel
package import PatchSimulator
import Synchronization

/// How a program is run.
package struct ProgramConfiguration: Sendable, Hashable {
    /// What output calls it.
    package var name: String
    /// The whole path.
    package var path: String
    package var question = ""
    /// Name of the scenario, of which the program's dice follow; it is not told.
    package var world = ""
    package var patchlab = ""
    package var limits = ProgramLimits()
    /// Seconds, at least 1: questions are asked at multiples.
    package var grid = 3600
    package var fallback = ProgramFallback.hold
    /// The declared strategy that is meant by the fallback.
    package var strategy: Strategy?
    package var sandbox = Sandbox.Wish.prefer
    /// Names of variables of the environment that are let through.
    package var variables: [String] = []
    /// False: it is told no results, nor the numbers of runs.
    package var isPublic = true
    /// What PYTHONHASHSEED is.
    package var hashSeed = 0
    /// Whether each episode has a program of its own.
    package var isAlone = false

    package init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    func hello(_ briefing: Briefing) -> Hello {
        var hello = Hello()
        hello.patchlab = patchlab
        hello.question = question
        hello.limits = limits
        hello.grid = grid
        hello.fallback = fallback.word
        hello.briefing = briefing
        return hello
    }

    func start() throws(ProgramFailure) -> ProgramProcess.Start {
        let sandbox = Sandbox.found(sandbox)
        if self.sandbox == .require, let absence = sandbox.absence {
            throw .start("a sandbox is required and cannot be had: \(absence)")
        }
        var start = ProgramProcess.Start(words: [path])
        start.memory = limits.memory
        start.isIsolated = sandbox.absence == nil
        start.environment = [
            "LANG=C.UTF-8", "TZ=UTC", "PYTHONHASHSEED=\(hashSeed)", "PYTHONUNBUFFERED=1", "OMP_NUM_THREADS=1",
            "PATCHLAB_POLICY=1",
        ]
        let own = ProcessInfo.processInfo.environment
        start.environment.append("PATH=\(own["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")")
        for name in variables { if let value = own[name] { start.environment.append("\(name)=\(value)") } }
        return start
    }

    /// The seed for the program's own dice: it follows from that of the runs, which does not follow from it (RFC 5869).
    func seed(_ seed: UInt64, replication: Int) -> String {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: withUnsafeBytes(of: seed.littleEndian) { Data($0) }),
            salt: Data(PolicyProtocol.name.utf8),
            info: Data("\(world)\n\(replication)\npolicy".utf8),
            outputByteCount: 8
        )
        return key.withUnsafeBytes { Hexadecimal.text($0) }
    }
}

/// A program as a source of policies: each thread of a study has one of it running.
package struct ProgramSource: PolicySource {
    package let configuration: ProgramConfiguration
    package let conduct: Conduct

    package init(_ configuration: ProgramConfiguration, conduct: Conduct = Conduct()) {
        self.configuration = configuration
        self.conduct = conduct
    }

    package var name: String { configuration.name }

    package func makeHost() -> ProgramHost { ProgramHost(configuration, conduct) }

    package static func == (left: ProgramSource, right: ProgramSource) -> Bool {
        left.configuration == right.configuration && left.conduct === right.conduct
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(configuration) }
}

/// How a program has behaved in all of its episodes, on all threads.
package final class Conduct: Sendable {
    private struct State {
        var records: [EpisodeRecord] = []
        var ended = 0
        var ready: Ready?
        var errors = ""
        var errorBytes = 0
    }

    private let state = Mutex(State())
    private let keepsLines: Bool

    /// - Parameter keepsLines: whether questions and answers are kept for a log or an audit, which takes memory.
    package init(keepsLines: Bool = true) { self.keepsLines = keepsLines }

    /// All episodes that have come to their end, in the order of replications.
    package var records: [EpisodeRecord] { state.withLock { $0.records }.sorted { $0.replication < $1.replication } }

    /// True once too many episodes had to be ended: the program is not asked any more.
    package var isGivenUp: Bool { state.withLock { $0.ended >= ProgramLimits.endedEpisodes } }

    /// How it introduced itself; nil: it never did.
    package var ready: Ready? { state.withLock { $0.ready } }

    /// The last that one of its processes said on standard error, and how many bytes all said.
    package var errors: (last: String, bytes: Int) { state.withLock { ($0.errors, $0.errorBytes) } }

    func take(_ record: EpisodeRecord) {
        var record = record
        if !keepsLines { record.lines = [] }
        state.withLock {
            $0.records.append(record)
            if record.wasEnded { $0.ended += 1 }
        }
    }

    package func introduce(_ ready: Ready) { state.withLock { $0.ready = ready } }

    func take(errors: String, bytes: Int) {
        state.withLock {
            if !errors.isEmpty { $0.errors = errors }
            $0.errorBytes += bytes
        }
    }
}

/// A running program, for the episodes of one thread.
package final class ProgramHost: PolicyHost {
    private let configuration: ProgramConfiguration
    private let conduct: Conduct
    private var conversation: Conversation?
    private var book: EpisodeBook?
    /// What the program that runs was told at the beginning.
    private var greeted: Briefing?
    /// Episodes that this one has begun.
    private var begun = 0

    init(_ configuration: ProgramConfiguration, _ conduct: Conduct) {
        self.configuration = configuration
        self.conduct = conduct
    }

    deinit { conversation?.end(politely: false) }

    package func makePolicy(for episode: Episode) throws(ProgramFailure) -> ProgramPolicy {
        // A run that did not come to its end leaves a program of which nobody knows what it waits for.
        if book != nil { part(politely: false) }
        var record = EpisodeRecord()
        record.policy = configuration.name
        record.replication = episode.replication
        // What was said at the beginning holds for one fleet.
        if greeted != episode.world.briefing { part(politely: true) }
        if conduct.isGivenUp {
            record.opening = Incident(.givenUp, "it was given up after too many episodes that had to be ended")
        } else if conversation == nil {
            record.opening = try start(episode.world.briefing)
        }
        record.wasEnded = record.opening.map { $0.kind != .givenUp } ?? false
        let book = EpisodeBook(record)
        self.book = book
        if let opening = record.opening {
            book.note(opening, at: nil)
        } else {
            conversation?.begin(
                EpisodeMessage(
                    episode: configuration.isPublic ? episode.replication : begun,
                    seed: configuration.seed(episode.seed, replication: episode.replication),
                    isPublic: configuration.isPublic
                )
            )
        }
        var rules = ProgramPolicy.Rules()
        rules.episode = configuration.isPublic ? episode.replication : begun
        rules.grid = Int64(configuration.grid)
        rules.limits = configuration.limits
        rules.fallback = configuration.fallback
        rules.strategy = configuration.strategy
        rules.take(conversation?.ready)
        begun += 1
        return ProgramPolicy(rules, record.opening == nil ? conversation : nil, book)
    }

    /// Starts the program. Returns why it is not ready.
    private func start(_ briefing: Briefing) throws(ProgramFailure) -> Incident? {
        let conversation = try Conversation(
            try configuration.start(),
            limits: configuration.limits,
            isPublic: configuration.isPublic
        )
        self.conversation = conversation
        greeted = briefing
        if let problem = try conversation.greet(configuration.hello(briefing)) {
            part(politely: false)
            return problem
        }
        conduct.introduce(conversation.ready)
        return nil
    }

    package func finish(_ ledger: Ledger) -> [RunIncident] {
        guard let book else { return [] }
        let record = book.record
        conduct.take(record)
        if record.wasEnded {
            part(politely: false)
        } else if let conversation, record.opening == nil {
            conversation.finish(
                EndMessage(
                    episode: configuration.isPublic ? record.replication : begun - 1,
                    result: configuration.isPublic ? EpisodeResult(ledger) : nil,
                    incidents: record.incidents.count
                )
            )
        }
        self.book = nil
        if configuration.isAlone { part(politely: true) }
        return record.incidents
    }

    package func end() { part(politely: book == nil) }

    private func part(politely: Bool) {
        book = nil
        guard let conversation else { return }
        conversation.end(politely: politely)
        conduct.take(errors: conversation.lastErrors, bytes: conversation.errorBytes)
        self.conversation = nil
    }
}
