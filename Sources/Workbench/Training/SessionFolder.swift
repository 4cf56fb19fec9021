import Foundation
package import Training
package import TrainingServer

/// Sessions as files in a folder, for the page: those of the text mode.
package struct SessionFolder: SessionShelf {
    package let lessons: [Lesson]
    /// Where the save files are; `.` is the folder in which the program runs.
    package let folder: String

    /// - Parameters:
    ///   - lessons: those that can be played.
    ///   - folder: where the save files are.
    package init(lessons: [Lesson], folder: String = ".") {
        self.lessons = lessons
        self.folder = folder
    }

    private func path(_ name: String) -> String { folder == "." ? name : "\(folder)/\(name)" }

    /// Sessions of these lessons, as they are now, by name.
    package func kept() -> [KeptSession] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(SaveFormat.ending) }.sorted().compactMap { name in
            guard let saved = try? SavedSessionInput.read(path(name)),
                lessons.contains(where: { $0.name == saved.header.lesson && $0.digest == saved.header.digest })
            else { return nil }
            return KeptSession(name: name, lesson: saved.header.lesson, mode: saved.header.mode)
        }
    }

    package func begin(_ session: Session) throws -> any SessionKeeper {
        let stem = SessionJournal.stem(session)
        // The same draw may be played again: each attempt has a file of its own.
        for number in 1...999 {
            let name = number == 1 ? stem : "\(stem)-\(number)"
            let path = path(name + SaveFormat.ending)
            guard access(path, F_OK) != 0 else { continue }
            return try SessionJournal(new: path, session)
        }
        throw Failure("\(stem): there are 999 sessions of this draw; move some of them elsewhere")
    }

    package func goOn(_ name: String) throws -> (
        session: Session, drift: SavedSession.Drift?, keeper: any SessionKeeper
    ) {
        let saved = try SavedSessionInput.read(path(name))
        guard let lesson = lessons.first(where: { $0.name == saved.header.lesson && $0.digest == saved.header.digest })
        else { throw Failure("\(name): its lesson has changed since this session was played") }
        let (session, drift) = try saved.played(lesson)
        return (session, drift, try SessionJournal(goingOn: path(name), saved))
    }
}

extension SessionJournal: SessionKeeper {
    package var name: String { Self.fileName(of: path) }
}
