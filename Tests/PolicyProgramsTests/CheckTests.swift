import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing
import Text

@testable import PolicyPrograms

/// What `policy check` tries, and whom it finds out.
@Suite("Checks of programs")
struct CheckTests {
    @Test("there are twenty-four worlds, all different, and each runs")
    func worlds() throws {
        let worlds = try CheckWorlds.all()
        #expect(worlds.count == 24)
        #expect(Set(worlds.map(\.scenario)).count == 24)
        #expect(Set(worlds.map(\.name)).count == 24)
        for world in worlds {
            var simulation = Simulation(
                try World(world.scenario),
                policy: DeclaredPolicy(SmallWorld.bigBang),
                seed: 1,
                replication: 0
            )
            simulation.run()
            #expect((simulation.ledger.patching.pairs == 0) == world.name.contains("nobody"))
            let isBad = world.name.contains("defect") && !world.name.contains("nobody")
            #expect((simulation.ledger.defects.blastRadius > 0) == isBad, "\(world.name)")
        }
    }

    private func failed(_ path: String) async throws -> (failed: Set<String>, noted: Set<String>, count: Int) {
        var configuration = Programs.configuration(path)
        configuration.sandbox = .prefer
        let rows = try await ProgramCheck(configuration).rows { _ in }
        func names(_ verdict: ProgramCheck.Verdict) -> Set<String> {
            Set(rows.filter { $0.verdict == verdict }.map(\.name))
        }
        return (names(.failed), names(.note), rows.count)
    }

    @Test("a good program fails nowhere, and all is tried")
    func good() async throws {
        let programs = try Programs()
        let result = try await failed(try programs.python(answering: everybody))
        #expect(result.failed == [] && result.noted == [])
        #expect(result.count == ProgramCheck.count)
    }

    @Test("one that remembers, prints, and stays after the end of its input is found out")
    func bad() async throws {
        let programs = try Programs()
        let body = """
            count += 1
            print("thinking")
            wake = m["now"] + 86400 * (1 + count % 5)
            """
        let before = "import atexit; count = 0; atexit.register(lambda: time.sleep(1000))"
        let path = try programs.python(before: before, answering: body)
        let result = try await failed(path)
        for name in ["stray output", "runs in another order", "alone and among others", "the end of its input"] {
            #expect(result.failed.contains(name), "\(name)")
        }
        #expect(!result.failed.contains("another hash seed"))
    }

    @Test("one that does not speak is told once")
    func silent() async throws {
        let programs = try Programs()
        let result = try await failed(try programs.write("mine", "/bin/sh", "exit 1"))
        #expect(result.failed == ["speaks the protocol"])
        #expect(result.count == 1)
    }
}

/// A simulation of which a trainer has the loop.
@Suite("Environments")
struct EnvironmentTests {
    private func state(_ bytes: [UInt8]?) throws -> EnvironmentState {
        try EnvironmentState(json: JSONReader.read(String(decoding: try #require(bytes), as: UTF8.self)))
    }

    @Test("whoever orders what a strategy orders gets the truth that the strategy gets, and its cost adds up")
    func sameAsStrategy() throws {
        let world = try World(SmallWorld.scenario())
        var declared = Simulation(world, policy: DeclaredPolicy(SmallWorld.bigBang), seed: 7, replication: 2)
        declared.run()
        var environment = Environment(world, ProgramConfiguration(name: "trainer", path: ""), seed: 1)
        var now = try state(environment.answer(Array(#"{"type":"reset","seed":7,"replication":2}"#.utf8)))
        var cost = now.cost
        var steps = 0
        while !now.isEnded, steps < 100 {
            var orders = "[]"
            if !now.observation.released.isEmpty {
                let number = now.observation.console.rollouts.count
                orders = """
                    [{"do":"begin","patches":\(now.observation.released),"rings":[{"rest":true}]},\
                    {"do":"open","rollout":\(number),"ring":0}]
                    """
            }
            now = try state(environment.answer(Array(#"{"type":"step","actions":\#(orders)}"#.utf8)))
            #expect(now.incidents.isEmpty)
            cost += now.cost
            steps += 1
        }
        // Two releases, and the end.
        #expect(steps == 2)
        // Days of exposure and of downtime: here there is no downtime. Rounding alone tells sums of days apart.
        #expect(abs(cost - Double(declared.ledger.exposure.plain) / 86_400) < 1e-9)
    }

    @Test(
        "what is wrong is told, and nothing ends by it",
        arguments: [
            ("{", "JSON"), ("{\"type\":\"stepp\"}", "did you mean \"step\""), ("{\"type\":\"step\"}", "a reset first"),
            ("[]", "type"), ("{\"type\":\"reset\",\"seed\":\"x\"}", "seed"),
        ]
    )
    func mistakes(line: String, expected: String) throws {
        var environment = Environment(
            try World(SmallWorld.scenario()),
            ProgramConfiguration(name: "trainer", path: ""),
            seed: 1
        )
        let answer = environment.answer(Array(line.utf8))
        let bytes = try #require(answer)
        let error = try ErrorMessage(json: JSONReader.read(String(decoding: bytes, as: UTF8.self)))
        #expect(error.text.contains(expected), "\(error.text)")
        let begun = try state(environment.answer(Array(#"{"type":"reset"}"#.utf8)))
        #expect(!begun.isEnded)
        let after = try state(
            environment.answer(Array(#"{"type":"step","wake":-5,"actions":[{"do":"resume","rollout":0}]}"#.utf8))
        )
        #expect(after.incidents.map(\.incident) == [.unknown, .past])
        #expect(after.observation.now == 3600)
        let last = environment.answer(Array(#"{"type":"close"}"#.utf8))
        #expect(last == nil)
    }
}
