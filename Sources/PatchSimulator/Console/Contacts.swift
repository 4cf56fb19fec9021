/// What a policy may want to see besides what the console always shows. Each costs time at every look, and nothing to who does
/// not ask.
public struct ConsoleDetails: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// How many devices of each group have checked in lately: `Console.contacts`.
    public static let contacts = ConsoleDetails(rawValue: 1)
    /// When each device was last seen: `Console.lastSeen`.
    public static let lastSeen = ConsoleDetails(rawValue: 2)
    /// How far each rollout has come in each group: `Console.progress`.
    public static let progress = ConsoleDetails(rawValue: 4)
    /// How the services are seen: `Console.services`.
    public static let services = ConsoleDetails(rawValue: 8)
    /// How busy the technicians are: `Console.repair`.
    public static let repair = ConsoleDetails(rawValue: 16)

    /// True if contacts have to be written down for it.
    var needsContacts: Bool { !isDisjoint(with: [.contacts, .lastSeen]) }
}

/// How many devices have checked in lately. Numbers of devices.
///
/// A device that is off, away where it cannot be reached, restarting or out of order does not check in; why not, the console
/// does not know.
public struct Contacts: Sendable, Hashable {
    /// Days that `daily` goes back to at most: four weeks and the day up to now.
    public static let maximumDays = 29

    /// All devices that are meant.
    public var devices: Int
    /// Those that were seen within the last hour, 24 hours, 7 days and 30 days.
    public var withinHour: Int
    public var withinDay: Int
    public var withinWeek: Int
    public var withinMonth: Int
    /// Those that have not been seen since the start.
    public var never: Int
    /// Those that were seen in the 24 hours up to now, in the 24 hours before, and so on, for as many whole days as have passed
    /// since the start, `maximumDays` at most.
    public var daily: [Int]

    public init(
        devices: Int = 0,
        withinHour: Int = 0,
        withinDay: Int = 0,
        withinWeek: Int = 0,
        withinMonth: Int = 0,
        never: Int = 0,
        daily: [Int] = []
    ) {
        self.devices = devices
        self.withinHour = withinHour
        self.withinDay = withinDay
        self.withinWeek = withinWeek
        self.withinMonth = withinMonth
        self.never = never
        self.daily = daily
    }

    /// How many devices were to be expected in the 24 hours up to now, which is for `daily[0]` to be compared with: the mean of
    /// the same 24 hours one, two, three and four weeks ago, as far as there are any; in the first week, when weekends
    /// cannot be told from working days yet, the mean of all days before. Nil: there is no whole day before.
    public var expected: Double? {
        let weeks = stride(from: 7, to: daily.count, by: 7).map { daily[$0] }
        let past = weeks.isEmpty ? Array(daily.dropFirst()) : weeks
        return past.isEmpty ? nil : Double(past.reduce(0, +)) / Double(past.count)
    }

    /// Those of both. The days are those that both have.
    public static func + (left: Contacts, right: Contacts) -> Contacts {
        Contacts(
            devices: left.devices + right.devices,
            withinHour: left.withinHour + right.withinHour,
            withinDay: left.withinDay + right.withinDay,
            withinWeek: left.withinWeek + right.withinWeek,
            withinMonth: left.withinMonth + right.withinMonth,
            never: left.never + right.never,
            daily: zip(left.daily, right.daily).map { $0 + $1 }
        )
    }

    /// Counts a device, but for `daily`.
    ///
    /// - Parameter age: seconds since it was last seen; nil: never.
    mutating func count(lastSeenBefore age: Int?) {
        devices += 1
        guard let age else {
            never += 1
            return
        }
        if age < 3600 { withinHour += 1 }
        if age < 86_400 { withinDay += 1 }
        if age < 7 * 86_400 { withinWeek += 1 }
        if age < 30 * 86_400 { withinMonth += 1 }
    }
}

/// What has been reported about a rollout from one group: what `RingStatus` counts of a ring, but for attempts. Numbers of devices.
public struct GroupProgress: Sendable, Hashable {
    /// Devices of all rings, open or not, to which at least one of the patches applies.
    public var targets: Int
    /// Those of rings that are open.
    public var opened: Int
    public var seen: Int
    public var offered: Int
    public var reporting: Int
    public var succeeded: Int
    public var failed: Int
    public var troubled: Int
    public var unhealthy: Int
    public var setAside: Int

    public init(
        targets: Int = 0,
        opened: Int = 0,
        seen: Int = 0,
        offered: Int = 0,
        reporting: Int = 0,
        succeeded: Int = 0,
        failed: Int = 0,
        troubled: Int = 0,
        unhealthy: Int = 0,
        setAside: Int = 0
    ) {
        self.targets = targets
        self.opened = opened
        self.seen = seen
        self.offered = offered
        self.reporting = reporting
        self.succeeded = succeeded
        self.failed = failed
        self.troubled = troubled
        self.unhealthy = unhealthy
        self.setAside = setAside
    }
}
