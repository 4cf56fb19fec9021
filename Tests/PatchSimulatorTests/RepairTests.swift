import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What a technician takes off a device, and what stays.
@Suite("What a technician takes off")
struct RepairTests: SmallWorldSuite {
    private let repair = RepairShop(
        technicians: nil,
        duration: W.constant(3600),
        travel: .zero,
        noticedAfter: W.constant(3600),
        handles: .unreachable
    )

    /// A rollback that always fails, ordered by hand at 100 s; the rollout goes on a day later.
    private func afterFailedRollback(_ regressions: [Regression]) throws -> Simulation<Replay> {
        let patch = W.patch(
            regressions: regressions,
            rollback: Rollback(duration: W.constant(60), failureChance: 1)
        )
        var run = try W.simulation(W.scenario([W.group(5)], [patch], horizon: 3 * Self.day, repair: repair))
        run.advance(to: 0)
        let stop = LoggedAction(time: 100, action: .stop(rollout: 0, OnStop()), reason: "by hand")
        let resume = LoggedAction(time: Self.day, action: .resume(rollout: 0), reason: "by hand")
        var replayed = run.continued(with: Replay([stop, resume]))
        replayed.advance(to: Self.day - 1)
        // Mended after two hours, without the update, which no rollback took off.
        #expect(replayed.ledger.labour.technicianVisits == 5 && replayed.ledger.installation.rollbacks == 0)
        #expect(replayed.ledger.patching.patchedPairs == 0)
        replayed.run()
        return replayed
    }

    @Test("A fixed revision whose installation leaves the device dead does not take the first one with it")
    func brickedByFixedRevision() throws {
        // Only one device has the defect, which is gone when the fix comes; the others are but brought up to date.
        func ledger(_ vendorFix: VendorFix?) throws -> Ledger {
            let patch = W.patch(
                attempts: 15,
                brickChance: 0.5,
                regressions: [W.defect(where: DevicePredicate(group: "odd"), telemetry: 60)],
                vendorFix: vendorFix
            )
            let groups = [W.group(1, name: "odd", connectivity: W.recorded([(0, 4 * Self.day)])), W.group(40)]
            return try W.ledger(W.scenario(groups, [patch], horizon: 30 * Self.day, repair: repair))
        }
        let plain = try ledger(nil)
        let fixed = try ledger(VendorFix(after: W.constant(5 * W.day), reports: 1))
        #expect(fixed.installation.failedAttempts > plain.installation.failedAttempts + 20)
        #expect(fixed.exposure == plain.exposure)
        #expect(fixed.patching.timeToPatch95 == plain.patching.timeToPatch95)
        #expect(fixed.patching.patchedPairs == 41)
    }

    @Test("A fixed revision is tried as if nothing had been tried before, at once and with all attempts")
    func attemptsAnew() throws {
        let patch = W.patch(
            failureChance: 0.5,
            attempts: 2,
            backoff: 10 * Self.day,
            regressions: [W.defect(telemetry: 60)],
            vendorFix: VendorFix(after: W.constant(5 * W.day), reports: 1)
        )
        var run = try W.simulation(W.scenario([W.group(40)], [patch], horizon: 60 * Self.day))
        run.advance(to: Self.day)
        let first = run.ledger.installation
        #expect(first.attempts == 40 && first.failedAttempts > 10 && first.failedAttempts < 30)
        // Whoever failed has not waited for day 10; the others are brought up to date.
        run.advance(to: 6 * Self.day)
        let second = run.ledger.installation
        #expect(second.attempts == 80)
        // Each second failure on the same device would be its last if the first one still counted.
        run.run()
        #expect(run.ledger.installation.attempts == 80 + second.failedAttempts - first.failedAttempts)
    }

    @Test("An update whose rollback failed comes again when the rollout goes on, as after any rollback")
    func failedRollback() throws {
        #expect(try afterFailedRollback([]).ledger.patching.patchedPairs == 5)
    }

    @Test("One whose defect had broken the device, too, waits for a fixed revision")
    func failedRollbackOfDefect() throws {
        let run = try afterFailedRollback([W.defect(telemetry: 60)])
        #expect(run.ledger.patching.patchedPairs == 0 && run.ledger.patching.neverPatched == [.takenBack: 5])
    }

    @Test("A mended device checks in at once, also when it could have done so before")
    func checksInAtOnce() throws {
        // It polls once a day. Its user calls after ten seconds, the fix is there in half an hour, the technician in an hour.
        let patch = W.patch(
            regressions: [W.defect(helpDesk: 10)],
            vendorFix: VendorFix(after: W.constant(1800), reports: 1)
        )
        let group = W.group(
            1,
            connectivity: W.recorded([(0, 3 * Self.day)]),
            checkIn: CheckIn(mode: .poll(every: Self.day, jitter: 0))
        )
        var shop = repair
        shop.handles = .all
        var run = try W.simulation(W.scenario([group], [patch], horizon: 3 * Self.day, repair: shop))
        run.advance(to: 3611)
        #expect(run.ledger.labour.technicianVisits == 1 && run.ledger.patching.patchedPairs == 1)
        #expect(run.console.rollouts[0].total.succeeded == 1)
    }
}
