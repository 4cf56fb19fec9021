/// What there is to say about a kind of mistake, or a warning, beyond its message.
public struct Explanation: Sendable, Hashable {
    /// Why it is a mistake and how it comes about.
    public var cause: String
    /// What it looks like; empty where it has nothing to do with what is written in a file.
    public var wrong: String
    /// What to write instead; empty where there is nothing to write.
    public var right: String

    package init(_ cause: String, wrong: String = "", right: String = "") {
        self.cause = cause
        self.wrong = wrong
        self.right = right
    }
}
