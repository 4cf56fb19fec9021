public import EventEngine

/// A new version for one component, for devices that have an older one.
public struct ComponentUpdate: Sendable, Hashable {
    public var component: Int
    /// Index into the component's `versions`.
    public var to: Int

    public init(component: Int, to: Int) {
        self.component = component
        self.to = to
    }
}

/// How a patch installs.
public struct Installation: Sendable, Hashable {
    /// Seconds for one attempt, whether it succeeds or fails.
    public var duration: Distribution
    /// Probability, for each attempt, of a clean failure: the device returns to the state before.
    public var failureChance: Double
    /// Attempts before the device gives up, 1 to 15.
    public var attempts: Int
    /// Seconds to wait after the first failure; doubled after each further one. The next try is at the next check-in.
    public var backoff: Tick
    /// Seconds a failed attempt needs to return to the state before; unplanned downtime.
    public var revert: Distribution
    /// Probability, for each attempt, that the device does not come back by itself.
    public var brickChance: Double
    /// Whether the device cannot be used while it installs (planned downtime).
    public var interrupts: Bool
    /// Whether a device that would go off stays in contact until the installation, and the undoing of one that failed, is
    /// over and its outcome reported ("install and shut down"). Its next contact is that of its next session.
    public var finishesBeforeShutdown: Bool

    public init(
        duration: Distribution,
        failureChance: Double = 0,
        attempts: Int = 3,
        backoff: Tick = 0,
        revert: Distribution,
        brickChance: Double = 0,
        interrupts: Bool = false,
        finishesBeforeShutdown: Bool = false
    ) {
        self.duration = duration
        self.failureChance = failureChance
        self.attempts = attempts
        self.backoff = backoff
        self.revert = revert
        self.brickChance = brickChance
        self.interrupts = interrupts
        self.finishesBeforeShutdown = finishesBeforeShutdown
    }
}

/// What must restart before the new version runs.
public struct Restart: Sendable, Hashable {
    /// In ascending order of what they interrupt.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Comparable {
        case none, service, reboot

        public static func < (left: Kind, right: Kind) -> Bool {
            left != right && (left == .none || right == .reboot)
        }
    }

    public var kind: Kind
    /// Seconds of planned downtime.
    public var duration: Distribution
    /// Seconds until the user, or the administrator, lets the restart happen.
    public var wait: Distribution

    public init(kind: Kind, duration: Distribution, wait: Distribution) {
        self.kind = kind
        self.duration = duration
        self.wait = wait
    }
}

/// How a patch is taken back.
public struct Rollback: Sendable, Hashable {
    /// Seconds, restart included; unplanned downtime.
    public var duration: Distribution
    /// Probability that it does not work and the device needs a technician.
    public var failureChance: Double

    public init(duration: Distribution, failureChance: Double = 0) {
        self.duration = duration
        self.failureChance = failureChance
    }
}

/// What the vendor does about a regression, of which this fleet may tell it, or somebody else.
public struct VendorFix: Sendable, Hashable {
    /// Seconds from the decisive report to the vendor's answer: a fixed patch, or "no fault found".
    public var after: Distribution
    /// Number of reported devices that make the vendor look into it, at least 1.
    public var reports: Int
    /// Seconds from the release until other customers have reported a regression, if the patch has one; nil: they never do.
    public var elsewhere: Distribution?
    /// Seconds from the decisive report of a regression until the vendor pulls the patch, if the fixed one is not there by
    /// then; nil: it is offered until the fixed one is there.
    public var withdrawal: Distribution?

    public init(
        after: Distribution,
        reports: Int = 1,
        elsewhere: Distribution? = nil,
        withdrawal: Distribution? = nil
    ) {
        self.after = after
        self.reports = reports
        self.elsewhere = elsewhere
        self.withdrawal = withdrawal
    }
}

/// An update: what it changes, what it mends, what it costs, and what it may break.
public struct Patch: Sendable, Hashable {
    public var name: String
    public var updates: [ComponentUpdate]
    /// Indices into `Scenario.vulnerabilities`.
    public var fixes: [Int]
    /// Ticks since the start; may be negative (it was waiting already).
    public var released: Tick
    public var severity: Severity
    /// Patches that must run on the device before, where they apply to it: indices into `Scenario.patches`.
    public var prerequisites: [Int]
    /// The versions that a device must run of each of these components when the patch is offered to it: what comes in between
    /// has to be installed first. Empty: it is offered whatever runs there.
    public var from: [VersionRange]
    /// Bytes to download.
    public var size: Int64
    public var installation: Installation
    public var restart: Restart
    /// Nil: it cannot be rolled back.
    public var rollback: Rollback?
    public var regressions: [Regression]
    /// Nil: the vendor never reacts.
    public var vendorFix: VendorFix?

    public init(
        name: String,
        updates: [ComponentUpdate],
        fixes: [Int] = [],
        released: Tick = 0,
        severity: Severity = .medium,
        prerequisites: [Int] = [],
        from: [VersionRange] = [],
        size: Int64 = 0,
        installation: Installation,
        restart: Restart,
        rollback: Rollback? = nil,
        regressions: [Regression] = [],
        vendorFix: VendorFix? = nil
    ) {
        self.name = name
        self.updates = updates
        self.fixes = fixes
        self.released = released
        self.severity = severity
        self.prerequisites = prerequisites
        self.from = from
        self.size = size
        self.installation = installation
        self.restart = restart
        self.rollback = rollback
        self.regressions = regressions
        self.vendorFix = vendorFix
    }
}

extension Patch {
    /// True if devices with the image are to get it: they have one of its components in an older version.
    public func applies(to image: Image) -> Bool {
        updates.contains { update in image.installed[update.component].map { $0 < update.to } ?? false }
    }
}
