import HTTPTypes
import Text
import Training

/// A session that is played: one thing is done after the other, and each is kept before it is answered.
///
/// What is done is a line of the text mode. So there is one grammar, one place where orders are refused, and what the page says
/// aloud is what the text mode prints.
actor SessionDesk {
    /// A browser that follows the session.
    private struct Follower {
        var number: Int
        var news: AsyncStream<Bool>.Continuation
    }

    /// Answers that are given again if they are asked for again.
    private static let mostAnswers = 64
    private static let mostFollowers = 2

    let id: String
    private let keeper: any SessionKeeper
    private var text: TextSession
    /// Counts what was done.
    private(set) var revision = 0
    private var answers: [(key: String, answer: JSON)] = []
    private var followers: [Follower] = []
    private var count = 0
    private var debriefs: [DebriefWork] = []
    private let queue: BeliefQueue

    init(id: String, _ session: Session, drift: SavedSession.Drift?, keeper: any SessionKeeper, queue: BeliefQueue) {
        self.id = id
        self.keeper = keeper
        self.queue = queue
        text = TextSession(session, drift: drift)
    }

    // MARK: What is asked

    /// The session as it stands.
    var document: JSON {
        .object(
            [
                ("id", .string(id)), ("file", .string(keeper.name)), ("revision", .integer(revision)),
                ("briefing", LessonDocument.briefing(of: text.session.lesson)),
            ] + SessionDocument.json(of: text.session, drift: text.drift)
        )
    }

    /// The same with its revision.
    var state: (revision: Int, document: JSON) { (revision, document) }

    /// A line of a list of sessions.
    var entry: JSON {
        let session = text.session
        return .object([
            ("id", .string(id)), ("file", .string(keeper.name)), ("title", .string(session.lesson.title)),
            ("mode", .string(session.mode.rawValue)), ("clock", .string(session.clock.text(session.now))),
            ("ended", .bool(session.hasEnded)),
        ])
    }

    /// What is said at the beginning.
    var greeting: [String] { text.greeting }

    // MARK: What is done

    /// Does a line, unless the session has moved on since the browser looked at it.
    ///
    /// - Parameter key: the same key again gets the first answer again, so that a browser that did not hear it may ask twice.
    func perform(_ line: String, at expected: Int, key: String) throws -> JSON {
        if let known = answers.first(where: { $0.key == key }) { return known.answer }
        guard expected == revision else {
            throw Refusal(
                .conflict,
                "stale",
                "The session has moved on since, in another window; this is its state now.",
                [("session", document)]
            )
        }
        var kept = 0
        let before = text.session.tray
        let answer: TextSession.Answer
        do {
            answer = try text.answer(line) { record in
                try keeper.keep(record)
                kept += 1
            }
        } catch {
            // A decision may be kept already, and the time after it not: what is kept holds.
            if kept > 0 { hasChanged() }
            throw Refusal(
                .insufficientStorage,
                "not-kept",
                "\(SafeText.line("\(error)")). Time does not move, and what was ordered is still there.",
                [("session", document)]
            )
        }
        guard !answer.isRefused else {
            throw Refusal(.unprocessableContent, "refused", answer.lines.joined(separator: " "))
        }
        // What the text mode leaves to its caller the page has in other ways.
        switch answer.wish {
        case .nothing: break
        case .debrief:
            throw Refusal(.unprocessableContent, "refused", "Order: the button Debrief shows what was true.")
        case .quit: throw Refusal(.unprocessableContent, "refused", "Order: close the window: everything is kept.")
        }
        if kept > 0 || text.session.tray != before { hasChanged() }
        let reply = JSON.object([("said", .strings(answer.lines)), ("session", document)])
        answers.append((key, reply))
        if answers.count > Self.mostAnswers { answers.removeFirst() }
        return reply
    }

    private func hasChanged() {
        revision += 1
        for follower in followers { follower.news.yield(true) }
    }

    // MARK: Who follows

    /// News of changes: true each time there is one, false once another browser has taken the place. What came while nobody was
    /// looking is one piece of news, since it is the state that is sent and not the change.
    func follow() -> (number: Int, news: AsyncStream<Bool>) {
        while followers.count >= Self.mostFollowers {
            let oldest = followers.removeFirst()
            oldest.news.yield(false)
            oldest.news.finish()
        }
        let (news, continuation) = AsyncStream<Bool>.makeStream(bufferingPolicy: .bufferingNewest(1))
        count += 1
        followers.append(Follower(number: count, news: continuation))
        continuation.yield(true)
        return (count, news)
    }

    func leave(_ number: Int) {
        followers.first { $0.number == number }?.news.finish()
        followers.removeAll { $0.number == number }
    }

    // MARK: What was true

    /// What is told at the end, as far as it is worked out.
    func debrief() async throws -> JSON { try await work().document }

    /// A result for other programs: JSON, or a row of CSV.
    func result(csv isTable: Bool) async throws -> String { try await work().result(csv: isTable) }

    private func work() throws -> DebriefWork {
        let branch = text.session.branch
        if let known = debriefs.first(where: { $0.branch == branch }) { return known }
        guard text.session.hasEnded, text.session.mayBeDebriefed else {
            throw Refusal(.forbidden, "not-over", "What was true is shown when the lesson is over.")
        }
        let work = DebriefWork(text.session, queue)
        debriefs.append(work)
        return work
    }
}
