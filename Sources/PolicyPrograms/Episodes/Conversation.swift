import Foundation
import Text

/// What came of a question.
struct Reply {
    /// The answer; nil: there was none.
    var answer: Answer?
    /// The same as it came.
    var json: JSON?
    /// What went wrong on the way.
    var incidents: [Incident] = []
    /// True if the program is not asked any more in this episode.
    var isEnd = false
    /// Seconds that it took.
    var seconds = 0.0
}

/// Whoever answers the questions of an episode: a program, or the log of one.
protocol Answering: AnyObject, Sendable {
    /// Seconds that are left in the bank.
    var bank: Double { get }

    func ask(_ observation: Observation) throws(ProgramFailure) -> Reply

    /// Tells what was wrong with the last answer.
    func tell(_ incidents: [Incident], seq: Int)
}

/// A running program, with which one message is exchanged for another. The clock runs here, and never after the reply.
final class Conversation: Answering, @unchecked Sendable {
    // An episode never leaves its thread, and whoever answers its questions with it.
    let process: ProgramProcess
    /// Keys that programs of this version do not know, to try whether they mind.
    var unknownKeys: [(String, JSON)] = []
    private let limits: ProgramLimits
    private let isPublic: Bool
    private(set) var ready = Ready()
    private(set) var bank: Double
    /// Questions whose answer was replaced; another may still come.
    private var replaced: Set<Int> = []
    private var time: TimeTaken

    /// What the program has done next.
    private enum Event {
        case line([UInt8])
        case late, gone, tooLong, memory
    }

    /// - Throws: `start` if the program does not start.
    init(_ start: ProgramProcess.Start, limits: ProgramLimits, isPublic: Bool) throws(ProgramFailure) {
        do throws(ProgramProcess.Problem) {
            process = try ProgramProcess(start)
        } catch {
            throw .start(error.description)
        }
        self.limits = limits
        self.isPublic = isPublic
        bank = limits.bank
        time = TimeTaken(of: process.number, limits: limits)
    }

    var lastErrors: String { process.lastErrors }
    var errorBytes: Int { process.errorBytes }

    // MARK: Beginning and end

    /// Says hello and waits for the answer.
    ///
    /// - Returns: why there was none; nil: it is ready.
    /// - Throws: `version` or `lacking` if the answer is one with which nothing can be begun.
    func greet(_ hello: Hello) throws(ProgramFailure) -> Incident? {
        send(hello)
        let limit = ContinuousClock.now + .seconds(limits.start)
        var bad = 0
        while true {
            let event = next { ContinuousClock.now >= limit ? nil : (limit - ContinuousClock.now) / .seconds(1) }
            let what: String
            switch event {
            case .line(let bytes):
                do {
                    let json = try Self.json(bytes)
                    if let problem = Self.otherVersion(json) { throw ProgramFailure.version(problem) }
                    let answer = try Ready(json: json)
                    try Self.check(answer)
                    ready = answer
                    time = TimeTaken(of: process.number, limits: limits)
                    return nil
                } catch let error as ProgramFailure {
                    throw error
                } catch {
                    bad += 1
                    let incident = Self.incident(of: error, bytes, expecting: "ready")
                    if bad >= ProgramLimits.badLines || Self.members(bytes, type: "ready") != nil { return incident }
                    continue
                }
            case .late: what = "no \"ready\" within \(limits.start) s"
            case .gone: return Incident(.gone, "it ended before it was ready" + words)
            case .tooLong: return Incident(.tooLong, "a line of more than \(limits.line) bytes")
            case .memory: return Incident(.memory, "more than \(limits.memory) bytes of memory")
            }
            return Incident(.late, what + words)
        }
    }

    private static func otherVersion(_ json: JSON) -> String? {
        guard let members = json.members, case .string("ready") = members["type"],
            case .string(let spoken) = members["protocol"], spoken != PolicyProtocol.name
        else { return nil }
        return spoken
    }

    private static func check(_ ready: Ready) throws(ProgramFailure) {
        let needs = ready.needs.filter { !PolicyProtocol.capabilities.contains($0) }
        if !needs.isEmpty { throw .lacking(needs, key: "needs") }
        let events = ready.subscribe.filter { !PolicyProtocol.events.contains($0) }
        if !events.isEmpty { throw .lacking(events, key: "subscribe") }
    }

    /// The last line that it said on standard error, to stand behind what happened.
    private var words: String {
        let line = process.lastErrors.split(separator: "\n").last.map { String($0.prefix(200)) }
        return line.map { "; it said: \($0)" } ?? ""
    }

    func begin(_ episode: EpisodeMessage) {
        bank = limits.bank
        send(episode)
        process.exchange(waiting: 0)
    }

    private func send(_ message: some MessageObject) {
        guard !unknownKeys.isEmpty, case .object(let members) = message.json else {
            process.send(message.line)
            return
        }
        process.send(Array((JSON.object(members + unknownKeys).compact + "\n").utf8))
    }

    func finish(_ message: EndMessage) {
        process.send(message.line)
        process.exchange(waiting: 0)
    }

    /// Ends the program.
    ///
    /// - Parameter politely: it is told, and has a second to end by itself.
    func end(politely: Bool) {
        guard politely else {
            process.end(grace: 0)
            return
        }
        process.send(Bye().line)
        process.end(grace: 1)
    }

    // MARK: Questions

    /// What was written after the last answer is found now: whether it came before the question nobody can tell for certain, so
    /// it counts like what comes in place of an answer.
    func ask(_ observation: Observation) throws(ProgramFailure) -> Reply {
        send(observation)
        time.begin()
        var reply = answer(to: observation.seq)
        reply.seconds = time.elapsed
        return reply
    }

    private func answer(to seq: Int) -> Reply {
        var reply = Reply()
        var bad = 0
        // Until when the answer may still follow on a line that was none.
        var mended: ContinuousClock.Instant?
        while true {
            let event = next {
                let over = self.time.overdraft()
                guard over <= self.bank else { return nil }
                let leeway = max(0.0005, self.time.leeway(bank: self.bank))
                guard let mended else { return leeway }
                let rest = (mended - .now) / .seconds(1)
                return rest > 0 ? min(leeway, rest) : nil
            }
            switch event {
            case .line(let bytes):
                do {
                    let json = try Self.json(bytes)
                    let answer = try Answer(json: json)
                    if replaced.remove(answer.seq) != nil { continue }
                    if answer.seq == seq {
                        bank = max(0, bank - time.overdraft())
                        reply.answer = answer
                        reply.json = json
                        return reply
                    }
                    reply.incidents.append(
                        Incident(.wrongSeq, "an answer to question \(answer.seq); this is \(seq)")
                    )
                } catch {
                    reply.incidents.append(Self.incident(of: error, bytes, expecting: "actions"))
                    if reply.incidents.last?.kind == .notUTF8 { reply.isEnd = true }
                    if Self.isAnswer(bytes, to: seq) {
                        bank = max(0, bank - time.overdraft())
                        replaced.insert(seq)
                        return reply
                    }
                }
                bad += 1
                reply.isEnd = reply.isEnd || bad >= ProgramLimits.badLines
                mended = mended ?? .now + .seconds(limits.decision)
            case .late where bad > 0 && time.overdraft() <= bank:
                // What was there instead has been told; that nothing followed is the same mistake.
                bank -= time.overdraft()
                replaced.insert(seq)
                return reply
            case .late:
                bank = 0
                replaced.insert(seq)
                let what = limits.clock == .cpu ? "processor time" : "time"
                reply.incidents.append(Incident(.late, "no answer within the \(what) that is granted"))
                return reply
            case .gone:
                reply.incidents.append(Incident(.gone, "it has ended, or closed its output" + words))
                reply.isEnd = true
            case .tooLong:
                reply.incidents.append(Incident(.tooLong, "a line of more than \(limits.line) bytes"))
                reply.isEnd = true
            case .memory:
                reply.incidents.append(Incident(.memory, "more than \(limits.memory) bytes of memory"))
                reply.isEnd = true
            }
            if reply.isEnd { return reply }
        }
    }

    func tell(_ incidents: [Incident], seq: Int) {
        guard isPublic else { return }
        for incident in incidents {
            process.send(
                ErrorMessage(seq: seq, incident: incident.kind, action: incident.action, text: incident.text).line
            )
        }
    }

    // MARK: Lines

    /// Waits for the next thing that happens.
    ///
    /// - Parameter leeway: seconds that may pass before it is to be asked again; nil: it is too late.
    private func next(_ leeway: () -> Double?) -> Event {
        while true {
            if let line = process.takeLine() { return line.count > limits.line ? .tooLong : .line(line) }
            if process.begun > limits.line { return .tooLong }
            if process.hasTooMuchMemory { return .memory }
            if process.isAtEnd {
                process.listenToTheEnd()
                return .gone
            }
            guard let seconds = leeway() else { return .late }
            process.exchange(waiting: Int32(min(100, max(1, (seconds * 1000).rounded(.up)))), most: limits.line)
        }
    }

    private struct NotUTF8: Error {}

    private static func json(_ line: [UInt8]) throws -> JSON {
        guard let text = String(validating: line, as: UTF8.self) else { throw NotUTF8() }
        return try JSONReader.read(text)
    }

    /// What a line holds that claims to be a message of a type; nil: it does not.
    private static func members(_ line: [UInt8], type: String) -> [String: JSON]? {
        guard let members = (try? json(line))?.members, case .string(type) = members["type"] else { return nil }
        return members
    }

    /// Whether a line that cannot be read as an answer is one to this question all the same: there will be no other.
    private static func isAnswer(_ line: [UInt8], to seq: Int) -> Bool {
        guard let members = members(line, type: "actions") else { return false }
        guard case .integer(let number) = members["seq"] else { return true }
        return number == seq
    }

    private static func incident(of error: any Error, _ line: [UInt8], expecting type: String) -> Incident {
        switch error {
        case is NotUTF8: Incident(.notUTF8, "a line that is not UTF-8")
        case let problem as JSONReader.Problem:
            Incident(.notJSON, "a line that is not JSON (\(problem.message)): " + excerpt(line))
        case let mistake as ShapeMistake:
            Incident(.wrongType, "a line that is not \"\(type)\": \(mistake.description): " + excerpt(line))
        default: Incident(.wrongType, "a line that is not \"\(type)\": " + excerpt(line))
        }
    }

    private static func excerpt(_ line: [UInt8]) -> String { String(decoding: line.prefix(80), as: UTF8.self) }
}
