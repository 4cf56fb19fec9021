import EventEngine
import PatchModel

/// Makes a `Scenario` of a tree of source nodes, and reports everything that does not hold together.
///
/// A mistake never ends the work: what is wrong is replaced by a stand-in, so that all mistakes are found in one go. A
/// stand-in is never reported again.
struct ScenarioBuilder {
    let diagnostics: Diagnostics
    let sources: SourceFiles

    var calendar = ScenarioCalendar()
    var horizon: Tick = 1
    var components = NameTable()
    var images = NameTable()
    var groupNames = NameTable()
    var sites = NameTable()
    var tags = NameTable()
    var vulnerabilityNames = NameTable()
    var patchNames = NameTable()
    var calendarNames = NameTable()
    var serviceNames = NameTable()
    var calendars: [LocalCalendar] = []

    /// By component, what is known of its versions.
    var versions: [KnownVersions] = []
    var software = Software(components: [], images: [])
    var requirements: [Requirement] = []
    /// By image and component, where it is written.
    var installedAt: [[Int: Position]] = []
    var profiles: [String: Connectivity?] = [:]
    var groups: [DeviceGroup] = []
    /// Devices of the groups so far.
    var deviceCount = 0
    var vulnerabilities: [Vulnerability] = []
    var patches: [Patch] = []
    var traceFiles: [String] = []
    /// What is in them; nil where that cannot be used.
    var traces: [String: Connectivity?] = [:]
    var traceBytes = 0
    /// The warnings that are not wanted.
    var allowances = Allowances()

    init(diagnostics: Diagnostics, sources: SourceFiles) {
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// The scenario, or nil if there are errors.
    mutating func build(_ map: MapValue) -> Scenario? {
        let declared = made(of: map, Format.scenario).model
        allowances = declared.lint
        readCalendar(declared)
        readCalendars(declared.calendars)
        readSoftware(declared.software)
        readProfiles(declared.profiles ?? [])
        readFleet(declared.fleet)
        let freezes = declared.freezes?.read(&self) ?? []
        let services = readServices(declared.services)
        readVulnerabilities(declared.vulnerabilities)
        readPatches(declared.patches)
        let repair = declared.repair?.read(&self)
        let prices = declared.prices?.read(&self)
        if let named = declared.strategies, named.isEmpty, map.has("strategies") {
            report(
                .tooFewItems,
                "there is no strategy, and so nothing to simulate; `big-bang: {}` is one",
                at: map.position(of: "strategies")
            )
        }
        let strategies = (declared.strategies ?? []).compactMap { strategy($0) }
        checkRequirements()
        checkPrerequisites(declared.patches ?? [])
        checkFrom(declared.patches ?? [])
        checkWindows(map.items("fleet"))
        checkMeetings(at: map.position(of: "fleet"))
        let measure = declared.measure?.read(&self) ?? Format.Measure()

        guard !diagnostics.hasErrors else { return nil }
        let scenario = Scenario(
            question: declared.question,
            start: calendar.written,
            zone: calendar.zone,
            horizon: horizon,
            software: software,
            groups: groups,
            vulnerabilities: vulnerabilities,
            patches: patches,
            repair: repair,
            strategies: strategies,
            serviceLevel: measure.serviceLevel,
            ticketWork: measure.ticketWork,
            prices: prices,
            sources: declared.sources,
            calendars: calendars,
            freezes: freezes,
            services: services
        )
        do throws(ScenarioError) {
            try scenario.check()
        } catch {
            diagnostics.report(.invalidScenario, error.description, at: map.position)
            return nil
        }
        return scenario
    }

    private mutating func strategy(_ entry: Entry<Strategy>) -> Strategy? {
        checkName(entry.name, at: entry.position)
        var strategy = entry.content.read(&self)
        strategy?.name = entry.name
        return strategy
    }

    func report(_ code: DiagnosticCode, _ message: String, at position: Position, suggestion: String? = nil) {
        diagnostics.report(code, message, at: position, suggestion: suggestion)
    }
}

/// The names of one kind of thing, by index.
struct NameTable {
    private(set) var indices: [String: Int] = [:]
    private(set) var names: [String] = []
    private(set) var positions: [Position] = []
    /// False if the section that declares them could not be read: then nothing is said about unknown names.
    var isComplete = true

    subscript(_ name: String) -> Int? { indices[name] }

    /// The index for a new name; nil if it was there already.
    mutating func add(_ name: String, at position: Position) -> Int? {
        guard indices[name] == nil else { return nil }
        indices[name] = names.count
        names.append(name)
        positions.append(position)
        return names.count - 1
    }
}

extension ScenarioBuilder {
    /// The index of a name that is referred to; an unknown one is reported.
    func index(of name: String, _ space: Kind.Namespace, at position: Position) -> Int? {
        let (table, code): (NameTable, DiagnosticCode) =
            switch space {
            case .component: (components, .unknownComponent)
            case .image: (images, .unknownImage)
            case .group: (groupNames, .unknownGroup)
            case .site: (sites, .unknownSite)
            case .tag: (tags, .unknownTag)
            case .vulnerability: (vulnerabilityNames, .unknownVulnerability)
            case .patch: (patchNames, .unknownPatch)
            case .calendar: (calendarNames, .unknownCalendar)
            case .service: (serviceNames, .unknownService)
            case .profile: (NameTable(), .unknownConnectivity)
            }
        if let index = table[name] { return index }
        guard table.isComplete else { return nil }
        report(
            code,
            "there is no \(space.rawValue) \(quoted(name))",
            at: position,
            suggestion: diagnostics.nearest(to: name, among: table.names)
        )
        return nil
    }

    /// The names of a section's entries; nil: it could not be read.
    func names<Meaning>(of entries: [Entry<Meaning>]?) -> NameTable {
        var table = NameTable()
        table.isComplete = entries != nil
        for entry in entries ?? [] {
            checkName(entry.name, at: entry.position)
            _ = table.add(entry.name, at: entry.position)
        }
        return table
    }

    /// Reports names that could not be shown or that are empty.
    func checkName(_ name: String, at position: Position) {
        if let problem = problem(ofName: name) { report(.badName, problem, at: position) }
    }
}
