import EventEngine
import PatchModel

/// When work on the devices of a group is allowed: windows, freezes and users. Free to copy.
struct MaintenancePlan: Sendable {
    /// False: anything at any time.
    let isRestricted: Bool
    /// Steps that begin in a window only.
    let coversInstallation: Bool
    let coversRestart: Bool
    let windows: TimeTable
    let cutoff: Tick
    let interrupts: Bool
    /// By local number of a patch, how long its installation and its restart take in 95 of 100 cases; empty unless they have to fit.
    let installationLengths: Table<Tick>
    let restartLengths: Table<Tick>

    let heldOffers: TimeTable
    let heldInstalls: TimeTable

    /// When somebody uses the device while it is on.
    let atWork: TimeTable
    let postponeChance: Double
    let postponeTimes: Int
    let postponeLength: Tick
    /// A restart that waits is done when the device is switched on again.
    let shutsDown: Bool
    let hasUsers: Bool

    /// - Parameter patches: those of the group, by local number.
    init(_ group: DeviceGroup, patches: [Int], scenario: Scenario, arena: Arena) {
        let window = group.windows
        coversInstallation = window?.covers.contains(.install) ?? false
        coversRestart = window?.covers.contains(.restart) ?? false
        windows = TimeTable(window.map { scenario.times(of: $0.calendar, for: group) } ?? [], in: arena)
        cutoff = window?.cutoff ?? 0
        interrupts = window?.overrun == .interrupt
        let fits = window?.overrun == .fits
        func lengths(_ law: (Patch) -> Distribution) -> Table<Tick> {
            arena.table(fits ? patches.map { Tick(rounding: law(scenario.patches[$0]).quantile(0.95)) } : [])
        }
        installationLengths = lengths { $0.installation.duration }
        restartLengths = lengths { $0.restart.kind == .none ? .zero : $0.restart.duration }

        func held(_ hold: Freeze.Hold) -> TimeTable {
            let freezes = scenario.freezes.filter { $0.holds.contains(hold) && $0.condition.matchesGroup(group) }
            return TimeTable(
                LocalCalendar.merged(freezes.flatMap { scenario.times(of: $0.calendar, for: group) }),
                in: arena
            )
        }
        heldOffers = held(.offers)
        heldInstalls = held(.installs)

        let users = group.users
        atWork = TimeTable(users?.atWork.map { scenario.times(of: $0, for: group) } ?? [], in: arena)
        postponeChance = users?.postponeChance ?? 0
        postponeTimes = users?.postponeTimes ?? 0
        postponeLength = users?.postponeLength ?? 0
        shutsDown = users?.powerOff == .shutdown
        hasUsers = users != nil
        isRestricted = window != nil || users != nil || !heldOffers.isEmpty || !heldInstalls.isEmpty
    }
}
