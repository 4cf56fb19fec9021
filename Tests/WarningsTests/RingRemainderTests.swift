import Experiments
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

@testable import Warnings

@Suite("Devices that rings leave over")
struct RingRemainderTests {
    private typealias Rings = [(size: RingSize, matches: [RingRemainder.Match])]

    private static func left(_ concerned: [Int], _ rings: Rings) -> (
        groups: [ClosedRange<Int>], total: ClosedRange<Int>
    ) {
        let remainder = RingRemainder(concerned: concerned, rings: rings)
        return (remainder.groups, remainder.total)
    }

    @Test("what rings of groups of their own leave is exact, by group")
    func disjoint() {
        let left = Self.left(
            [300, 100, 50],
            [(.share(0.2), [.all, .none, .none]), (.count(70), [.none, .all, .none])]
        )
        #expect(left.groups == [240...240, 30...30, 50...50])
        #expect(left.total == 320...320)
    }

    @Test("what rings of the same groups leave is exact for all of them together")
    func together() {
        let half: (RingSize, [RingRemainder.Match]) = (.share(0.5), [.all, .all, .none])
        let left = Self.left([50, 50, 7], [half, half])
        #expect(left.groups == [0...0, 0...0, 7...7])
        #expect(left.total == 7...7)
        let third = Self.left([50, 50, 7], [(.share(0.3), [.all, .all, .none])])
        #expect(third.groups == [20...50, 20...50, 7...7])
        #expect(third.total == 77...77)
    }

    @Test("where rings draw from some of the same groups there are bounds")
    func overlapping() {
        let left = Self.left([100, 40], [(.count(10), [.all, .all]), (.rest, [.all, .none])])
        #expect(left.groups == [0...0, 30...40])
        #expect(left.total == 30...40)
    }

    @Test("a ring of devices of which nothing is known takes all or none of them")
    func unknown() {
        let left = Self.left([100, 40], [(.rest, [.unknown, .none])])
        #expect(left.groups == [0...100, 40...40])
        #expect(left.total == 40...140)
        #expect(Self.left([], []).total == 0...0)
        #expect(Self.left([5], []).total == 5...5)
    }

    @Test(
        "devices that the simulation does not patch lie within the bounds",
        arguments: [
            "[{ where: { group: one }, share: 20% }, { where: { group: two }, share: 100% }]",
            "[{ where: { class: server }, rest: true }]", "[1%, 10%, 50%]",
            "[{ count: 70 }, { where: { group: two }, rest: true }]",
            "[{ count: 70, where: { tag: old } }, { where: { tag: new }, share: 50% }, { count: 11 }]",
            "[{ where: { component: tool }, share: 30% }, 10%]",
        ]
    )
    func asSimulated(rings: String) async throws {
        let text = """
            patchlab: 1
            start: 2026-03-10T18:00:00
            horizon: 300d
            software:
              components: { app: { versions: [1, 2] }, tool: { versions: [1] } }
              images: { a: [app 1], b: [app 1, tool 1], c: [app 2] }
            fleet:
              - { group: one, count: 300, class: server, image: a, tags: [old], check-in: push }
              - { group: two, count: 95, class: desktop, image: b, tags: [old, new], check-in: push }
              - { group: three, count: 40, class: desktop, image: b, tags: [new], check-in: push }
              - { group: done, count: 40, class: desktop, image: c, check-in: push }
            patches:
              app-2: { updates: app -> 2, install: { duration: 1s } }
            strategies:
              s: { kind: staged, rings: \(rings), gate: { soak: 1h }, stop: never }

            """
        let scenario = try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
        guard case .staged(let staged) = scenario.strategies[0].kind else { return }
        let rollout = ScenarioFacts(scenario) { _ in false }.rollouts(of: scenario.strategies[0])[0]
        let remainder = rollout.remainder(of: staged, in: scenario, isFirst: true)
        let never = try await Example.study(scenario, 1).results[0][0].ledger.patching.neverPatchedDevices
        #expect(remainder.total.contains(never), "\(never) of \(remainder)")
        #expect(never > 0)
    }
}
