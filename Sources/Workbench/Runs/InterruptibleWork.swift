import Foundation
import Synchronization

/// Long work that a user may interrupt, and of which what is finished then is worth having.
package enum InterruptibleWork {
    /// The outcome of all the work or, as soon as somebody interrupts, what there is of it; the runs under way are left to
    /// themselves, because those of a big fleet look up too rarely.
    ///
    /// - Parameters:
    ///   - total: number of runs, for the progress bar.
    ///   - caller: may want it to end, and sees how far it is unless `isShown` is false.
    ///   - work: all of it; takes a function to be told how many runs are done.
    ///   - finished: what there is so far; may be called while `work` is under way.
    package static func outcome<Value: Sendable>(
        total: Int,
        for caller: any Caller,
        isShown: Bool = true,
        of work: @escaping @Sendable (_ progress: @escaping @Sendable (Int) -> Void) async throws -> Value,
        orSoFar finished: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let progress = isShown ? caller.progress(of: total) : nil
        progress?.update(0)
        defer { progress?.finish() }
        do {
            return try await caller.heeding {
                try await withCheckedThrowingContinuation { continuation in
                    let answer = FirstAnswer(continuation)
                    Task.detached(executorPreference: WorkThreads()) {
                        do {
                            answer.give(.success(try await work { progress?.update($0) }))
                        } catch {
                            answer.give(.failure(error))
                        }
                    }
                    Thread.detachNewThread {
                        while !answer.isGiven {
                            if caller.wantsEnd { answer.give(Result { try finished() }) }
                            Thread.sleep(forTimeInterval: 0.02)
                        }
                    }
                }
            }
        } catch let error as any WorkError {
            throw error
        } catch {
            throw Failure(telling: error)
        }
    }
}

/// Hands the first of two answers to whoever waits.
private final class FirstAnswer<Value: Sendable>: Sendable {
    private let continuation: CheckedContinuation<Value, any Error>
    private let wasGiven = Atomic<Bool>(false)

    init(_ continuation: CheckedContinuation<Value, any Error>) {
        self.continuation = continuation
    }

    var isGiven: Bool { wasGiven.load(ordering: .acquiring) }

    func give(_ answer: Result<Value, any Error>) {
        if !wasGiven.exchange(true, ordering: .acquiringAndReleasing) { continuation.resume(with: answer) }
    }
}
