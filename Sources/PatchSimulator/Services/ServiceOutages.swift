import EventEngine
import PatchModel

/// Why a service does not work.
enum OutageCause: Int, CaseIterable {
    /// The members that are out for reasons that nobody planned, and those that are off, are enough for it.
    case unplanned
    /// Else those that are out for planned work are.
    case planned
    /// It takes both.
    case mixed
    /// It has enough members itself, and something that it depends on does not work.
    case inherited
}

/// What a service went through.
struct ServiceTally: Sendable {
    var members = 0
    var outages = 0
    /// By `OutageCause`, seconds.
    var seconds: [Int64] = Array(repeating: 0, count: OutageCause.allCases.count)
    /// Of all of them, those in the hours of its users.
    var secondsInHours: Int64 = 0
    /// These times the users.
    var userSeconds: Int64 = 0
    var longest: Int64 = 0
    /// Seconds in which members were out of service, summed over them.
    var memberSeconds: Int64 = 0
    var mostOut = 0
    /// The fewest members beyond those that are needed; 0 if there were too few.
    var leastSpare = 0
}

/// The outages of all services up to the end of a history.
struct ServiceOutages {
    private(set) var tallies: [ServiceTally]
    private let world: World
    /// By service: since when it works, or does not for its present cause, and since when it does not work at all.
    private var causes: [OutageCause?]
    private var since: [Tick]
    private var downSince: [Tick]
    /// By service: what is missing, and since when.
    private var missing: [ServiceHistory.Missing]
    private var missingSince: [Tick]

    init(_ world: World, _ history: ServiceHistory, to end: Tick) {
        self.world = world
        let count = world.services.count
        tallies = world.services.map { plan in
            var tally = ServiceTally()
            tally.members = plan.members
            tally.leastSpare = plan.slack / plan.unit
            return tally
        }
        causes = Array(repeating: nil, count: count)
        since = Array(repeating: 0, count: count)
        downSince = since
        missing = Array(repeating: ServiceHistory.Missing(), count: count)
        missingSince = since
        history.forEachStep { time, missing, changed in
            // What begins at the end lasts no time.
            if time < end { take(missing, changed, at: time) }
        }
        for service in tallies.indices {
            countMembers(service, to: end)
            move(service, to: nil, at: end)
        }
    }

    private mutating func take(_ now: [ServiceHistory.Missing], _ changed: Set<Int>, at time: Tick) {
        for service in changed where now[service] != missing[service] {
            countMembers(service, to: time)
            missing[service] = now[service]
            let plan = world.services[service]
            let spare = max(0, plan.slack - now[service].planned - now[service].unplanned) / plan.unit
            tallies[service].leastSpare = min(tallies[service].leastSpare, spare)
            tallies[service].mostOut = max(tallies[service].mostOut, now[service].members)
        }
        for service in world.servicesInOrder {
            let plan = world.services[service]
            let cause =
                plan.cause(missing[service])
                ?? (plan.dependencies.contains { causes[$0] != nil } ? .inherited : nil)
            if cause != causes[service] { move(service, to: cause, at: time) }
        }
    }

    private mutating func countMembers(_ service: Int, to time: Tick) {
        tallies[service].memberSeconds += Int64(missing[service].members) * (time - missingSince[service])
        missingSince[service] = time
    }

    private mutating func move(_ service: Int, to cause: OutageCause?, at time: Tick) {
        let plan = world.services[service]
        if let old = causes[service] {
            tallies[service].seconds[old.rawValue] += time - since[service]
            let inHours = plan.inHours(since[service]..<time)
            tallies[service].secondsInHours += inHours
            tallies[service].userSeconds += inHours * Int64(plan.users)
            if cause == nil { tallies[service].longest = max(tallies[service].longest, time - downSince[service]) }
        } else if cause != nil {
            tallies[service].outages += 1
            downSince[service] = time
        }
        causes[service] = cause
        since[service] = time
    }
}

extension ServicePlan {
    /// Why too few members are in service; nil: there are enough.
    func cause(_ missing: ServiceHistory.Missing) -> OutageCause? {
        guard missing.unplanned + missing.planned > slack else { return nil }
        if missing.unplanned > slack { return .unplanned }
        return missing.planned > slack ? .planned : .mixed
    }
}
