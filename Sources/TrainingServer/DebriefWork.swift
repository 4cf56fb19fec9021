import HTTPTypes
import Synchronization
import Text
package import Training

/// Works out beliefs one after the other: each takes all processors for a while.
package actor BeliefQueue {
    private let size: Belief.Size
    private let threads: Int
    private var last: Task<Void, Never>?

    package init(size: Belief.Size = .usual, threads: Int) {
        self.size = size
        self.threads = max(1, threads)
    }

    func belief(of debrief: Debrief, _ progress: BeliefProgress) async throws -> Belief? {
        let (before, size, threads) = (last, size, threads)
        progress.expect(2 * size.draws)
        let task = Task.detached { () async throws -> Belief? in
            await before?.value
            return try await Belief.made(of: debrief, size: size, threads: threads, progress: { progress.add() })
        }
        last = Task { _ = try? await task.value }
        return try await task.value
    }
}

/// How far a belief is, from any thread.
final class BeliefProgress: Sendable {
    private let counts = Mutex((done: 0, of: 0))
    private let finished = Mutex<JSON?>(nil)

    func expect(_ count: Int) { counts.withLock { $0.of = count } }
    func add() { counts.withLock { $0.done += 1 } }
    func finish(_ document: JSON) { finished.withLock { $0 = document } }

    var document: JSON {
        if let document = finished.withLock({ $0 }) { return document }
        let (done, of) = counts.withLock { $0 }
        return .object([
            ("state", .string(done > 0 ? "running" : "queued")), ("done", .integer(done)), ("of", .integer(of)),
        ])
    }
}

/// The debrief of one branch: what is exact, and what rests on other draws as soon as it is there.
final class DebriefWork: Sendable {
    let branch: Session.Branch
    private let exact: Task<(debrief: Debrief, document: JSON)?, Never>
    private let belief: Task<Belief?, any Error>
    private let progress = BeliefProgress()

    init(_ session: Session, _ queue: BeliefQueue) {
        branch = session.branch
        let progress = progress
        let exact = Task.detached { () -> (debrief: Debrief, document: JSON)? in
            Debrief(session).map { ($0, DebriefDocument.exact($0)) }
        }
        self.exact = exact
        belief = Task.detached { () async throws -> Belief? in
            guard let debrief = await exact.value?.debrief else { return nil }
            let found = try await queue.belief(of: debrief, progress)
            if let found {
                progress.finish(
                    .object([("state", .string("done")), ("found", DebriefDocument.belief(debrief, found))])
                )
            }
            return found
        }
    }

    /// Waits for what is exact, and tells how far the rest is.
    var document: JSON {
        get async throws {
            guard let exact = await exact.value?.document else { throw Refusal.unknown }
            return .object([("exact", exact), ("belief", progress.document)])
        }
    }

    /// Waits for all of it.
    func result(csv isTable: Bool) async throws -> String {
        guard let debrief = await exact.value?.debrief, let belief = try await belief.value else {
            throw Refusal.unknown
        }
        let document = ResultDocument(debrief, belief, duration: nil, wall: "")
        return isTable ? document.csv : document.json
    }
}
