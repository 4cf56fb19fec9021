import Synchronization

/// The runs of a study that have come to their end, for all threads to put in and any to look at.
public final class FinishedRuns: Sendable {
    private struct State {
        var byJob: [Int: RunResult] = [:]
        var recalled = 0
        var error: (any Error)?
    }

    private let state = Mutex(State())

    /// None yet.
    public init() {}

    /// By number of the job.
    var results: [Int: RunResult] { state.withLock { $0.byJob } }

    /// Why the study cannot go on; nil: it can.
    var error: (any Error)? { state.withLock { $0.error } }

    /// How many of them were remembered from earlier studies.
    public var recalledCount: Int { state.withLock { $0.recalled } }

    /// Returns how many there are now.
    func add(_ result: RunResult, of job: Int, isRecalled: Bool = false) -> Int {
        state.withLock {
            $0.byJob[job] = result
            if isRecalled { $0.recalled += 1 }
            return $0.byJob.count
        }
    }

    /// Ends the study; the first reason counts.
    func fail(_ error: any Error) {
        state.withLock { $0.error = $0.error ?? error }
    }
}

/// Hands out 0, 1, 2, ... to any number of threads.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
