import Foundation
import Synchronization

@testable import Workbench

/// A caller that writes down what it hears, and wants work to end once so many of its parts are done.
final class TestCaller: Caller {
    private struct State {
        var lines: [String] = []
        var done = 0
        var depth = 0
        var totals: [Int] = []
    }

    let isQuiet: Bool
    /// After how many parts the work is to end; nil: not before it is done.
    private let patience: Int?
    private let state = Mutex(State())

    init(isQuiet: Bool = false, patience: Int? = nil) {
        self.isQuiet = isQuiet
        self.patience = patience
    }

    var lines: [String] { state.withLock { $0.lines } }
    var totals: [Int] { state.withLock { $0.totals } }
    /// Works under way that look at `wantsEnd`.
    var depth: Int { state.withLock { $0.depth } }
    var wantsEnd: Bool { state.withLock { state in patience.map { state.done >= $0 } ?? false } }

    func hear(_ line: String) { state.withLock { $0.lines.append(line) } }
    func beginHeeding() { state.withLock { $0.depth += 1 } }
    func endHeeding() { state.withLock { $0.depth -= 1 } }

    func progress(of total: Int) -> any ProgressView {
        state.withLock { $0.totals.append(total) }
        return View(caller: self)
    }

    private struct View: ProgressView {
        let caller: TestCaller

        func update(_ done: Int) { caller.state.withLock { $0.done = max($0.done, done) } }
        func finish() {}
    }
}

/// A small scenario in a folder of its own, which is gone afterwards.
func withScenario(_ body: (_ path: String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("workbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("small.yaml").path
    try Data(small.utf8).write(to: URL(fileURLWithPath: path))
    try await body(path)
}

private let small = """
    patchlab: 1
    start: 2026-03-10T18:00:00
    timezone: Europe/Paris
    horizon: 10d
    software:
      components: { app: { versions: [1, 2] }, tool: { versions: [5], requires: [app] } }
      images: { plain: [app 1, tool 5] }
    fleet:
      - { group: office, count: 12, class: desktop, image: plain, connectivity: desktop, check-in: { every: 4h } }
      - { group: road, count: 8, class: laptop, image: plain, connectivity: laptop, check-in: { every: 4h } }
    patches:
      app-2:
        updates: app -> 2
        install: { duration: { exponential: { mean: 10m } }, failure-chance: 5% }
    strategies:
      big-bang: {}
      canary: { share: 20%, soak: 24h }
    """
