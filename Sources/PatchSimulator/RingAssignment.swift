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
            var matching = 0
            var free: [Int] = []
            for group in world.groups
            where !localPatches[group.index].isEmpty && ring.condition.matchesGroup(world.scenario.groups[group.index])
            {
                for device in group.devices where runsAll(ring.condition.components, device, group) {
                    matching += 1
                    if ringOf[device] == Rollout.noRing { free.append(device) }
                }
            }
            let wanted: Int
            switch ring.size {
            case .rest: wanted = free.count
            case .count(let count): wanted = min(count, free.count)
            case .share(let share): wanted = min(Self.roundedUp(share, of: matching), free.count)
            }
            for device in smallestRanks(wanted, of: free, salt: salt) { ringOf[device] = UInt8(number) }
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

    /// The `wanted` devices with the smallest hashes.
    private func smallestRanks(_ wanted: Int, of devices: [Int], salt: UInt64) -> [Int] {
        guard wanted < devices.count else { return devices }
        guard wanted > 0 else { return [] }
        var ranks = devices.map { device in
            var draw = random.draw(.ringRank, device, salt)
            return draw.next()
        }
        let original = ranks
        let limit = ranks.selectSmallest(wanted - 1)
        var taken: [Int] = []
        taken.reserveCapacity(wanted)
        for (place, device) in devices.enumerated() where original[place] <= limit && taken.count < wanted {
            taken.append(device)
        }
        return taken
    }

    /// True if the device runs all the components in the given versions.
    func runsAll(_ ranges: some Sequence<VersionRange>, _ device: Int, _ group: GroupPlan) -> Bool {
        ranges.allSatisfy { range in
            guard let version = version(of: range.component, device, group) else { return false }
            return range.versions.contains(version)
        }
    }

    /// The version of a component that the device runs now; nil if it does not have the component.
    func version(of component: Int, _ device: Int, _ group: GroupPlan) -> Int? {
        guard group.installed.indices.contains(component), group.installed[component] >= 0 else { return nil }
        var version = group.installed[component]
        let first = group.slots(of: device)
        for update in group.updatesOf[component] where slots[first + update.local].state.isRunning {
            version = max(version, update.version)
        }
        return version
    }
}

extension Array where Element: Comparable {
    /// Moves elements about and returns the one that would stand at `position` if the array were sorted.
    ///
    /// Quickselect with the median of three as pivot (C. A. R. Hoare, "Algorithm 65: Find", CACM 4(7), 1961); expected
    /// time is proportional to the number of elements.
    ///
    /// - Precondition: `position` is a valid index.
    mutating func selectSmallest(_ position: Int) -> Element {
        var low = startIndex
        var high = endIndex - 1
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < self[low] { swapAt(middle, low) }
            if self[high] < self[low] { swapAt(high, low) }
            if self[high] < self[middle] { swapAt(high, middle) }
            let pivot = self[middle]
            var left = low
            var right = high
            while left <= right {
                while self[left] < pivot { left += 1 }
                while pivot < self[right] { right -= 1 }
                if left <= right {
                    swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if position <= right {
                high = right
            } else if position >= left {
                low = left
            } else {
                return self[position]
            }
        }
        return self[position]
    }
}
