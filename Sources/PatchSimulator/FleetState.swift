import EventEngine
import PatchModel

/// The truth about a fleet in one replication, and the events that change it.
///
/// State lies in arrays by device or by (device, patch) pair; each subject has its handlers in an extension of its own.
/// The state is a value: a copy continues on its own.
struct FleetState: Sendable {
    let world: World
    let random: KeyedRandom
    let sessions: SessionGenerator

    /// All events up to and including this time have happened.
    var now: Tick = -1
    var events = FutureEventList()
    /// True while devices are run one by one between decisions; see `Sweep`.
    var isSweeping: Bool
    var sweep: Sweep
    /// What devices that were run past the present have reported; nil while none has been.
    var lookahead: Lookahead?
    let mayLookAhead: Bool
    let seriesIntervals: Int?
    /// Events served so far.
    var eventCount = 0

    // By device.
    var activity: Column<Activity>
    /// When the device's step is due; `Tick.never` if none is. An event that does not agree with it is stale.
    var due: Column<Int32>
    var condition: Column<Condition>
    var marks: Column<DeviceMarks>
    /// Where devices are in the sequences of their on-periods.
    var cursors: SessionCursors

    // By (device, patch) pair.
    var slots: Column<Slot>
    /// When the pair began to run for the last time; meaningful while it runs.
    var runningSince: Column<Int32>

    // Few devices or pairs have these.
    /// Pair → when it may be tried again after a failure.
    var retryAt: [Int: Tick] = [:]
    /// Pair → how often the 256 attempts that `Slot` counts have been full.
    var furtherAttempts: [Int: UInt64] = [:]
    /// Device → since when it downloads what it will not have whole before the horizon.
    var unfinishedDownloads: [Int: Tick] = [:]
    var incidents: [Incident] = []
    /// Device → its newest incident.
    var newestIncident: [Int: Int] = [:]
    /// Device → per mille of capacity lost, while it is degraded.
    var lostCapacity: [Int: Int64] = [:]

    /// For each defect: whether this replication has it.
    let defectPresent: [Bool]
    /// For each patch: 0, or 1 when the vendor's fixed revision is out.
    var revision: [Int]
    var vendor: [VendorCase]
    /// For each patch the rollout it belongs to; −1: none yet.
    var rolloutOf: [Int]
    var rollouts: [Rollout] = []
    /// True if any rollout is being reverted.
    var isReverting = false
    /// What has been reported, but for the numbers of devices, which are kept in `counts`.
    var console = Console()
    /// For each ring of each rollout, how many devices have each combination of flags; those without flags are not kept
    /// count of, so that their number is wrong.
    var counts = Column<Int>(zeros: 0)
    /// For each rollout whether `console` does not have its numbers of devices yet.
    var isStale: [Bool] = []
    var shop: Workshop
    let curves: ExposureCurves

    var tally = Tally()
    var recorder: DeviceRecorder?
    var series: SeriesRecorder?

    /// - Parameter mayLookAhead: false if devices shall never be run past the next decision.
    init(
        world: World,
        random: KeyedRandom,
        recording recorded: [Int] = [],
        seriesIntervals: Int? = nil,
        mayLookAhead: Bool = true
    ) {
        self.world = world
        self.random = random
        sessions = SessionGenerator(random: random, horizon: world.scenario.horizon)
        let devices = world.deviceCount
        activity = Column(zeros: devices)
        due = Column(repeating: Int32(Tick.never), count: devices)
        condition = Column(zeros: devices)
        marks = Column(zeros: devices)
        slots = Column(zeros: world.slotCount)
        runningSince = Column(zeros: world.slotCount)

        let patches = world.patches
        defectPresent = world.defects.enumerated().map { number, defect in
            random.chance(defect.chance, .defectPresent, number)
        }
        revision = patches.map { _ in 0 }
        vendor = patches.map { _ in VendorCase() }
        rolloutOf = patches.map { _ in -1 }
        console.vendorAnswers = patches.map { _ in .none }
        shop = Workshop(technicians: world.repair?.technicians)
        curves = Self.curves(of: world, random: random)
        tally.conditionSeconds = Array(repeating: 0, count: Condition.allCases.count)
        recorder = recorded.isEmpty ? nil : DeviceRecorder(devices: recorded, among: devices)
        series = seriesIntervals.map { SeriesRecorder(horizon: world.scenario.horizon, intervals: $0) }
        isSweeping = world.allowsSweeping && !defectPresent.contains(true)
        sweep = Sweep(devices: isSweeping ? devices : 0)
        cursors = SessionCursors()
        self.mayLookAhead = mayLookAhead
        self.seriesIntervals = seriesIntervals
        planNoise()
        if !isSweeping { keepCursors() }
    }

    /// To be called by whoever is about to change a state that may have been copied, before everything else.
    mutating func unshare() {
        activity.unshare()
        due.unshare()
        condition.unshare()
        marks.unshare()
        cursors.unshare()
        slots.unshare()
        runningSince.unshare()
        counts.unshare()
        sweep.unshare()
        lookahead?.unshare()
        for rollout in rollouts.indices { rollouts[rollout].flags.unshare() }
    }

    /// Serves all events up to and including `time`, in parts small enough for a user who waits.
    ///
    /// - Parameters:
    ///   - end: not before `time`; nobody is going to look at the state, but for decisions, before that.
    ///   - isCancelled: when it says yes, the state stays somewhere on the way.
    /// - Returns: false if it was cancelled on the way.
    @discardableResult
    mutating func advance(
        to time: Tick,
        lookingAheadTo end: Tick,
        unless isCancelled: () -> Bool = { false }
    ) -> Bool {
        unshare()
        if isSweeping {
            guard sweep(to: time, lookingAheadTo: end, unless: isCancelled) else { return false }
        } else {
            var served = 0
            while let key = events.min, EventKey(rawValue: key).time <= time {
                if served & 0x3FFF == 0 && isCancelled() { return false }
                served += 1
                serveNext()
            }
        }
        now = max(now, time)
        return !isCancelled()
    }

    /// Time of the next event; nil if none is planned.
    var nextEvent: Tick? {
        let other = events.min.map { EventKey(rawValue: $0).time }
        guard isSweeping, let earliest = due.indices.lazy.map({ due[$0] }).min(), Tick(earliest) < .never else {
            return other
        }
        return min(Tick(earliest), other ?? .never)
    }

    /// Serves the next event alone, in the exact order of all.
    mutating func step() {
        endSweeping()
        unshare()
        serveNext()
    }

    private mutating func serveNext() {
        guard let raw = events.popMin() else { return }
        let key = EventKey(rawValue: raw)
        now = key.time
        if key.kind == EventKind.step.rawValue {
            guard Tick(due[key.entity]) == now else { return }
            takeStep(key.entity)
        } else {
            serve(key)
        }
    }

    /// Serves an event that is no step of a device.
    mutating func serve(_ key: EventKey) {
        eventCount += 1
        switch EventKind(rawValue: key.kind) {
        case .step: return
        case .onset: beginEffect(of: key.entity)
        case .telemetry: telemetryIsReady(key.entity)
        case .ticket: writeTicket(about: key.entity)
        case .visitEnd: endVisit(to: key.entity)
        case .vendorAnswer: vendorAnswers(about: key.entity)
        case .noise: reportNoise(of: key.entity)
        case nil: return
        }
    }

    /// Plans an event; one after the end of representable time never happens.
    @inline(__always)
    mutating func schedule(_ kind: EventKind, _ entity: Int, at time: Tick) {
        guard time <= .latest else { return }
        events.push(EventKey(time: max(time, now, 0), kind: kind.rawValue, entity: entity).rawValue)
    }

    /// Gives the device its next step.
    @inline(__always)
    mutating func proceed(_ device: Int, to next: Activity, at time: Tick) {
        activity[device] = next
        let moment = min(max(time, now, 0), .latest)
        due[device] = Int32(moment)
        if isSweeping {
            sweep.note(device, Int32(moment))
        } else {
            schedule(.step, device, at: moment)
        }
    }

    /// The device's next step is due.
    @inline(__always)
    mutating func takeStep(_ device: Int) { takeStep(device, world.group(of: device)) }

    mutating func takeStep(_ device: Int, _ group: Int) {
        due[device] = Int32(Tick.never)
        if activity[device] == .called {
            activity[device] = .idle
            awaitContact(device, group, from: now)
            return
        }
        eventCount += 1
        switch activity[device] {
        case .awaitingContact: checkIn(device, group)
        case .downloading: endDownload(device, group)
        case .installing: endInstallation(device, group)
        case .reverting: awaitRestart(device, group)
        case .awaitingRestart: beginRestart(device, group)
        case .restarting: endRestart(device, group)
        case .rollingBack: endRollback(device, group)
        case .idle, .called, .unreachable: break
        }
    }

    // MARK: Conditions

    /// Brings the device's condition up to date after anything that may change it.
    mutating func updateCondition(_ device: Int) {
        let old = condition[device]
        let (new, lost) = currentCondition(device)
        if old == .degraded || new == .degraded {
            tally.lostCapacitySeconds += now * (lostCapacity[device] ?? 0)
            tally.lostCapacitySeconds -= now * lost
            series?.noteLostCapacity(now, by: lost - (lostCapacity[device] ?? 0))
            lostCapacity[device] = lost == 0 ? nil : lost
        }
        guard old != new else { return }
        tally.conditionSeconds[Int(old.rawValue)] += now
        tally.conditionSeconds[Int(new.rawValue)] -= now
        series?.noteCondition(now, from: old, to: new)
        condition[device] = new
        recorder?.note(device, now, .became(new))
    }

    /// The worst of what activity and incidents make of the device, and per mille of capacity lost if it is degraded.
    private mutating func currentCondition(_ device: Int) -> (Condition, lost: Int64) {
        var worst: Condition =
            switch activity[device] {
            case .installing: marks[device].contains(.interrupted) ? .installing : .up
            case .restarting: .restarting
            case .reverting: .reverting
            case .rollingBack: .rollingBack
            default: .up
            }
        guard marks[device].contains(.hasIncidents) else { return (worst, 0) }
        var lost: Int64 = 0
        var next = newestIncident[device] ?? -1
        while next >= 0 {
            let incident = incidents[next]
            next = incident.previous
            guard incident.phase == .active else { continue }
            switch effect(of: incident) {
            case .bricked, .restartLoop: worst = .dead
            case .down, .networkLoss: if worst.rawValue < Condition.down.rawValue { worst = .down }
            case .degraded(_, let share): lost = max(lost, Int64((share * 1000).rounded()))
            }
        }
        if worst == .up && lost > 0 { worst = .degraded }
        return (worst, worst == .degraded ? lost : 0)
    }
}

/// Marks of a device that need one bit each.
struct DeviceMarks: OptionSet, Sendable {
    let rawValue: UInt8

    static let hasIncidents = DeviceMarks(rawValue: 1)
    /// The installation under way keeps its user from working.
    static let interrupted = DeviceMarks(rawValue: 2)
    /// A defect took effect on it.
    static let wasHit = DeviceMarks(rawValue: 4)
    /// One of its updates waits before it is tried again.
    static let hasRetry = DeviceMarks(rawValue: 8)
    /// Its user lets it finish what it installs, and report, before it goes off.
    static let keptOn = DeviceMarks(rawValue: 16)
}

/// Sums that the ledger is made of.
struct Tally: Sendable {
    /// By `Condition`: seconds, once every state that lasts is closed at the horizon.
    var conditionSeconds: [Int64] = []
    /// Per mille × seconds.
    var lostCapacitySeconds: Int64 = 0
    var exposure = ExposureSeconds()
    var hitDevices = 0
    var attempts = 0
    var installations = 0
    var failedAttempts = 0
    var rollbacks = 0
    var cancelledOffers = 0
    var bytes: Int64 = 0
    var technicianSeconds: Int64 = 0
    var visits = 0
    var noiseReports = 0
    var stops = 0
    var falseStops = 0
    var firstEffect: Tick?
    var firstReport: Tick?
    var firstStop: Tick?
    var lastRevert: Tick?
    var lastRepair: Tick?
}
