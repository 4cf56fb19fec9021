import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import ScenarioFiles

/// Mirage's protocols on 20 clusters of 5,000 devices: a test takes 15 minutes, and a fix 500.
///
/// The exact values follow from the protocols. A stage takes T = 15 min. Balanced: cluster k = 1…C has its pilot from
/// 2(k − 1)T and its others from (2k − 1)T. Front-loading: all pilots at 0, the others of cluster k from kT. With a fault in the
/// first cluster its pilot fails at T, the fix is there F = 500 min later, and all that follows is so much later, and T more.
@Suite("Mirage's protocols")
struct MirageTests {
    private static let minute: Tick = 60
    private static let clusters = 20
    private static let size = 5000

    private static func run(_ preset: String, isFaulty: Bool) throws -> Simulation<DeclaredPolicy> {
        let defect = """

                regressions:
                  - { name: tool, where: { component: tool-1 }, effect: { down: tool-1 }, telemetry: { shows: 100% } }
                vendor-fix: { after: 500m }
            """
        let text = """
            patchlab: 1
            start: 2026-05-13T08:00:00
            horizon: 2d
            software:
              components:
                lib: { versions: [1, 2] }
            \((1...clusters).map { "    tool-\($0): { versions: [1], requires: lib }" }.joined(separator: "\n"))
              images:
            \((1...clusters).map { "    kind-\($0): [lib 1, tool-\($0) 1]" }.joined(separator: "\n"))
            fleet:
            \((1...clusters).map {
                "  - { group: g\($0), count: \(size), class: server, image: kind-\($0), check-in: push }"
            }.joined(separator: "\n"))
            patches:
              lib-2:
                updates: lib -> 2
                install: { duration: 15m }
                rollback: { duration: 0s }\(isFaulty ? defect : "")
            strategies:
              s: { extends: \(preset) }

            """
        let loaded = ScenarioFile.load(text: text, name: "x.yaml")
        let scenario = try #require(loaded.scenario, "\(loaded.diagnostics)")
        var run = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(scenario.strategies[0]),
            seed: 1,
            replication: 0
        )
        run.run()
        return run
    }

    /// By ring, the minute in which it opened.
    private static func openings(_ run: Simulation<DeclaredPolicy>) -> [Int] {
        run.console.rollouts[0].rings.map { $0.opened.map { Int($0 / minute) } ?? -1 }
    }

    /// When each cluster's last devices run the patch in the fixed form, on average and at the latest, in minutes.
    private static func latency(_ openings: [Int]) -> (mean: Double, most: Int) {
        let ends = openings.map { $0 + 15 }
        return (Double(ends.reduce(0, +)) / Double(ends.count), ends.max() ?? 0)
    }

    @Test("Balanced: 315 minutes on average, 600 at most; with a fault in the first cluster one device, 830 and 1,115")
    func balanced() throws {
        let harmless = try Self.run("mirage-balanced", isFaulty: false)
        #expect(Self.openings(harmless) == (0..<2 * Self.clusters).map { $0 * 15 })
        let others = Self.openings(harmless).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        #expect(Self.latency(others) == (315, 600))
        #expect(harmless.ledger.patching.patchedPairs == Self.clusters * Self.size)

        let faulty = try Self.run("mirage-balanced", isFaulty: true)
        let later = Self.openings(faulty)
        #expect(later[0] == 0)
        #expect(Array(later.dropFirst()) == (0..<2 * Self.clusters - 1).map { 530 + $0 * 15 })
        #expect(Self.latency(later.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)) == (830, 1115))
        #expect(faulty.ledger.defects.blastRadius == 1)
        #expect(faulty.ledger.patching.patchedPairs == Self.clusters * Self.size)
    }

    @Test("Front-loading: 172.5 and 315 minutes; with a fault one device, 687.5 and 830")
    func frontLoading() throws {
        let harmless = Self.openings(try Self.run("mirage-frontloading", isFaulty: false))
        #expect(harmless == (0...Self.clusters).map { $0 * 15 })
        #expect(Self.latency(Array(harmless.dropFirst())) == (172.5, 315))

        let run = try Self.run("mirage-frontloading", isFaulty: true)
        let faulty = Self.openings(run)
        #expect(faulty[0] == 0)
        #expect(Array(faulty.dropFirst()) == (0..<Self.clusters).map { 530 + $0 * 15 })
        #expect(Self.latency(Array(faulty.dropFirst())) == (687.5, 830))
        #expect(run.ledger.defects.blastRadius == 1)
    }

    @Test("Without stages all 5,000 devices of the cluster are hit")
    func noStaging() throws {
        #expect(try Self.run("big-bang", isFaulty: true).ledger.defects.blastRadius == Self.size)
    }
}
