import PatchModel

/// The devices that count, each with the software that matters: what a patch touches. Other software cannot change a run, and
/// would make each laptop a group of its own.
struct TableFleet {
    /// The least share of the devices with a component that must have a version for it to be rolled out, and the least number.
    private static let leastShare = 0.005
    private static let leastDevices = 2

    /// What is seen of a component.
    struct Seen {
        var installed = 0
        /// By version, the devices that have it.
        var devices: [Int]
        /// The version that is rolled out.
        var target: Int32?
        /// Devices with an older one.
        var behind = 0
    }

    let reading: TableReading
    let kept: [Bool]
    /// The newest version of each component on each device that counts, by device and component.
    private(set) var installs: [TableReading.Install]
    private(set) var seen: [Seen]
    /// By component, whether it is part of images.
    private(set) var matters: [Bool]

    init(_ reading: TableReading, kept: [Bool]) {
        self.reading = reading
        self.kept = kept
        let software = reading.software.components
        seen = software.map { Seen(devices: [Int](repeating: 0, count: $0.versions.count)) }
        matters = software.map { _ in false }
        func rank(_ install: TableReading.Install) -> Int32 {
            software[Int(install.component)].ranks[Int(install.version)]
        }
        var sorted = reading.installs.filter { kept[Int($0.device)] }
        sorted.sort { ($0.device, $0.component, rank($1)) < ($1.device, $1.component, rank($0)) }
        installs = []
        installs.reserveCapacity(sorted.count)
        for install in sorted {
            // Of several on one device, such as kernels, the newest one counts.
            if let last = installs.last, last.device == install.device, last.component == install.component { continue }
            installs.append(install)
            seen[Int(install.component)].installed += 1
            seen[Int(install.component)].devices[Int(install.version)] += 1
        }
    }

    /// Finds what is rolled out: of each component the newest version that enough devices have, if others have an older one.
    mutating func findObserved() {
        for index in seen.indices {
            let ranks = reading.software.components[index].ranks
            let order = ranks.indices.sorted { ranks[$0] < ranks[$1] }
            let least = max(Self.leastDevices, Int((Double(seen[index].installed) * Self.leastShare).rounded(.up)))
            guard let place = order.lastIndex(where: { seen[index].devices[$0] >= least }) else { continue }
            rollOut(Int32(order[place]), of: index)
        }
    }

    /// What is rolled out of a component, if devices have an older version.
    mutating func rollOut(_ version: Int32, of component: Int) {
        let ranks = reading.software.components[component].ranks
        let behind = ranks.indices.filter { ranks[$0] < ranks[Int(version)] }
            .reduce(0) { $0 + seen[component].devices[$1] }
        guard behind > 0 else { return }
        seen[component].target = version
        seen[component].behind = behind
        matters[component] = true
    }

    /// Takes all software into images, whether a patch touches it or not.
    mutating func takeAll() { matters = matters.map { _ in true } }

    /// The newest versions that are on too few devices.
    func rare(_ component: Int) -> [(version: Int, devices: Int)] {
        guard let target = seen[component].target else { return [] }
        let ranks = reading.software.components[component].ranks
        return seen[component].devices.enumerated()
            .filter { $0.element > 0 && ranks[$0.offset] > ranks[Int(target)] }
            .sorted { ranks[$0.offset] < ranks[$1.offset] }
            .map { ($0.offset, $0.element) }
    }
}
