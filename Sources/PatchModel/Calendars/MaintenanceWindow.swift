public import EventEngine

/// When the owner of devices allows work on them.
public struct MaintenanceWindow: Sendable, Hashable {
    /// What a window may be asked for.
    public enum Step: String, Sendable, Hashable, CaseIterable {
        case install, restart
    }

    /// What becomes of an installation that is not over when the window ends.
    public enum Overrun: String, Sendable, Hashable, CaseIterable {
        /// It goes on.
        case finish
        /// It is broken off and undone: an attempt that has failed.
        case interrupt
        /// What is not likely to be over by then (95 %) is not begun.
        case fits
    }

    /// Index into `Scenario.calendars`.
    public var calendar: Int
    /// Nothing begins in the last so many seconds of a window.
    public var cutoff: Tick
    /// Steps that begin only in a window.
    public var covers: Set<Step>
    public var overrun: Overrun

    public init(
        calendar: Int,
        cutoff: Tick = 0,
        covers: Set<Step> = Set(Step.allCases),
        overrun: Overrun = .finish
    ) {
        self.calendar = calendar
        self.cutoff = cutoff
        self.covers = covers
        self.overrun = overrun
    }
}

/// A time in which the house holds changes back.
public struct Freeze: Sendable, Hashable {
    /// What may be held back.
    public enum Hold: String, Sendable, Hashable, CaseIterable {
        /// Devices are offered nothing.
        case offers
        /// What has been downloaded is not installed, and what is installed does not restart.
        case installs
    }

    /// Index into `Scenario.calendars`.
    public var calendar: Int
    /// Whom it concerns; conditions on components are not looked at.
    public var condition: DevicePredicate
    public var holds: Set<Hold>

    public init(calendar: Int, condition: DevicePredicate = DevicePredicate(), holds: Set<Hold> = [.offers]) {
        self.calendar = calendar
        self.condition = condition
        self.holds = holds
    }
}

/// People who use devices, and may say "not now" to a restart.
public struct DeviceUsers: Sendable, Hashable {
    /// What the user does in the evening.
    public enum PowerOff: String, Sendable, Hashable, CaseIterable {
        /// The device sleeps: a restart that waits goes on waiting.
        case sleep
        /// The device is shut down: a restart that waits is done when it is switched on again.
        case shutdown
    }

    /// When somebody uses the device while it is on: index into `Scenario.calendars`; nil: never.
    public var atWork: Int?
    /// Probability that a user who is asked puts the restart off.
    public var postponeChance: Double
    /// How often, 0 to 15.
    public var postponeTimes: Int
    /// Seconds by the clock, or to the end of work if that comes first.
    public var postponeLength: Tick
    public var powerOff: PowerOff

    public init(
        atWork: Int? = nil,
        postponeChance: Double = 0,
        postponeTimes: Int = 0,
        postponeLength: Tick = 0,
        powerOff: PowerOff = .sleep
    ) {
        self.atWork = atWork
        self.postponeChance = postponeChance
        self.postponeTimes = postponeTimes
        self.postponeLength = postponeLength
        self.powerOff = powerOff
    }
}
