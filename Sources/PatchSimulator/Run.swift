import EventEngine
import PatchModel

/// The truth about a fleet in one replication: the manifest of the subjects that own it.
///
/// Nothing of it lies here but the time and what is planned. Who adds a subject adds a field, a line in `init`, a line in
/// `subjects` and, if it has events, a place in `FirstKind` and a line in `serve`; a test finds a line that is missing.
///
/// The state is a value: a copy continues on its own.
struct Run: Sendable {
    let world: World
    let random: KeyedRandom
    /// What was decided in place of draws.
    let draws: ScenarioDraws
    /// False if devices shall never be run past the next decision.
    var mayLookAhead: Bool
    /// Over so many threads devices are spread where none of them minds.
    let threads: Int
    let seriesIntervals: Int?
    var agenda = Agenda()

    var outsideReports: OutsideReports
    var vendor: Vendor
    var devices: Devices
    var pairs: Pairs
    var conditions: Conditions
    var onPeriods: OnPeriods
    var downloads: Downloads
    var installations: Installations
    var retries: Retries
    var rollbacks: Rollbacks
    var maintenance: Maintenance
    var services: Services
    var defects: Defects
    var signals: Signals
    var repairs: Repairs
    var backgroundFailures: BackgroundFailures
    var exposure: Exposure
    var inFlight: InFlight
    var console: ConsoleServer

    // They watch, and change nothing.
    var recorder: DeviceRecorder?
    var series: SeriesRecorder?

    /// - Parameters:
    ///   - recorded: devices whose lives are written down.
    ///   - notingContacts: true if devices' contacts are to be asked for.
    ///   - threads: see `Simulation`.
    init(
        world: World,
        random: KeyedRandom,
        draws: ScenarioDraws = .natural,
        recording recorded: [Int] = [],
        notingContacts: Bool = false,
        seriesIntervals: Int? = nil,
        mayLookAhead: Bool = true,
        threads: Int = 1
    ) {
        self.world = world
        self.random = random
        self.draws = draws
        self.mayLookAhead = mayLookAhead
        self.threads = threads
        self.seriesIntervals = seriesIntervals
        outsideReports = OutsideReports(world)
        vendor = Vendor(world)
        devices = Devices(world)
        pairs = Pairs(world)
        conditions = Conditions(world)
        onPeriods = OnPeriods(world, random)
        downloads = Downloads(world)
        installations = Installations(world)
        retries = Retries()
        rollbacks = Rollbacks(world)
        maintenance = Maintenance(world)
        services = Services(world)
        defects = Defects(world, random, draws)
        signals = Signals()
        repairs = Repairs(world)
        backgroundFailures = BackgroundFailures()
        exposure = Exposure(world, random)
        inFlight = InFlight()
        console = ConsoleServer(world)
        recorder =
            recorded.isEmpty && !notingContacts
            ? nil : DeviceRecorder(devices: recorded, among: world.deviceCount, notingContacts: notingContacts)
        series = seriesIntervals.map { SeriesRecorder(horizon: world.scenario.horizon, intervals: $0) }
        OutsideReports.plan(in: &self)
        BackgroundFailures.plan(in: &self)
        beginSweeping()
    }

    /// All subjects, a line each.
    static let subjects: [SubjectEntry] = [
        SubjectEntry(\.outsideReports),
        SubjectEntry(\.vendor),
        SubjectEntry(\.devices),
        SubjectEntry(\.pairs),
        SubjectEntry(\.conditions),
        SubjectEntry(\.onPeriods),
        SubjectEntry(\.downloads),
        SubjectEntry(\.installations),
        SubjectEntry(\.retries),
        SubjectEntry(\.rollbacks),
        SubjectEntry(\.maintenance),
        SubjectEntry(\.services),
        SubjectEntry(\.defects),
        SubjectEntry(\.signals),
        SubjectEntry(\.repairs),
        SubjectEntry(\.backgroundFailures),
        SubjectEntry(\.exposure),
        SubjectEntry(\.inFlight),
        SubjectEntry(\.console),
    ]

    /// The tie order: simultaneous events are served in this order of their kinds, and those of one kind in the order of
    /// their entities, never in the order in which they were planned. Each number is that of the first kind of a subject,
    /// whose other kinds follow it.
    enum FirstKind {
        /// Withdrawals, reports of other customers. Entity: patch.
        static let outsideReports: UInt8 = 0
        /// The vendor's answers. Entity: patch.
        static let vendor: UInt8 = 2
        /// Steps of devices. Entity: device.
        static let devices: UInt8 = 3
        /// Onsets of defects. Entity: incident.
        static let defects: UInt8 = 4
        /// Reports ready, tickets. Entity: incident.
        static let signals: UInt8 = 5
        /// Ends of visits. Entity: incident.
        static let repairs: UInt8 = 7
        /// Failures that have nothing to do with patches. Entity: device.
        static let backgroundFailures: UInt8 = 8
        /// Slots that expire. Entity: device.
        static let inFlight: UInt8 = 9
    }

    /// An event happens now. False if no subject has events of that kind.
    @discardableResult
    mutating func serve(_ key: EventKey) -> Bool {
        let (kind, entity) = (key.kind, key.entity)
        // Most events are steps; one that is stale does not count.
        if kind == FirstKind.devices {
            Devices.serve(.step, entity, in: &self)
            return true
        }
        agenda.eventCount += 1
        if let event = OutsideReports.Event(rawValue: kind &- FirstKind.outsideReports) {
            OutsideReports.serve(event, entity, in: &self)
        } else if let event = Vendor.Event(rawValue: kind &- FirstKind.vendor) {
            Vendor.serve(event, entity, in: &self)
        } else if let event = Defects.Event(rawValue: kind &- FirstKind.defects) {
            Defects.serve(event, entity, in: &self)
        } else if let event = Signals.Event(rawValue: kind &- FirstKind.signals) {
            Signals.serve(event, entity, in: &self)
        } else if let event = Repairs.Event(rawValue: kind &- FirstKind.repairs) {
            Repairs.serve(event, entity, in: &self)
        } else if let event = BackgroundFailures.Event(rawValue: kind &- FirstKind.backgroundFailures) {
            BackgroundFailures.serve(event, entity, in: &self)
        } else if let event = InFlight.Event(rawValue: kind &- FirstKind.inFlight) {
            InFlight.serve(event, entity, in: &self)
        } else {
            return false
        }
        return true
    }

    /// To be called by whoever is about to change a state that may have been copied, before everything else.
    mutating func unshare() {
        agenda.unshare()
        for place in Self.subjects.indices { Self.subjects[place].unshare(&self) }
    }

    /// The ledger of a part of the fleet as if everything ended now: the sum of what the subjects have counted.
    func ledger(of part: Part) -> Ledger {
        var ledger = Ledger()
        ledger.time = max(0, now)
        ledger.devices = world.devices(in: part)
        ledger.events = agenda.eventCount
        for subject in Self.subjects { subject.state(self).add(to: &ledger, of: part, in: self) }
        return ledger
    }

    /// What must hold between two events and does not, in words.
    func violations() -> [String] { Self.subjects.flatMap { $0.state(self).violations(in: self) } }

    /// All events up to and including this time have happened.
    var now: Tick { agenda.now }
}
