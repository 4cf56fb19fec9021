public import EventEngine

/// The deadlines, in seconds after a patch's release, by which devices should run it.
public struct ServiceLevel: Sendable, Hashable {
    public var deadlines: [Severity: Tick]

    public init(deadlines: [Severity: Tick] = [:]) {
        self.deadlines = deadlines
    }
}

/// Everything a scenario says, with names resolved to indices.
///
/// A value without behaviour: two equal scenarios give equal results. `check()` tells whether the indices and figures
/// hold together; readers of files report mistakes with positions before it comes to that.
public struct Scenario: Sendable, Hashable {
    /// What the scenario answers.
    public var question: String
    /// The start as written, in local time of `zone`; for output.
    public var start: String
    public var zone: ZoneOffsets
    /// Seconds simulated.
    public var horizon: Tick
    public var software: Software
    /// Times that others refer to.
    public var calendars: [LocalCalendar]
    /// When the house holds changes back.
    public var freezes: [Freeze]
    public var groups: [DeviceGroup]
    /// What the devices are for.
    public var services: [Service]
    public var vulnerabilities: [Vulnerability]
    public var patches: [Patch]
    /// Nil: nobody mends devices by hand.
    public var repair: RepairShop?
    public var strategies: [Strategy]
    public var serviceLevel: ServiceLevel
    /// Seconds of the help desk's work on one ticket; counts as effort and changes no run.
    public var ticketWork: Tick
    /// Nil: nothing is counted in money. Prices change no run.
    public var prices: Prices?
    /// Where the data came from.
    public var sources: [String]

    public init(
        question: String = "",
        start: String = "1970-01-01T00:00:00",
        zone: ZoneOffsets = .utc(),
        horizon: Tick,
        software: Software,
        groups: [DeviceGroup],
        vulnerabilities: [Vulnerability] = [],
        patches: [Patch] = [],
        repair: RepairShop? = nil,
        strategies: [Strategy] = [],
        serviceLevel: ServiceLevel = ServiceLevel(),
        ticketWork: Tick = Scenario.standardTicketWork,
        prices: Prices? = nil,
        sources: [String] = [],
        calendars: [LocalCalendar] = [],
        freezes: [Freeze] = [],
        services: [Service] = []
    ) {
        self.question = question
        self.start = start
        self.zone = zone
        self.horizon = horizon
        self.software = software
        self.groups = groups
        self.vulnerabilities = vulnerabilities
        self.patches = patches
        self.repair = repair
        self.strategies = strategies
        self.serviceLevel = serviceLevel
        self.ticketWork = ticketWork
        self.prices = prices
        self.sources = sources
        self.calendars = calendars
        self.freezes = freezes
        self.services = services
    }

    /// A quarter of an hour: what a ticket takes unless stated, an assumption.
    public static let standardTicketWork: Tick = 900

    /// Number of devices of all groups.
    public var deviceCount: Int { groups.reduce(0) { $0 + $1.count } }
}
