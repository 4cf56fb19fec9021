import CProcessShim
import Foundation

/// Namespaces of its own for a program: no network, a `/proc` with its own processes alone, and an end for everything that it has
/// started as soon as it ends.
package struct Sandbox: Sendable, Hashable {
    package enum Wish: String, Sendable, Hashable, CaseIterable {
        /// Not tried.
        case off
        /// Taken where it can be had.
        case prefer
        /// No program is started without.
        case require
    }

    /// Why there is none; nil: there is one.
    package let absence: String?
    /// Why its `/proc` shows the processes of this machine all the same; nil: it shows the program's own, or there is no sandbox.
    package let openProc: String?

    /// A line for reports.
    package var description: String {
        if let absence { return "network: not isolated, because \(absence); /proc: all processes" }
        guard let openProc else { return "network: isolated; /proc: own processes" }
        return "network: isolated; /proc: all processes, because \(openProc)"
    }

    /// What this machine offers; found out once.
    package static func found(_ wish: Wish) -> Sandbox {
        wish == .off ? Sandbox(absence: "it was not asked for", openProc: nil) : offered
    }

    /// Ubuntu since 24.04 and many containers forbid namespaces to ordinary users, and containers that hide parts of `/proc` forbid
    /// a new one.
    private static let offered: Sandbox = {
        var start = patchlab_start()
        start.is_isolated = 1
        var openProc: Int32 = 0
        let trial = ProcessFamily.enter {
            var process: pid_t = 0
            let code = patchlab_spawn(&start, &process, &openProc)
            return (code, process)
        }
        guard trial.code == 0 else {
            return Sandbox(absence: "this system gives no namespaces (\(words(trial.code)))", openProc: nil)
        }
        _ = ProcessFamily.end(trial.process)
        return Sandbox(absence: nil, openProc: openProc == 0 ? nil : "no new one can be mounted (\(words(openProc)))")
    }()

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
