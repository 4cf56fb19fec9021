import Foundation
import Synchronization

/// How far a shard is, for whoever looks at the plan's folder: a small file that is replaced now and then.
package struct Heartbeat: Codable, Sendable, Hashable {
    package var host: String
    package var process: Int32
    /// Runs that are done, of how many.
    package var done: Int
    package var of: Int
    /// Runs a second since this attempt began.
    package var rate: Double
    package var attempt: Int
    /// Seconds since 1970.
    package var time: Double

    /// Between two of them lie so many seconds.
    static let interval = 10.0
    /// Who was not heard of for so long is called silent.
    package static let silence = 60.0

    /// What a file says, if it can be a heartbeat.
    package static func read(_ path: String) -> Heartbeat? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 4096,
            let data = FileManager.default.contents(atPath: path),
            let beat = try? JSONDecoder().decode(Heartbeat.self, from: data),
            (0...1_000_000_000).contains(beat.of), (0...beat.of).contains(beat.done)
        else { return nil }
        return beat
    }

    /// Nobody must believe in it, so that it may fail.
    func write(to path: String) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(self) else { return }
        try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}

/// The caller of a shard's work: it hears what its own caller hears, ends when the plan's folder says so, and writes heartbeats.
final class ShardCaller: Caller, ProgressView {
    private struct State {
        var lastBeat = -Double.infinity
        var lastPartial: Double
        var isToStop = false
        var total = 0
        var first: Int?
    }

    private let caller: any Caller
    private let folder: PlanFolder
    private let shard: Int
    private let attempt: Int
    private let begun: Double
    private let state: Mutex<State>
    /// Puts what there is where another machine finds it.
    private let publish: @Sendable () -> Void

    /// Between two copies of what there is lie so many seconds.
    private static let partialInterval = 600.0

    init(
        _ caller: any Caller,
        _ folder: PlanFolder,
        shard: Int,
        attempt: Int,
        publish: @escaping @Sendable () -> Void
    ) {
        self.caller = caller
        self.folder = folder
        self.shard = shard
        self.attempt = attempt
        self.publish = publish
        begun = Self.clock
        state = Mutex(State(lastPartial: begun))
    }

    private static var clock: Double { Date().timeIntervalSince1970 }

    var isQuiet: Bool { caller.isQuiet }

    var wantsEnd: Bool { caller.wantsEnd || state.withLock { $0.isToStop } }

    func hear(_ line: String) { caller.hear(line) }

    func progress(of total: Int) -> any ProgressView {
        state.withLock { $0.total = total }
        return self
    }

    func beginHeeding() { caller.beginHeeding() }

    func endHeeding() { caller.endHeeding() }

    func update(_ done: Int) {
        let now = Self.clock
        let (beat, isDue) = state.withLock { state -> (Heartbeat?, Bool) in
            guard now - state.lastBeat >= Heartbeat.interval else { return (nil, false) }
            state.lastBeat = now
            let first = state.first ?? done
            state.first = first
            let isDue = now - state.lastPartial >= Self.partialInterval
            if isDue { state.lastPartial = now }
            let beat = Heartbeat(
                host: ProcessInfo.processInfo.hostName,
                process: getpid(),
                done: done,
                of: state.total,
                rate: Double(done - first) / max(1, now - begun),
                attempt: attempt,
                time: now
            )
            return (beat, isDue)
        }
        guard let beat else { return }
        beat.write(to: folder.place(.progress, shard))
        if folder.isToStop { state.withLock { $0.isToStop = true } }
        if isDue { publish() }
    }

    func finish() {}
}
