import PatchModel

/// Makes groups of devices, and of groups that are too small parts of others.
struct TableGroups {
    typealias Item = TableFindings.Item

    /// What devices of a group are equal in.
    private struct Key: Hashable {
        var deviceClass: Int8
        var owner: Int32
        var site: Int32
        /// The number of an image; -1 where groups do not differ by it.
        var image: Int32
    }

    enum Kind: Int {
        /// Of devices with the same owner and site.
        case own
        /// Of devices with the same versions, whoever their owners are.
        case pool
        /// Of devices of a class that nothing is near to.
        case rest
    }

    struct Group {
        var deviceClass: Int8
        /// Numbers of texts; 0: none.
        var owner: Int32
        var site: Int32
        var image: Int32
        var count: Int
        /// By image, devices that have it.
        var variants: [Int32: Int]
        /// Devices that came from other groups.
        var moved = 0
        var kind = Kind.own
    }

    /// Two sets of versions that differ by more are not near to each other.
    private static let farthest = 0.5
    /// The nearest group is looked for among so many, the largest, so that the work stays within bounds.
    private static let candidates = 250

    /// The sets of versions that devices have, by their numbers.
    private(set) var images: [[Item]] = []
    private(set) var groups: [Group] = []
    /// Before any were merged.
    private(set) var found = 0
    /// By class, how many devices have an image.
    private var imagesOfClass: [Int8: [Int32: Int]] = [:]

    /// - Parameters:
    ///   - tail: devices that a group must have.
    ///   - most: groups that there may be.
    init(_ fleet: TableFleet, by keys: Set<String>, tail: Int, most: Int) {
        makeGroups(fleet, keys)
        found = groups.count
        mergeTail(tail)
        mergeBeyond(most)
    }

    private mutating func makeGroups(_ fleet: TableFleet, _ keys: Set<String>) {
        var numbers: [[Item]: Int32] = [:]
        var counts: [Key: [Int32: Int]] = [:]
        var next = 0
        var items: [Item] = []
        for (index, device) in fleet.reading.devices.enumerated() where fleet.kept[index] {
            items.removeAll(keepingCapacity: true)
            while next < fleet.installs.count, fleet.installs[next].device < index { next += 1 }
            while next < fleet.installs.count, fleet.installs[next].device == index {
                let install = fleet.installs[next]
                if fleet.matters[Int(install.component)] {
                    items.append(Item(component: install.component, version: install.version))
                }
                next += 1
            }
            let image: Int32
            if let number = numbers[items] {
                image = number
            } else {
                image = Int32(images.count)
                numbers[items] = image
                images.append(items)
            }
            let key = Key(
                deviceClass: device.deviceClass,
                owner: keys.contains("owner") ? device.owner : 0,
                site: keys.contains("site") ? device.site : 0,
                image: keys.contains("components") ? image : -1
            )
            counts[key, default: [:]][image, default: 0] += 1
            imagesOfClass[device.deviceClass, default: [:]][image, default: 0] += 1
        }
        groups = counts.map { key, variants in
            Group(
                deviceClass: key.deviceClass,
                owner: key.owner,
                site: key.site,
                image: key.image >= 0 ? key.image : commonest(variants),
                count: variants.values.reduce(0, +),
                variants: variants
            )
        }
        sort()
    }

    /// The largest first. Numbers of texts and images follow the rows, and so does what is equal in size.
    private mutating func sort() {
        groups.sort {
            ($1.count, $0.deviceClass, $0.owner, $0.site, $0.image) < (
                $0.count, $1.deviceClass, $1.owner, $1.site, $1.image
            )
        }
    }

    private func commonest(_ variants: [Int32: Int]) -> Int32 {
        variants.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    }

    // MARK: Merging

    private struct Pool: Hashable {
        var deviceClass: Int8
        var image: Int32
    }

    /// From the smallest group on: what is below the limit goes to the nearest group of its class, owner and site. What nothing is
    /// near to is pooled with those of the class that have the same versions, so that owners are lost before versions are
    /// misstated; what is too small even so, goes to the rest of its class, and a rest that is too small to a pool.
    private mutating func mergeTail(_ tail: Int) {
        var pools: [Pool: Group] = [:]
        var alive = [Bool](repeating: true, count: groups.count)
        let buckets = Dictionary(grouping: groups.indices) { Self.bucket(groups[$0]) }
        for index in groups.indices.reversed() where groups[index].count < tail {
            alive[index] = false
            var others: [Int] = []
            for other in buckets[Self.bucket(groups[index])] ?? [] where alive[other] {
                others.append(other)
                if others.count == Self.candidates { break }
            }
            if let target = nearest(to: groups[index], among: others) {
                Self.merge(groups[index], into: &groups[target])
            } else {
                let group = groups[index]
                let pool = Group(
                    deviceClass: group.deviceClass,
                    owner: 0,
                    site: 0,
                    image: group.image,
                    count: 0,
                    variants: [:],
                    kind: .pool
                )
                Self.merge(group, into: &pools[Pool(deviceClass: group.deviceClass, image: group.image), default: pool])
            }
        }
        var rests: [Int8: Group] = [:]
        for pool in pools.values where pool.count < tail { add(pool, to: &rests) }
        pools = pools.filter { $0.value.count >= tail }
        for (deviceClass, rest) in rests where rest.count < tail {
            // The pool with the versions that the rest has anyhow, or else the largest one.
            let best = pools.filter { $0.key.deviceClass == deviceClass }.max { left, right in
                (left.key.image == rest.image ? 1 : 0, left.value.count, right.key.image)
                    < (right.key.image == rest.image ? 1 : 0, right.value.count, left.key.image)
            }
            guard let best else { continue }
            Self.merge(rest, into: &pools[best.key, default: best.value])
            rests[deviceClass] = nil
        }
        groups = groups.indices.filter { alive[$0] }.map { groups[$0] } + pools.values + rests.values
        sort()
    }

    /// While there are too many: the smallest one to the nearest, or else to the rest of its class.
    private mutating func mergeBeyond(_ most: Int) {
        var rests: [Int8: Group] = [:]
        for group in groups where group.kind == .rest { rests[group.deviceClass] = group }
        groups.removeAll { $0.kind == .rest }
        while groups.count + rests.count > most, let last = groups.popLast() {
            let bucket = Self.bucket(last)
            var others: [Int] = []
            for other in groups.indices where Self.bucket(groups[other]) == bucket {
                others.append(other)
                if others.count == Self.candidates { break }
            }
            if let target = nearest(to: last, among: others) {
                Self.merge(last, into: &groups[target])
            } else {
                add(last, to: &rests)
            }
        }
        groups += rests.values
        sort()
    }

    /// Only groups that are equal in these are merged with each other.
    private struct Bucket: Hashable {
        var deviceClass: Int8
        var owner: Int32
        var site: Int32
        var kind: Kind
    }

    private static func bucket(_ group: Group) -> Bucket {
        Bucket(deviceClass: group.deviceClass, owner: group.owner, site: group.site, kind: group.kind)
    }

    private func nearest(to group: Group, among others: [Int]) -> Int? {
        var best: (index: Int, distance: Double)?
        for other in others {
            let distance = Self.distance(images[Int(group.image)], images[Int(groups[other].image)])
            // Of equally near ones the first, which is the largest.
            if distance <= Self.farthest, distance < best?.distance ?? .infinity { best = (other, distance) }
        }
        return best?.index
    }

    /// Jaccard's distance: the share of all versions of the two that only one of them has.
    static func distance(_ left: [Item], _ right: [Item]) -> Double {
        let shared = sharedItems(left, right)
        let all = left.count + right.count - shared
        return all == 0 ? 0 : 1 - Double(shared) / Double(all)
    }

    private static func sharedItems(_ left: [Item], _ right: [Item]) -> Int {
        var (i, j, shared) = (0, 0, 0)
        while i < left.count, j < right.count {
            if left[i] == right[j] {
                (i, j, shared) = (i + 1, j + 1, shared + 1)
            } else if left[i] < right[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return shared
    }

    private static func merge(_ group: Group, into target: inout Group) {
        target.count += group.count
        target.moved += group.count
        target.variants.merge(group.variants, uniquingKeysWith: +)
    }

    private func add(_ group: Group, to rests: inout [Int8: Group]) {
        let empty = Group(
            deviceClass: group.deviceClass,
            owner: 0,
            site: 0,
            image: commonest(imagesOfClass[group.deviceClass] ?? [:]),
            count: 0,
            variants: [:],
            kind: .rest
        )
        Self.merge(group, into: &rests[group.deviceClass, default: empty])
    }

    // MARK: What merging costs

    /// Devices that have other versions than their group, and the components in which they differ.
    var misstated: (devices: Int, versions: Int) {
        var (devices, versions) = (0, 0)
        for group in groups {
            for (image, count) in group.variants where image != group.image {
                devices += count
                versions += count * Self.differences(images[Int(image)], images[Int(group.image)])
            }
        }
        return (devices, versions)
    }

    /// Components that are in one only, or in both with different versions.
    private static func differences(_ left: [Item], _ right: [Item]) -> Int {
        let components = Set(left.map(\.component)).union(right.map(\.component)).count
        return components - sharedItems(left, right)
    }
}
