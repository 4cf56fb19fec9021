import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Services in random scenarios: both drivers, and a look at every moment that knows nothing of how outages are found.
@Suite("Laws of services")
struct ServiceLawTests: SmallWorldSuite {
    /// A random scenario with services of its groups.
    static func random(_ number: Int) -> Scenario {
        var scenario = number % 2 == 0 ? RandomScenarios.scenario(number) : SweepTests.harmless(number)
        var random = SplitMix(state: UInt64(number) &* 37 &+ 5)
        func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        scenario.calendars.append(
            LocalCalendar(
                name: "day",
                rule: .weekly(days: Set(Weekday.allCases.prefix(5)), opens: 28_800, closes: 64_800)
            )
        )
        for place in 0..<whole(1...4) {
            let group = scenario.groups[whole(0...scenario.groups.count - 1)]
            let members = DevicePredicate(group: whole(0...2) == 0 ? nil : group.name)
            var service = Service(name: "service \(place)", members: members)
            switch whole(0...3) {
            case 0: service.needs = .majority
            case 1: service.needs = .count(whole(1...scenario.memberCount(of: service)))
            case 2: service.needs = .share(0.8)
            default: break
            }
            service.dependencies = (0..<place).filter { _ in whole(0...2) == 0 }
            service.users = whole(0...500)
            service.hours = whole(0...1) == 0 ? scenario.calendars.count - 1 : nil
            if whole(0...2) > 0 { service.drain = W.constant(Double(whole(60...3600))) }
            service.check = Tick(whole(0...600))
            scenario.services.append(service)
        }
        for patch in scenario.patches.indices where whole(0...1) == 0 {
            scenario.patches[patch].installation.interrupts = true
        }
        return scenario
    }

    @Test("Sweeping and exact order give the same, and what subjects promise holds", arguments: 0..<10)
    func drivers(lot: Int) throws {
        for number in lot * 8..<lot * 8 + 8 {
            let world = try World(Self.random(number))
            let strategy = RandomScenarios.strategy(number)
            expectSameInBothDrivers(world, strategy, seed: 41, replication: number, parts: 4, "scenario \(number)")
            var swept = Simulation(world, policy: DeclaredPolicy(strategy), seed: 42, replication: number)
            var exact = swept
            exact.fleet.endSweeping()
            for part in 1...3 {
                let time = swept.horizon * Tick(part) / 4 + 7
                swept.advance(to: time)
                exact.advance(to: time)
                let seen = swept.console(showing: .services).services
                #expect(seen != nil && seen == exact.console(showing: .services).services, "scenario \(number)")
            }
        }
    }

    @Test("Outages are those that a look at every member at every moment finds", arguments: 0..<10)
    func outages(lot: Int) throws {
        for number in lot * 4..<lot * 4 + 4 {
            let world = try World(Self.random(number))
            var run = Simulation(
                world,
                policy: DeclaredPolicy(RandomScenarios.strategy(number)),
                seed: 43,
                replication: number,
                recording: Array(0..<world.deviceCount)
            )
            run.run()
            var oracle = ServiceOracle(run)
            oracle.lookAtAll()
            let found = run.breakdown(by: .service).members.map(\.ledger.services)
            for (place, ledger) in found.enumerated() {
                #expect(ledger == oracle.ledgers[place], "scenario \(number), service \(place)")
            }
        }
    }

    @Test("A service without a drain changes nothing but what is told of it", arguments: 0..<4)
    func watching(lot: Int) throws {
        for number in lot * 5..<lot * 5 + 5 {
            var scenario = RandomScenarios.scenario(number)
            let plain = try W.ledger(scenario, RandomScenarios.strategy(number), replication: number)
            scenario.services = [Service(name: "all", members: DevicePredicate(), needs: .share(0.5))]
            var watched = try W.ledger(scenario, RandomScenarios.strategy(number), replication: number)
            #expect(watched.services.seconds == scenario.horizon)
            watched.services = ServiceLedger()
            #expect(watched == plain, "scenario \(number)")
        }
    }
}

/// Outages found by looking at every member at every moment at which anything changes, in what was written down of devices.
private struct ServiceOracle {
    fileprivate struct Member {
        var group = 0
        var conditions: [(time: Tick, condition: Condition)] = [(-1, .up)]
        var drains: [Range<Tick>] = []
        var ons: [Range<Tick>] = []

        /// Out for reasons that nobody planned, or for others.
        func isOut(at time: Tick) -> (unplanned: Bool, planned: Bool) {
            if !ons.contains(where: { $0.contains(time) }) { return (true, false) }
            let condition = conditions.last { $0.time <= time }?.condition ?? .up
            if condition.isUnplannedDowntime { return (true, false) }
            return (false, condition.isPlannedDowntime || drains.contains { $0.contains(time) })
        }
    }

    private let scenario: Scenario
    private let horizon: Tick
    private var members: [Member] = []
    private var wasOut: [Bool]
    private var began: [Tick]
    var ledgers: [ServiceLedger]

    init(_ run: Simulation<DeclaredPolicy>) {
        scenario = run.world.scenario
        horizon = run.horizon
        wasOut = scenario.services.map { _ in false }
        began = scenario.services.map { _ in 0 }
        ledgers = scenario.services.map { _ in
            var ledger = ServiceLedger()
            ledger.seconds = run.horizon
            (ledger.longest, ledger.mostOut, ledger.leastSpare) = (0, 0, .max)
            return ledger
        }
        for device in 0..<run.world.deviceCount {
            var member = Member(group: run.world.group(of: device))
            member.ons = run.sessions(of: device).map { $0.start..<$0.end }
            var drain: Tick?
            for entry in run.recordedLife(of: device) {
                switch entry.event {
                case .drains: drain = entry.time
                case .became(let condition):
                    member.conditions.append((entry.time, condition))
                    if condition == .up || condition == .degraded { continue }
                    member.end(&drain, at: entry.time)
                case .cancelled: member.end(&drain, at: entry.time)
                default: break
                }
            }
            member.end(&drain, at: horizon)
            members.append(member)
        }
    }

    mutating func lookAtAll() {
        var moments: Set<Tick> = [0]
        for member in members {
            moments.formUnion(member.conditions.map(\.time))
            for span in member.drains + member.ons { moments.formUnion([span.lowerBound, span.upperBound]) }
        }
        for service in scenario.services {
            for hours in scenario.hours(of: service) ?? [] { moments.formUnion([hours.lowerBound, hours.upperBound]) }
        }
        let sorted = moments.filter { 0..<horizon ~= $0 }.sorted()
        for (moment, next) in zip(sorted, sorted.dropFirst() + [horizon]) { look(from: moment, to: next) }
        for service in scenario.services.indices where wasOut[service] {
            ledgers[service].longest = max(ledgers[service].longest ?? 0, horizon - began[service])
        }
    }

    private mutating func look(from moment: Tick, to next: Tick) {
        let outs = members.map { $0.isOut(at: moment) }
        var isDown = scenario.services.map { _ in false }
        // They depend on earlier ones only.
        for (place, service) in scenario.services.enumerated() {
            let groups = scenario.memberGroups(of: service)
            let own = members.indices.filter { groups.contains(members[$0].group) }
            let unplanned = own.count { outs[$0].unplanned }
            let planned = own.count { outs[$0].planned }
            let spare = own.count - service.required(of: own.count)
            let length = next - moment
            ledgers[place].memberSeconds += length * Int64(unplanned + planned)
            ledgers[place].mostOut = max(ledgers[place].mostOut ?? 0, Int64(unplanned + planned))
            ledgers[place].leastSpare = min(ledgers[place].leastSpare ?? 0, Int64(max(0, spare - unplanned - planned)))
            if unplanned + planned > spare {
                isDown[place] = true
                if unplanned > spare {
                    ledgers[place].unplanned += length
                } else if planned > spare {
                    ledgers[place].planned += length
                } else {
                    ledgers[place].mixed += length
                }
            } else if service.dependencies.contains(where: { isDown[$0] }) {
                isDown[place] = true
                ledgers[place].inherited += length
            }
            if isDown[place], scenario.hours(of: service)?.contains(where: { $0.contains(moment) }) ?? true {
                ledgers[place].inHours += length
                ledgers[place].userSeconds += length * Int64(service.users)
            }
            if isDown[place], !wasOut[place] {
                ledgers[place].outages += 1
                began[place] = moment
            } else if !isDown[place], wasOut[place] {
                ledgers[place].longest = max(ledgers[place].longest ?? 0, moment - began[place])
            }
            wasOut[place] = isDown[place]
        }
    }
}

extension ServiceOracle.Member {
    fileprivate mutating func end(_ drain: inout Tick?, at time: Tick) {
        if let begin = drain, time > begin { drains.append(begin..<time) }
        drain = nil
    }
}
