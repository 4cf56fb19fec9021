import EventEngine
import Foundation
import PatchModel
import PatchSimulator
import Text

/// What shows in a conversation that a check has with a program, without a simulation behind it.
extension ProgramCheck {
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

    func greeting() throws -> [Row] {
        let clock = ContinuousClock.now
        let (conversation, problem) = try conversation()
        let seconds = (ContinuousClock.now - clock) / .seconds(1)
        conversation.end(politely: true)
        if let problem {
            return [
                Row(
                    name: Accident.speaking.rawValue,
                    verdict: .failed,
                    detail: "\(problem.kind.rawValue): \(problem.text)"
                )
            ]
        }
        let name =
            conversation.ready.name.isEmpty ? "it says no name" : "it calls itself \"\(conversation.ready.name)\""
        let isSlow = seconds > configuration.limits.start / 2
        return [
            Row(name: Accident.speaking.rawValue, verdict: .ok, detail: name),
            Row(
                name: Accident.slowStart.rawValue,
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

    func row(_ accident: Accident, _ problem: String?, _ fine: String) -> Row {
        Row(name: accident.rawValue, verdict: problem == nil ? .ok : .failed, detail: problem ?? fine)
    }

    /// What shows in a single conversation.
    func row(_ accident: Accident) throws -> Row {
        switch accident {
        case .manyGroups: try bigHello()
        case .bigQuestion: try bigObservation()
        case .manyRings: try manyRings()
        case .emptyRings: try emptyRings()
        case .clockJumps: try clockJumps()
        case .unknownKeys: try unknownKeys()
        case .error: try survivesError()
        case .endOfFile: try endOfFile()
        case .terminate: try terminates()
        case .nothingToDo: try nothingToDo()
        case .grid: try wakesOnTheGrid()
        case .speaking, .slowStart, .strayOutput, .order, .alone, .hashSeed, .children:
            preconditionFailure("\(accident.rawValue) does not show in one conversation")
        }
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
            .manyGroups,
            problem.map { "\($0.kind.rawValue): \($0.text)" },
            "it is ready all the same"
        )
    }

    /// A question about a console that somebody made up.
    private func answering(_ accident: Accident, _ console: Console, now: Tick = 86_400, fine: String) throws -> Row {
        // A rollout is one of a patch of which the program was told.
        let (conversation, _) = try conversation(about: try CheckWorlds.withPatch())
        var observation = Observation()
        observation.seq = 1
        observation.why = [.start]
        observation.console = console
        observation.now = now
        let problem = try ask(conversation, observation)
        conversation.end(politely: problem == nil)
        return row(accident, problem, fine)
    }

    private func bigObservation() throws -> Row {
        try answering(
            .bigQuestion,
            Console(ticketsByDay: Array(repeating: 1_000_000, count: 130_000)),
            fine: "it answers"
        )
    }

    /// Of its own rollouts no program need fear this.
    private func manyRings() throws -> Row {
        let rings = (0..<250).map { RingStatus(name: "ring \($0)", targets: 10, opened: $0 == 0 ? 0 : nil) }
        let status = RolloutStatus(patches: [0], began: 0, rings: rings)
        var row = try answering(.manyRings, Console(rollouts: [status]), fine: "it answers")
        if row.verdict == .failed { row.verdict = .note }
        return row
    }

    private func emptyRings() throws -> Row {
        let rings = [RingStatus(name: "first", opened: 0), RingStatus(name: "rest")]
        return try answering(
            .emptyRings,
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
        return row(.clockJumps, problem, "it answers")
    }

    /// The answer to a question when nothing was released.
    private func idle() throws -> (answer: Answer?, problem: String?) {
        let (conversation, _) = try conversation()
        var observation = Observation()
        observation.seq = 1
        observation.why = [.start]
        let reply = try conversation.ask(observation)
        conversation.end(politely: reply.answer != nil)
        let problem = reply.incidents.first.map { "\($0.kind.rawValue): \($0.text)" } ?? "it does not answer"
        return (reply.answer, reply.answer == nil ? problem : nil)
    }

    private func nothingToDo() throws -> Row {
        let (answer, problem) = try idle()
        let count = answer?.actions.count ?? 0
        let orders = count == 0 ? nil : "unknown: it orders \(count) actions though there is nothing"
        return row(.nothingToDo, problem ?? orders, "it does nothing")
    }

    private func wakesOnTheGrid() throws -> Row {
        let (answer, problem) = try idle()
        guard let wake = answer?.wake, wake % Int64(configuration.grid) != 0 else {
            return row(.grid, problem, "multiples of \(configuration.grid) s")
        }
        return Row(
            name: Accident.grid.rawValue,
            verdict: .note,
            detail: "second \(wake) is rounded up to a multiple of \(configuration.grid)"
        )
    }

    private func unknownKeys() throws -> Row {
        let (conversation, problem) = try conversation(unknownKeys: [("x-later", .object([("a", .array([.null]))]))])
        var observation = Observation()
        observation.seq = 1
        observation.why = [.start]
        let found = try problem.map { "\($0.kind.rawValue): \($0.text)" } ?? ask(conversation, observation)
        conversation.end(politely: found == nil)
        return row(.unknownKeys, found, "it ignores them")
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
        return row(.error, problem, "it continues")
    }

    private func endOfFile() throws -> Row {
        let (conversation, _) = try conversation()
        conversation.process.closeInput()
        let hasEnded = conversation.process.waitForEnd(seconds: 2)
        conversation.end(politely: false)
        return row(
            .endOfFile,
            hasEnded ? nil : "it keeps running after the end of its input, and has to be killed",
            "it ends"
        )
    }

    private func terminates() throws -> Row {
        // The first of a namespace of processes heeds no signal that it has not asked for.
        let (conversation, _) = try conversation(sandbox: .off)
        kill(conversation.process.number, SIGTERM)
        let hasEnded = conversation.process.waitForEnd(seconds: 2, closesInput: false)
        conversation.end(politely: false)
        return Row(
            name: Accident.terminate.rawValue,
            verdict: hasEnded ? .ok : .note,
            detail: hasEnded ? "it ends" : "it keeps running, and is killed"
        )
    }
}
