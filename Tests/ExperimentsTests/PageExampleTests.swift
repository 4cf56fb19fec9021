import Experiments
import PatchSimulator
import Testing

/// The example on the page of the experiments, played.
@Suite("The page of the experiments")
struct PageExampleTests {
    @Test("Half of the fleet a day later is a day of exposure more for that half")
    func study() async throws {
        let scenario = try SmallStudies.scenario()
        let everybody = SmallStudies.bigBang
        let halves = SmallStudies.rings("halves", after: 1)
        let runner = StudyRunner(
            world: try World(scenario),
            strategies: [everybody, halves],
            seed: 7,
            replications: Array(0..<20),
            threads: 2
        )
        let study = try await runner.run()
        let comparison = Comparison(study)
        let exposure = try #require(comparison.differences.first { $0.metric == .exposedDeviceDays })
        #expect(exposure.strategy == 1)
        #expect(abs(exposure.paired.difference.mean - 6) < 1e-9, "device-days, in every replication alike")
    }
}
