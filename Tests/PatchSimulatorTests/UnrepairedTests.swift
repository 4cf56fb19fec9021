import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What the console gets to know of dead devices where nobody repairs any.
@Suite("Dead devices without repair")
struct UnrepairedTests: SmallWorldSuite {
    private func simulation(_ patches: [Patch], recording device: Int? = nil) throws -> Simulation<DeclaredPolicy> {
        try W.simulation(W.scenario([W.group(5)], patches, horizon: 30 * Self.day), recording: device)
    }

    private func dead(_ simulation: Simulation<some Policy>) -> Int {
        simulation.conditionCounts[Int(Condition.dead.rawValue)]
    }

    @Test("No report comes of devices that an installation left dead: they have not reported")
    func installation() throws {
        var run = try simulation([W.patch(brickChance: 1)])
        run.run()
        let total = run.console.rollouts[0].total
        #expect(dead(run) == 5 && run.console.tickets == 0)
        #expect(total.offered == 5 && total.reporting == 0 && total.attempts == 0)
    }

    @Test("No report comes of devices that a rollback left dead: what they reported before stands")
    func rollback() throws {
        let patch = W.patch(rollback: Rollback(duration: W.constant(60), failureChance: 1))
        var begun = try simulation([patch])
        begun.advance(to: 0)
        let stop = LoggedAction(time: Self.hour, action: .stop(rollout: 0, OnStop()), reason: "try")
        var run = begun.continued(with: Replay([stop]))
        run.run()
        let total = run.console.rollouts[0].total
        #expect(dead(run) == 5 && run.console.tickets == 0)
        #expect(total.succeeded == 5 && total.troubled == 0)
    }

    @Test("Of devices that a defect left dead a report comes only if the user calls", arguments: [false, true])
    func defect(calls: Bool) throws {
        // It strikes an hour after all have reported success.
        let bug = W.defect(.bricked, onset: .after(W.constant(3600)), telemetry: 0, helpDesk: calls ? 600 : nil)
        var run = try simulation([W.patch(regressions: [bug])])
        run.run()
        let total = run.console.rollouts[0].total
        #expect(dead(run) == 5 && run.console.tickets == (calls ? 5 : 0))
        #expect(total.succeeded == (calls ? 0 : 5) && total.troubled == (calls ? 5 : 0))
    }

    @Test("A call about an earlier defect comes also when the device has died meanwhile")
    func earlierDefect() throws {
        let slow = W.defect(.degraded(component: 0, share: 0.5), helpDesk: W.day)
        let bricking = W.patch("second", to: 2) {
            $0.released = Self.hour
            $0.installation.brickChance = 1
        }
        var run = try simulation([W.patch(regressions: [slow]), bricking])
        run.run()
        #expect(dead(run) == 5 && run.console.tickets == 5)
        #expect(run.ledger.defects.firstReport == Self.day)
        #expect(run.console.rollouts.map(\.total.troubled) == [5, 0])
    }
}
