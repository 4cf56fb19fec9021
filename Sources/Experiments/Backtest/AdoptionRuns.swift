public import EventEngine
public import PatchModel
public import PatchSimulator
import Synchronization

/// How many devices have a patch at some instants, in many runs of a strategy: by what the console shows, or by what is true.
public struct AdoptionRuns: Sendable {
    /// What is counted.
    public enum View: Sendable, Hashable {
        /// What devices have reported: `Simulation.reportedAdoption(of:)`.
        case reported
        /// What is true: `Simulation.trueAdoption(of:)`.
        case truth
    }

    /// By run, then by instant, then by group.
    public let counts: [[[Int]]]
    /// Devices of each group to which the patch applies.
    public let devices: [Int]

    /// Makes the runs, from number 0 on.
    ///
    /// - Parameters:
    ///   - patch: its place in the scenario.
    ///   - instants: ascending; at each of them everything that is due has happened.
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: when it says yes, the runs under way are dropped, and so is the result.
    /// - Returns: nil if it was cancelled.
    @concurrent
    public static func make(
        _ world: World,
        _ strategy: Strategy,
        patch: Int,
        instants: [Tick],
        runs: Int,
        view: View,
        seed: UInt64,
        threads: Int,
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async -> AdoptionRuns? {
        let shelf = Shelf(runs: runs)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, min(threads, runs)) {
                group.addTask {
                    while !isCancelled(), let number = shelf.next() {
                        guard
                            let counts = one(world, strategy, patch, instants, view, seed, number, isCancelled)
                        else { return }
                        progress(shelf.put(counts, at: number))
                    }
                }
            }
        }
        let counts = shelf.counts
        guard counts.count == runs else { return nil }
        let first = Simulation(world, policy: DoNothing(), seed: seed, replication: 0)
        return AdoptionRuns(counts: counts, devices: first.reportedAdoption(of: patch).map(\.devices))
    }

    private static func one(
        _ world: World,
        _ strategy: Strategy,
        _ patch: Int,
        _ instants: [Tick],
        _ view: View,
        _ seed: UInt64,
        _ number: Int,
        _ isCancelled: () -> Bool
    ) -> [[Int]]? {
        var simulation = Simulation(world, policy: DeclaredPolicy(strategy), seed: seed, replication: number)
        var counts: [[Int]] = []
        for instant in instants {
            guard !isCancelled() else { return nil }
            simulation.advance(to: instant)
            let adoption =
                view == .reported
                ? simulation.reportedAdoption(of: patch) : simulation.trueAdoption(of: patch)
            counts.append(adoption.map(\.installed))
        }
        return counts
    }
}

/// Where the threads of a backtest take numbers of runs from, and put what came of them.
private final class Shelf: Sendable {
    private struct State {
        var next = 0
        var done = 0
        var counts: [[[Int]]?]
    }

    private let state: Mutex<State>

    init(runs: Int) { state = Mutex(State(counts: Array(repeating: nil, count: runs))) }

    /// A run that nobody has taken; nil if there is none.
    func next() -> Int? {
        state.withLock { state in
            guard state.next < state.counts.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    /// - Returns: how many are done.
    func put(_ counts: [[Int]], at number: Int) -> Int {
        state.withLock { state in
            state.counts[number] = counts
            state.done += 1
            return state.done
        }
    }

    /// The runs that are done, by number.
    var counts: [[[Int]]] { state.withLock { $0.counts.compactMap(\.self) } }
}
