import Foundation
import Synchronization

/// Looks ten times a second how much memory programs have, and ends those that have too much, so that the host is not the one
/// whom the system chooses.
///
/// What counts is what is resident, and what is in files that live in memory: a limit on addresses would end programs that only
/// reserve them, as many languages do.
enum MemoryWatch {
    /// A program that is watched.
    final class Entry: Sendable {
        let process: pid_t
        let most: Int
        private let wasOver = Atomic<Bool>(false)

        init(process: pid_t, most: Int) {
            self.process = process
            self.most = most
        }

        /// True once it had too much, and was ended.
        var isOver: Bool { wasOver.load(ordering: .acquiring) }

        fileprivate func look(strays: [pid_t]) {
            let members = Set(ProcessFigures.family(of: process) + strays.flatMap(ProcessFigures.family))
            guard ProcessFigures.memory(of: members) > most else { return }
            wasOver.store(true, ordering: .releasing)
            for member in members { kill(member, SIGKILL) }
        }
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var isLooking = false
    }

    private static let state = Mutex(State())

    static func begin(_ process: pid_t, most: Int) -> Entry {
        let entry = Entry(process: process, most: most)
        let isFirst = state.withLock { state in
            state.entries[ObjectIdentifier(entry)] = entry
            let isFirst = !state.isLooking
            state.isLooking = true
            return isFirst
        }
        if isFirst { Thread.detachNewThread { look() } }
        return entry
    }

    /// To be called before the program is collected: its number may be another's after that.
    static func end(_ entry: Entry) { state.withLock { _ = $0.entries.removeValue(forKey: ObjectIdentifier(entry)) } }

    private static func look() {
        while true {
            usleep(100_000)
            let isOver = state.withLock {
                if $0.entries.isEmpty {
                    $0.isLooking = false
                    return true
                }
                let strays = ProcessFamily.strays()
                // Under the lock: who is entered has not been collected.
                for entry in $0.entries.values { entry.look(strays: strays) }
                return false
            }
            if isOver { return }
        }
    }
}
