import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What the console says of contacts and groups, over the random scenarios.
@Suite("Laws of contacts")
struct ContactLawTests {
    private static let all: ConsoleDetails = [.contacts, .lastSeen, .progress]

    private static func total(_ contacts: [Contacts]) -> Contacts {
        contacts.dropFirst().reduce(contacts.first ?? Contacts()) { $0 + $1 }
    }

    @Test(
        "Contacts are those that devices had, found by looking at each of them at every event",
        arguments: LawTests.lots
    )
    func oracle(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var oracle = try ContactOracle(number)
            var simulation = try LawTests.simulation(number)
            for part in [1, 3, 4] as [Tick] {
                let time = simulation.horizon * part / 4
                simulation.advance(to: time)
                oracle.advance(to: time)
                let console = simulation.console(showing: [.contacts, .lastSeen])
                let (lastSeen, total) = oracle.summary()
                #expect(console.lastSeen == lastSeen, "scenario \(number) at \(time)")
                #expect(console.contacts.map(Self.total) == total, "scenario \(number) at \(time)")
            }
        }
    }

    @Test("Nobody was seen later than now; longer spans hold more devices; and groups add up", arguments: LawTests.lots)
    func sums(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var simulation = try LawTests.simulation(number)
            for part in 0...3 as ClosedRange<Tick> {
                let name: Comment = "scenario \(number), part \(part)"
                simulation.advance(to: simulation.horizon * part / 3)
                let console = simulation.console(showing: Self.all)
                let lastSeen = try #require(console.lastSeen)
                let contacts = try #require(console.contacts)
                let progress = try #require(console.progress)
                #expect(lastSeen.allSatisfy { ($0 ?? 0) <= simulation.now && ($0 ?? 0) >= 0 }, name)
                #expect(lastSeen.indices.allSatisfy { simulation.lastSeen(of: $0) == lastSeen[$0] }, name)
                #expect(contacts.map(\.devices) == simulation.world.scenario.groups.map(\.count), name)
                #expect(Self.total(contacts).never == lastSeen.count { $0 == nil }, name)
                for group in contacts {
                    let spans = [
                        group.withinHour, group.withinDay, group.withinWeek, group.withinMonth,
                        group.devices - group.never, group.devices,
                    ]
                    #expect(spans == spans.sorted() && group.never >= 0, name)
                    #expect(group.daily.count == min(Contacts.maximumDays, Int(simulation.now + 1) / 86_400), name)
                    #expect(group.daily.allSatisfy { $0 <= group.devices - group.never }, name)
                    if let day = group.daily.first { #expect(day == group.withinDay, name) }
                }
                #expect(progress.count == console.rollouts.count, name)
                for (groups, rollout) in zip(progress, console.rollouts) { expectSums(groups, rollout, name) }
            }
        }
    }

    /// Groups and rings divide the same devices.
    private func expectSums(_ groups: [GroupProgress], _ rollout: RolloutStatus, _ name: Comment) {
        func sum(_ value: KeyPath<GroupProgress, Int>) -> Int { groups.reduce(0) { $0 + $1[keyPath: value] } }
        func sum(_ value: KeyPath<RingStatus, Int>) -> Int { rollout.rings.reduce(0) { $0 + $1[keyPath: value] } }
        #expect(sum(\GroupProgress.targets) == sum(\RingStatus.targets), name)
        #expect(sum(\GroupProgress.opened) == rollout.total.targets, name)
        let pairs: [(KeyPath<GroupProgress, Int>, KeyPath<RingStatus, Int>)] = [
            (\.seen, \.seen), (\.offered, \.offered), (\.reporting, \.reporting), (\.succeeded, \.succeeded),
            (\.failed, \.failed), (\.troubled, \.troubled), (\.unhealthy, \.unhealthy), (\.setAside, \.setAside),
        ]
        for (ofGroup, ofRing) in pairs {
            #expect(sum(ofGroup) == sum(ofRing), name)
        }
    }

    @Test("Both drivers, pieces and steps show the same details", arguments: LawTests.lots)
    func drivers(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            let world = try World(SweepTests.harmless(number))
            let policy = DeclaredPolicy(RandomScenarios.strategy(number))
            var one = Simulation(world, policy: policy, seed: 11, replication: number)
            var other = one
            other.fleet = Run(world: world, random: one.fleet.random, notingContacts: true)
            other.fleet.endSweeping()
            for part in 1...3 as ClosedRange<Tick> {
                one.advance(to: one.horizon * part / 3)
                other.advance(to: one.horizon * part / 3)
                #expect(one.fleet.recorder == nil && other.fleet.recorder?.contacts != nil)
                #expect(one.console(showing: Self.all) == other.console(showing: Self.all), "scenario \(number)")
            }
            other.step()
            one.advance(to: other.now)
            #expect(one.console(showing: Self.all) == other.console(showing: Self.all), "scenario \(number), stepped")
        }
    }

    /// The strategy, which wants to see everything and makes nothing of it.
    private struct Curious: Policy {
        var policy: DeclaredPolicy
        var details: ConsoleDetails { ContactLawTests.all }
        private var count = 0
        /// A few of what it has seen, among them looks that have others a day before.
        var looks: [Tick: Console] = [:]

        init(policy: DeclaredPolicy) { self.policy = policy }

        mutating func brief(_ briefing: Briefing) { policy.brief(briefing) }

        mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
            count += 1
            if [1, 2, 30, 60, 140].contains(count) { looks[now] = console }
            return policy.decide(at: now, released: released, console: console)
        }
    }

    @Test("Whether anybody looks changes neither ledger nor log, nor what others see", arguments: LawTests.lots)
    func independent(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var plain = try LawTests.simulation(number)
            var asked = try LawTests.simulation(number)
            var curious = Simulation(
                plain.world,
                policy: Curious(policy: plain.policy),
                seed: UInt64(number),
                replication: number % 5
            )
            for part in 1...2 as ClosedRange<Tick> {
                asked.advance(to: asked.horizon * part / 3)
                _ = asked.console(showing: Self.all)
                _ = asked.lastSeen(of: 0)
            }
            plain.run()
            asked.run()
            curious.run()
            #expect(asked.ledger == plain.ledger && asked.log == plain.log, "scenario \(number)")
            #expect(curious.ledger == plain.ledger && curious.log == plain.log, "scenario \(number)")
            let last = plain.console(showing: Self.all)
            #expect(asked.console(showing: Self.all) == last, "scenario \(number)")
            #expect(curious.console(showing: Self.all) == last, "scenario \(number)")
            for (time, seen) in curious.policy.looks {
                // The decision of that instant has yet to be made.
                var earlier = try LawTests.simulation(number)
                earlier.advance(to: time - 1)
                earlier.fleet.advance(to: time, lookingAheadTo: time)
                #expect(earlier.console(showing: Self.all) == seen, "scenario \(number) at \(time)")
            }
        }
    }
}
