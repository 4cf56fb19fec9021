import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

/// Policies that are made worse on purpose.
@Suite struct ImpairmentTests {
    private static func study(_ sources: [any PolicySource], threads: Int = 1) async throws -> Study {
        try await StudyRunner(
            world: try World(try SmallStudies.scenario()),
            policies: sources,
            seed: 1,
            replications: Array(0..<20),
            threads: threads
        ).run()
    }

    private static func exposure(_ study: Study, _ place: Int) throws -> [Double] {
        try #require(Metric.exposedDeviceDays.values(in: study.results[place].map(\.ledger)))
    }

    @Test("Who is late by nothing, deaf or jumpy never, and wide by one, is the same")
    func harmless() async throws {
        let base = DeclaredSource(SmallStudies.rings("rings", after: 2))
        for kind in Impairment.Kind.allCases {
            let study = try await Self.study([
                base, base.impaired(kind.impairment(0, horizon: Tick(60 * SmallStudies.day))),
            ])
            #expect(study.results[0].map(\.ledger) == study.results[1].map(\.ledger), "\(kind)")
            #expect(study.policies[1].name.hasPrefix("rings ("))
        }
    }

    @Test("Everybody at once, six hours late, is exposed six hours longer, device by device")
    func late() async throws {
        let base = DeclaredSource(SmallStudies.bigBang)
        let study = try await Self.study([base, base.impaired(.late(6 * 3600))])
        for (one, other) in zip(try Self.exposure(study, 0), try Self.exposure(study, 1)) {
            // A check-in by push is at once, so that each device begins as much later; times are whole seconds.
            #expect(abs(other - one - Double(SmallStudies.devices) / 4) < 1e-3)
        }
    }

    @Test("Twice the first ring of one half is the whole fleet")
    func wide() async throws {
        let base = DeclaredSource(SmallStudies.rings("rings", after: 30))
        let study = try await Self.study([DeclaredSource(SmallStudies.bigBang), base.impaired(.wide(2))])
        let (all, wide) = (try Self.exposure(study, 0), try Self.exposure(study, 1))
        for (one, other) in zip(all, wide) { #expect(abs(one - other) < 1e-3) }
    }

    @Test("What is impaired is drawn by replication, and never by threads")
    func threads() async throws {
        let base = DeclaredSource(SmallStudies.rings("rings", after: 2))
        let sources = [base.impaired(.deaf(0.5)), base.impaired(.jumpy(0.5))]
        #expect(try await Self.study(sources).results == (try await Self.study(sources, threads: 3)).results)
    }

    @Test("Stronger is worse: impairments run from none to the most that makes sense")
    func strengths() {
        #expect(Impairment.Kind.late.impairment(0.5, horizon: 7200) == .late(3600))
        #expect(Impairment.Kind.deaf.impairment(7, horizon: 1) == .deaf(1))
        #expect(Impairment.Kind.wide.impairment(0, horizon: 1) == .wide(1))
        #expect(
            "\(Impairment.late(21_600)), \(Impairment.deaf(0.25)), \(Impairment.wide(4))"
                == "late: 6h, deaf: 0.25, wide: 4"
        )
    }
}
