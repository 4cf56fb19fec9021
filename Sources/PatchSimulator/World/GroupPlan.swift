import EventEngine
import PatchModel

/// What the simulator needs to know of one device group: which devices it has, and a plan of each subject that has one.
/// Computed once, free to copy.
struct GroupPlan: Sendable {
    let index: Int
    let firstDevice: Int
    let count: Int
    let firstSlot: Int
    /// The first of the group's cells: what is counted by group and patch stands in one cell for each of its patches.
    let firstCell: Int
    /// Patches that apply to the image: indices into the scenario's patches. A patch's place here is its local number;
    /// prerequisites come first.
    let patches: Table<Int>

    let software: SoftwarePlan
    let exposure: ExposurePlan
    let defects: DefectMatches
    let connectivity: ConnectivityPlan
    let download: DownloadPlan
    let backgroundFailures: BackgroundFailuresPlan
    let maintenance: MaintenancePlan
    let services: ServiceMembership

    /// - Parameter classes: the vulnerabilities of each exposure class so far; this group's are added.
    init(
        _ group: DeviceGroup,
        index: Int,
        firstDevice: Int,
        firstSlot: Int,
        firstCell: Int,
        firstMember: Int,
        scenario: Scenario,
        classes: inout [[Int]],
        arena: Arena
    ) {
        self.index = index
        self.firstDevice = firstDevice
        self.firstSlot = firstSlot
        self.firstCell = firstCell
        count = group.count
        let image = scenario.software.images[group.image]
        let applicable = SoftwarePlan.inOrder(
            scenario.patches.indices.filter { scenario.patches[$0].applies(to: image) },
            scenario: scenario
        )
        patches = arena.table(applicable)
        software = SoftwarePlan(image: image, applicable: applicable, scenario: scenario, arena: arena)
        exposure = ExposurePlan(
            image: image,
            patches: applicable,
            software: software,
            scenario: scenario,
            members: &classes,
            arena: arena
        )
        defects = DefectMatches(group, scenario: scenario, arena: arena)
        connectivity = ConnectivityPlan(group, horizon: scenario.horizon, arena: arena)
        download = DownloadPlan(bandwidth: group.bandwidth)
        maintenance = MaintenancePlan(group, patches: applicable, scenario: scenario, arena: arena)
        services = ServiceMembership(group, firstMember: firstMember, scenario, arena: arena)
        backgroundFailures = BackgroundFailuresPlan(perDay: group.backgroundFailuresPerDay)
    }
}

extension Reference<GroupPlan> {
    var devices: Range<Int> { self.firstDevice..<self.firstDevice + self.count }

    /// The first slot of a device of this group.
    @inline(__always)
    func slots(of device: Int) -> Int { self.firstSlot + (device - self.firstDevice) * self.patches.count }
}
