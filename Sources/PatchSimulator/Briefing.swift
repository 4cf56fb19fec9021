public import EventEngine
public import PatchModel

/// What whoever runs the console knows of fleet and patches beforehand. Not in it: defects, chances, exploits, seeds, and how long
/// anything takes but for what the vendor says of installations.
public struct Briefing: Sendable, Hashable {
    /// Devices that are alike.
    public struct Group: Sendable, Hashable {
        public var name: String
        /// Number of devices.
        public var count: Int
        public var deviceClass: DeviceClass
        public var criticality: Criticality
        public var exposure: PatchModel.ExposureClass
        public var site: String?
        public var tags: [String]
        /// How its devices get into contact with the console, as it is configured; nil: not known.
        public var checkIn: CheckIn?

        public init(
            name: String,
            count: Int,
            deviceClass: DeviceClass,
            criticality: Criticality = .medium,
            exposure: PatchModel.ExposureClass = .internal,
            site: String? = nil,
            tags: [String] = [],
            checkIn: CheckIn? = nil
        ) {
            self.name = name
            self.count = count
            self.deviceClass = deviceClass
            self.criticality = criticality
            self.exposure = exposure
            self.site = site
            self.tags = tags
            self.checkIn = checkIn
        }
    }

    /// What the vendor tells of a patch.
    public struct Update: Sendable, Hashable {
        public var name: String
        public var severity: Severity
        /// Seconds since the start; may be negative.
        public var released: Tick
        /// Bytes to download.
        public var size: Int64
        /// Seconds that an attempt at installing it typically takes, as the vendor says: the median of the scenario's duration.
        public var typicalInstall: Tick
        public var restart: Restart.Kind
        /// Numbers of the groups that have something which it updates, as the inventory says at the start.
        public var applies: [Int]
        /// Numbers of the patches that must run before, where they apply.
        public var prerequisites: [Int]

        public init(
            name: String,
            severity: Severity = .medium,
            released: Tick = 0,
            size: Int64 = 0,
            typicalInstall: Tick = 0,
            restart: Restart.Kind = .none,
            applies: [Int] = [],
            prerequisites: [Int] = []
        ) {
            self.name = name
            self.severity = severity
            self.released = released
            self.size = size
            self.typicalInstall = typicalInstall
            self.restart = restart
            self.applies = applies
            self.prerequisites = prerequisites
        }
    }

    /// Seconds simulated.
    public var horizon: Tick
    public var groups: [Group]
    /// By number of the patch.
    public var patches: [Update]

    public init(horizon: Tick, groups: [Group], patches: [Update]) {
        self.horizon = horizon
        self.groups = groups
        self.patches = patches
    }

    init(_ scenario: Scenario) {
        self.init(
            horizon: scenario.horizon,
            groups: scenario.groups.map {
                Group(
                    name: $0.name,
                    count: $0.count,
                    deviceClass: $0.deviceClass,
                    criticality: $0.criticality,
                    exposure: $0.exposure,
                    site: $0.site,
                    tags: $0.tags,
                    checkIn: $0.checkIn
                )
            },
            patches: scenario.patches.map { Update($0, in: scenario) }
        )
    }
}

extension Briefing.Update {
    fileprivate init(_ patch: Patch, in scenario: Scenario) {
        let images = scenario.software.images.map(patch.applies)
        self.init(
            name: patch.name,
            severity: patch.severity,
            released: patch.released,
            size: patch.size,
            typicalInstall: Tick(min(patch.installation.duration.quantile(0.5).rounded(), Double(Tick.latest))),
            restart: patch.restart.kind,
            applies: scenario.groups.indices.filter { images[scenario.groups[$0].image] },
            prerequisites: patch.prerequisites
        )
    }
}
