import EventEngine
import PatchModel

/// What the console server writes down: rollouts, what it remembers of devices, and how many of them it counts. Only the
/// server has one, which nobody else reaches.
struct RolloutBook: Sendable {
    var rollouts: [Rollout] = []
    /// For each patch the rollout it belongs to; −1: none yet.
    var rolloutOf: [Int]
    /// True if devices of any rollout get their turn one after the other.
    private(set) var hasTurns = false
    /// True if there are patches that must be installed by some time.
    private(set) var hasDeadlines = false
    /// True if any rollout is being reverted.
    private(set) var isReverting = false
    /// True if any rollout cancels what was offered.
    private(set) var isCancelling = false
    /// For each group the local numbers of the patches that are to be taken back, ascending.
    private(set) var takenBack: [[Int]]
    /// What has been reported, but for the numbers of devices where these are stale.
    var status = Console()
    /// Tickets about devices of each group.
    var ticketsOfGroup: [Int]
    var numbers = RingNumbers()
    var settled: SettledRollouts
    /// True if a fixed revision of any patch is out.
    private(set) var hasFixes = false
    /// True if any patch was pulled.
    private(set) var hasWithdrawals = false
    /// For each group a bit for each of its first 64 patches: whether a fixed revision is out.
    private(set) var fixedPatches: [UInt64]
    private(set) var stops = 0
    private(set) var firstStop: Tick?

    init(_ world: World) {
        rolloutOf = world.patches.map { _ in -1 }
        takenBack = world.groups.map { _ in [] }
        fixedPatches = world.groups.map { _ in 0 }
        ticketsOfGroup = world.groups.map { _ in 0 }
        settled = SettledRollouts(groups: world.groups.count)
        status.vendorAnswers = world.patches.map { _ in .none }
    }

    mutating func unshare() {
        numbers.unshare()
        settled.unshare()
        for rollout in rollouts.indices { rollouts[rollout].unshare() }
    }

    // MARK: What a policy sees

    /// The console as a policy sees it at `now`.
    func view(at now: Tick) -> Console {
        var view = status
        for rollout in view.rollouts.indices {
            let first = rollouts[rollout].rings.lowerBound
            let hasTimes = rollouts[rollout].hasTimes
            for ring in view.rollouts[rollout].rings.indices where hasTimes || numbers.isStale(first + ring) {
                numbers.fill(&view.rollouts[rollout].rings[ring], first + ring)
            }
            if hasTimes { rollouts[rollout].addTimes(to: &view.rollouts[rollout].rings, at: now) }
            guard var risks = rollouts[rollout].risks else { continue }
            risks.settle()
            view.rollouts[rollout].logrank = risks.test
        }
        return view
    }

    /// The same, kept for the next time.
    mutating func refreshedView(at now: Tick) -> Console {
        for rollout in status.rollouts.indices {
            let first = rollouts[rollout].rings.lowerBound
            let hasTimes = rollouts[rollout].hasTimes
            for ring in rollouts[rollout].isOpen.indices where hasTimes || numbers.isStale(first + ring) {
                numbers.fill(&status.rollouts[rollout].rings[ring], first + ring)
                numbers.setFresh(first + ring)
            }
            if hasTimes {
                rollouts[rollout].settleTimeOuts(at: now)
                rollouts[rollout].addTimes(to: &status.rollouts[rollout].rings, at: now)
            }
            rollouts[rollout].risks?.settle()
            if let risks = rollouts[rollout].risks { status.rollouts[rollout].logrank = risks.test }
        }
        return status
    }

    /// Rollouts that are stopped, have a ring that is not open, or are otherwise not at their end.
    func unfinished(or isUnfinished: (Int) -> Bool) -> Int {
        rollouts.indices.count {
            status.rollouts[$0].stopped != nil || rollouts[$0].isOpen.contains(false) || isUnfinished($0)
        }
    }

    // MARK: What is known of devices

    /// Writes down what is known of a device in a rollout; `keeping` are flags that only others change.
    mutating func setFlags(
        _ flags: DeviceFlags,
        of device: Int,
        in rollout: Int,
        keeping: DeviceFlags = [],
        at now: Tick
    ) {
        changeFlags(flags, of: device, in: rollout, keeping: keeping, at: now)
    }

    /// The same, for where it is done most.
    @inline(__always)
    mutating func changeFlags(
        _ flags: DeviceFlags,
        of device: Int,
        in rollout: Int,
        keeping: DeviceFlags = [],
        at now: Tick
    ) {
        let old = rollouts[rollout].flags[device]
        let new = flags.union(old.intersection(keeping))
        guard new != old else { return }
        let ring = Int(rollouts[rollout].ringOf[device])
        let isSetAside = new.contains(.setAside)
        if old.contains(.setAside) != isSetAside {
            let (less, more) =
                isSetAside ? (RingCount.unknown, RingCount.setAside) : (RingCount.setAside, RingCount.unknown)
            count(rollout, ring, now, less: less, more: more)
        }
        if old.combination != new.combination {
            count(rollout, ring, now, less: old.combination, more: new.combination)
        }
        rollouts[rollout].flags[device] = new
        if rollouts[rollout].timeOuts != nil { rollouts[rollout].timeOuts?.note(device, ring, old, new, at: now) }
        if rollouts[rollout].risks != nil { noteRisk(of: device, in: rollout, ring, old, new, at: now) }
    }

    /// Only the first ring is compared with control groups.
    private mutating func noteRisk(
        of device: Int,
        in rollout: Int,
        _ ring: Int,
        _ old: DeviceFlags,
        _ new: DeviceFlags,
        at now: Tick
    ) {
        let isControl = rollouts[rollout].isControl[ring] && !rollouts[rollout].isOpen[ring]
        guard ring == 0 || isControl else { return }
        rollouts[rollout].risks?.note(device, isControl: isControl, old, new, at: now)
    }

    /// The vendor says something about a patch.
    mutating func note(_ answer: VendorAnswer, about patch: Int, _ world: World) {
        status.vendorAnswers[patch] = answer
        if answer == .withdrawn { hasWithdrawals = true }
        guard answer == .fixed else { return }
        hasFixes = true
        for group in world.groups {
            // A shift by 64 and more gives nothing.
            if let local = group.patches.firstIndex(of: patch) { fixedPatches[group.index] |= 1 << UInt64(local) }
        }
        if rolloutOf[patch] >= 0 { settled.unsettleAll(rolloutOf[patch]) }
    }

    /// Changes numbers of a ring.
    @inline(__always)
    mutating func count(
        _ rollout: Int,
        _ ring: Int,
        _ now: Tick,
        less: Int? = nil,
        more: Int,
        and another: Int? = nil
    ) {
        let place = rollouts[rollout].rings.lowerBound + ring
        numbers.count(place, now, less: less, more: more, and: another)
    }

    // MARK: Orders

    /// Begins a rollout that is possible: see `Console.check`, as for all orders.
    ///
    /// - Parameters:
    ///   - pairs: what runs on devices, which a ring's condition may ask for.
    ///   - random: who is in which ring.
    /// - Returns: the number of the rollout.
    mutating func begin(_ plan: RolloutPlan, _ world: World, _ pairs: Pairs, _ random: KeyedRandom, at now: Tick)
        -> Int
    {
        let known = Set(plan.patches)
        let number = rollouts.count
        let local = world.groups.map { group in group.patches.indices.filter { known.contains(group.patches[$0]) } }
        let salt = plan.assignment == .perRelease ? UInt64(number) + 1 : 0
        let assignment =
            knownAssignment(plan, local, salt)
            ?? RingAssignment(plan, world, pairs, random, localPatches: local, salt: salt)
        let first = numbers.add(rings: plan.rings.count)
        let strata = plan.comparison.map { $0 == .group ? world.groups.map(\.firstDevice) : [0] }
        rollouts.append(
            Rollout(
                plan,
                assignment,
                local: local,
                first: first,
                devices: world.deviceCount,
                risks: strata.map { RiskSets(strata: $0) },
                turns: Turns(plan, assignment.ringOf, world, random, salt: salt)
            )
        )
        if rollouts[number].turns != nil { hasTurns = true }
        if rollouts[number].deadlines != nil { hasDeadlines = true }
        for patch in plan.patches { rolloutOf[patch] = number }
        settled.add(number, groups: local.indices.filter { !local[$0].isEmpty }, devices: world.deviceCount)
        let rings = zip(plan.rings, assignment.targets).map {
            RingStatus(name: $0.name, targets: $1, isControl: $0.isControl)
        }
        status.rollouts.append(RolloutStatus(patches: plan.patches, began: now, rings: rings))
        return number
    }

    /// Who is in which ring of an earlier rollout that divides the same devices in the same way. Where a condition asks what runs
    /// on devices, that may have changed since.
    private func knownAssignment(_ plan: RolloutPlan, _ local: [[Int]], _ salt: UInt64) -> RingAssignment? {
        let draws = plan.rings.flatMap { RingDraw.draws(of: $0.size, $0.condition) }
        guard salt == 0, draws.allSatisfy({ $0.condition.components.isEmpty }) else { return nil }
        let known = rollouts.first { other in
            other.sharedRings == plan.rings && other.assignment == plan.assignment
                && local.indices.allSatisfy { local[$0].isEmpty == other.localPatches[$0].isEmpty }
        }
        return known.map { RingAssignment(ringOf: $0.ringOf, targets: $0.targets) }
    }

    mutating func open(_ ring: Int, of rollout: Int, at now: Tick) {
        rollouts[rollout].open(ring, at: now)
        settled.unsettleAll(rollout)
        status.rollouts[rollout].rings[ring].opened = now
    }

    mutating func stop(_ rollout: Int, _ switches: OnStop, at now: Tick) {
        status.rollouts[rollout].stop(at: now)
        status.rollouts[rollout].thrown = switches
        rollouts[rollout].stop(switches, at: now)
        followStops()
        stops += 1
        if firstStop == nil { firstStop = now }
    }

    /// Reports are counted anew.
    mutating func resume(_ rollout: Int, at now: Tick) {
        rollouts[rollout].resume(at: now)
        followStops()
        status.rollouts[rollout].resume(at: now)
        numbers.clear(rollouts[rollout].rings)
        rollouts[rollout].risks?.clear()
        rollouts[rollout].timeOuts?.clear()
        rollouts[rollout].deadlines?.clear()
    }

    /// Which rollouts are stopped has changed.
    private mutating func followStops() {
        isCancelling = rollouts.contains(where: \.cancelsQueued)
        isReverting = rollouts.contains(where: \.isReverting)
        takenBack = takenBack.indices.map { group in
            rollouts.filter(\.isReverting).flatMap { $0.localPatches[group] }.sorted()
        }
    }

    // MARK: Sums that must agree

    /// Numbers of devices that are not those of what is known of devices.
    func violations(_ world: World) -> [String] {
        // Devices that are ahead have told what is not counted yet.
        guard numbers.lookahead == nil else { return [] }
        return rollouts.indices.flatMap { number -> [String] in
            let rollout = rollouts[number]
            var counts = Array(repeating: 0, count: rollout.rings.count * RingCount.places)
            for device in 0..<world.deviceCount where rollout.concerns(device) {
                let first = Int(rollout.ringOf[device]) * RingCount.places
                let flags = rollout.flags[device]
                counts[first + flags.combination] += 1
                if flags.contains(.setAside) { counts[first + RingCount.setAside] += 1 }
            }
            let counted = Array(1..<DeviceFlags.combinations) + [RingCount.setAside]
            return rollout.rings.enumerated().flatMap { ring, place in
                counted.filter { numbers.number(place, $0) != counts[ring * RingCount.places + $0] }
                    .map { "the number \($0) of ring \(ring) of rollout \(number) is wrong" }
            }
        }
    }
}
