import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import ScenarioFiles

/// Rings that are made of the parts of a fleet, and pilots that represent it.
@Suite("Rings for each part of a fleet")
struct EachRingTests {
    private static func text(_ rings: String, gate: String = "{ soak: 0s }") -> String {
        """
        patchlab: 1
        start: 2026-05-13T08:00:00
        horizon: 3d
        software:
          components:
            tls: { versions: [1, 2] }
            web: { versions: [1, 2], requires: tls }
            game: { versions: [1, 2] }
          images:
            old: [tls 1, web 1]
            player: [tls 1, web 1, game 1]
            new: [tls 1, web 2]
            bare: [game 1]
        fleet:
          - { group: a, count: 40, class: server, image: old, site: Bonn }
          - { group: b, count: 10, class: server, image: player, site: Köln }
          - { group: c, count: 20, class: server, image: new, site: Bonn }
          - { group: d, count: 5, class: server, image: bare }
        patches:
          tls-2: { updates: tls -> 2, install: { duration: 1m } }
        strategies:
          s:
            kind: staged
            rings: \(rings)
            gate: \(gate)

        """
    }

    private static func staged(_ rings: String) throws -> StagedRollout {
        let loaded = ScenarioFile.load(text: text(rings), name: "x.yaml")
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        guard case .staged(let staged) = try #require(loaded.scenario?.strategies.first).kind else {
            throw CancellationError()
        }
        return staged
    }

    private static func names(_ rings: String) throws -> [String] { try staged(rings).rings.map(\.name) }

    /// By ring, how many devices of each group.
    private static func members(_ rings: String) throws -> [[Int]] {
        let scenario = try #require(ScenarioFile.load(text: text(rings), name: "x.yaml").scenario)
        var run = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(scenario.strategies[0]),
            seed: 1,
            replication: 0
        )
        run.run()
        return run.console.rollouts[0].rings.map(\.targets).map { [$0] }
    }

    @Test("A ring for each site in the order of the fleet, and one for the groups without a site")
    func sites() throws {
        let rings = try Self.staged("{ each: site }").rings
        #expect(rings.map(\.name) == ["Bonn", "Köln", "no site"])
        #expect(rings.map(\.condition.site) == ["Bonn", "Köln", nil])
        #expect(rings.allSatisfy { $0.size == .rest })
        // The patch concerns nobody of group d.
        #expect(try Self.members("{ each: site }") == [[60], [10], [0]])
    }

    @Test("The part with the fewest or the most devices comes first where that is said")
    func order() throws {
        #expect(try Self.names("{ each: group }") == ["a", "b", "c", "d"])
        #expect(try Self.names("{ each: group, order: smallest-first }") == ["d", "b", "c", "a"])
        #expect(try Self.names("{ each: group, order: largest-first }") == ["a", "c", "b", "d"])
    }

    @Test("A cluster has all devices that the patches cannot tell apart; images that they do not concern are in none")
    func clusters() throws {
        let rings = try Self.staged("{ each: cluster }").rings
        #expect(rings.map(\.name) == ["old and alike", "new"])
        #expect(rings.map(\.condition.images) == [[0, 1], [2]])
        // In the order of the groups, not of the images.
        let turned = Self.text("{ each: cluster }").replacing(
            "  - { group: a,",
            with: "  - { group: e, count: 1, class: server, image: new }\n  - { group: a,"
        )
        let first = try #require(ScenarioFile.load(text: turned, name: "x.yaml").scenario).strategies[0]
        guard case .staged(let staged) = first.kind else { return }
        #expect(staged.rings.map(\.name) == ["new", "old and alike"])
        #expect(try Self.members("{ each: cluster }") == [[50], [20]])
    }

    @Test("Pilots go before the others of their part, or all together first")
    func pilots() throws {
        let inTurn = try Self.staged("{ each: cluster, pilots: 3 }").rings
        #expect(inTurn.map(\.name) == ["old and alike pilots", "old and alike", "new pilots", "new"])
        #expect(try Self.members("{ each: cluster, pilots: 3 }") == [[3], [47], [3], [17]])
        #expect(try Self.names("{ each: site, pilots: 1 }").suffix(2) == ["no site pilots", "no site"])
        #expect(try Self.names("{ each: group, pilots: 1, pilots-go: first }") == ["pilots", "a", "b", "c", "d"])
        #expect(
            try Self.members("{ each: site, pilots: 15, pilots-go: first, order: smallest-first }")
                == [[25], [0], [45], [0]]
        )
    }

    @Test("Pilots that represent the fleet: so many devices of each of the fewest images that have every combination")
    func representatives() throws {
        let rings = try Self.staged("[{ name: pilots, represent: 2 }, rest]").rings
        #expect(rings[0].size == .ofEach(2, [DevicePredicate(images: [0]), DevicePredicate(images: [2])]))
        #expect(try Self.members("[{ name: pilots, represent: 2 }, rest]") == [[4], [66]])
        // Those that represent the devices that are meant, and all of them if there are no more.
        #expect(try Self.members("[{ represent: 30, where: { site: Bonn } }, rest]") == [[50], [20]])
        #expect(try Self.members("[{ represent: 30, where: { group: b } }, rest]") == [[10], [60]])
        #expect(try Self.members("[{ where: { component: web >= 2 }, represent: 3 }, rest]") == [[3], [67]])
    }

    @Test("A canary that represents the fleet leaves a control group of the same images; more cannot be asked for")
    func control() throws {
        func load(_ canary: String) -> LoadedScenario {
            let strategy = Self.text("").split(separator: "    kind: staged")[0] + "    kind: canary\n    \(canary)\n"
            return ScenarioFile.load(text: String(strategy), name: "x.yaml")
        }
        #expect(load("represent: 10").diagnostics.isEmpty)
        #expect(load("represent: 11").diagnostics.map(\.code) == [.numberOutOfRange])
        #expect(load("represent: 11\n    where: { group: a }").diagnostics.isEmpty)
        // All that wait are compared with.
        #expect(load("represent: 11\n    test: { kind: safe-logrank }").diagnostics.isEmpty)
    }

    @Test("A preset that is given by name makes its rings of the parts of the scenario's fleet")
    func preset() throws {
        let scenario = try #require(ScenarioFile.load(text: Self.text("[rest]"), name: "x.yaml").scenario)
        func rings(_ name: String) throws -> [String] {
            let strategy = try #require(StrategyPreset.named(name)).strategy(in: scenario)
            guard case .staged(let staged) = strategy.kind else { return [] }
            return staged.rings.map(\.name)
        }
        #expect(try rings("mirage-balanced") == ["old and alike pilots", "old and alike", "new pilots", "new"])
        #expect(try rings("mirage-frontloading") == ["pilots", "old and alike", "new"])
        #expect(try rings("gcp-patch-zonal") == ["Köln", "Bonn", "no site"])
        var many = scenario
        many.groups = (0..<300).map {
            DeviceGroup(name: "g\($0)", count: 1, deviceClass: .server, image: 0, site: "s\($0)")
        }
        #expect(throws: ScenarioError.self) {
            _ = try #require(StrategyPreset.named("gcp-patch-zonal")).strategy(in: many)
        }
    }

    @Test("Whoever represents the fleet in one canary is in every larger one, and the console counts all")
    func nested() throws {
        let text = Self.text("[{ name: pilots, represent: 2 }, rest]")
        let scenario = try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
        var devices: [Set<Int>] = []
        for count in [1, 3] {
            var strategy = scenario.strategies[0]
            guard case .staged(var staged) = strategy.kind else { return }
            staged.rings[0].size = .ofEach(count, [DevicePredicate(images: [0]), DevicePredicate(images: [2])])
            staged.rings.removeLast()
            strategy.kind = .staged(staged)
            var run = Simulation(
                try World(scenario),
                policy: DeclaredPolicy(strategy),
                seed: 4,
                replication: 2,
                recording: Array(0..<scenario.deviceCount)
            )
            run.run()
            devices.append(
                Set(
                    (0..<scenario.deviceCount).filter { device in
                        run.recordedPassages(of: device).contains { $0.offered != nil }
                    }
                )
            )
        }
        #expect(devices[0].count == 2 && devices[1].count == 6)
        #expect(devices[0].isSubset(of: devices[1]))
        #expect(devices[1].filter { $0 < 40 }.count == 3)
    }

    @Test(
        "What does not fit is reported where it stands",
        arguments: [
            ("{ each: room }", DiagnosticCode.unknownWord), ("{ each: site, pilots: 0 }", .numberOutOfRange),
            ("{ each: site, pilots-go: first }", .conflictingKeys), ("{ order: as-written }", .missingKey),
            ("[{ represent: 0 }, rest]", .numberOutOfRange), ("[{ represent: 1, share: 5% }, rest]", .conflictingKeys),
            ("{ each: site, share: 5% }", .unknownKey),
        ]
    )
    func mistakes(rings: String, code: DiagnosticCode) {
        let loaded = ScenarioFile.load(text: Self.text(rings), name: "x.yaml")
        #expect(loaded.diagnostics.map(\.code) == [code], "\(loaded.diagnostics)")
        #expect(loaded.diagnostics.first?.line == 24)
    }

    @Test("Rings for each part need a gate like others, and there can be 250")
    func gates() {
        let without = Self.text("{ each: site }").replacing("    gate: { soak: 0s }\n", with: "")
        #expect(ScenarioFile.load(text: without, name: "x.yaml").diagnostics.map(\.code) == [.noGate])
        let groups = (0..<251).map { "  - { group: g\($0), count: 1, class: server, image: old }\n" }.joined()
        let many = Self.text("{ each: group }").replacing("patches:\n", with: groups + "patches:\n")
        #expect(ScenarioFile.load(text: many, name: "x.yaml").diagnostics.map(\.code) == [.tooManyItems])
    }
}
