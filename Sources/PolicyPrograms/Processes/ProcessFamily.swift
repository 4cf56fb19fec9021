import CProcessShim
import Foundation
import Synchronization

/// The programs that this process has started, so that what they leave behind can be told from the programs of others.
enum ProcessFamily {
    private struct State {
        /// Programs that are at work. Each leads a session of its own.
        var programs: Set<pid_t> = []
        var takesOrphans = false
    }

    private static let state = Mutex(State())

    /// Starts a program and enters it, so that nobody takes it for a stray between the two.
    ///
    /// - Parameter start: starts it and returns 0 or the system's error, and its number.
    static func enter(_ start: () -> (code: Int32, process: pid_t)) -> (code: Int32, process: pid_t) {
        state.withLock {
            if !$0.takesOrphans {
                // Where that is not possible, what leaves the session of its program is lost sight of.
                _ = patchlab_become_subreaper()
                // Whoever is interrupted leaves the runs under way to themselves, and their programs with them.
                atexit { ProcessFamily.endAll() }
                $0.takesOrphans = true
            }
            let result = start()
            if result.code == 0 {
                $0.programs.insert(result.process)
                patchlab_remember_process(result.process)
            }
            return result
        }
    }

    /// Ends a program with all that it has started, at once, and collects it. Returns its status as `waitpid` gives it; nil: it
    /// was gone already.
    static func end(_ process: pid_t) -> Int32? {
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        let status = collect(process)
        patchlab_forget_process(process)
        state.withLock {
            $0.programs.remove(process)
            endStrays($0.programs)
        }
        return status
    }

    /// Ends all programs, because this process ends.
    private static func endAll() {
        // Who holds the lock is ending one, or starts one, which then finds its input at an end.
        state.withLockIfAvailable {
            for program in $0.programs {
                kill(-program, SIGKILL)
                kill(program, SIGKILL)
                _ = collect(program)
            }
            endStrays([])
            $0.programs = []
        }
        ProgramFolders.removeAll()
    }

    /// What has left its program, by whatever way, has come to us: our children whose session is neither ours nor that of a
    /// program at work.
    private static func endStrays(_ programs: Set<pid_t>) {
        guard let own = ProcessFigures.session(of: getpid()) else { return }
        // One that is killed leaves us its children, which come next.
        for _ in 0..<100 {
            let strays = ProcessFigures.children(of: getpid()).filter { child in
                guard !programs.contains(child), let session = ProcessFigures.session(of: child) else { return false }
                return session != own && !programs.contains(session)
            }
            if strays.isEmpty { return }
            for stray in strays {
                kill(stray, SIGKILL)
                _ = collect(stray)
            }
        }
    }

    /// What of our children has left its program while others are at work, for whoever adds up memory.
    static func strays() -> [pid_t] {
        guard let own = ProcessFigures.session(of: getpid()) else { return [] }
        let programs = state.withLock { $0.programs }
        return ProcessFigures.children(of: getpid()).filter { child in
            guard !programs.contains(child), let session = ProcessFigures.session(of: child) else { return false }
            return session != own
        }
    }

    /// Waits, two seconds at most, for the end of a process that was killed.
    private static func collect(_ process: pid_t) -> Int32? {
        var status: Int32 = 0
        var pause: UInt32 = 100
        var waited: UInt32 = 0
        while waited < 2_000_000 {
            let found = waitpid(process, &status, WNOHANG)
            if found == process { return status }
            if found < 0, errno != EINTR { return nil }
            usleep(pause)
            waited += pause
            pause = min(pause * 2, 10_000)
        }
        return nil
    }
}
