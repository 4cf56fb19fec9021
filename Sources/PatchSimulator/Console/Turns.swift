import EventEngine
import PatchModel

/// When each device of a rollout gets its turn, where a ring that is open offers the patches not to all of its devices at once.
///
/// Turns are a function of time alone, drawn when the rollout begins: nothing that devices do changes them, so that each may be run by
/// itself.
struct Turns: Sendable {
    /// By device, seconds since its ring opened, without the time during which the rollout made no offers; `Tick.never` for one that
    /// never gets its turn, 0 in a ring without a pace.
    private let turns: Column<Int32>
    /// By ring with a pace, the same, ascending; empty for other rings.
    private let ascending: [[Int32]]

    /// Nil if no ring has a pace.
    ///
    /// - Parameter salt: rollouts of the same salt put devices in the same order.
    init?(_ plan: RolloutPlan, _ ringOf: Column<UInt8>, _ world: World, _ random: KeyedRandom, salt: UInt64) {
        guard plan.rings.contains(where: { $0.pace != nil }) else { return nil }
        turns = Column(zeros: world.deviceCount)
        var ascending: [[Int32]] = []
        for (number, ring) in plan.rings.enumerated() {
            var found: [Int32] = []
            let devices = ring.pace == nil ? [] : ringOf.indices.filter { ringOf[$0] == UInt8(number) }
            switch ring.pace {
            case nil: break
            case .rate(let rate):
                // Who is drawn into the first rings is first here, too.
                let ranked = devices.map { device in
                    var draw = random.draw(.ringRank, device, salt)
                    return (rank: plan.assignment == .given ? 0 : draw.next(), device: device)
                }
                let order = ranked.sorted { ($0.rank, $0.device) < ($1.rank, $1.device) }
                found = rate.turns(of: devices.count).map { Int32($0) }
                for (place, item) in order.enumerated() { turns[item.device] = found[place] }
            case .percentages(let steps):
                for device in devices {
                    var draw = random.draw(.percentage, device, salt)
                    let number = Int(draw.uniform() * Double(Self.draws))
                    turns[device] = Int32(clamping: steps.turn(ofDraw: number) ?? .never)
                    found.append(turns[device])
                }
                found.sort()
            }
            ascending.append(found)
        }
        self.ascending = ascending
    }

    /// How many numbers a device may draw: 0 to 100.
    static let draws = 101

    /// When the device gets its turn, in seconds of offers since its ring opened.
    @inline(__always)
    func turn(of device: Int) -> Tick { Tick(turns[device]) }

    func hasPace(_ ring: Int) -> Bool { !ascending[ring].isEmpty }

    /// How many devices of a ring have yet to get their turn, that long after it opened.
    func waiting(in ring: Int, after elapsed: Tick) -> Int {
        let turns = ascending[ring]
        var (low, high) = (0, turns.count)
        while low < high {
            let middle = (low + high) / 2
            if Tick(turns[middle]) <= elapsed { low = middle + 1 } else { high = middle }
        }
        return turns.count - low
    }

    /// Bytes that it takes for a device.
    static let bytesPerDevice = 2 * MemoryLayout<Int32>.size
}

/// When the rings of a rollout began to offer, for `Turns`: the time during which it makes no offers is left out.
struct OfferClock: Sendable {
    /// By ring; nil: it is not open.
    private var began: [Tick?]
    /// Since when no offers are made; nil: they are.
    private var held: Tick?

    init(rings: Int) { began = Array(repeating: nil, count: rings) }

    mutating func open(_ ring: Int, at now: Tick) { began[ring] = held ?? now }

    mutating func hold(at now: Tick) { held = held ?? now }

    mutating func goOn(at now: Tick) {
        guard let held else { return }
        for ring in began.indices { began[ring]? += now - held }
        self.held = nil
    }

    /// When a ring would have begun had offers always been made; nil: it is not open.
    @inline(__always)
    func begin(of ring: Int) -> Tick? { began[ring] }

    /// Seconds of offers of a ring; nil: it is not open.
    func elapsed(_ ring: Int, at now: Tick) -> Tick? { began[ring].map { (held ?? now) - $0 } }
}
