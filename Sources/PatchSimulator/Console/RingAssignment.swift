import EventEngine
package import PatchModel

/// Who is in which ring of a rollout.
struct RingAssignment {
    /// For each device the number of its ring, or `Rollout.noRing`.
    let ringOf: Column<UInt8>
    /// For each ring the number of its devices.
    private(set) var targets: [Int]

    /// The one of another rollout.
    init(ringOf: Column<UInt8>, targets: [Int]) {
        self.ringOf = ringOf
        self.targets = targets
    }

    /// Cuts the fleet into the rings of a plan.
    ///
    /// Within a ring's condition devices are taken in the order of a hash, so that a share is an exact number of devices
    /// (rounded up, so that a share of a small fleet is not nobody), and a device keeps its place whatever the shares are.
    ///
    /// - Parameters:
    ///   - pairs: what runs on devices, which a ring's condition may ask for.
    ///   - local: for each group the local numbers of those of the plan's patches that concern it.
    ///   - salt: rollouts of the same salt take devices in the same order.
    init(
        _ plan: RolloutPlan,
        _ world: World,
        _ pairs: Pairs,
        _ random: KeyedRandom,
        localPatches local: [[Int]],
        salt: UInt64
    ) {
        ringOf = Column(repeating: Rollout.noRing, count: world.deviceCount)
        targets = plan.rings.map { _ in 0 }
        let devices = RankedDevices(
            pairs: pairs,
            ranks: random,
            salt: salt,
            places: plan.assignment == .given ? UInt64.max / UInt64(max(1, world.deviceCount)) : nil
        )
        let draws = plan.rings.enumerated().flatMap { number, ring in
            RingDraw.draws(of: ring.size, ring.condition).map { NumberedDraw(ring: number, draw: $0) }
        }
        // Draws of the same condition that follow each other divide the same devices, who are put in order once for all.
        var first = 0
        while first < draws.count {
            let condition = draws[first].draw.condition
            let next = draws[first...].firstIndex { $0.draw.condition != condition } ?? draws.count
            let groups = world.groups.filter {
                !local[$0.index].isEmpty && condition.matchesGroup(world.scenario.groups[$0.index])
            }
            divide(groups, condition.components, among: Array(draws[first..<next]), devices)
            first = next
        }
    }

    /// Gives devices of the groups that run the components to rings.
    private mutating func divide(
        _ groups: [Reference<GroupPlan>],
        _ components: [VersionRange],
        among draws: [NumberedDraw],
        _ devices: RankedDevices
    ) {
        let takesAll = draws[0].draw.size == .rest
        var matching = 0
        var free = 0
        // How many free devices have a hash in each part of the range of hashes.
        var counts = [Int](repeating: 0, count: 1 << Self.partBits)
        counts.withUnsafeMutableBufferPointer { counts in
            for group in groups {
                devices.forEachRanked(group, needsRanks: !takesAll) { device, rank in
                    guard devices.match(components, device, group) else { return }
                    matching &+= 1
                    guard ringOf[device] == Rollout.noRing else { return }
                    free &+= 1
                    counts[Self.part(rank)] &+= 1
                }
            }
        }
        if takesAll { counts[0] = 0 }
        var left = free
        var taken: [(ring: Int, count: Int)] = []
        for item in draws {
            let count = item.draw.size.devices(matching: matching, left: left)
            targets[item.ring] += count
            left -= count
            taken.append((item.ring, count))
        }

        // Which ring takes all devices of a part; a part that a ring's end divides is looked at device by device.
        let isDivided = Rollout.noRing - 1
        var ringOfPart = [UInt8](repeating: Rollout.noRing, count: counts.count)
        var firstRank = counts
        var before = 0
        var ends = RingEnds(taken)
        for part in counts.indices {
            firstRank[part] = before
            let ring = ends.ring(of: before)
            let isWhole = counts[part] < 2 || ends.ring(of: before + counts[part] - 1) == ring
            ringOfPart[part] = isWhole ? ring : isDivided
            before += counts[part]
        }
        if takesAll { ringOfPart[0] = UInt8(draws[0].ring) }
        var divided: [RankedDevice] = []
        ringOfPart.withUnsafeBufferPointer { ringOfPart in
            for group in groups {
                devices.forEachRanked(group, needsRanks: !takesAll) { device, rank in
                    guard ringOf[device] == Rollout.noRing, devices.match(components, device, group) else { return }
                    let ring = ringOfPart[Self.part(rank)]
                    if ring == isDivided {
                        divided.append(RankedDevice(rank: rank, device: device))
                    } else {
                        ringOf[device] = ring
                    }
                }
            }
        }
        divided.sort()
        var part = -1
        var place = 0
        ends = RingEnds(taken)
        for item in divided {
            if Self.part(item.rank) != part {
                part = Self.part(item.rank)
                place = firstRank[part]
            }
            ringOf[item.device] = ends.ring(of: place)
            place += 1
        }
    }

    private static let partBits = 12

    @inline(__always)
    private static func part(_ rank: UInt64) -> Int { Int(rank >> (64 - UInt64(partBits))) }

    /// share × count rounded down, forgiving the last bits of binary fractions.
    static func roundedDown(_ share: Double, of count: Int) -> Int {
        count - roundedUp(1 - share, of: count)
    }

    /// share × count rounded up, forgiving the last bits of binary fractions (10 % of 30 is 3, not 4). A share
    /// outside (0, 1] counts as nothing or all.
    static func roundedUp(_ share: Double, of count: Int) -> Int {
        guard share > 0 else { return 0 }
        guard share < 1 else { return count }
        let exact = share * Double(count)
        let nearest = exact.rounded()
        return Int(abs(exact - nearest) < 1e-9 * max(1, exact) ? nearest : exact.rounded(.up))
    }
}

extension RingSize {
    /// How many devices a ring of this size takes.
    ///
    /// - Parameters:
    ///   - matching: devices that match its condition.
    ///   - left: those of them that are in no earlier ring.
    package func devices(matching: Int, left: Int) -> Int {
        switch self {
        case .rest: left
        case .count(let count): max(0, min(count, left))
        case .share(let share): min(RingAssignment.roundedUp(share, of: matching), left)
        case .upTo(let share): max(0, min(RingAssignment.roundedUp(share, of: matching) - (matching - left), left))
        case .roundedDown(let share): min(max(1, RingAssignment.roundedDown(share, of: matching)), left)
        case .ofEach(let count, let parts):
            // Counts go up to the largest fleet, and their product may be more than a number can be.
            parts.reduce(0) { sum, _ in min(sum + min(count, left), left) }
        }
    }
}

/// Devices, to be taken in the order of a hash.
private struct RankedDevices {
    private let pairs: Pairs
    private let random: KeyedRandom
    private let salt: UInt64
    /// Ranks are the numbers of devices, times this; nil: they are hashes.
    private let places: UInt64?

    init(pairs: Pairs, ranks random: KeyedRandom, salt: UInt64, places: UInt64?) {
        self.places = places
        self.pairs = pairs
        self.random = random
        self.salt = salt
    }

    /// True if the device runs all of the components.
    @inline(__always)
    func match(_ components: [VersionRange], _ device: Int, _ group: Reference<GroupPlan>) -> Bool {
        components.isEmpty || pairs.runsAll(components, device, group)
    }

    /// Calls `body` with each device of the group, ascending, and with its rank, or with 0 if that is not needed.
    @inline(__always)
    func forEachRanked(_ group: Reference<GroupPlan>, needsRanks: Bool, _ body: (Int, UInt64) -> Void) {
        let lot = 1024
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: lot) { ranks in
            ranks.initialize(repeating: 0)
            guard let base = ranks.baseAddress else { return }
            var first = group.firstDevice
            let end = group.devices.upperBound
            while first < end {
                let count = min(lot, end - first)
                if needsRanks, let places {
                    for place in 0..<count { base[place] = UInt64(first + place) * places }
                } else if needsRanks {
                    let purpose = DrawPurpose.ringRank.rawValue
                    random.words(purpose: purpose, occurrence: salt, of: first..<first + count, into: base)
                }
                var place = 0
                while place < count {
                    body(first &+ place, base[place])
                    place &+= 1
                }
                first += count
            }
        }
    }
}

/// What remains to be found out of a device whose hash lies close to the end of a ring.
private struct RankedDevice: Comparable {
    let rank: UInt64
    let device: Int

    static func < (left: RankedDevice, right: RankedDevice) -> Bool {
        (left.rank, left.device) < (right.rank, right.device)
    }
}

/// What a ring takes, with the number of the ring.
private struct NumberedDraw {
    let ring: Int
    let draw: RingDraw
}

/// Rings that take devices one after the other, to be asked about ascending places in the order of devices.
private struct RingEnds {
    private var place = 0
    private let taken: [(ring: Int, count: Int)]
    private var end: Int

    /// - Parameter taken: how many devices each takes, in their order; not empty.
    init(_ taken: [(ring: Int, count: Int)]) {
        self.taken = taken
        end = taken[0].count
    }

    /// The ring that takes the device at `position`, or `Rollout.noRing` if all are full.
    mutating func ring(of position: Int) -> UInt8 {
        while place < taken.count && position >= end {
            place += 1
            if place < taken.count { end += taken[place].count }
        }
        return place < taken.count ? UInt8(taken[place].ring) : Rollout.noRing
    }
}
