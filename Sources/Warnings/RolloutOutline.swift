import EventEngine
import PatchModel
import PatchSimulator

/// A rollout as it is planned: how many devices are in its rings and when these open, if nothing comes in between.
struct RolloutOutline: Sendable {
    struct Ring: Sendable {
        var name: String
        /// How many devices it takes. Exact for the first rings of one condition; where rings of several conditions divide the
        /// same devices, who is left is a matter of chance, and this is the number to be expected.
        var targets: Int
        /// By group, how many of them, on average.
        var members: [Double]
        /// When it opens at the earliest.
        var opens: Tick
    }

    /// Indices of its patches, ascending.
    let patches: [Int]
    let begins: Tick
    let rings: [Ring]

    var devices: Int { rings.reduce(0) { $0 + $1.targets } }

    init(_ patches: [Int], of strategy: Strategy, in scenario: Scenario) {
        self.patches = patches.sorted()
        let start = max(0, patches.map { scenario.patches[$0].released }.min() ?? 0)
        begins = start
        let plans: [(name: String, size: RingSize, condition: DevicePredicate)] =
            switch strategy.kind {
            case .bigBang: [("everyone", .rest, DevicePredicate())]
            case .staged(let staged): staged.rings.map { ($0.name, $0.size, $0.condition) }
            case .canary(let canary) where canary.sequential?.control == .waiting:
                [("canary", canary.size, canary.condition), ("rest", .rest, DevicePredicate())]
            case .canary(let canary):
                [
                    ("canary", canary.size, canary.condition), ("control", canary.size, canary.condition),
                    ("rest", .rest, DevicePredicate()),
                ]
            }
        let concerned = scenario.groups.map { group in
            patches.contains { scenario.patches[$0].applies(to: scenario.software.images[group.image]) }
        }
        var rings = plans.map { plan in
            Ring(name: plan.name, targets: 0, members: scenario.groups.map { _ in 0 }, opens: start)
        }
        let draws = plans.enumerated().flatMap { number, plan in
            RingDraw.draws(of: plan.size, plan.condition).map {
                (ring: number, size: $0.size, condition: $0.condition)
            }
        }
        var free = zip(scenario.groups, concerned).map { $1 ? Double($0.count) : 0 }
        var first = 0
        while first < draws.count {
            let condition = draws[first].condition
            let next = draws[first...].firstIndex { $0.condition != condition } ?? draws.count
            let matches = scenario.groups.indices.map { concerned[$0] && condition.matches(scenario, group: $0) }
            let matching = zip(scenario.groups, matches).reduce(0) { $0 + ($1.1 ? $1.0.count : 0) }
            let shares = zip(free, matches).map { $1 ? $0 : 0 }
            let all = shares.reduce(0, +)
            var left = Int(all.rounded())
            for draw in draws[first..<next] {
                let targets = draw.size.devices(matching: matching, left: left)
                left -= targets
                let members = shares.map { all > 0 ? $0 / all * Double(targets) : 0 }
                free = zip(free, members).map { max(0, $0 - $1) }
                rings[draw.ring].targets += targets
                rings[draw.ring].members = zip(rings[draw.ring].members, members).map { $0 + $1 }
            }
            first = next
        }
        self.rings = Self.opened(rings, strategy, begins)
    }

    /// The rings with their earliest dates: those of looks at the console.
    private static func opened(_ rings: [Ring], _ strategy: Strategy, _ begins: Tick) -> [Ring] {
        func look(after wait: Tick) -> Tick {
            let step = max(1, strategy.checkEvery)
            return begins + (wait + step - 1) / step * step
        }
        var rings = rings
        switch strategy.kind {
        case .bigBang: break
        case .canary(let canary):
            for place in rings.indices.dropFirst() { rings[place].opens = look(after: canary.soak) }
        case .staged(let staged):
            for place in rings.indices {
                var wait = staged.rings[place].after
                if place > 0 {
                    let before = rings[place - 1]
                    // Behind an empty ring the next one opens at once.
                    let soak = before.targets > 0 ? staged.gate.map { $0.soak + $0.delay } ?? 0 : 0
                    wait = max(wait, before.opens - begins + soak)
                }
                rings[place].opens = look(after: wait)
            }
        }
        return rings
    }
}

extension DevicePredicate {
    /// Whether the devices of a group are meant, with what they have at the start.
    func matches(_ scenario: Scenario, group: Int) -> Bool { matches(scenario.groups[group], scenario.software) }
}
