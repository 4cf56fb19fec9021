import EventEngine

/// What the services went through that devices are for: sums over services.
public struct ServiceLedger: Sendable, Hashable {
    /// Seconds simulated, for each service.
    public var seconds: Int64 = 0
    /// How often a service ceased to work.
    public var outages = 0
    /// Seconds without the service because of members that were out unplanned, or off.
    public var unplanned: Int64 = 0
    /// Because of members that were out for planned work.
    public var planned: Int64 = 0
    /// Because of both together.
    public var mixed: Int64 = 0
    /// Because of a service that it depends on.
    public var inherited: Int64 = 0
    /// Those of these seconds in which its users were there.
    public var inHours: Int64 = 0
    /// The same times the users.
    public var userSeconds: Int64 = 0
    /// Seconds of the longest outage of any service; nil without services.
    public var longest: Int64?
    /// Seconds in which members were out of service.
    public var memberSeconds: Int64 = 0
    /// The most members of one service that were out at one moment; nil without services.
    public var mostOut: Int64?
    /// The fewest members beyond those that are needed, of any service at any moment; nil without services.
    public var leastSpare: Int64?

    /// Seconds without the service, whatever the cause.
    public var outageSeconds: Int64 { unplanned + planned + mixed + inherited }

    mutating func add(_ tally: ServiceTally, at time: Tick) {
        seconds += time
        outages += tally.outages
        unplanned += tally.seconds[OutageCause.unplanned.rawValue]
        planned += tally.seconds[OutageCause.planned.rawValue]
        mixed += tally.seconds[OutageCause.mixed.rawValue]
        inherited += tally.seconds[OutageCause.inherited.rawValue]
        inHours += tally.secondsInHours
        // Of a thousand services with a billion users each these sums are beyond what a ledger can hold.
        userSeconds = Self.sum(userSeconds, tally.userSeconds)
        longest = max(longest ?? 0, tally.longest)
        memberSeconds = Self.sum(memberSeconds, tally.memberSeconds)
        mostOut = max(mostOut ?? 0, Int64(tally.mostOut))
        leastSpare = min(leastSpare ?? .max, Int64(tally.leastSpare))
    }

    private static func sum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, isTooGreat) = one.addingReportingOverflow(other)
        return isTooGreat ? Ledger.Figure.greatestSum : min(sum, Ledger.Figure.greatestSum)
    }

    static let outageIDs = ["service_unplanned_s", "service_planned_s", "service_mixed_s", "service_inherited_s"]
    /// Seconds without a service, whatever the cause.
    public static let outageFormula = Formula.figures(outageIDs)

    static let totals = [
        Ledger.Total(
            id: "service_outage_s",
            meaning: "seconds without a service, whatever the cause",
            formula: outageFormula
        )
    ]

    static let figures: [Ledger.Figure] = counted.map { figure in
        var figure = figure
        // There were no services before they were counted.
        if !figure.mayBeNever { figure.before = 0 }
        return figure
    }

    private static let counted: [Ledger.Figure] = [
        .sum("service_s", .seconds, "seconds simulated, for each service", per: .services, \.services.seconds),
        .count("service_outages", .times, "how often a service ceased to work", per: .services, \.services.outages),
        .sum(
            "service_unplanned_s",
            .seconds,
            "seconds without a service because members were out unplanned, or off",
            per: .services,
            \.services.unplanned
        ),
        .sum(
            "service_planned_s",
            .seconds,
            "seconds without a service because members were out for planned work",
            per: .services,
            \.services.planned
        ),
        .sum(
            "service_mixed_s",
            .seconds,
            "seconds without a service for which it took members out for planned work and others",
            per: .services,
            \.services.mixed
        ),
        .sum(
            "service_inherited_s",
            .seconds,
            "seconds without a service because one that it depends on did not work",
            per: .services,
            \.services.inherited
        ),
        .sum(
            "service_in_hours_s",
            .seconds,
            "seconds without a service while its users were there",
            per: .services,
            \.services.inHours
        ),
        .sum(
            "service_users_s",
            .seconds,
            "the same times the users: seconds in which a user had to do without",
            per: .services,
            \.services.userSeconds
        ),
        .extreme(
            "service_longest_s",
            .seconds,
            "seconds of the longest outage of any service",
            per: .services,
            \.services.longest
        ),
        .sum(
            "service_members_out_s",
            .deviceSeconds,
            "device-seconds of members out of service, for each service",
            per: .services,
            \.services.memberSeconds
        ),
        .extreme(
            "service_most_out_devices",
            .devices,
            "the most members of one service that were out at one moment",
            per: .services,
            \.services.mostOut
        ),
        .extreme(
            "service_least_spare_devices",
            .devices,
            "the fewest members beyond those that are needed, of any service at any moment; 0 if there were too few",
            per: .services,
            \.services.leastSpare
        ),
    ]
}
