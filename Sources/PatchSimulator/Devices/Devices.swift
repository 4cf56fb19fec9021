import CLanes
import EventEngine
import PatchModel

/// Marks of a device that need one bit each; beside each stands the subject that sets it.
struct DeviceMarks: OptionSet, Sendable, BitwiseCopyable {
    let rawValue: UInt8

    /// Defects: something is or was wrong with it.
    static let hasIncidents = DeviceMarks(rawValue: 1)
    /// Installations: the one under way keeps its user from working.
    static let interrupted = DeviceMarks(rawValue: 2)
    /// Defects: one took effect on it.
    static let wasHit = DeviceMarks(rawValue: 4)
    /// Retries: one of its updates waits before it is tried again.
    static let hasRetry = DeviceMarks(rawValue: 8)
    /// Installations: its user lets it finish what it installs, and report, before it goes off.
    static let keptOn = DeviceMarks(rawValue: 16)
    /// Installations: an attempt has ended of which it has yet to report; see `Pairs`.
    static let hasOutcomes = DeviceMarks(rawValue: 32)
    /// Check-ins: while it awaits contact, the step that is due is the first check-in there is.
    static let nextContact = DeviceMarks(rawValue: 64)
    /// Installations: the step that is due breaks the installation off.
    static let cutShort = DeviceMarks(rawValue: 128)
}

/// What each device is busy with, and when its next step is due.
struct Devices: ActiveSubject {
    enum Event: UInt8, CaseIterable {
        /// Entity: device. One that does not agree with what is due is stale.
        case step
    }

    static let firstKind = Run.FirstKind.devices

    private var activities: Column<Activity>
    /// When the device's step is due; `Tick.never` if none is.
    private var dues: Column<Int32>
    private var marks: Column<DeviceMarks>

    init(_ world: World) {
        activities = Column(zeros: world.deviceCount)
        dues = Column(repeating: Int32(Tick.never), count: world.deviceCount)
        marks = Column(zeros: world.deviceCount)
    }

    static func unshare(in run: inout Run) {
        run.devices.activities.unshare()
        run.devices.dues.unshare()
        run.devices.marks.unshare()
    }

    // MARK: What others ask and do

    @inline(__always)
    func activity(_ device: Int) -> Activity { activities[device] }

    /// When the device's step is due; `Tick.never` if none is.
    @inline(__always)
    func due(_ device: Int) -> Int32 { dues[device] }

    @inline(__always)
    func isMarked(_ device: Int, _ mark: DeviceMarks) -> Bool { marks[device].contains(mark) }

    @inline(__always)
    mutating func mark(_ device: Int, _ mark: DeviceMarks) { marks[device].insert(mark) }

    @inline(__always)
    mutating func unmark(_ device: Int, _ mark: DeviceMarks) { marks[device].subtract(mark) }

    /// The device has nothing to do.
    @inline(__always)
    mutating func rest(_ device: Int) { activities[device] = .idle }

    /// The device's step does not come.
    @inline(__always)
    mutating func dropStep(_ device: Int) { dues[device] = Int32(Tick.never) }

    /// The device is busy with something of which no end is to be seen.
    mutating func occupy(_ device: Int, with activity: Activity) {
        activities[device] = activity
        dues[device] = Int32(Tick.never)
    }

    /// Asks for the device's state in advance.
    @inline(__always)
    func askFor(_ device: Int) {
        activities.askFor(device)
        dues.askFor(device)
        marks.askFor(device)
    }

    /// When the first step of any device is due; nil if none is.
    var earliestStep: Tick? {
        dues.indices.lazy.map { Tick(dues[$0]) }.min().flatMap { $0 < .never ? $0 : nil }
    }

    /// Gives the device of a group its next step.
    @inline(__always)
    static func proceed(_ device: Int, _ group: Int, to next: Activity, at time: Tick, in run: inout Run) {
        run.devices.activities[device] = next
        let moment = min(max(time, run.agenda.now, 0), .latest)
        run.devices.dues[device] = Int32(moment)
        if run.agenda.sweeps(group) {
            run.agenda.sweep.note(device, Int32(moment))
        } else {
            schedule(.step, device, at: moment, in: &run)
        }
    }

    /// Sees to it that something that waits for the device reaches it at its next check-in.
    ///
    /// In a sweep an idle device looks up that check-in when its turn comes, and takes its further steps at once.
    @inline(__always)
    static func call(_ device: Int, _ group: Int, in run: inout Run) {
        guard run.agenda.sweeps(group) && run.devices.activities[device] == .idle else {
            CheckIns.awaitContact(device, group, from: run.agenda.now, in: &run)
            return
        }
        run.devices.activities[device] = .called
        run.devices.dues[device] = Int32(run.agenda.now)
        run.agenda.sweep.note(device, Int32(run.agenda.now))
    }

    /// Calls the devices of a group that have a number in a column.
    static func callAll(
        of group: Reference<GroupPlan>,
        where numbers: Column<UInt8>,
        are number: UInt8,
        in run: inout Run
    ) {
        guard run.agenda.sweeps(group.index) else {
            numbers.forEachPlace(in: group.devices, holding: number) { call($0, group.index, in: &run) }
            return
        }
        let (activities, dues) = (run.devices.activities, run.devices.dues)
        let now = Int32(run.agenda.now)
        var begin = group.firstDevice
        while begin < group.devices.upperBound {
            let end = min((begin / Sweep.blockSize + 1) * Sweep.blockSize, group.devices.upperBound)
            var isCalled = false
            numbers.forEachPlace(in: begin..<end, holding: number) { device in
                guard activities[device] == .idle else {
                    call(device, group.index, in: &run)
                    return
                }
                activities[device] = .called
                dues[device] = now
                isCalled = true
            }
            if isCalled { run.agenda.sweep.note(begin, now) }
            begin = end
        }
    }

    /// The devices of a group are swept no longer: what is due becomes events, and who was called looks up the next check-in.
    static func planSteps(of group: Reference<GroupPlan>, in run: inout Run) {
        for device in group.devices where Tick(run.devices.dues[device]) < .never {
            if run.devices.activities[device] == .called {
                run.devices.dropStep(device)
                run.devices.rest(device)
                CheckIns.awaitContact(device, group.index, from: run.agenda.now, in: &run)
            } else {
                schedule(.step, device, at: Tick(run.devices.dues[device]), in: &run)
            }
        }
    }

    /// The columns by themselves, for devices that do nothing but take a plain course.
    struct Callable: Sendable {
        fileprivate let activities: Column<Activity>
        fileprivate let dues: Column<Int32>
        fileprivate let marks: Column<DeviceMarks>

        /// When the device's step is due; `Tick.never` if none is.
        @inline(__always)
        func due(_ device: Int) -> Int32 { dues[device] }

        /// Calls `body` with each device of the range that was called, and about which there is nothing else, ascending.
        @inline(__always)
        func forEachCalled(_ range: Range<Int>, _ body: (Int) -> Void) {
            activities.forEachPlace(in: range, holding: .called) { if marks[$0] == [] { body($0) } }
        }

        /// When the first step of any device of the range is due; `Tick.never` if none is.
        @inline(__always)
        func earliest(_ range: Range<Int>) -> Int32 { dues.withElements(range) { patchlab_least($0, range.count) } }

        /// The device has nothing to do any more.
        @inline(__always)
        func rest(_ device: Int) {
            activities[device] = .idle
            dues[device] = Int32(Tick.never)
        }

        /// The device checks in at `time`.
        @inline(__always)
        func awaitContact(_ device: Int, at time: Tick) {
            activities[device] = .awaitingContact
            dues[device] = Int32(min(time, .latest))
        }
    }

    var callable: Callable { Callable(activities: activities, dues: dues, marks: marks) }

    // MARK: Steps

    @inline(__always)
    static func serve(_ event: Event, _ device: Int, in run: inout Run) {
        guard Tick(run.devices.dues[device]) == run.agenda.now else { return }
        takeStep(device, run.world.group(of: device), in: &run)
    }

    /// The device's next step is due.
    static func takeStep(_ device: Int, _ group: Int, in run: inout Run) {
        run.devices.dropStep(device)
        if run.devices.activities[device] == .called {
            run.devices.rest(device)
            CheckIns.awaitContact(device, group, from: run.agenda.now, in: &run)
            return
        }
        run.agenda.eventCount += 1
        switch run.devices.activities[device] {
        case .awaitingContact: CheckIns.checkIn(device, group, in: &run)
        case .downloading: Downloads.end(device, group, in: &run)
        case .awaitingWindow, .drainingForInstallation: Installations.begin(device, group, in: &run)
        case .installing: Installations.end(device, group, in: &run)
        case .reverting: Restarts.wait(device, group, in: &run)
        case .awaitingRestart, .drainingForRestart: Restarts.begin(device, group, in: &run)
        case .restarting: Installations.beginToRun(device, group, in: &run)
        case .rollingBack: Rollbacks.end(device, group, in: &run)
        case .idle, .called, .unreachable: break
        }
    }

    // MARK: What the manifest asks

    /// The state of a device, and, where devices take turns, the event of its step.
    static func footprint(of outline: RunOutline) -> Int {
        let state = MemoryLayout<Activity>.size + MemoryLayout<Int32>.size + MemoryLayout<DeviceMarks>.size
        // The sweep's blocks, and what the sets of memory are rounded up to.
        let rest = 1
        let event = outline.coupling > .none ? MemoryLayout<UInt64>.size : 0
        return outline.devices * (state + rest + event)
    }

    /// True if the step that is due, and still to come, is not the device's first check-in from now on.
    private func isLate(_ device: Int, in run: Run) -> Bool {
        let due = Tick(dues[device])
        guard due > run.now, due < .latest else { return false }
        let group = run.world.groups[run.world.group(of: device)]
        let sessions = run.onPeriods.sessions
        return sessions.checkIn(from: run.now + 1, sessions.first(device, group), device, group) != due
    }

    func violations(in run: Run) -> [String] {
        activities.indices.compactMap { device in
            let activity = activities[device]
            let isDue = Tick(dues[device]) < .never
            switch activity {
            case .idle, .unreachable: return isDue ? "device \(device) is \(activity) and has a step due" : nil
            // One without a step does not end before the horizon.
            case .downloading, .awaitingWindow: return nil
            case .awaitingRestart where run.world.groups[run.world.group(of: device)].maintenance.isRestricted:
                return nil
            case .called where !run.agenda.sweeps(run.world.group(of: device)):
                return "device \(device) is called outside of a sweep"
            case .awaitingContact where isMarked(device, .nextContact) && isLate(device, in: run):
                return "device \(device) does not check in as soon as it can"
            default: return isDue ? nil : "device \(device) is \(activity) and has no step due"
            }
        }
    }
}
