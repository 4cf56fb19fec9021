import Foundation

/// Runs tasks on threads of their own.
///
/// Simulations compute for seconds without a pause. On the threads that all tasks share they would keep everything else
/// waiting, the answer to Ctrl-C included.
final class WorkThreads: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
