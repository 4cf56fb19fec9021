import EventEngine
import PatchModel

/// What the console server writes down: rollouts, what it remembers of devices, and how many of them it counts. Only the
/// server has one, which nobody else reaches.
struct RolloutBook: Sendable {
    var rollouts: [Rollout] = []
    /// For each patch the rollout it belongs to; −1: none yet.
    var rolloutOf: [Int]
    /// True if any rollout is being reverted.
    private(set) var isReverting = false
    /// What has been reported, but for the numbers of devices where these are stale.
    var status = Console()
    /// Tickets about devices of each group.
    var ticketsOfGroup: [Int]
    var numbers = RingNumbers()
    var settled: SettledRollouts
    /// True if a fixed revision of any patch is out.
    private(set) var hasFixes = false
    private(set) var stops = 0
    private(set) var firstStop: Tick?

    init(_ world: World) {
        rolloutOf = world.patches.map { _ in -1 }
        ticketsOfGroup = world.groups.map { _ in 0 }
        settled = SettledRollouts(groups: world.groups.count)
        status.vendorAnswers = world.patches.map { _ in .none }
    }

    mutating func unshare() {
        numbers.unshare()
        settled.unshare()
        for rollout in rollouts.indices { rollouts[rollout].flags.unshare() }
    }

    // MARK: What a policy sees

    /// The console as a policy sees it.
    var view: Console {
        var view = status
        for rollout in view.rollouts.indices where numbers.isStale[rollout] { fill(&view.rollouts[rollout], rollout) }
        return view
    }

    /// The same, kept for the next time.
    mutating func refreshedView() -> Console {
        for rollout in status.rollouts.indices where numbers.isStale[rollout] {
            var new = status.rollouts[rollout]
            fill(&new, rollout)
            status.rollouts[rollout] = new
            numbers.setFresh(rollout)
        }
        return status
    }

    private func fill(_ status: inout RolloutStatus, _ rollout: Int) {
        let first = rollouts[rollout].rings.lowerBound
        for ring in status.rings.indices { numbers.fill(&status.rings[ring], first + ring) }
    }

    /// Rollouts that are stopped, or have a ring that is not open.
    var unfinished: Int {
        rollouts.indices.count { status.rollouts[$0].stopped != nil || rollouts[$0].isOpen.contains(false) }
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
    }

    /// The vendor says something about a patch.
    mutating func note(_ answer: VendorAnswer, about patch: Int) {
        status.vendorAnswers[patch] = answer
        guard answer == .fixed else { return }
        hasFixes = true
        settled.unsettleAll()
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
        numbers.count(rollout, place, now, less: less, more: more, and: another)
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
        let assignment = RingAssignment(plan, world, pairs, random, localPatches: local, salt: salt)
        let first = numbers.add(rings: plan.rings.count)
        rollouts.append(Rollout(plan, assignment, local: local, first: first, devices: world.deviceCount))
        for patch in plan.patches { rolloutOf[patch] = number }
        settled.add(number, groups: local.indices.filter { !local[$0].isEmpty }, devices: world.deviceCount)
        let rings = zip(plan.rings, assignment.targets).map {
            RingStatus(name: $0.name, targets: $1, isControl: $0.isControl)
        }
        status.rollouts.append(RolloutStatus(patches: plan.patches, began: now, rings: rings))
        return number
    }

    mutating func open(_ ring: Int, of rollout: Int, at now: Tick) {
        rollouts[rollout].isOpen[ring] = true
        status.rollouts[rollout].rings[ring].opened = now
    }

    mutating func stop(_ rollout: Int, _ switches: OnStop, at now: Tick) {
        status.rollouts[rollout].stop(at: now)
        rollouts[rollout].stop(switches)
        isReverting = rollouts.contains(where: \.isReverting)
        stops += 1
        if firstStop == nil { firstStop = now }
    }

    /// Reports are counted anew.
    mutating func resume(_ rollout: Int, at now: Tick) {
        rollouts[rollout].resume()
        isReverting = rollouts.contains(where: \.isReverting)
        status.rollouts[rollout].resume(at: now)
        numbers.clear(rollout, rollouts[rollout].rings)
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
