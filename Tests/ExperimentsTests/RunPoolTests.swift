import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Threads of runs")
struct RunPoolTests {
    @Test(
        "Where there are fewer runs than threads, or less room, each run has several",
        arguments: [
            (threads: 7, runs: 3, room: Int.max, perRun: 2), (2, 1, .max, 2), (2, 9, .max, 1), (4, 9, 2, 2),
            (1, 1, 1, 1),
        ]
    )
    func threads(threads: Int, runs: Int, room: Int, perRun: Int) throws {
        let jobs = (0..<runs).map { RunJob(world: 0, source: 0, replication: $0, digest: "") }
        let pool = RunPool(
            worlds: SharedWorlds([]),
            sources: [],
            jobs: jobs,
            seed: 1,
            threads: threads,
            runsAtOnce: room
        )
        #expect(pool.threadsPerRun == perRun)
    }
}
