import EventEngine
import PatchModel

/// Something wrong with one device.
struct Incident: Sendable, Hashable {
    enum Cause: Sendable, Hashable {
        /// A regression: number of the defect.
        case defect(Int)
        /// An installation left the device dead.
        case installation
        /// A rollback left the device dead.
        case rollback
    }

    enum Phase: UInt8, Sendable {
        /// The defect is there, its effect is to come.
        case latent
        case active
        case over
    }

    var device: Int
    /// Local number of the patch in the device's group.
    var patch: Int
    var cause: Cause
    var phase: Phase
    /// When the defect took effect; nil: it has not, or the incident is none of a defect.
    var struck: Tick?
    /// An installation of the fixed revision left the device dead; anything else comes of the first revision.
    var isOfFixed = false
    /// The previous incident of the same device; −1: none.
    var previous: Int
}

/// All incidents of a run, numbered in the order in which they came. Few devices have any.
struct Incidents: Sendable {
    private var all: [Incident] = []
    /// Device → its newest incident.
    private var newest: [Int: Int] = [:]
    /// Cell of group and patch → the incidents because of that patch in that group.
    private var ofCell: [Int: [Int]] = [:]

    subscript(number: Int) -> Incident {
        get { all[number] }
        _modify { yield &all[number] }
    }

    var indices: Range<Int> { all.indices }

    /// Numbers of the device's incidents, the newest first.
    func numbers(of device: Int) -> [Int] {
        var numbers: [Int] = []
        var next = newest[device] ?? -1
        while next >= 0 {
            numbers.append(next)
            next = all[next].previous
        }
        return numbers
    }

    /// How many earlier incidents of the same device are meant.
    private func earlier(than number: Int, where isMeant: (Incident) -> Bool) -> UInt64 {
        var count: UInt64 = 0
        var next = all[number].previous
        while next >= 0 {
            if isMeant(all[next]) { count += 1 }
            next = all[next].previous
        }
        return count
    }

    /// The numbers of those whose device and patch belong to the part.
    func numbers(in part: Part, _ world: World) -> [Int] {
        part.isWhole ? Array(all.indices) : world.cells(in: part).flatMap { ofCell[$0] ?? [] }
    }

    /// Begins an incident, and returns its number.
    ///
    /// - Parameter cell: of the device's group and the patch.
    mutating func add(
        _ device: Int,
        _ local: Int,
        _ cause: Incident.Cause,
        _ phase: Incident.Phase,
        cell: Int
    ) -> Int {
        let number = all.count
        let previous = newest[device] ?? -1
        all.append(Incident(device: device, patch: local, cause: cause, phase: phase, previous: previous))
        newest[device] = number
        ofCell[cell, default: []].append(number)
        return number
    }

    func effect(of incident: Incident, _ world: World) -> Regression.Effect {
        if case .defect(let number) = incident.cause { return world.defects[number].effect }
        return .bricked
    }

    /// What incidents make of a device.
    struct Impact {
        /// The worst of them, but for lost capacity.
        var condition = Condition.up
        /// Per mille.
        var lostCapacity: Int64 = 0
    }

    func impact(on device: Int, _ world: World) -> Impact {
        var impact = Impact()
        for number in numbers(of: device) where all[number].phase == .active {
            switch effect(of: all[number], world) {
            case .bricked, .restartLoop: impact.condition = .dead
            case .down, .networkLoss: if impact.condition == .up { impact.condition = .down }
            case .degraded(_, let share):
                impact.lostCapacity = max(impact.lostCapacity, Int64((share * 1000).rounded()))
            }
        }
        return impact
    }

    /// Names an incident among all draws of its device: the patch, and its index among those because of it.
    func occurrence(of number: Int, _ world: World) -> UInt64 {
        let incident = all[number]
        let group = world.groups[world.group(of: incident.device)]
        let index = earlier(than: number) { $0.patch == incident.patch }
        return UInt64(group.patches[incident.patch]) << 32 | index
    }

    /// Names a strike of a defect among all draws of its device: the defect, and how often it has settled there. That it
    /// settles at all is a property of the device; when it strikes and who reports it is luck, drawn anew each time.
    func occurrence(ofStrike number: Int, _ defect: Int) -> UInt64 {
        let cause = all[number].cause
        return UInt64(defect) << 32 | earlier(than: number) { $0.cause == cause }
    }
}

extension Regression.Effect {
    /// The component that is seen not to work; nil if the device as a whole does not.
    var brokenComponent: Int? {
        switch self {
        case .down(let component), .degraded(let component, _): component
        case .restartLoop, .bricked, .networkLoss: nil
        }
    }
}
