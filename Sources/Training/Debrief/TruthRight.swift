/// The right to see what is true. Only a session whose first attempt is over has one to give.
struct TruthRight: Sendable {
    init?(_ session: Session) {
        guard session.mayBeDebriefed else { return nil }
    }
}
