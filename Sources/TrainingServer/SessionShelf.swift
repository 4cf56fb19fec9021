package import Training

/// Where sessions are kept, and which lessons there are. The server itself opens no file.
package protocol SessionShelf: Sendable {
    var lessons: [Lesson] { get }

    /// Sessions that were left and can be gone on with.
    func kept() -> [KeptSession]

    /// Begins to keep a session.
    ///
    /// - Throws: why that cannot be.
    func begin(_ session: Session) throws -> any SessionKeeper

    /// Takes up a session that was left.
    ///
    /// - Throws: why that cannot be.
    func goOn(_ name: String) throws -> (session: Session, drift: SavedSession.Drift?, keeper: any SessionKeeper)
}

/// A session on the shelf.
package struct KeptSession: Sendable, Hashable {
    /// Of its file, which nothing but the shelf makes anything of.
    package var name: String
    package var lesson: String
    package var mode: Session.Mode

    package init(name: String, lesson: String, mode: Session.Mode) {
        self.name = name
        self.lesson = lesson
        self.mode = mode
    }
}

/// Keeps what was done, before it is answered.
package protocol SessionKeeper: Sendable {
    /// Of its file.
    var name: String { get }

    /// - Throws: why it could not be kept. It counts as not done then.
    func keep(_ record: SaveFormat.Record) throws
}
