import EventEngine
import PatchModel

/// The console: it hears reports and gives orders, and knows nothing else.
///
/// Its state is changed in this file alone. The world reaches it through the functions called `hear`, and it reaches the world through
/// what it offers at check-ins and through orders, which only a policy gives (`Orders`).
struct ConsoleServer: Subject {
    private(set) var book: RolloutBook

    init(_ world: World) { book = RolloutBook(world) }

    static func unshare(in run: inout Run) { run.console.book.unshare() }

    /// What a policy sees, kept for the next time.
    mutating func refreshedView(at now: Tick) -> Console { book.refreshedView(at: now) }

    // MARK: What it hears of devices

    /// A device reports how things stand on it. What the console knows of a device afterwards is a function of the device's
    /// state at this moment, so a report may be repeated without harm.
    static func hear(from device: Int, _ group: Int, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        let hasOutcomes = run.devices.isMarked(device, .hasOutcomes)
        var left = run.console.book.settled.unsettled(device, group)
        while left != 0 {
            hear(from: device, plan, first, left.trailingZeroBitCount, hasOutcomes: hasOutcomes, in: &run)
            left &= left &- 1
        }
        var rollout = SettledRollouts.maximum
        while rollout < run.console.book.rollouts.count {
            hear(from: device, plan, first, rollout, hasOutcomes: hasOutcomes, in: &run)
            rollout += 1
        }
        if hasOutcomes { run.devices.unmark(device, .hasOutcomes) }
    }

    /// What a report says of one rollout.
    @inline(__always)
    private static func hear(
        from device: Int,
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        _ rollout: Int,
        hasOutcomes: Bool,
        in run: inout Run
    ) {
        guard run.console.book.rollouts[rollout].concerns(device) else { return }
        let ring = Int(run.console.book.rollouts[rollout].ringOf[device])
        if hasOutcomes { hearOutcome(plan, first, rollout, ring, in: &run) }
        let local = run.console.book.rollouts[rollout].soleLocalPatch[plan.index]
        if local >= 0, let isInstalled = isPlainlyInstalled(plan, first, local, rollout, in: &run) {
            var flags: DeviceFlags = run.console.book.rollouts[rollout].isWatched[ring] ? .seen : []
            if isInstalled, run.console.book.rollouts[rollout].isOpen[ring] { flags.insert(.installed) }
            if isInstalled || run.pairs.state(first + local) == .absent {
                run.console.book.settled.settle(rollout, device)
            }
            run.console.book.changeFlags(flags, of: device, in: rollout, keeping: kept, at: run.agenda.now)
            return
        }
        hear(from: device, plan, first, rollout, ring, in: &run)
    }

    /// What a report leaves as it is.
    private static var kept: DeviceFlags { [.offered, .troubled] }

    /// What becomes of nearly all devices: true if the only patch of the rollout that concerns the device runs there, false if
    /// it is expected to; nil if there is more to be said of it.
    @inline(__always)
    private static func isPlainlyInstalled(
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        _ local: Int,
        _ rollout: Int,
        in run: inout Run
    ) -> Bool? {
        switch run.pairs.state(first + local) {
        case .absent: plan.software.prerequisites[local].isEmpty && plan.software.from.isEmpty ? false : nil
        case .arriving, .arrivingFixed: false
        case .running where run.console.hasFix(of: plan.patches[local]): nil
        case .running, .runningFixed: run.console.book.rollouts[rollout].outcomesBefore.isEmpty ? true : nil
        case .covered: true
        default: nil
        }
    }

    /// What a report says of a rollout, whatever has become of the device.
    private static func hear(
        from device: Int,
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        _ rollout: Int,
        _ ring: Int,
        in run: inout Run
    ) {
        var flags: DeviceFlags = []
        if run.console.book.rollouts[rollout].isWatched[ring] { flags.insert(.seen) }
        var isInstalled = true
        var isExpected = false
        var isLeftOut = false
        for local in run.console.book.rollouts[rollout].localPatches[plan.index] {
            if Self.isLeftOut(local, plan, first, rollout, in: &run) {
                isLeftOut = true
                continue
            }
            isExpected = true
            let slot = run.pairs[first + local]
            let patch = plan.patches[local]
            let isLatest = !run.console.hasFix(of: patch)
            switch slot.state {
            case .runningFixed, .covered: break
            case .running where isLatest: break
            case .running where Offers.hasGivenUp(slot, patch, run.world): flags.insert(.failed)
            case .failed where isLatest: flags.insert(.failed)
            case .failedFixed: flags.insert(.failed)
            // Also the first revision's failure where the fixed one has yet to be tried.
            default: isInstalled = false
            }
        }
        guard isExpected || run.console.book.rollouts[rollout].flags[device].contains(.troubled) else {
            run.console.book.setFlags(flags.union(.setAside), of: device, in: rollout, at: run.agenda.now)
            return
        }
        // A device that needs none of the patches any more counts as one that has them.
        if isInstalled && !flags.contains(.failed) && run.console.book.rollouts[rollout].isOpen[ring] {
            flags.insert(.installed)
            if !isLeftOut { run.console.book.settled.settle(rollout, device) }
        }
        run.console.book.setFlags(flags, of: device, in: rollout, keeping: kept, at: run.agenda.now)
    }

    /// What runs on the device is going to change, or to be replaced.
    @inline(__always)
    func unsettle(_ device: Int) { book.settled.unsettle(device) }

    /// Counts the attempt that has ended since the last report. There is one at most: between two attempts of a device lies
    /// a check-in. It counts for the rollout that its patches belong to when it is reported.
    private static func hearOutcome(
        _ group: Reference<GroupPlan>,
        _ first: Int,
        _ rollout: Int,
        _ ring: Int,
        in run: inout Run
    ) {
        var hasEnded = false
        var hasFailed = false
        for local in run.console.book.rollouts[rollout].localPatches[group.index]
        where run.pairs[first + local].hasOutcome && run.console.book.rolloutOf[group.patches[local]] == rollout {
            hasEnded = true
            if run.pairs[first + local].hasFailure { hasFailed = true }
            run.pairs.forgetOutcome(first + local)
        }
        guard hasEnded else { return }
        let failed = hasFailed ? RingCount.failedAttempts : nil
        run.console.book.count(rollout, ring, run.agenda.now, more: RingCount.attempts, and: failed)
    }

    /// A device takes what it is offered of a patch.
    static func hear(_ device: Int, takes patch: Int, _ slot: Int, in run: inout Run) {
        let rollout = run.console.book.rolloutOf[patch]
        run.console.book.settled.unsettle(rollout, device)
        if !run.console.book.rollouts[rollout].outcomesBefore.isEmpty {
            run.console.book.rollouts[rollout].outcomesBefore.remove(slot)
        }
        if run.console.book.hasDeadlines {
            run.console.book.rollouts[rollout].deadlines?.note(device, at: run.agenda.now)
        }
        let known = run.console.book.rollouts[rollout].flags[device]
        guard !known.contains(.offered) else { return }
        let flags = known.subtracting(.setAside).union([.offered, .seen])
        run.console.book.changeFlags(flags, of: device, in: rollout, at: run.agenda.now)
    }

    /// A ticket is written about a device.
    static func hearTicket(of device: Int, in run: inout Run) {
        run.console.book.status.takeTicket(at: run.agenda.now)
        run.console.book.ticketsOfGroup[run.world.group(of: device)] += 1
    }

    /// The vendor says something about a patch.
    static func hear(_ answer: VendorAnswer, about patch: Int, in run: inout Run) {
        run.console.book.note(answer, about: patch, run.world)
    }

    /// There is trouble with a device: it is marked in the rollouts that may be the cause; see `RolloutBook.suspects`.
    static func hear(troubleOf device: Int, with component: Int?, in run: inout Run) {
        let suspects = run.console.book.suspects(device, component, run.world, run.pairs, at: run.agenda.now)
        for rollout in suspects { addTrouble(device, rollout, in: &run) }
    }

    /// A device was left dead by an installation or a rollback of the patch.
    static func hear(deathOf device: Int, with patch: Int, in run: inout Run) {
        let rollout = run.console.book.rolloutOf[patch]
        if rollout >= 0 { addTrouble(device, rollout, in: &run) }
    }

    /// All trouble that there was with the device is explained by a fixed revision: it counts against nobody.
    static func hear(explained device: Int, in run: inout Run) {
        for rollout in run.console.book.rollouts.indices where run.console.book.rollouts[rollout].concerns(device) {
            let flags = run.console.book.rollouts[rollout].flags[device].subtracting(.troubled)
            run.console.book.setFlags(flags, of: device, in: rollout, at: run.agenda.now)
        }
    }

    private static func addTrouble(_ device: Int, _ rollout: Int, in run: inout Run) {
        let flags = run.console.book.rollouts[rollout].flags[device].subtracting(.setAside).union(.troubled)
        run.console.book.setFlags(flags, of: device, in: rollout, at: run.agenda.now)
    }

    /// True if no outcome of the patch is to be expected from the device: nothing new comes of it, and what there was
    /// belongs to the time before the rollout went on; or it waits for a fixed revision that is not there.
    ///
    /// - Parameter first: number of the device's first slot.
    @inline(__always)
    private static func isLeftOut(
        _ local: Int,
        _ group: Reference<GroupPlan>,
        _ first: Int,
        _ rollout: Int,
        in run: inout Run
    ) -> Bool {
        switch run.pairs.state(first + local) {
        case .held: return !run.console.hasFix(of: group.patches[local])
        case .failed, .failedFixed, .running, .runningFixed:
            if run.console.book.rollouts[rollout].outcomesBefore.isEmpty { return false }
            let patch = group.patches[local]
            return run.console.book.rollouts[rollout].wasCountedBefore(
                first + local,
                run.pairs[first + local],
                attempts: run.world.patches[patch].installation.attempts,
                hasFix: run.console.hasFix(of: patch)
            )
        case .absent:
            for needed in group.software.prerequisites[local] where cannotCome(needed, group, first, in: &run) {
                return true
            }
            return lacksVersion(local, group, first, in: &run)
        default: return false
        }
    }

    // MARK: What a policy orders

    /// Begins a rollout, and returns its number; see `RolloutBook.begin`.
    static func begin(_ plan: RolloutPlan, _ warrant: Orders.Warrant, in run: inout Run) -> Int {
        run.console.book.begin(plan, run.world, run.pairs, run.random, at: run.agenda.now)
    }

    mutating func open(_ ring: Int, of rollout: Int, _ warrant: Orders.Warrant, at now: Tick) {
        book.open(ring, of: rollout, at: now)
    }

    mutating func stop(_ rollout: Int, _ switches: OnStop, _ warrant: Orders.Warrant, at now: Tick) {
        book.stop(rollout, switches, at: now)
    }

    /// Reports are counted anew.
    mutating func resume(_ rollout: Int, _ warrant: Orders.Warrant, at now: Tick) { book.resume(rollout, at: now) }

    /// What the console knew to be bad of a device that gets nothing new is not asked about again. A device that kept the
    /// patches over the stop has been offered them already.
    static func beginAnew(
        _ device: Int,
        _ group: Reference<GroupPlan>,
        _ rollout: Int,
        _ warrant: Orders.Warrant,
        in run: inout Run
    ) {
        let known = run.console.book.rollouts[rollout].flags[device]
        run.console.unsettle(device)
        run.console.book.rollouts[rollout].flags[device] = []
        let first = group.slots(of: device)
        let locals = run.console.book.rollouts[rollout].localPatches[group.index]
        for local in locals {
            run.console.book.rollouts[rollout].noteOutcome(
                first + local,
                run.pairs[first + local],
                attempts: run.world.patches[group.patches[local]].installation.attempts,
                wasTroubled: known.contains(.troubled)
            )
        }
        // A failure that has not been reported yet is heard of with the next report.
        var isSetAside = !known.isDisjoint(with: [.failed, .troubled, .setAside])
        var keeps = false
        var isArriving = false
        for local in locals {
            if isSetAside { isSetAside = isLeftOut(local, group, first, rollout, in: &run) }
            let state = run.pairs.state(first + local)
            if state.isRunning && state != .covered || state.isArriving { keeps = true }
            if state.isArriving { isArriving = true }
        }
        if isSetAside {
            run.console.book.setFlags([.setAside], of: device, in: rollout, at: run.agenda.now)
        } else if keeps {
            run.console.book.setFlags([.offered], of: device, in: rollout, at: run.agenda.now)
            // It takes no offer again: its time runs from here.
            if isArriving { run.console.book.rollouts[rollout].deadlines?.note(device, at: run.agenda.now) }
        }
    }

    // MARK: Looking ahead

    /// What devices that were run past the present have reported; nil while none has been.
    var lookahead: Lookahead? { book.numbers.lookahead }

    /// From here on what devices report is put by until `hearReports`.
    mutating func lookAhead(from begin: Tick, every step: Tick, to end: Tick) {
        book.numbers.lookAhead(from: begin, every: step, to: end)
    }

    /// Hears what devices that were run ahead have reported up to and including `time`.
    mutating func hearReports(until time: Tick) { book.numbers.tell(until: time) }

    /// How the console hears of devices of a group that take the patch, install it and report; nil if more may come of that
    /// than of the first offer of the only rollout.
    func plainReports(of patch: Int, _ group: Int) -> PlainReports? {
        guard let lookahead, book.rollouts.count == 1, book.rolloutOf[patch] == 0, !hasFix(of: patch) else {
            return nil
        }
        let rollout = book.rollouts[0]
        guard rollout.localPatches[group].count == 1, rollout.outcomesBefore.isEmpty, !rollout.stopsOffers,
            !rollout.isReverting, !rollout.hasTimes
        else { return nil }
        return PlainReports(rollout, lookahead)
    }

    // MARK: What the manifest asks

    /// Devices have nothing to do with each other before the next decision; and nothing that is likely to be decided concerns
    /// those that are under way while one rollout of all patches opens its rings, and none of these is watched against them.
    static func coupling(in run: inout Run) -> Coupling {
        guard run.console.book.rollouts.count == 1, !run.console.book.rollouts[0].isControl.contains(true),
            run.console.book.rollouts[0].timeOuts == nil
        else { return .atDecisions }
        for patch in run.world.patches where patch.released > run.agenda.now { return .atDecisions }
        return .none
    }

    /// A stop brings devices to the console, too, which few rollouts meet that have no defect.
    static func coupling(of outline: RunOutline) -> Coupling {
        let isWatched = outline.strategies.contains {
            if case .canary = $0.kind { true } else { $0.inProgressTimeOut != nil }
        }
        return isWatched || outline.rollouts > 1 ? .atDecisions : .none
    }

    /// What it remembers of a device in a rollout, and its ring.
    static func footprint(of outline: RunOutline) -> Int {
        let known = outline.rollouts * (MemoryLayout<DeviceFlags>.size + MemoryLayout<UInt8>.size)
        let settled = outline.rollouts > 1 ? MemoryLayout<UInt64>.size : 0
        let hasTurns = outline.strategies.contains(where: \.hasTurns)
        let hasTimeOuts = outline.strategies.contains { $0.inProgressTimeOut != nil }
        let hasDeadlines = outline.strategies.contains(where: \.hasDeadlines)
        let marks = hasDeadlines ? Deadlines.bytesPerDevice : 0
        let times = marks + (hasTurns ? Turns.bytesPerDevice : 0) + (hasTimeOuts ? TimeOuts.bytesPerDevice : 0)
        return outline.devices * (known + settled + outline.rollouts * times)
    }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        ledger.labour.tickets = part.groups.reduce(0) { $0 + book.ticketsOfGroup[$1] }
        ledger.rollouts.stops = book.stops
        ledger.rollouts.firstStop = book.firstStop
        ledger.rollouts.unfinished = book.unfinished { run.inFlight.waitingCount($0) > 0 }
    }

    func violations(in run: Run) -> [String] {
        book.violations(run.world) + book.unsettledViolations(run.world, run.pairs)
    }
}
