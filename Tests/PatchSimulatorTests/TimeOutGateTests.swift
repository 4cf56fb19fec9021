import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What gates and canaries make of devices that took the offer and told nothing more.
@Suite("Gates and time-outs")
struct TimeOutGateTests {
    /// A ring of devices of which so many are installed, and so many have timed out without a word.
    private static func ring(_ count: Int, installed: Int, silent: Int) -> RingStatus {
        var ring = RingStatus(name: "first", targets: count, opened: 0)
        ring.offered = count
        ring.seen = count
        ring.installed = installed
        ring.succeeded = installed
        ring.executed = installed
        ring.reporting = installed
        ring.addTimeOuts((0..<256).map { DeviceFlags(rawValue: UInt8($0)) == [.offered] ? silent : 0 })
        return ring
    }

    @Test("Whoever timed out without a word is through in no comparison of canaries, and could not install")
    func canaries() {
        let hung = Self.ring(100, installed: 5, silent: 95)
        #expect(hung.reporting == 100 && hung.timedOut == 95)
        #expect(hung.comparable == 5)
        let canary = CanaryRollout(size: .count(100), soak: 3600)
        #expect(canary.couldNotInstall(hung))
        #expect(!canary.couldNotInstall(Self.ring(100, installed: 99, silent: 1)))
    }

    @Test("A ring that timed out whole opens no other one, whatever a gate tolerates")
    func gate() throws {
        let patch = SmallWorlds.patch(duration: SmallWorlds.constant(86_400), attempts: 1)
        let world = try World(SmallWorlds.scenario([SmallWorlds.group(20)], [patch], horizon: 3 * 86_400))
        let strategy = Strategy(
            name: "staged",
            kind: .staged(
                StagedRollout(
                    rings: [Ring(name: "first", size: .count(10)), Ring(name: "rest", size: .rest)],
                    gate: Gate(soak: 7200, success: 0.95)
                )
            ),
            checkEvery: 3600,
            inProgressTimeOut: 3600
        )
        var run = Simulation(world, policy: DeclaredPolicy(strategy), seed: 1, replication: 0)
        run.advance(to: 12 * 3600)
        #expect(run.console.rollouts[0].rings[0].timedOut == 10)
        #expect(run.console.rollouts[0].rings[1].opened == nil)
    }
}
