import Synchronization

/// The runs of a study or a sweep that have come to their end, for all threads to put in and any to look at.
public final class FinishedRuns: Sendable {
    private struct State {
        var byJob: [Int: RunResult] = [:]
        var recalled = 0
        var failure: (job: Int, error: any Error)?
    }

    private let state = Mutex(State())

    /// None yet.
    public init() {}

    /// By number of the job.
    var results: [Int: RunResult] { state.withLock { $0.byJob } }

    /// Why it cannot go on; nil: it can. Of several reasons the one of the first job.
    var error: (any Error)? { state.withLock { $0.failure?.error } }

    /// How many of them were remembered from earlier.
    public var recalledCount: Int { state.withLock { $0.recalled } }

    /// False if a job before has failed.
    func mayBegin(_ job: Int) -> Bool { state.withLock { $0.failure.map { job < $0.job } ?? true } }

    /// Returns how many there are now.
    func add(_ result: RunResult, of job: Int, isRecalled: Bool = false) -> Int {
        state.withLock {
            $0.byJob[job] = result
            if isRecalled { $0.recalled += 1 }
            return $0.byJob.count
        }
    }

    /// Ends it all.
    func fail(_ error: any Error, of job: Int) {
        state.withLock {
            if $0.failure.map({ job < $0.job }) ?? true { $0.failure = (job, error) }
        }
    }
}
