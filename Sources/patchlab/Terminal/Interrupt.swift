import Foundation
import PolicyPrograms
import Synchronization

/// Ctrl-C (SIGINT), a request to end (SIGTERM), and a terminal that is gone (SIGHUP).
///
/// They end the program at once, as they would without this, but for three things: a file that is being written is removed, so are
/// the folders in which programs have worked, and while a command does work of which a part is worth having, the first of them is only noted, so that the command can
/// tell what it has. The second one ends it then at once. Who sends SIGTERM or SIGHUP waits for the end: a command that has not
/// come to it by itself within `grace` is ended, too.
enum Interrupt {
    /// How long a command may take to tell what it has, once it was asked to end.
    private static let grace = (seconds: 0, microseconds: 800_000)

    private static let wasRequested = Atomic<Bool>(false)
    /// See `keepsWork`.
    private static let isPatient = Atomic<Bool>(false)
    /// How long a command that keeps its work may take for it.
    private static let patience = 5
    /// How much work is under way that looks at `isRequested`.
    private static let works = Atomic<Int>(0)
    /// Where in memory the name of the file that is being written stands, as the system wants it; 0: there is none.
    private static let unfinished = Atomic<UInt>(0)

    /// True once the user wants the program to end.
    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

    /// Begins to listen; more than once does no harm.
    static func listen() {
        // Made here, so that the handler finds them ready.
        _ = isRequested
        _ = works.load(ordering: .relaxed)
        _ = unfinished.load(ordering: .relaxed)
        _ = grace
        for number in [SIGINT, SIGTERM, SIGHUP, SIGALRM] {
            var set = sigset_t()
            sigemptyset(&set)
            sigaddset(&set, number)
            // A parent may have left it blocked.
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
            let former = signal(number) { Interrupt.heed($0) }
            // `nohup` has it ignored, and means it.
            if number == SIGHUP, unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                signal(SIGHUP, SIG_IGN)
            }
        }
    }

    /// Every wish of the system or of a batch scheduler that the program end is only noted from now on, for a command that then
    /// keeps what it has and ends by itself. Sites differ in the signal by which they say that the time is over, and send it more
    /// than once; whoever does not end within `patience` is ended.
    static func keepsWork() {
        _ = isPatient.exchange(true, ordering: .sequentiallyConsistent)
        _ = patience
        listen()
        for number in [SIGUSR1, SIGUSR2, SIGXCPU, SIGHUP] { signal(number) { Interrupt.heed($0) } }
    }

    /// Work begins that looks at `isRequested` often enough for a user who waits.
    static func beginHeeding() {
        listen()
        works.add(1, ordering: .sequentiallyConsistent)
    }

    /// The work that began last ends.
    static func endHeeding() { works.subtract(1, ordering: .sequentiallyConsistent) }

    /// Names the file that is to be removed if the program ends now; nil: none.
    static func willRemove(_ name: String?) {
        let new = name.flatMap { strdup($0) }
        let old = unfinished.exchange(UInt(bitPattern: new), ordering: .sequentiallyConsistent)
        free(UnsafeMutablePointer<CChar>(bitPattern: old))
    }

    /// The handler: it may call only what POSIX allows in one.
    private static func heed(_ number: Int32) {
        if number != SIGALRM, isPatient.load(ordering: .sequentiallyConsistent) {
            guard !wasRequested.exchange(true, ordering: .sequentiallyConsistent) else { return }
            var limit = itimerval()
            limit.it_value.tv_sec = patience
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &limit, nil)
            return
        }
        if number != SIGALRM, !wasRequested.exchange(true, ordering: .sequentiallyConsistent),
            works.load(ordering: .sequentiallyConsistent) > 0
        {
            guard number != SIGINT else { return }
            var limit = itimerval()
            limit.it_value.tv_sec = grace.seconds
            limit.it_value.tv_usec = .init(grace.microseconds)
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &limit, nil)
            return
        }
        let place = unfinished.exchange(0, ordering: .sequentiallyConsistent)
        if let name = UnsafePointer<CChar>(bitPattern: place) { unlink(name) }
        ProgramFolders.removeFromHandler()
        // Whoever started the program shall see that it was the signal that ended it.
        let last = number == SIGALRM ? SIGTERM : number
        signal(last, SIG_DFL)
        kill(getpid(), last)
    }
}
