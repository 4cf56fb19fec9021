import Experiments
import PatchSimulator
import Synchronization

/// A cache that counts what was there and what had to be done.
final class CountedCache: RunCache {
    private let cache: any RunCache
    private let keys = Mutex((found: Set<RunKey>(), done: Set<RunKey>()))

    init(_ cache: any RunCache) { self.cache = cache }

    /// Runs that were there before, those that were added, and those that were there but lacked a part that was asked for, so
    /// that they were done again. A command may ask for the same run several times.
    var counts: (found: Int, added: Int, again: Int) {
        keys.withLock {
            let again = $0.done.intersection($0.found).count
            return ($0.found.count - again, $0.done.count - again, again)
        }
    }

    func result(for key: RunKey, by dimensions: Set<Dimension>, series: Bool) throws -> RunResult? {
        let result = try cache.result(for: key, by: dimensions, series: series)
        if result != nil { keys.withLock { _ = $0.found.insert(key) } }
        return result
    }

    func keep(_ result: RunResult, for key: RunKey) throws {
        try cache.keep(result, for: key)
        keys.withLock { _ = $0.done.insert(key) }
    }

    func flush() throws { try cache.flush() }
}

/// A cache that keeps everything and finds nothing.
struct ForgetfulCache: RunCache {
    let cache: any RunCache

    func result(for key: RunKey, by dimensions: Set<Dimension>, series: Bool) -> RunResult? { nil }

    func keep(_ result: RunResult, for key: RunKey) throws { try cache.keep(result, for: key) }

    func flush() throws { try cache.flush() }
}
