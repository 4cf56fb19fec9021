package import Training
package import TrainingServer

/// What the page is served with: lessons, the folder of the sessions, and what it shows first.
package struct PageMaterial: Sendable {
    /// With the lessons that can be played.
    package let sessions: SessionFolder
    /// What the page shows first.
    package let start: TrainingServer.Start

    /// All lessons that come with the program, and the sessions of this folder.
    package init() {
        sessions = SessionFolder(lessons: LessonInput.shipped)
        start = .lessons
    }

    /// One lesson first.
    ///
    /// - Parameter session: is begun at once; nil: the page asks how the lesson is to be played.
    /// - Throws: `Failure` if the session cannot be kept.
    package init(_ lesson: Lesson, beginning session: Session? = nil) throws {
        sessions = SessionFolder(lessons: Self.lessons(with: lesson))
        if let session {
            start = .session(try sessions.begin(session).name)
        } else {
            start = .lesson(digest: lesson.digest)
        }
    }

    /// A saved session first, and those of its folder.
    ///
    /// - Parameter lesson: where the lesson is, if it is none of those that come with the program.
    /// - Throws: `Failure` if it cannot be gone on with: that is told here, and not in the browser.
    package init(goingOn path: String, lesson: String?, for caller: any Caller) throws {
        let saved = try SavedSessionInput.read(path)
        let found = try SavedSessionInput.session(saved, path, lesson: lesson, for: caller)
        sessions = SessionFolder(
            lessons: Self.lessons(with: found.lesson.lesson),
            folder: SessionJournal.folder(of: path)
        )
        start = .session(SessionJournal.fileName(of: path))
    }

    /// A lesson of the same name takes the place of one that comes with the program.
    private static func lessons(with lesson: Lesson) -> [Lesson] {
        LessonInput.shipped.filter { $0.name != lesson.name } + [lesson]
    }
}
