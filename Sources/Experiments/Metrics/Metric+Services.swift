import PatchSimulator

/// What the services went through that devices are for.
extension Metric {
    /// All of them, in the order in which they are shown.
    public static let services: [Metric] = [
        serviceOutage, serviceUnplanned, servicePlanned, serviceAvailability, serviceOutages, serviceLongest,
        userOutage, membersOut, leastSpare,
    ]

    public static let serviceOutage = Metric(
        "service-outage",
        .serviceHours,
        heading: ["services", "out, h"],
        label: "services out, h",
        title: "Services out",
        phrase: "outage of services",
        definition: "hours in which a service did not work, summed over services",
        .quotient(ServiceLedger.outageFormula, 3600)
    )

    public static let serviceUnplanned = Metric(
        "service-unplanned",
        .serviceHours,
        heading: ["services", "out un-", "planned, h"],
        label: "services out unplanned, h",
        title: "Services out unplanned",
        phrase: "unplanned outage of services",
        definition: "the part of the outages for which members that were off, or out unplanned, are enough",
        .quotient(.figure("service_unplanned_s"), 3600)
    )

    public static let servicePlanned = Metric(
        "service-planned",
        .serviceHours,
        heading: ["services", "out", "planned, h"],
        label: "services out planned, h",
        title: "Services out planned",
        phrase: "planned outage of services",
        definition: "the part of the outages that there would not have been without planned work on members",
        .quotient(.figures(["service_planned_s", "service_mixed_s"]), 3600)
    )

    /// No value without services.
    public static let serviceAvailability = Metric(
        "service-availability",
        .share,
        goal: .high,
        heading: ["services", "up, %"],
        label: "services up, %",
        title: "Services up",
        phrase: "availability of services",
        definition: "the share of the time in which a service worked, over all services",
        .ratio(.sum([.figure("service_s"), .product(ServiceLedger.outageFormula, -1)]), .figure("service_s"))
    )

    public static let serviceOutages = Metric(
        "service-outages",
        .times,
        heading: ["outages", "of", "services"],
        label: "outages of services",
        title: "Outages of services",
        phrase: "outages of services",
        definition: "how often a service ceased to work",
        .figure("service_outages")
    )

    /// No value without services.
    public static let serviceLongest = Metric(
        "service-longest",
        .serviceHours,
        heading: ["longest", "outage,", "h"],
        label: "longest outage of a service, h",
        title: "Longest outage",
        phrase: "longest outage of a service",
        definition: "hours of the longest outage of any service",
        .quotient(.figure("service_longest_s"), 3600)
    )

    public static let userOutage = Metric(
        "user-outage",
        .userHours,
        heading: ["users", "without,", "hours"],
        label: "users without a service, hours",
        title: "Users without a service",
        phrase: "hours of users without a service",
        definition: "hours of outages in the hours of a service's users, times these users",
        .quotient(.figure("service_users_s"), 3600)
    )

    public static let membersOut = Metric(
        "members-out",
        .deviceHours,
        heading: ["members", "out, h"],
        label: "members out of service, h",
        title: "Members out",
        phrase: "members out of service",
        definition: "device-hours in which members of services were out: down, off, worked on or running empty",
        .quotient(.figure("service_members_out_s"), 3600)
    )

    /// No value without services.
    public static let leastSpare = Metric(
        "least-spare",
        .devices,
        goal: .high,
        heading: ["least", "spare", "devices"],
        label: "least spare devices of a service",
        title: "Least spare devices",
        phrase: "spare devices of a service",
        definition: "the fewest members beyond those that a service needs in a run; 0 if there were too few",
        .figure("service_least_spare_devices")
    )
}
