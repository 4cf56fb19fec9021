public import EventEngine

/// Something that people use and that some of its devices are enough for: a shop that works while six of its eight web servers do.
public struct Service: Sendable, Hashable {
    /// How many of the members must be in service.
    public enum Quorum: Sendable, Hashable {
        case all
        /// More than half.
        case majority
        case count(Int)
        /// A share of the members, rounded up.
        case share(Double)
        /// A share of what the members can do together: one that is degraded counts by what it has left.
        case capacity(Double)
    }

    public var name: String
    /// Which groups are its members; conditions on components are not asked.
    public var members: DevicePredicate
    public var needs: Quorum
    /// Services without which it does not work: indices into `Scenario.services`.
    public var dependencies: [Int]
    /// People who use it.
    public var users: Int
    /// When they do: an index into `Scenario.calendars`; nil: always.
    public var hours: Int?
    /// How long a member is let run empty before planned work takes it out of service.
    public var drain: Distribution
    /// Seconds between two looks at a member by whoever hands out the work; 0: it always knows.
    public var check: Tick

    public init(
        name: String,
        members: DevicePredicate,
        needs: Quorum = .all,
        dependencies: [Int] = [],
        users: Int = 0,
        hours: Int? = nil,
        drain: Distribution = .zero,
        check: Tick = 0
    ) {
        self.name = name
        self.members = members
        self.needs = needs
        self.dependencies = dependencies
        self.users = users
        self.hours = hours
        self.drain = drain
        self.check = check
    }

    /// How many of so many members must be in service; of what they can do, in thousandths of a member, where `needs` is a
    /// capacity. A share is rounded up, to 1 at least; what rounding alone puts above a whole number is forgiven.
    public func required(of members: Int) -> Int {
        switch needs {
        case .all: members
        case .majority: members / 2 + 1
        case .count(let count): count
        case .share(let share): Self.roundedUp(share * Double(members))
        case .capacity(let share): Self.roundedUp(share * Double(members) * 1000)
        }
    }

    private static func roundedUp(_ number: Double) -> Int { max(1, Int((number * (1 - 1e-12)).rounded(.up))) }

    /// True if what members have left counts, and not only how many there are.
    public var isByCapacity: Bool { if case .capacity = needs { true } else { false } }
}
