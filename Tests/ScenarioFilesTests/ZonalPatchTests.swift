import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import ScenarioFiles

/// Google Cloud's patch jobs: zone by zone, a tenth of a zone at a time, and failed machines keep their share.
@Suite("Zone by zone")
struct ZonalPatchTests {
    private static func scenario(_ zones: [Int], failure: String, isOff: Bool = false) throws -> Scenario {
        let fleet = zones.enumerated().map {
            "  - { group: g\($0), count: \($1), class: server, image: standard, site: zone-\($0), check-in: push }\n"
        }
        let off =
            "  - { group: off, count: 37, class: server, image: standard, site: zone-0, connectivity: never, check-in: push }\n"
        let text = """
            patchlab: 1
            start: 2026-05-13T08:00:00
            horizon: 3d
            connectivity: { never: { on: 1s, off: 3000d } }
            software:
              components: { app: { versions: [1, 2] } }
              images: { standard: [app 1] }
            fleet:
            \(fleet.joined() + (isOff ? off : ""))
            patches:
              app-2: { updates: app -> 2, install: { duration: 10m, failure: \(failure), attempts: 1 } }
            strategies:
              s: { extends: gcp-patch-zonal }

            """
        let loaded = ScenarioFile.load(text: text, name: "x.yaml")
        return try #require(loaded.scenario, "\(loaded.diagnostics)")
    }

    private static func simulation(_ scenario: Scenario, seed: UInt64 = 1) throws -> Simulation<DeclaredPolicy> {
        Simulation(try World(scenario), policy: DeclaredPolicy(scenario.strategies[0]), seed: seed, replication: 0)
    }

    @Test(
        "The smallest zone first, a tenth of it at a time, rounded up; then the next",
        arguments: [(100, 10), (101, 11)]
    )
    func inTurn(size: Int, slots: Int) throws {
        var run = try Self.simulation(try Self.scenario([300, size], failure: "0%"))
        run.advance(to: 1)
        #expect(run.console.rollouts[0].rings.map(\.name) == ["zone-1", "zone-0"])
        #expect(run.console.rollouts[0].total.offered == slots)
        run.advance(to: 10 * 60 * 10 + 60)
        let rings = run.console.rollouts[0].rings
        // Ten rounds of ten minutes, and in the second zone 30 at a time.
        #expect(rings[0].succeeded == size)
        #expect(rings[1].opened == 6000)
        run.run()
        #expect(run.ledger.patching.patchedPairs == 300 + size)
    }

    @Test("Where all fail, the job stops when they hold the whole budget, and the next zone is never touched")
    func exceeded() throws {
        for (size, budget) in [(100, 10), (101, 11), (7, 1)] {
            var run = try Self.simulation(try Self.scenario([size, 300], failure: "100%"))
            run.run()
            let rollout = run.console.rollouts[0]
            #expect(rollout.stopped != nil)
            #expect(rollout.rings[0].failed == budget)
            #expect(rollout.rings[1].opened == nil && rollout.rings[1].offered == 0)
        }
    }

    /// Of 100 machines some five fail: never more than 10 are held or at work together.
    @Test(
        "Failed machines keep their share of the budget; a zone in which fewer fail is finished, and the next begins with all of it"
    )
    func held() throws {
        var finished = 0
        var stopped = 0
        let scenario = try Self.scenario([100, 200], failure: "6%")
        for seed in 1...20 as ClosedRange<UInt64> {
            var run = try Self.simulation(scenario, seed: seed)
            var time: Tick = 0
            while time < 86_400 {
                run.advance(to: time)
                for (ring, budget) in zip(run.console.rollouts[0].rings, [10, 20]) {
                    #expect(ring.offered - ring.succeeded <= budget)
                }
                time += 300
            }
            let rings = run.console.rollouts[0].rings
            if rings[0].failed >= 10 {
                stopped += 1
                #expect(rings[1].opened == nil)
            } else {
                finished += 1
                #expect(rings[0].succeeded + rings[0].failed == 100)
                #expect(rings[1].opened != nil)
            }
        }
        #expect(finished > 0 && finished + stopped == 20)
    }

    @Test("Machines that are off do not count: the next zone begins without them")
    func off() throws {
        var run = try Self.simulation(try Self.scenario([100, 300], failure: "0%", isOff: true))
        run.run()
        let rings = run.console.rollouts[0].rings
        #expect(rings[0].targets == 137 && rings[0].succeeded == 100)
        // 14 at a time: eight rounds.
        #expect(rings[1].opened == 4800)
        #expect(rings[1].succeeded == 300)
    }
}
