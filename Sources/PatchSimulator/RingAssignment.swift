import EventEngine
import PatchModel

extension FleetState {
    /// Cuts the fleet into the rings of a plan.
    ///
    /// Within a ring's condition devices are taken in the order of a hash, so that a share is an exact number of devices
    /// (rounded up, so that a share of a small fleet is not nobody), and a device keeps its place whatever the shares are.
    ///
    /// - Returns: for each device the number of its ring, or `Rollout.noRing`.
    func assignRings(_ plan: RolloutPlan, localPatches: [[Int]], salt: UInt64) -> [UInt8] {
        var ringOf = [UInt8](repeating: Rollout.noRing, count: world.deviceCount)
        for (number, ring) in plan.rings.enumerated() {
            let groups = world.groups.filter {
                !localPatches[$0.index].isEmpty
                    && ring.condition.matchesGroup(world.scenario.groups[$0.index])
            }
            let components = ring.condition.components
            var matching = 0
            var free = 0
            for group in groups {
                for device in group.devices where components.isEmpty || runsAll(components, device, group) {
                    matching += 1
                    if ringOf[device] == Rollout.noRing { free += 1 }
                }
            }
            let wanted: Int
            switch ring.size {
            case .rest: wanted = free
            case .count(let count): wanted = min(count, free)
            case .share(let share): wanted = min(Self.roundedUp(share, of: matching), free)
            }
            guard wanted > 0 else { continue }
            /// Calls `body` with every device that the ring may take, and its hash.
            func forEachFree(_ body: (Int, UInt64) -> Void) {
                for group in groups {
                    for device in group.devices
                    where ringOf[device] == Rollout.noRing && (components.isEmpty || runsAll(components, device, group))
                    {
                        var draw = random.draw(.ringRank, device, salt)
                        body(device, draw.next())
                    }
                }
            }
            var limit = UInt64.max
            if wanted < free {
                var counts = RankCounts()
                forEachFree { counts.add($1) }
                var finder = RankFinder(rank: wanted - 1, in: counts)
                forEachFree { finder.collect($1) }
                limit = finder.value ?? .max
            }
            var left = wanted
            var taken: [Int] = []
            taken.reserveCapacity(wanted)
            forEachFree { device, rank in
                guard rank <= limit, left > 0 else { return }
                left -= 1
                taken.append(device)
            }
            for device in taken { ringOf[device] = UInt8(number) }
        }
        return ringOf
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

    /// True if the device runs all the components in the given versions.
    func runsAll(_ ranges: some Sequence<VersionRange>, _ device: Int, _ group: Reference<GroupPlan>) -> Bool {
        ranges.allSatisfy { range in
            guard let version = version(of: range.component, device, group) else { return false }
            return range.versions.contains(version)
        }
    }

    /// The version of a component that the device runs now; nil if it does not have the component.
    func version(of component: Int, _ device: Int, _ group: Reference<GroupPlan>) -> Int? {
        guard group.installed.indices.contains(component), group.installed[component] >= 0 else { return nil }
        var version = group.installed[component]
        let first = group.slots(of: device)
        for update in group.updatesOf[component] where slots[first + update.local].state.isRunning {
            version = max(version, update.version)
        }
        return version
    }
}
