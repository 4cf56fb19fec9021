import EventEngine
import PatchModel

/// The slots of rollouts that limit how many devices are in flight at once: who holds them, and who waits.
///
/// A device takes one of each limit that concerns it with the offer, or is not offered the patches. The console gives a slot to
/// another device when it hears of success, and not before. A waiting device is called when a slot is free, and asks at its next
/// check-in: whoever asks first gets it.
struct InFlight: ActiveSubject {
    enum Event: UInt8, CaseIterable {
        /// Slots of the device expire, if it still holds them. Entity: device.
        case expiry
    }

    static let firstKind = Run.FirstKind.inFlight

    /// A slot that a device holds.
    private struct Holding {
        let pool: Int
        let hasReplacement: Bool
        /// When it is free again, whatever becomes of the device.
        let expires: Tick
    }

    /// A limit of a rollout.
    private struct Limit {
        /// That of a ring; nil: of the rollout.
        let ring: Int?
        /// By group, the numbers of the pools of which its devices need a slot each.
        let pools: [[Int]]
    }

    private var pools: [SlotPool] = []
    /// By rollout that has any.
    private var limits: [Int: [Limit]] = [:]
    /// By device that holds any.
    private var holdings: [Int: [Holding]] = [:]
    /// Devices that were called and check in at this very second, with the pools that called them.
    private var calls: [Int: [Int]] = [:]
    /// By rollout, the tickets of devices that asked and have no slot yet, in the order in which they asked first.
    private var tickets: [Int: [Int: UInt32]] = [:]
    private var lastTicket: UInt32 = 0

    /// True if a rollout has limits.
    private(set) var isActive = false

    // MARK: Rollouts

    /// A rollout begins.
    static func begin(_ rollout: Int, _ plan: RolloutPlan, in run: inout Run) {
        let rings = plan.rings.enumerated().flatMap { ring, plan in plan.limits.map { (ring: ring as Int?, limit: $0) }
        }
        let all = plan.limits.map { (ring: nil as Int?, limit: $0) } + rings
        guard !all.isEmpty else { return }
        run.inFlight.isActive = true
        run.inFlight.limits[rollout] = all.map { ring, limit in
            let targets = targets(of: rollout, ring, in: &run)
            var members: [SlotScope: Int] = [:]
            for group in run.world.groups {
                for scope in SlotScope.all(limit.scope, group, run.world) {
                    members[scope, default: 0] += targets[group.index]
                }
            }
            var numbers: [SlotScope: Int] = [:]
            let ofGroups = run.world.groups.map { group in
                SlotScope.all(limit.scope, group, run.world).map { scope in
                    if let known = numbers[scope] { return known }
                    let number = run.inFlight.pools.count
                    numbers[scope] = number
                    let name = scope.name(run.world)
                    let pool = SlotPool(limit, of: rollout, name: name, targets: members[scope] ?? 0)
                    run.inFlight.pools.append(pool)
                    return number
                }
            }
            return Limit(ring: ring, pools: ofGroups)
        }
    }

    /// By group, the devices that the rollout means, or only those of a ring.
    private static func targets(of rollout: Int, _ ring: Int?, in run: inout Run) -> [Int] {
        run.world.groups.map { group in
            guard run.console.concerns(rollout, group.index) else { return 0 }
            return group.devices.count { device in
                run.console.ring(of: device, in: rollout).map { ring == nil || $0 == ring } ?? false
            }
        }
    }

    /// The pools of which the device needs a slot each.
    private func pools(of device: Int, _ group: Int, _ rollout: Int, _ ring: Int?) -> [Int] {
        limits[rollout]?.filter { $0.ring == nil || $0.ring == ring }.flatMap { $0.pools[group] } ?? []
    }

    private func holds(_ device: Int, _ pool: Int) -> Bool { holdings[device]?.contains { $0.pool == pool } ?? false }

    // MARK: Taking slots

    /// True if there is a slot for the device wherever it needs one, or it holds that; otherwise it waits.
    static func admits(_ device: Int, _ group: Int, to rollout: Int, in run: inout Run) -> Bool {
        let ring = run.console.ring(of: device, in: rollout)
        for pool in run.inFlight.pools(of: device, group, rollout, ring)
        where run.inFlight.pools[pool].free <= 0 && !run.inFlight.holds(device, pool) {
            let ticket = run.inFlight.ticket(device, rollout)
            run.inFlight.pools[pool].wait(device, ticket)
            return false
        }
        return true
    }

    /// The device's place among those that wait: whatever limit refuses it, and however often, it is where it was.
    private mutating func ticket(_ device: Int, _ rollout: Int) -> UInt32 {
        if let known = tickets[rollout]?[device] { return known }
        lastTicket &+= 1
        tickets[rollout, default: [:]][device] = lastTicket
        return lastTicket
    }

    /// The device, which is admitted, takes the offer.
    static func take(_ device: Int, _ group: Int, of rollout: Int, in run: inout Run) {
        let ring = run.console.ring(of: device, in: rollout)
        run.inFlight.tickets[rollout]?[device] = nil
        for pool in run.inFlight.pools(of: device, group, rollout, ring) {
            run.inFlight.pools[pool].leave(device)
            guard !run.inFlight.holds(device, pool) else { continue }
            let hasReplacement = run.inFlight.pools[pool].take()
            let expiry = run.inFlight.pools[pool].limit.expiry.map { min(.latest, run.agenda.now + $0) }
            let holding = Holding(pool: pool, hasReplacement: hasReplacement, expires: expiry ?? .never)
            run.inFlight.holdings[device, default: []].append(holding)
            if let expiry { schedule(.expiry, device, at: expiry, in: &run) }
            if hasReplacement { Services.note(device, group, in: &run) }
        }
    }

    /// True if a replacement does the device's work.
    @inline(__always)
    func isReplaced(_ device: Int) -> Bool {
        isActive && holdings[device]?.contains(where: \.hasReplacement) ?? false
    }

    // MARK: Giving them back

    /// The device reports: what it is through with is given to others.
    static func hear(from device: Int, _ group: Int, in run: inout Run) {
        guard let held = run.inFlight.holdings[device] else { return }
        var standings: [Int: Standing] = [:]
        for holding in held {
            let pool = run.inFlight.pools[holding.pool]
            let standing = standings[pool.rollout] ?? standing(of: device, group, pool.rollout, in: &run)
            standings[pool.rollout] = standing
            let keeps = standing == .inFlight || standing == .failed && pool.limit.afterFailure == .holds
            if !keeps { give(holding, device, group, in: &run) }
        }
    }

    private static func give(_ holding: Holding, _ device: Int, _ group: Int, in run: inout Run) {
        run.inFlight.holdings[device]?.removeAll { $0.pool == holding.pool }
        if run.inFlight.holdings[device]?.isEmpty ?? false { run.inFlight.holdings[device] = nil }
        run.inFlight.pools[holding.pool].give(hasReplacement: holding.hasReplacement)
        if holding.hasReplacement { Services.note(device, group, in: &run) }
        callWaiting(holding.pool, in: &run)
    }

    static func serve(_ event: Event, _ device: Int, in run: inout Run) {
        let expired = run.inFlight.holdings[device]?.filter { $0.expires <= run.agenda.now } ?? []
        for holding in expired { give(holding, device, run.world.group(of: device), in: &run) }
    }

    /// How far a device has come with what it holds a slot for.
    enum Standing {
        case inFlight
        /// It failed for good, or a technician took the patch off.
        case failed
        /// It has all that it took, or does not try any more.
        case over
    }

    static func standing(of device: Int, _ group: Int, _ rollout: Int, in run: inout Run) -> Standing {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        var hasFailed = false
        for local in run.console.localPatches(of: rollout, group) {
            let slot = run.pairs[first + local]
            let patch = plan.patches[local]
            switch slot.state {
            case .arriving, .arrivingFixed, .upgrading: return .inFlight
            case .failed, .failedFixed, .held: hasFailed = true
            case .running where run.console.hasFix(of: patch) && Offers.hasGivenUp(slot, patch, run.world):
                hasFailed = true
            // It is going to try again.
            case .absent where slot.failures > 0 && !run.console.isWithdrawn(patch):
                let isOffered = run.console.offers(rollout, to: device, at: run.agenda.now)
                if isOffered || run.console.keepsOffer(rollout, to: device) { return .inFlight }
            default: break
            }
        }
        return hasFailed ? .failed : .over
    }

    // MARK: Waiting

    /// Calls as many of those that wait as there are slots; those that cannot check in at once get one if there is one then.
    private static func callWaiting(_ pool: Int, in run: inout Run) {
        while run.inFlight.pools[pool].hasUnclaimed, let device = run.inFlight.pools[pool].takeNext() {
            CheckIns.awaitContact(device, run.world.group(of: device), from: run.agenda.now, in: &run)
            guard run.devices.activity(device) == .awaitingContact,
                Tick(run.devices.due(device)) == run.agenda.now
            else { continue }
            run.inFlight.pools[pool].noteCall()
            run.inFlight.calls[device, default: []].append(pool)
        }
    }

    /// The device has checked in, and has taken a slot or has not.
    static func noteCheckIn(_ device: Int, in run: inout Run) {
        guard let pools = run.inFlight.calls.removeValue(forKey: device) else { return }
        for pool in pools {
            run.inFlight.pools[pool].noteAnswer()
            callWaiting(pool, in: &run)
        }
    }

    /// Devices of the rollout that wait for a slot.
    func waitingCount(_ rollout: Int) -> Int {
        pools.reduce(0) { $1.rollout == rollout ? $0 + $1.waitingCount : $0 }
    }

    /// Of the rollout the slots for which most devices wait, with those who hold one; nil: none waits.
    func jam(of rollout: Int) -> (pool: SlotPool, holders: [Int])? {
        let found = pools.indices.filter { pools[$0].rollout == rollout && pools[$0].waitingCount > 0 }
        guard let pool = found.max(by: { pools[$0].waitingCount < pools[$1].waitingCount }) else { return nil }
        return (pools[pool], holdings.keys.filter { holds($0, pool) }.sorted())
    }

    // MARK: What the manifest asks

    /// Who gets a slot depends on who gave one back: devices of the rollout happen in exact order.
    static func coupling(in run: inout Run) -> Coupling { run.inFlight.isActive ? .always : .none }

    static func coupling(of group: Reference<GroupPlan>, in run: inout Run) -> Coupling {
        for rollout in run.inFlight.limits.keys where run.console.concerns(rollout, group.index) { return .always }
        return .none
    }

    static func coupling(of outline: RunOutline) -> Coupling {
        outline.strategies.contains { !$0.allLimits.isEmpty } ? .always : .none
    }

    /// A ticket, a place in the line and among those who wait, or a slot.
    static func footprint(of outline: RunOutline) -> Int {
        coupling(of: outline) == .none ? 0 : outline.devices * 8 * MemoryLayout<Int>.size
    }

    func violations(in run: Run) -> [String] {
        pools.indices.flatMap { pool in
            let held = holdings.values.joined().filter { $0.pool == pool }
            let surge = held.count(where: \.hasReplacement)
            return pools[pool].violations(held: (held.count - surge, surge))
        }
    }
}

/// Devices that share slots.
enum SlotScope: Hashable {
    case fleet
    case site(String?)
    case group(Int)
    case service(Int)

    /// Those that devices of a group belong to.
    static func all(_ scope: InFlightLimit.Scope, _ group: Reference<GroupPlan>, _ world: World) -> [SlotScope] {
        switch scope {
        case .fleet: [.fleet]
        case .site: [.site(world.scenario.groups[group.index].site)]
        case .group: [.group(group.index)]
        case .service: group.services.services.map { .service($0) }
        }
    }

    /// Nil: all devices.
    func name(_ world: World) -> String? {
        switch self {
        case .fleet: nil
        case .site(let site): site.map { "site \($0)" } ?? "the devices without a site"
        case .group(let group): "group \(world.scenario.groups[group].name)"
        case .service(let service): "service \(world.scenario.services[service].name)"
        }
    }
}
