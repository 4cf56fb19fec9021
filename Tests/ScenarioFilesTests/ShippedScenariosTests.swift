import EventEngine
import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

/// The worlds in `Scenarios`: they can be read, and show what their comments say that they show.
///
/// Fleets are made smaller where the effect does not need their size.
@Suite struct ShippedScenariosTests {
    static let names = [
        "boot-loop", "debian-estate", "latent-regression", "let-others-first", "rare-laptops", "web-shop",
    ]
    static let folder = repository.appending(path: "Scenarios")
    static let day = 86_400.0

    static func path(_ name: String) -> String { folder.appending(path: "\(name)/scenario.yaml").path }

    /// The scenario with a fraction of its devices.
    static func scenario(_ name: String, oneIn divisor: Int = 1) throws -> Scenario {
        var scenario = try #require(ScenarioFile.load(path: path(name)).scenario)
        for index in scenario.groups.indices { scenario.groups[index].count /= divisor }
        return scenario
    }

    /// One replication with seed 1 under the strategy of that name, from its beginning.
    static func simulation(_ scenario: Scenario, _ strategy: String, _ replication: Int) throws
        -> Simulation<DeclaredPolicy>
    {
        let declared = try #require(scenario.strategies.first { $0.name == strategy })
        return Simulation(
            try World(scenario),
            policy: DeclaredPolicy(declared),
            seed: 1,
            replication: replication
        )
    }

    static func finished(_ scenario: Scenario, _ strategy: String, _ replication: Int) throws
        -> Simulation<DeclaredPolicy>
    {
        var simulation = try simulation(scenario, strategy, replication)
        simulation.run()
        return simulation
    }

    @Test("There is a folder for each world, and the list of worlds names each of them")
    func list() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { FileManager.default.fileExists(atPath: Self.path($0)) }
        #expect(folders.sorted() == Self.names)
        let list = String(decoding: try Data(contentsOf: Self.folder.appending(path: "README.md")), as: UTF8.self)
        for name in Self.names { #expect(list.contains("](\(name)/scenario.yaml)")) }
    }

    @Test("A world is read without an error or a warning", arguments: names)
    func isFine(name: String) throws {
        let loaded = ScenarioFile.load(path: Self.path(name))
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        #expect(loaded.scenario != nil)
    }

    @Test("A world opens with its question and says what in it is assumed", arguments: names)
    func opening(name: String) throws {
        let text = String(decoding: try Data(contentsOf: URL(filePath: Self.path(name))), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "patchlab: 1")
        #expect(lines[1].hasPrefix("question: ") && lines[1].hasSuffix("?"))
        #expect(lines[2].hasPrefix("# "))
        #expect(text.contains("assumed"))
    }

    @Test("In the boot loop the machines recover as published: 97 % after 6.5 days, 99 % after 10.7")
    func recovery() throws {
        var simulation = try Self.simulation(Self.scenario("boot-loop", oneIn: 2), "big-bang", 0)
        for (days, published) in [(6.5, 0.97), (10.7, 0.99)] {
            simulation.advance(to: Tick(days * Self.day))
            let hit = Double(simulation.ledger.defects.blastRadius)
            let dead = Double(simulation.conditionCounts[Int(Condition.dead.rawValue)])
            let recovered = 1 - dead / hit
            let standardError = (published * (1 - published) / hit).squareRoot()
            #expect(hit > 5000)
            #expect(abs(recovered - published) < 3 * standardError, "\(recovered) after \(days) d, of \(hit)")
        }
    }

    @Test("In the boot loop a switch saves most of the machines, and rings save nearly all")
    func bootLoop() throws {
        let scenario = try Self.scenario("boot-loop", oneIn: 4)
        let blast = try ["big-bang", "watched", "staged"].map {
            try Self.finished(scenario, $0, 0).ledger.defects.blastRadius
        }
        #expect(blast[0] > scenario.deviceCount / 2)
        #expect(blast[1] < blast[0] / 2)
        #expect(blast[2] < blast[1] / 10)
    }

    @Test("In the boot loop nobody is hit after the defective file was replaced")
    func spared() throws {
        var simulation = try Self.simulation(Self.scenario("boot-loop", oneIn: 10), "big-bang", 0)
        // The vendor acts 78 minutes after the first call, which takes some minutes; installing takes half a minute.
        simulation.advance(to: 2 * 3600)
        let hit = simulation.ledger.defects.blastRadius
        simulation.run()
        #expect(simulation.ledger.defects.blastRadius == hit)
        #expect(hit < simulation.world.deviceCount)
    }

    @Test("The latent regression is noticed before it is everywhere only by those whose soak outlasts its delay")
    func latentRegression() throws {
        let scenario = try Self.scenario("latent-regression", oneIn: 2)
        let replications = 8
        var blast: [String: Int] = [:]
        /// How often a rollout was stopped before its last ring was open.
        var noticed: [String: Int] = [:]
        for strategy in scenario.strategies {
            for replication in 0..<replications {
                let simulation = try Self.finished(scenario, strategy.name, replication)
                blast[strategy.name, default: 0] += simulation.ledger.defects.blastRadius
                guard let stop = simulation.ledger.rollouts.firstStop else { continue }
                let opened = simulation.log.prefix { $0.time < stop }.count {
                    if case .open = $0.action { true } else { false }
                }
                let rings = simulation.console.rollouts[0].rings.count { !$0.isControl }
                if opened < rings { noticed[strategy.name, default: 0] += 1 }
            }
        }
        // Who waits two days only may be lucky.
        #expect(noticed["big-bang"] == nil)
        #expect(try #require(noticed["staged-7-days"]) >= replications - 1)
        #expect(try #require(noticed["chosen-pilots"]) >= replications - 1)
        #expect(noticed["staged-2-days"] ?? 0 <= replications / 2)
        let late = try #require(blast["staged-2-days"])
        #expect(try #require(blast["staged-7-days"]) * 5 < late)
        #expect(try #require(blast["chosen-pilots"]) * 3 < late)
    }

    @Test("The patched component of the latent regression never fails, only what depends on it does")
    func dependant() throws {
        let scenario = try Self.scenario("latent-regression", oneIn: 10)
        let component = try #require(scenario.software.components.firstIndex { $0.name == "vpn-client" })
        let patch = try #require(scenario.patches.first)
        #expect(!patch.updates.contains { $0.component == component })
        #expect(patch.regressions.map(\.effect) == [.down(component: component)])
        // Only laptops have the dependant.
        let clients = scenario.groups.filter { $0.name == "laptops" }.reduce(0) { $0 + $1.count }
        #expect(try Self.finished(scenario, "big-bang", 0).ledger.defects.blastRadius <= clients)
    }

    @Test("With rare laptops every hour of soak is paid in device-days of exposure to the exploit", arguments: 0..<3)
    func rareLaptops(replication: Int) throws {
        let scenario = try Self.scenario("rare-laptops", oneIn: 4)
        let exposure = try ["big-bang", "half-day", "two-days"].map {
            try Self.finished(scenario, $0, replication).ledger.exposure.exploited
        }
        #expect(exposure[0] < exposure[1] && exposure[1] < exposure[2])
    }

    @Test("On the Debian estate rings cost exposure in every replication, and save devices where an update is bad")
    func debianEstate() throws {
        // Whether an update is bad does not depend on the size of the fleet: in replications 7 and 8 one is, in 0 none. But a
        // canary must be large enough to tell: of forty devices some have what fails, of ten hardly any.
        let scenario = try Self.scenario("debian-estate", oneIn: 5)
        var hits: [String: Int] = [:]
        for replication in [0, 7, 8] {
            let bigBang = try Self.finished(scenario, "big-bang", replication).ledger
            for name in ["staged", "canary"] {
                let careful = try Self.finished(scenario, name, replication).ledger
                #expect(careful.exposure.plain > bigBang.exposure.plain, "\(name), replication \(replication)")
                hits[name, default: 0] += careful.defects.blastRadius
            }
            hits["big-bang", default: 0] += bigBang.defects.blastRadius
        }
        // An update that is bad for desktops hits two in five of those that have what fails; stopped before its second half,
        // it spares at least half of them, and twice in two replications is no accident.
        let everybody = try #require(hits["big-bang"])
        #expect(everybody > scenario.deviceCount / 4)
        #expect(try #require(hits["staged"]) * 2 < everybody)
        #expect(try #require(hits["canary"]) * 2 < everybody)
    }
}
