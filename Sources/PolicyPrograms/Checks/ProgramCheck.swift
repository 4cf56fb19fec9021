import EventEngine
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text

/// Tries a program against little worlds and against what goes wrong.
package struct ProgramCheck: Sendable {
    package enum Verdict: String, Sendable {
        case ok
        /// Worth knowing; nothing depends on it.
        case note
        case failed
    }

    package struct Row: Sendable, Hashable {
        package var name: String
        package var verdict: Verdict
        /// What was found.
        package var detail: String
    }

    private let configuration: ProgramConfiguration

    package init(_ configuration: ProgramConfiguration) { self.configuration = configuration }

    /// Does all of it, one after the other.
    ///
    /// - Parameter progress: told the number of rows that are done.
    /// - Throws: `ProgramFailure` if the program does not start, or speaks another protocol.
    package func rows(progress: (Int) -> Void) async throws -> [Row] {
        var rows: [Row] = []
        func add(_ more: [Row]) {
            rows += more
            progress(rows.count)
        }
        let beginning = try greeting()
        add(beginning)
        // Who does not speak fails everywhere; one time is enough.
        guard beginning.first?.verdict != .failed else { return rows }
        for (name, scenario) in try CheckWorlds.all() {
            add([try await world(name, scenario)])
            guard !isSilent(rows) else {
                add([
                    Row(
                        name: "all the rest",
                        verdict: .failed,
                        detail: "not tried: in three worlds in a row no answer came in time"
                    )
                ])
                return rows
            }
        }
        add(strayOutput(rows))
        for one in try accidents() { add([one]) }
        add(try await repetition())
        return rows
    }

    /// Whoever lets three worlds in a row wait in vain will do so in all, and each takes its time.
    private func isSilent(_ rows: [Row]) -> Bool {
        let last = rows.suffix(3)
        return last.count == 3
            && last.allSatisfy { $0.verdict == .failed && $0.detail.hasPrefix(Incident.Kind.late.rawValue + ":") }
    }

    /// How many rows there are.
    package static let count = 24 + 18

    // MARK: Worlds

    private func world(_ name: String, _ scenario: Scenario) async throws -> Row {
        let source = ProgramSource(configuration)
        let study = try await StudyRunner(
            world: try World(scenario),
            policies: [source],
            seed: 1,
            replications: [0],
            threads: 1
        ).run()
        let run = study.results[0][0]
        let asked = source.conduct.records.first?.lines.count ?? 0
        guard let first = run.incidents.first else {
            return Row(name: name, verdict: .ok, detail: "\(asked) questions, \(run.decisions.count) actions")
        }
        let more = run.incidents.count > 1 ? " (and \(run.incidents.count - 1) more)" : ""
        return Row(name: name, verdict: .failed, detail: "\(first.kind): \(first.text)\(more)")
    }

    private func strayOutput(_ rows: [Row]) -> [Row] {
        let kinds: [Incident.Kind] = [.notJSON, .wrongType, .wrongSeq, .notUTF8]
        let found = rows.first { row in kinds.contains { row.detail.hasPrefix($0.rawValue + ":") } }
        return [
            Row(
                name: "stray output",
                verdict: found == nil ? .ok : .failed,
                detail: found?.detail ?? "nothing but answers on standard output"
            )
        ]
    }

    // MARK: One conversation each

    /// A program that was greeted about a world, and an episode of it begun.
    private func conversation(
        about scenario: Scenario? = nil,
        sandbox: Sandbox.Wish? = nil,
        unknownKeys: [(String, JSON)] = []
    ) throws -> (conversation: Conversation, problem: Incident?) {
        var configuration = configuration
        if let sandbox { configuration.sandbox = sandbox }
        let conversation = try Conversation(
            try configuration.start(),
            limits: configuration.limits,
            isPublic: true
        )
        conversation.unknownKeys = unknownKeys
        let briefing = try World(try scenario ?? CheckWorlds.withoutPatches()).briefing
        let problem = try conversation.greet(configuration.hello(briefing))
        conversation.begin(EpisodeMessage(episode: 0, seed: "0123456789abcdef"))
        return (conversation, problem)
    }

    private func greeting() throws -> [Row] {
        let clock = ContinuousClock.now
        let (conversation, problem) = try conversation()
        let seconds = (ContinuousClock.now - clock) / .seconds(1)
        conversation.end(politely: true)
        if let problem {
            return [
                Row(name: "speaks the protocol", verdict: .failed, detail: "\(problem.kind.rawValue): \(problem.text)")
            ]
        }
        let name =
            conversation.ready.name.isEmpty ? "it says no name" : "it calls itself \"\(conversation.ready.name)\""
        let isSlow = seconds > configuration.limits.start / 2
        return [
            Row(name: "speaks the protocol", verdict: .ok, detail: name),
            Row(
                name: "slow start",
                verdict: isSlow ? .note : .ok,
                detail: isSlow ? "ready only after more than half of the time that it has" : "ready in time"
            ),
        ]
    }

    /// Asks a question, and tells what went wrong.
    private func ask(_ conversation: Conversation, _ observation: Observation) throws -> String? {
        let reply = try conversation.ask(observation)
        if let incident = reply.incidents.first { return "\(incident.kind.rawValue): \(incident.text)" }
        return reply.answer == nil ? "it does not answer" : nil
    }

    private func row(_ name: String, _ problem: String?, _ fine: String) -> Row {
        Row(name: name, verdict: problem == nil ? .ok : .failed, detail: problem ?? fine)
    }

    private func accidents() throws -> [Row] {
        try [
            try bigHello(), try bigObservation(), try manyRings(), try emptyRings(), try clockJumps(),
            try unknownKeys(),
            try survivesError(), try endOfFile(), try terminates(),
        ] + noAction()
    }

    private func bigHello() throws -> Row {
        var hello = configuration.hello(Briefing(horizon: CheckWorlds.horizon, groups: [], patches: []))
        hello.briefing.groups = (0..<100_000).map {
            Briefing.Group(name: "group \($0)", count: 1, deviceClass: .server)
        }
        let conversation = try Conversation(try configuration.start(), limits: configuration.limits, isPublic: true)
        let problem = try conversation.greet(hello)
        conversation.end(politely: problem == nil)
        return row(
            "a hundred thousand groups",
            problem.map { "\($0.kind.rawValue): \($0.text)" },
            "it is ready all the same"
        )
    }

    /// A question about a console that somebody made up.
    private func answering(_ name: String, _ console: Console, now: Tick = 86_400, fine: String) throws -> Row {
        // A rollout is one of a patch of which the program was told.
        let (conversation, _) = try conversation(about: try CheckWorlds.withPatch())
        var observation = Observation()
        observation.seq = 1
        observation.why = [.start]
        observation.console = console
        observation.now = now
        let problem = try ask(conversation, observation)
        conversation.end(politely: problem == nil)
        return row(name, problem, fine)
    }

    private func bigObservation() throws -> Row {
        try answering(
            "a question of a megabyte",
            Console(ticketsByDay: Array(repeating: 1_000_000, count: 130_000)),
            fine: "it answers"
        )
    }

    /// Of its own rollouts no program need fear this.
    private func manyRings() throws -> Row {
        let rings = (0..<250).map { RingStatus(name: "ring \($0)", targets: 10, opened: $0 == 0 ? 0 : nil) }
        let status = RolloutStatus(patches: [0], began: 0, rings: rings)
        var row = try answering("250 rings that it did not make", Console(rollouts: [status]), fine: "it answers")
        if row.verdict == .failed { row.verdict = .note }
        return row
    }

    private func emptyRings() throws -> Row {
        let rings = [RingStatus(name: "first", opened: 0), RingStatus(name: "rest")]
        return try answering(
            "rings without devices",
            Console(rollouts: [RolloutStatus(patches: [0], began: 0, rings: rings)]),
            fine: "it answers"
        )
    }

    private func clockJumps() throws -> Row {
        let (conversation, _) = try conversation()
        var problem: String?
        for (seq, now) in [0, 3600, CheckWorlds.horizon].enumerated() where problem == nil {
            var observation = Observation()
            observation.seq = seq + 1
            observation.now = now
            observation.why = [seq == 0 ? .start : .release]
            problem = try ask(conversation, observation)
        }
        conversation.end(politely: problem == nil)
        return row("the clock jumps", problem, "it answers")
    }

    private func noAction() throws -> [Row] {
        let (conversation, _) = try conversation()
        var observation = Observation()
        observation.seq = 1
        observation.why = [.start]
        let reply = try conversation.ask(observation)
        conversation.end(politely: reply.answer != nil)
        let count = reply.answer?.actions.count ?? 0
        let problem = reply.answer == nil ? reply.incidents.first?.text ?? "it does not answer" : nil
        let wake = reply.answer?.wake ?? 0
        return [
            row(
                "nothing to do",
                problem ?? (count == 0 ? nil : "it orders \(count) actions though there is nothing"),
                "it does nothing"
            ),
            Row(
                name: "wakes on the grid",
                verdict: wake % Int64(configuration.grid) == 0 ? .ok : .note,
                detail: wake % Int64(configuration.grid) == 0
                    ? "multiples of \(configuration.grid) s"
                    : "second \(wake) is rounded up to a multiple of \(configuration.grid)"
            ),
        ]
    }

    private func unknownKeys() throws -> Row {
        let (conversation, problem) = try conversation(unknownKeys: [("x-later", .object([("a", .array([.null]))]))])
        var observation = Observation()
        observation.seq = 1
        observation.why = [.start]
        let found = try problem.map { "\($0.kind.rawValue): \($0.text)" } ?? ask(conversation, observation)
        conversation.end(politely: found == nil)
        return row("keys that it does not know", found, "it ignores them")
    }

    private func survivesError() throws -> Row {
        let (conversation, _) = try conversation()
        var observation = Observation()
        observation.seq = 1
        observation.why = [.start]
        var problem = try ask(conversation, observation)
        conversation.tell([Incident(.unknown, "there is no ring 7 in rollout 0", action: 0)], seq: 1)
        observation.seq = 2
        observation.now = 3600
        observation.why = [.wake]
        problem = try problem ?? ask(conversation, observation)
        conversation.end(politely: problem == nil)
        return row("an error that it is told", problem, "it continues")
    }

    private func endOfFile() throws -> Row {
        let (conversation, _) = try conversation()
        conversation.process.closeInput()
        let hasEnded = conversation.process.waitForEnd(seconds: 2)
        conversation.end(politely: false)
        return row(
            "the end of its input",
            hasEnded ? nil : "it keeps running after the end of its input, and has to be killed",
            "it ends"
        )
    }

    private func terminates() throws -> Row {
        // The first of a namespace of processes heeds no signal that it has not asked for.
        let (conversation, _) = try conversation(sandbox: .off)
        kill(conversation.process.number, SIGTERM)
        let hasEnded = conversation.process.waitForEnd(seconds: 2)
        conversation.end(politely: false)
        return Row(
            name: "SIGTERM",
            verdict: hasEnded ? .ok : .note,
            detail: hasEnded ? "it ends" : "it keeps running, and is killed"
        )
    }

    // MARK: The same again

    private func repetition() async throws -> [Row] {
        let worlds = try CheckWorlds.all()
        guard let busiest = worlds.last?.scenario else { return [] }
        let world = try World(busiest)
        func records(_ change: (inout ProgramConfiguration) -> Void, _ replications: [Int]) async throws
            -> [EpisodeRecord]
        {
            var configuration = configuration
            change(&configuration)
            let source = ProgramSource(configuration)
            _ = try await StudyRunner(world: world, policies: [source], seed: 1, replications: replications, threads: 1)
                .run()
            return source.conduct.records
        }
        let among = try await records({ _ in }, [0, 1, 2])
        let back = try await records({ _ in }, [2, 1, 0])
        let alone = try await records({ $0.isAlone = true }, [0, 1, 2])
        let hashed = try await records(
            {
                $0.isAlone = true
                $0.hashSeed = 1
            },
            [0, 1, 2]
        )
        func same(_ name: String, _ one: [EpisodeRecord], _ other: [EpisodeRecord], _ problem: String) -> Row {
            let isSame = one.map(\.digest) == other.map(\.digest)
            return row(name, isSame ? nil : problem, "the same decisions")
        }
        return [
            same("runs in another order", among, back, "state-leak: what it decides depends on the runs before"),
            same("alone and among others", among, alone, "state-leak: alone it decides differently"),
            same("another hash seed", alone, hashed, "state-leak: it depends on the order of sets, or on hash()"),
            leftovers(),
        ]
    }

    /// After all of the above.
    private func leftovers() -> Row {
        let left = ProcessFamily.strays()
        return row("no child is left", left.isEmpty ? nil : "\(left.count) processes are left", "there is none")
    }
}
