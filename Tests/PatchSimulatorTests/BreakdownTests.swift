import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

@Suite("A run taken apart")
struct BreakdownTests: SmallWorldSuite {
    /// A random scenario whose groups differ in everything that they can be divided by.
    private static func simulation(_ number: Int) throws -> Simulation<DeclaredPolicy> {
        var scenario = RandomScenarios.scenario(number)
        for place in scenario.groups.indices {
            scenario.groups[place].site = place == 0 ? nil : "site \(place % 2)"
            scenario.groups[place].owner = place % 2 == 0 ? "even" : nil
            scenario.groups[place].criticality = Criticality.allCases[(number + place) % 4]
        }
        let policy = DeclaredPolicy(RandomScenarios.strategy(number))
        return Simulation(try World(scenario), policy: policy, seed: UInt64(number), replication: number % 5)
    }

    @Test("Law 13: what members have adds up to what the run has, to the last second", arguments: LawTests.lots)
    func sums(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var simulation = try Self.simulation(number)
            simulation.advance(to: simulation.horizon / 3)
            for _ in 0..<2 {
                let ledger = simulation.ledger
                for dimension in Dimension.allCases {
                    let members = simulation.breakdown(by: dimension).members
                    for figure in Ledger.figures where figure.addsUp(over: dimension) {
                        let sum = members.reduce(0) { $0 + ($1.ledger[figure] ?? 0) }
                        #expect(sum == ledger[figure], "\(figure.id) by \(dimension), scenario \(number)")
                    }
                }
                simulation.run()
            }
        }
    }

    @Test("The first or last time of a run is that of one of its members", arguments: LawTests.lots)
    func times(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var simulation = try Self.simulation(number)
            simulation.run()
            for dimension in Dimension.allCases {
                let members = simulation.breakdown(by: dimension).members
                for figure in Ledger.figures where figure.mayBeNever && figure.isTold(by: dimension) {
                    let values = members.compactMap { $0.ledger[figure] }
                    let whole = simulation.ledger[figure]
                    let name = "\(figure.id) by \(dimension), scenario \(number)"
                    if figure.id.hasPrefix("first_") { #expect(whole == values.min(), "\(name)") }
                    if figure.id.hasPrefix("last_") { #expect(whole == values.max(), "\(name)") }
                    // A quantile of all lies between those of the members.
                    if figure.id.hasPrefix("time_to_patch"), let whole, let least = values.min() {
                        #expect(whole >= least, "\(name)")
                    }
                }
            }
        }
    }

    @Test("A member that is all there is has the ledger of the run, but for what only the run has, or services")
    func single() throws {
        for number in 0..<20 {
            var scenario = RandomScenarios.scenario(number)
            for place in scenario.groups.indices { scenario.groups[place].site = "here" }
            let policy = DeclaredPolicy(RandomScenarios.strategy(number))
            var simulation = Simulation(try World(scenario), policy: policy, seed: 7, replication: number)
            simulation.run()
            let members = simulation.breakdown(by: .site).members
            #expect(members.count == 1)
            var expected = simulation.ledger
            for figure in Ledger.figures where [.run, .services].contains(figure.grain) {
                #expect(members[0].ledger[figure] == nil, "\(figure.id)")
                expected.leaveOut(figure)
            }
            for figure in Ledger.figures { #expect(members[0].ledger[figure] == expected[figure], "\(figure.id)") }
        }
    }

    @Test("Each group has its own exposure, time to patch and downtime")
    func groups() throws {
        // Some are patched at once, the others from six o'clock on, when they are switched on; each device takes ten minutes and a restart of five.
        var patch = W.patch(duration: W.constant(600))
        patch.restart = Restart(kind: .reboot, duration: W.constant(300), wait: W.constant(0))
        let late = W.group(4, name: "late", connectivity: .trace([[Session(start: 6 * Self.hour, end: Self.day)]]))
        let scenario = W.scenario([W.group(3, name: "soon"), late], [patch], horizon: Self.day)
        var simulation = try W.simulation(scenario, W.bigBang)
        simulation.run()
        let members = simulation.breakdown(by: .group).members.map(\.ledger)
        #expect(members.map(\.patching.patchedPairs) == [3, 4])
        #expect(members[0].patching.timeToPatch95 == 900)
        #expect(members[0].exposure.plain == 3 * 900)
        #expect(members[1].exposure.plain == 4 * (6 * Self.hour + 900))
        #expect(members[1].patching.timeToPatch50 == 6 * Self.hour + 900)
        let restarting = Int(Condition.restarting.rawValue)
        #expect(members.map { $0.downtime.conditionSeconds[restarting] } == [3 * 300, 4 * 300])
        #expect(members.map { $0.downtime.conditionSeconds.reduce(0, +) } == [3 * Self.day, 4 * Self.day])
        #expect(members.map(\.installation.installations) == [3, 4])
    }

    @Test("Exposure that two patches must close together belongs to the one that comes last; what none closes, to none")
    func attribution() throws {
        // CVE-1 is in both components: it is closed when both are new. CVE-2 is in the tool alone, for ever.
        var app = W.patch()
        app.fixes = []
        var tool = W.patch(released: 2 * Self.hour)
        tool.name = "tool-2"
        tool.fixes = []
        tool.updates = [ComponentUpdate(component: 1, to: 1)]
        var scenario = W.scenario([W.group(5)], [app, tool], horizon: Self.day, vulnerabilities: [])
        scenario.software.components[1].versions = ["1", "2"]
        scenario.vulnerabilities = [
            Vulnerability(
                name: "CVE-1",
                affects: [
                    VersionRange(component: 0, versions: 0..<1), VersionRange(component: 1, versions: 0..<1),
                ],
                severity: .high
            ),
            Vulnerability(name: "CVE-2", affects: [VersionRange(component: 1, versions: 0..<2)], severity: .low),
            Vulnerability(name: "CVE-3", affects: [VersionRange(component: 0, versions: 0..<1)], severity: .low),
        ]
        var simulation = try W.simulation(scenario, W.bigBang)
        simulation.run()
        let members = simulation.breakdown(by: .patch).members
        #expect(members.map(\.name) == ["app-2", "tool-2", nil])
        // The first is there at once.
        #expect(members.map(\.ledger.exposure.plain) == [0, 5 * 2 * Self.hour, 5 * Self.day])
        #expect(members.map(\.ledger.exposure.vendor) == [0, 5 * 2 * Self.hour, 5 * Self.day])
        #expect(members.map(\.ledger.installation.installations) == [5, 5, 0])
        #expect(members.map(\.ledger.patching.pairs) == [5, 5, 0])
    }

    @Test(
        "Where one of several patches is enough, exposure belongs to the one released first, whatever their order and version"
    )
    func alternatives() throws {
        func exposure(_ versionsAndReleases: [(to: Int, released: Tick)]) throws -> [Int64] {
            let patches = versionsAndReleases.enumerated().map { number, item in
                var patch = W.patch(released: item.released)
                patch.name = "p\(number)"
                patch.updates = [ComponentUpdate(component: 0, to: item.to)]
                patch.fixes = []
                return patch
            }
            var simulation = try W.simulation(W.scenario([W.group(5)], patches, horizon: 10 * Self.day), W.bigBang)
            simulation.run()
            return simulation.breakdown(by: .patch).members.map(\.ledger.exposure.plain)
        }
        #expect(try exposure([(1, 5 * Self.day), (1, Self.day)]) == [0, 5 * Self.day])
        #expect(try exposure([(1, 5 * Self.day), (2, Self.day)]) == [0, 5 * Self.day])
        #expect(try exposure([(1, 30 * Self.day), (2, Self.day)]) == [0, 5 * Self.day])
        #expect(try exposure([(1, 0), (2, 0)]) == [0, 0])
        // Out only after the end: nobody's.
        #expect(try exposure([(1, 30 * Self.day)]) == [0, 50 * Self.day])
    }

    @Test("Members are those of the scenario, in its order, and what belongs to none comes last")
    func members() throws {
        var groups = [W.group(3, name: "a"), W.group(2, name: "b"), W.group(1, name: "c")]
        groups[0].owner = "sales"
        groups[2].owner = "sales"
        groups[1].site = "paris"
        groups[1].criticality = .critical
        groups[2].deviceClass = .laptop
        var other = W.patch()
        other.name = "tool-2"
        other.severity = .critical
        other.fixes = []
        var scenario = W.scenario(groups, [W.patch(), other], horizon: Self.day)
        scenario.vulnerabilities.append(
            Vulnerability(name: "CVE-2", affects: [VersionRange(component: 1, versions: 0..<1)], severity: .low)
        )
        let simulation = try W.simulation(scenario, W.bigBang)
        func names(_ dimension: Dimension) -> [String?] { simulation.breakdown(by: dimension).members.map(\.name) }
        func devices(_ dimension: Dimension) -> [Int] {
            simulation.breakdown(by: dimension).members.map(\.ledger.devices)
        }
        #expect(names(.group) == ["a", "b", "c"])
        #expect(devices(.group) == [3, 2, 1])
        #expect(names(.deviceClass) == ["server", "laptop"])
        #expect(names(.site) == ["paris", nil])
        #expect(devices(.site) == [2, 4])
        #expect(names(.owner) == ["sales", nil])
        #expect(devices(.owner) == [4, 2])
        #expect(names(.criticality) == ["critical", "medium"])
        #expect(names(.patch) == ["app-2", "tool-2", nil])
        #expect(devices(.patch) == [6, 6, 6])
        #expect(names(.severity) == ["critical", "high", nil])
    }
}
