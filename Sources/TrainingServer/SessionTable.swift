import Crypto
import HTTPTypes
import Text
import Training

/// All sessions, by their ids. An id is looked up here, and nothing else is ever made of it.
actor SessionTable {
    static let mostSessions = 256

    private let shelf: any SessionShelf
    private let queue: BeliefQueue
    private var desks: [String: SessionDesk] = [:]
    private let lessonList: [Lesson]

    init(_ shelf: any SessionShelf, _ queue: BeliefQueue) {
        self.shelf = shelf
        self.queue = queue
        lessonList = shelf.lessons
    }

    /// Of a session's name on the shelf, so that it is the same after a restart.
    static func id(of name: String) -> String {
        String(Hex.text(SHA256.hash(data: Array("patchlab session \(name)".utf8))).prefix(32))
    }

    // MARK: What there is

    func list() async -> JSON {
        var entries: [JSON] = []
        let kept = shelf.kept().prefix(Self.mostSessions)
        for session in kept {
            let id = Self.id(of: session.name)
            if let desk = desks[id] {
                entries.append(await desk.entry)
            } else {
                let title = lessonList.first { $0.name == session.lesson }?.title ?? session.lesson
                entries.append(
                    .object([
                        ("id", .string(id)), ("file", .string(session.name)), ("title", .string(title)),
                        ("mode", .string(session.mode.rawValue)), ("clock", .null), ("ended", .null),
                    ])
                )
            }
        }
        return .object([
            ("lessons", .array(lessonList.map(LessonDocument.entry))), ("sessions", .array(entries)),
        ])
    }

    /// - Throws: `Refusal` if there is none, or it cannot be taken up.
    func desk(_ id: String) throws -> SessionDesk {
        guard Hex.isText(id, digits: 32) else { throw Refusal.unknown }
        if let desk = desks[id] { return desk }
        guard let kept = shelf.kept().first(where: { Self.id(of: $0.name) == id }) else { throw Refusal.unknown }
        guard desks.count < Self.mostSessions else { throw Self.full }
        do {
            let (session, drift, keeper) = try shelf.goOn(kept.name)
            let desk = SessionDesk(id: id, session, drift: drift, keeper: keeper, queue: queue)
            desks[id] = desk
            return desk
        } catch {
            throw Refusal(.unprocessableContent, "cannot-go-on", SafeText.line("\(error)"))
        }
    }

    // MARK: Beginning

    /// - Parameters:
    ///   - name: of the lesson.
    ///   - code: of the draw; nil: any.
    func begin(_ name: String, mode: Session.Mode, code: String?) throws -> SessionDesk {
        guard let lesson = lessonList.first(where: { $0.name == name }) else {
            throw Refusal(
                .unprocessableContent,
                "no-lesson",
                "There is no such lesson.",
                [("allowed", .strings(lessonList.map(\.name)))]
            )
        }
        guard desks.count < Self.mostSessions else { throw Self.full }
        guard let draw = lesson.drawn(code) else {
            throw Refusal(
                .unprocessableContent,
                "no-draw",
                "This is not the code of a draw of this lesson, such as \(lesson.code(of: lesson.draw(0)))."
            )
        }
        do {
            let session = try Session(lesson, draw: draw, mode: mode)
            let keeper = try shelf.begin(session)
            let id = Self.id(of: keeper.name)
            let desk = SessionDesk(id: id, session, drift: nil, keeper: keeper, queue: queue)
            desks[id] = desk
            return desk
        } catch {
            throw Refusal(.insufficientStorage, "not-kept", SafeText.line("\(error)"))
        }
    }

    private static let full = Refusal(
        .serviceUnavailable,
        "full",
        "There are \(mostSessions) sessions open, which is all there is room for. Start the command again."
    )
}
