import Foundation
import Synchronization

/// Ctrl-C and a polite request to end: once a command listens, the first one is noted, so that the command can finish what
/// it has; the second one ends the program at once.
enum Interrupt {
    private static let wasRequested = Atomic<Bool>(false)

    /// True once the user wants the program to end.
    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

    /// Begins to listen; more than once does no harm.
    static func listen() {
        // Made here, so that the handler finds it ready.
        _ = isRequested
        for number in [SIGINT, SIGTERM] {
            var set = sigset_t()
            sigemptyset(&set)
            sigaddset(&set, number)
            // A parent may have left it blocked.
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
            signal(number) { number in
                if Interrupt.wasRequested.exchange(true, ordering: .relaxed) { _exit(128 + number) }
            }
        }
    }
}
