import PatchModel
import PatchSimulator
import Synchronization
import Testing

@testable import Experiments

/// Studies of policies that no scenario declares.
@Suite("Sources of policies")
struct PolicySourceTests {
    /// What happened to the hosts of a source.
    final class Diary: Sendable {
        struct Page {
            var made = 0
            var ended = 0
            var episodes: [Int] = []
            /// By host, how many policies it made.
            var policies: [Int: Int] = [:]
        }

        let page = Mutex(Page())
    }

    /// Opens a single ring so many hours after the release, and does wrong what it is told to.
    struct Hand: PolicySource {
        enum Fault: Hashable {
            case none
            /// Cannot decide in these replications.
            case fails([Int])
            /// Orders what is impossible in these replications.
            case misorders([Int])
            case hostFails, policyFails
        }

        struct Trouble: Error, Equatable { var words: String }

        var name = "hand"
        var hours: Int64 = 0
        var fault = Fault.none
        let diary = Diary()

        static func == (left: Hand, right: Hand) -> Bool {
            (left.name, left.hours, left.fault) == (right.name, right.hours, right.fault)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(hours)
            hasher.combine(fault)
        }

        func makeHost() throws -> Host {
            if fault == .hostFails { throw Trouble(words: "does not start") }
            return Host(
                source: self,
                number: diary.page.withLock { page in
                    page.made += 1
                    return page.made
                }
            )
        }

        final class Host: PolicyHost {
            let source: Hand
            let number: Int

            init(source: Hand, number: Int) { (self.source, self.number) = (source, number) }

            func makePolicy(for episode: Episode) throws -> HandPolicy {
                if source.fault == .policyFails { throw Trouble(words: "forgets nothing") }
                source.diary.page.withLock {
                    $0.episodes.append(episode.replication)
                    $0.policies[number, default: 0] += 1
                }
                var policy = HandPolicy(hours: source.hours)
                switch source.fault {
                case .fails(let replications): policy.fails = replications.contains(episode.replication)
                case .misorders(let replications): policy.misorders = replications.contains(episode.replication)
                default: break
                }
                return policy
            }

            func end() { source.diary.page.withLock { $0.ended += 1 } }
        }
    }

    struct HandPolicy: Policy {
        let hours: Int64
        var fails = false
        var misorders = false
        var isOpen = false
        var patches = 0

        mutating func brief(_ briefing: Briefing) { patches = briefing.patches.count }

        mutating func decide(at now: Int64, released: [Int], console: Console) throws(Hand.Trouble) -> Decision {
            guard released.isEmpty else {
                let plan = RolloutPlan(
                    patches: Array(0..<patches),
                    rings: [.init(name: "everyone", size: .rest)]
                )
                let begin = ReasonedAction(.begin(plan), because: "released")
                return hours == 0 ? open([begin]) : Decision([begin], wake: now + hours * 3600)
            }
            if fails { throw Hand.Trouble(words: "no answer") }
            return isOpen ? Decision() : open([])
        }

        private mutating func open(_ before: [ReasonedAction]) -> Decision {
            isOpen = true
            let ring = misorders ? 7 : 0
            return Decision(before + [ReasonedAction(.open(rollout: 0, ring: ring), because: "everyone at release")])
        }
    }

    private func runner(_ sources: [any PolicySource], _ replications: Range<Int>, threads: Int = 2) throws
        -> StudyRunner
    {
        StudyRunner(
            world: try World(SmallStudies.scenario()),
            policies: sources,
            seed: 1,
            replications: Array(replications),
            threads: threads
        )
    }

    @Test("A policy of any kind has the results of the strategy that decides the same, beside declared ones")
    func anyKind() async throws {
        let hand = Hand()
        let study = try await runner([hand, DeclaredSource(SmallStudies.bigBang)], 0..<20).run()
        #expect(study.policies == [StudiedPolicy(name: "hand"), StudiedPolicy(SmallStudies.bigBang)])
        #expect(study.results[0] == study.results[1])
        #expect(study.results[0].count == 20 && study.replications == Array(0..<20))
    }

    @Test("Each thread has one host of a source, which has one policy after the other and is ended", arguments: [1, 3])
    func hosts(threads: Int) async throws {
        let (first, second) = (Hand(name: "one", hours: 1), Hand(name: "two", hours: 2))
        _ = try await runner([first, second], 0..<30, threads: threads).run()
        for hand in [first, second] {
            hand.diary.page.withLock { page in
                #expect((1...threads).contains(page.made) && page.ended == page.made)
                #expect(page.episodes.sorted() == Array(0..<30))
                #expect(page.policies.values.reduce(0, +) == 30)
            }
        }
    }

    @Test(
        "A policy that fails ends the study with an error that names it and the first replication it fails in",
        arguments: [1, 4]
    )
    func failure(threads: Int) async throws {
        let hand = Hand(hours: 5, fault: .fails([3, 4, 11]))
        let error = await #expect(throws: RunFailure.self) {
            try await runner([DeclaredSource(SmallStudies.bigBang), hand], 0..<40, threads: threads).run()
        }
        #expect(error?.policy == "hand" && error?.replication == 3)
        guard case .policy(let cause) = error?.cause else {
            Issue.record("another cause")
            return
        }
        #expect(cause as? Hand.Trouble == Hand.Trouble(words: "no answer"))
        #expect(error?.description == "hand in run 3 failed: Trouble(words: \"no answer\")")
        hand.diary.page.withLock { page in
            #expect(page.ended == page.made)
            // Those before the first that failed were made, and not many after it.
            #expect(Set(0...3).isSubset(of: page.episodes) && page.episodes.count < 40)
        }
    }

    @Test("An impossible order of a policy ends the study, in words")
    func misorder() async throws {
        let error = await #expect(throws: RunFailure.self) {
            try await runner([Hand(hours: 5, fault: .misorders([2]))], 0..<9).run()
        }
        let words =
            "hand in run 2 ordered what is impossible at second 18000: rollout 0 has no ring 7: its rings are"
        #expect(error?.description == words + " numbered 0 to 0")
    }

    @Test(
        "A source that has no host or no policy to give ends the study, too",
        arguments: [Hand.Fault.hostFails, .policyFails]
    )
    func without(fault: Hand.Fault) async throws {
        let error = await #expect(throws: RunFailure.self) {
            try await runner([DeclaredSource(SmallStudies.bigBang), Hand(fault: fault)], 0..<5).run()
        }
        #expect(error?.policy == "hand" && error?.replication == 0)
    }

    @Test("A sweep runs policies of any kind, each run that several points share once, and names who fails")
    func sweep() async throws {
        let hand = Hand(hours: 1)
        func variant(_ value: String, _ prices: Prices?, _ hand: Hand) throws -> SweepVariant {
            var variant = SweepVariant(
                settings: [SweepSetting(key: "k", value: value)],
                scenario: try SmallStudies.scenario(prices: prices),
                replications: Array(0..<6)
            )
            variant.policies = [hand]
            return variant
        }
        // Prices change no run.
        let prices = Prices(currency: "EUR", exposedDeviceDay: 1)
        func runner(_ variants: [SweepVariant]) throws -> SweepRunner {
            SweepRunner(
                scenario: try SmallStudies.scenario(),
                keys: ["k"],
                variants: variants,
                strategies: ["hand"],
                seed: 1,
                threads: 2
            )
        }
        let sweep = try runner([variant("1", nil, hand), variant("2", prices, hand)])
        #expect(sweep.runCount == 6)
        let result = try await sweep.run()
        #expect(result.cells.map(\.ledgers.count) == [6, 6] && result.cells[0].ledgers == result.cells[1].ledgers)
        let alone = try await self.runner([hand], 0..<6).run()
        #expect(result.cells[0].ledgers == alone.results[0].map(\.ledger))
        let other = Hand(hours: 1, fault: .fails([5]))
        let error = await #expect(throws: RunFailure.self) {
            try await runner([variant("1", nil, hand), variant("2", prices, other)]).run()
        }
        #expect(error?.policy == "hand" && error?.replication == 5)
    }
}
