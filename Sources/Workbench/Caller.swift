/// Whoever asked for work that takes its time: hears what is to be said on the way, sees how far it is, and may want it to end.
///
/// The command's caller is the terminal. A caller that is a page or a test is another one, and the work is the same.
package protocol Caller: Sendable {
    /// Whether only what went wrong is to be told: no warnings, no counts, no progress.
    var isQuiet: Bool { get }

    /// True once the work is to end with what it has.
    var wantsEnd: Bool { get }

    /// Takes a line that is no result, such as a warning or a mistake with its place. It may hold text from outside.
    func hear(_ line: String)

    /// Begins to show how much of the work is done.
    ///
    /// - Parameter total: of how many parts.
    func progress(of total: Int) -> any ProgressView

    /// Work begins that looks at `wantsEnd` often enough for somebody who waits. Such works may lie within each other.
    func beginHeeding()

    /// The work that began last ends.
    func endHeeding()
}

/// Where a caller sees how far its work is.
package protocol ProgressView: Sendable {
    /// So many of the parts are done.
    func update(_ done: Int)

    /// The work is over.
    func finish()
}

extension Caller {
    /// The same as `hear` for what a quiet caller does not want to know.
    package func note(_ line: String) {
        if !isQuiet { hear(line) }
    }

    /// Does work that looks at `wantsEnd` often enough for somebody who waits.
    package func heeding<Value>(_ work: () async throws -> Value) async rethrows -> Value {
        beginHeeding()
        defer { endHeeding() }
        return try await work()
    }
}

/// How runs are made. Only the seed is part of what comes of them.
package struct Work: Sendable {
    /// All randomness follows from this number.
    package var seed: UInt64
    /// Runs at the same time, as many of them as the memory has room for.
    package var threads: Int
    package var caller: any Caller

    /// As many threads as there are processors for this program.
    package static var usualThreads: Int { Machine.processors }

    package init(seed: UInt64, threads: Int, caller: any Caller) {
        self.seed = seed
        self.threads = threads
        self.caller = caller
    }
}
