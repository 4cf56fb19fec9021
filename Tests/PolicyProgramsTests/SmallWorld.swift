import EventEngine
import Experiments
import Foundation
import OutsidePrograms
import PatchModel
import PatchSimulator
import Testing

@testable import PolicyPrograms

/// Servers and laptops, two patches of which the second comes on day 3, and a defect in the first now and then.
enum SmallWorld {
    static let horizon: Tick = 20 * 86_400
    static let bigBang = Strategy(name: "big-bang", kind: .bigBang)

    static func scenario(groups: Int = 2, patches: Int = 2) throws -> Scenario {
        Scenario(
            horizon: horizon,
            software: Software(
                components: (0..<patches).map { Component(name: "app\($0)", versions: ["1", "2"]) },
                images: [
                    Image(name: "standard", installed: Dictionary(uniqueKeysWithValues: (0..<patches).map { ($0, 0) }))
                ]
            ),
            groups: (0..<groups).map { number in
                DeviceGroup(
                    name: "group \(number)",
                    count: groups > 2 ? 1 : 30,
                    deviceClass: number % 2 == 0 ? .server : .laptop,
                    image: 0,
                    connectivity: .alwaysOn,
                    checkIn: CheckIn(mode: .poll(every: 3600, jitter: 0.1))
                )
            },
            vulnerabilities: [
                Vulnerability(
                    name: "CVE-1",
                    affects: [VersionRange(component: 0, versions: 0..<1)],
                    severity: .high
                )
            ],
            patches: try (0..<patches).map { number in
                Patch(
                    name: "app\(number)-2",
                    updates: [ComponentUpdate(component: number, to: 1)],
                    fixes: number == 0 ? [0] : [],
                    released: Tick(number) * 3 * 86_400,
                    severity: .high,
                    installation: Installation(duration: try .exponential(mean: 3600), revert: .zero),
                    restart: Restart(kind: .none, duration: .zero, wait: .zero)
                )
            }
        )
    }

    static func study(
        _ policies: [any PolicySource],
        replications: Int = 1,
        seed: UInt64 = 1,
        threads: Int = 1
    ) async throws -> Study {
        try await StudyRunner(
            world: try World(scenario()),
            policies: policies,
            seed: seed,
            replications: Array(0..<replications),
            threads: threads
        ).run()
    }
}

/// Programs that a test writes, in a folder that goes with it.
final class Programs {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("patchlab-programs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A program in the language of `interpreter`.
    func write(_ name: String, _ interpreter: String, _ text: String) throws -> String {
        let path = folder.appendingPathComponent(name).path
        try Executable.write("#!\(interpreter)\n\(text)\n", to: path)
        return path
    }

    /// A program in Python that is ready, and answers each observation `m` by what `body` says: it sets `actions` and `wake`.
    ///
    /// - Parameters:
    ///   - type: a message of which something more is made, by `more`.
    func python(
        _ name: String = "mine",
        before: String = "",
        ready: String = "",
        answering body: String,
        at type: String = "",
        _ more: String = "pass"
    ) throws -> String {
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map { "        \($0)" }
        return try write(
            name,
            try #require(Self.interpreter, "there is no Python"),
            """
            import json, os, signal, sys, time
            def say(m): sys.stdout.write(json.dumps(m) + "\\n"); sys.stdout.flush()
            \(before)
            for line in sys.stdin:
                m = json.loads(line)
                if m["type"] == "\(type)": \(more)
                if m["type"] == "hello":
                    hello = m
                    say({"type": "ready", "protocol": m["protocol"], "name": "test"\(ready)})
                elif m["type"] == "observation":
                    actions, wake = [], None
            \(lines.joined(separator: "\n"))
                    say({"type": "actions", "seq": m["seq"], "actions": actions, "wake": wake})
            """
        )
    }

    static let interpreter = OutsideProgram.python?.path

    /// A configuration of little patience: what hangs is found soon.
    static func configuration(_ path: String) -> ProgramConfiguration {
        var configuration = ProgramConfiguration(name: "mine", path: path)
        configuration.world = "small"
        configuration.sandbox = .off
        // A busy machine is no fault of a program: nothing that is right comes near these.
        configuration.limits.start = 60
        configuration.limits.decision = 20
        return configuration
    }
}

/// What most programs do: everybody at once, then nothing.
let everybody = """
    if m["released"]:
        actions = [
            {"do": "begin", "patches": m["released"], "rings": [{"name": "all", "rest": True}]},
            {"do": "open", "rollout": len(m["rollouts"]), "ring": 0, "why": "out"},
        ]
    """
