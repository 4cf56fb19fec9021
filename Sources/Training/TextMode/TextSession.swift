import EventEngine
import PatchModel
import PatchSimulator
import Text

/// A lesson in lines: each line that is typed is answered by lines, without colour, cursor movement or anything that repaints, so
/// that a screen reader, a slow connection and a script get the same.
package struct TextSession: Sendable {
    /// What comes of a line.
    package struct Answer: Sendable {
        package var lines: [String]
        package var wish = Wish.nothing
        /// True if nothing was done, for a reason that the lines tell.
        package var isRefused = false

        init(_ lines: [String], _ wish: Wish = .nothing) {
            self.lines = lines
            self.wish = wish
        }

        /// Why nothing was done.
        static func refused(_ reason: String) -> Answer {
            var answer = Answer(["Order: \(reason)."])
            answer.isRefused = true
            return answer
        }
    }

    /// What only the caller can do.
    package enum Wish: Sendable {
        case nothing, debrief, quit
    }

    package private(set) var session: Session
    /// Where the session was left; nil: it is none that plays differently from when it was written.
    package let drift: SavedSession.Drift?
    private var lastAnswer: [String] = []
    /// The place of the last attention that was told.
    private var told = 0

    package init(_ session: Session, drift: SavedSession.Drift? = nil) {
        self.session = session
        self.drift = drift
        told = session.attentions.count
    }

    /// What is said at the beginning.
    package var greeting: [String] {
        var lines = LessonText.opening(session)
        if let drift { lines.append("Read only: \(drift.description).") }
        lines += ConsoleText.status(session)
        return lines + ["Type help for what can be typed; brief repeats the task."]
    }

    /// Answers a line.
    ///
    /// - Parameter keep: takes what was done before it is answered, such as to a file.
    /// - Throws: what `keep` throws. Nothing has been done then.
    package mutating func answer(_ line: String, keep: (SaveFormat.Record) throws -> Void) rethrows -> Answer {
        let text = SafeText.line(line).trimmingBlanks()
        guard !text.isEmpty, !text.hasPrefix("#") else { return Answer([]) }
        guard text.utf8.count <= 4096 else { return .refused("a line has 4096 bytes at most") }
        var answer: Answer
        switch TextCommand.read(text) {
        case .failure(let refused): answer = .refused(refused.description)
        case .success(.repeat): return Answer(lastAnswer)
        case .success(let command):
            if let drift, command.changesSomething {
                answer = .refused("this session can only be read: \(drift.description)")
            } else {
                answer = try perform(command, keep)
            }
        }
        lastAnswer = answer.lines
        return answer
    }

    private mutating func perform(_ command: TextCommand, _ keep: (SaveFormat.Record) throws -> Void) rethrows -> Answer
    {
        switch command {
        case .help(let topic): return Answer(HelpText.lines(topic))
        case .brief: return Answer(LessonText.brief(session.lesson))
        case .show(let view): return Answer(ConsoleText.lines(view, session))
        case .repeat: return Answer(lastAnswer)
        case .order(let words, let reason): return stage(words, reason)
        case .takeBack(let number):
            return attempt { session throws(Refused) in
                try session.takeBack(number)
                return ["Order: taken back."] + ConsoleText.tray(session)
            }
        case .move(let target): return try move(target, keep)
        case .note(let text): return try enter(.note(text), "Order: noted.", keep)
        case .forecast(let forecast):
            return try enter(.forecast(forecast), "Order: forecast noted: \(LessonText.words(of: forecast)).", keep)
        case .remind(let span, let text):
            let time = min(session.now + span, session.horizon)
            let words = "Order: you will be reminded on \(session.clock.text(time))."
            return try enter(.timer(at: time, text.isEmpty ? "your reminder" : text), words, keep)
        case .hint: return try hint(keep)
        case .branch(let decision, let name):
            let name = name ?? "branch-\(session.branches.count)"
            let from = session.branch.name
            return try change(.branch(name, from: from, decision: decision), keep) { session throws(Refused) in
                try session.reopen(decision, as: name)
                return [
                    "Order: decision \(decision) is open again, in branch \(name). The score is that of the first attempt."
                ]
            }
        case .go(let name):
            return try change(.go(name), keep) { session throws(Refused) in
                try session.go(to: name)
                return ["Order: on with branch \(name)."]
            }
        case .debrief:
            guard session.mayBeDebriefed, session.hasEnded else {
                return .refused(
                    "what was true is shown when the lesson is over: \"end\" runs on to its end, on \(session.clock.text(session.horizon))"
                )
            }
            return Answer([], .debrief)
        case .quit: return Answer(["Saved up to here. The same file resumes from here."], .quit)
        }
    }

    // MARK: What is done

    /// Does something that is not kept, because it follows from nothing that is: the tray.
    private mutating func attempt(_ work: (inout Session) throws(Refused) -> [String]) -> Answer {
        var next = session
        do throws(Refused) {
            let lines = try work(&next)
            session = next
            return Answer(lines)
        } catch {
            return .refused(error.description)
        }
    }

    private mutating func stage(_ words: [String], _ reason: String) -> Answer {
        attempt { session throws(Refused) in
            let order = Order(try OrderReader(session).kind(words), because: reason)
            try session.stage(order)
            return ["Order: in the tray, given when time moves."] + ConsoleText.tray(session)
                + LessonText.questions(session, order)
        }
    }

    /// Does something of this instant.
    private mutating func enter(
        _ kind: Entry.Kind,
        _ words: String,
        _ keep: (SaveFormat.Record) throws -> Void
    ) rethrows -> Answer {
        var next = session
        let entry = session.entry(kind)
        do throws(Refused) {
            try next.take(entry)
        } catch {
            return .refused(error.description)
        }
        try keep(.entry(entry, branch: session.branch.name))
        session = next
        return Answer([words])
    }

    private mutating func change(
        _ record: SaveFormat.Record,
        _ keep: (SaveFormat.Record) throws -> Void,
        _ work: (inout Session) throws(Refused) -> [String]
    ) rethrows -> Answer {
        var next = session
        let lines: [String]
        do throws(Refused) {
            lines = try work(&next)
        } catch {
            return .refused(error.description)
        }
        try keep(record)
        session = next
        told = session.attentions.count
        return Answer(lines + ConsoleText.status(session))
    }

    private mutating func hint(_ keep: (SaveFormat.Record) throws -> Void) rethrows -> Answer {
        guard session.mode != .exam else { return .refused("in an exam there is no help") }
        let steps = session.lesson.hints.flatMap(\.steps)
        guard session.hintsUsed < steps.count else { return .refused("there is no more help than that") }
        let number = session.hintsUsed + 1
        return try enter(
            .hint(number),
            "Help \(number) of \(steps.count), which costs nothing: \(steps[number - 1])",
            keep
        )
    }

    /// Gives the tray, and lets time pass.
    private mutating func move(_ target: TextCommand.Target, _ keep: (SaveFormat.Record) throws -> Void) rethrows
        -> Answer
    {
        guard !session.hasEnded else { return .refused("the lesson is over. \"debrief\" shows what was true") }
        let end: Tick =
            switch target {
            case .next(nil), .end: session.horizon
            case .next(let span?): min(session.now + span, session.horizon)
            case .morning: session.clock.morning(after: session.now)
            case .wait(let span): session.now + span
            case .until(let time): time
            }
        guard end > session.now else { return .refused("that is past") }
        var lines: [String] = []
        if let decision = session.decision {
            var next = session
            do throws(Refused) {
                try next.take(decision)
            } catch {
                return .refused(error.description)
            }
            try keep(.entry(decision, branch: session.branch.name))
            session = next
            lines.append("Order: decision \(session.decisions.count) is given.")
        }
        guard let (next, entry, found) = session.moving(to: end, untilAttention: target.haltsAtAttention) else {
            return Answer(lines)
        }
        try keep(.entry(entry, branch: session.branch.name))
        session = next
        told = session.attentions.count
        lines += found.map { "World: \(session.clock.text($0.time)): \($0.words.asSentence)" }
        lines += ConsoleText.status(session)
        if session.hasEnded {
            lines.append("The lesson is over. Before you look at what was true:")
            lines += LessonText.reflection.enumerated().map { "\($0 + 1). \($1)" }
            lines.append("\"note ...\" keeps an answer; \"debrief\" shows what was true.")
        }
        return Answer(lines)
    }
}

extension String {
    /// With a full stop, unless it ends as a sentence does.
    var asSentence: String { last.map { ".?!".contains($0) } ?? true ? self : self + "." }

    func trimmingBlanks() -> String {
        let kept = drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(kept.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }
}
