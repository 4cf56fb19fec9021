import Experiments
import Synchronization

/// A cache that counts what was there and what had to be done.
final class CountedCache: RunCache {
    private let cache: any RunCache
    private let keys = Mutex((found: Set<RunKey>(), done: Set<RunKey>()))

    init(_ cache: any RunCache) { self.cache = cache }

    /// Runs that were there before, and those that were added. A command may ask for the same run several times.
    var counts: (found: Int, done: Int) {
        keys.withLock { ($0.found.subtracting($0.done).count, $0.done.count) }
    }

    func result(for key: RunKey) throws -> RunResult? {
        let result = try cache.result(for: key)
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

    func result(for key: RunKey) -> RunResult? { nil }

    func keep(_ result: RunResult, for key: RunKey) throws { try cache.keep(result, for: key) }

    func flush() throws { try cache.flush() }
}
