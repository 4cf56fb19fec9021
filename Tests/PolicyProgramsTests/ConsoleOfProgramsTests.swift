import EventEngine
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing
import Text

@testable import PolicyPrograms

/// What a program can ask to see, and by what it is woken.
@Suite("What programs see and are woken by")
struct ConsoleOfProgramsTests {
    private struct Run {
        var messages: [[String: JSON]]
        var study: Study
        var record: EpisodeRecord
        var source: ProgramSource
    }

    /// The servers of the small world with a first patch that makes many of them stop within hours, and somebody who repairs.
    private static func world(isBad: Bool) throws -> World {
        var scenario = try SmallWorld.scenario()
        scenario.repair = RepairShop(
            technicians: 2,
            duration: try .exponential(mean: 7200),
            travel: .zero,
            noticedAfter: .zero
        )
        if isBad {
            let shows = Regression.Visibility(probability: 1, delay: .zero)
            scenario.patches[0].regressions = [
                Regression(
                    name: "it stops",
                    chance: 1,
                    share: 0.5,
                    onset: .after(try .exponential(mean: 6 * 3600)),
                    effect: .down(component: 0),
                    telemetry: shows,
                    helpDesk: shows
                )
            ]
        }
        return try World(scenario)
    }

    /// Runs a program once, and returns what it was told.
    private func run(_ world: World, ready: String, _ body: String) async throws -> Run {
        let programs = try Programs()
        let note = programs.folder.path + "/note"
        let path = try programs.python(
            before: "note = open(\(String(reflecting: note)), 'w')",
            ready: ready,
            answering: "note.write(line); note.flush()\n" + body,
            at: "hello",
            "note.write(line)"
        )
        let source = ProgramSource(Programs.configuration(path))
        let study = try await StudyRunner(world: world, policies: [source], seed: 1, replications: [0], threads: 1)
            .run()
        #expect(study.results[0][0].incidents.map(\.kind) == [], "\(study.results[0][0].incidents)")
        let messages = try String(contentsOfFile: note, encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONReader.read(String($0)).members)
        }
        return Run(messages: messages, study: study, record: try #require(source.conduct.records.first), source: source)
    }

    private func integers(_ path: String..., of message: [String: JSON]) -> Int? {
        var json: JSON? = .object(message.map { ($0.key, $0.value) })
        for key in path { json = json?.members?[key] }
        if case .integer(let number)? = json { return number }
        return nil
    }

    @Test("hello says how long a patch typically takes and to which groups it applies")
    func hello() async throws {
        let found = try await run(try Self.world(isBad: false), ready: "", "")
        guard case .array(let patches)? = found.messages[0]["patches"] else {
            Issue.record("no patches")
            return
        }
        #expect(patches.count == 2)
        for patch in patches {
            // The median of an exponential distribution with a mean of an hour.
            #expect(patch.members?["typicalInstall"]?.compact == "2495")
            #expect(patch.members?["applies"]?.compact == "[0,1]")
        }
        // Who does not ask is not told.
        #expect(found.messages.dropFirst().allSatisfy { $0["repair"] == nil })
    }

    @Test("a ring with a pace gives its devices their turn one after the other, and shows who waits")
    func pace() async throws {
        let body = """
            wake = m["now"] + 3600
            if m["seq"] == 1:
                rings = [{"rest": True, "pace": {"devices": 12, "per": 3600}}]
                actions = [{"do": "begin", "patches": [0], "rings": rings}, {"do": "open", "rollout": 0, "ring": 0}]
            """
        let found = try await run(try Self.world(isBad: false), ready: ", 'needs': ['pace']", body)
        // Sixty devices, twelve an hour: after k hours 60 - 12 k wait.
        let waiting = found.messages.dropFirst(2).compactMap { message -> Int? in
            guard case .array(let rollouts)? = message["rollouts"],
                case .array(let rings)? = rollouts[0].members?["rings"]
            else { return nil }
            return integers("waiting", of: rings[0].members ?? [:])
        }
        #expect(waiting.prefix(7) == [48, 36, 24, 12, 0, 0, 0])
    }

    @Test("with technicians it sees how many are at work and how many devices wait for one")
    func technicians() async throws {
        let found = try await run(
            try Self.world(isBad: true),
            ready: ", 'needs': ['technicians']",
            everybody + "\nwake = m['now'] + 3600"
        )
        let seen = found.messages.dropFirst().map { message in
            (
                integers("repair", "technicians", of: message), integers("repair", "busy", of: message) ?? -1,
                integers("repair", "waiting", of: message) ?? -1
            )
        }
        #expect(seen.allSatisfy { $0.0 == 2 && (0...2).contains($0.1) && $0.2 >= 0 })
        #expect(seen.contains { $0.1 == 2 && $0.2 > 0 })
        // Nobody waits while somebody is free.
        #expect(seen.allSatisfy { $0.1 == 2 || $0.2 == 0 })
    }

    @Test("a stop rule that holds wakes who subscribes, once, and a replay goes the same way")
    func stopRule() async throws {
        let begin = """
            if m["released"]:
                actions = [{"do": "begin", "patches": m["released"], "rings": [{"rest": True}],
                            "stop-rule": {"unhealthy": 0.05, "minimum": 20}},
                           {"do": "open", "rollout": len(m["rollouts"]), "ring": 0}]
            """
        let ready = ", 'subscribe': ['stop-rule']"
        let world = try Self.world(isBad: true)
        let told = try await run(world, ready: ready, begin)
        let woken = told.messages.dropFirst().filter { $0["why"]?.compact == "[\"stop-rule\"]" }
        #expect(woken.count == 1)
        let message = try #require(woken.first)
        let now = try #require(integers("now", of: message))
        #expect(now > 0 && now % 3600 == 0)
        guard case .array(let rollouts)? = message["rollouts"], case .array(let rings)? = rollouts[0].members?["rings"]
        else {
            Issue.record("no rollout")
            return
        }
        let (unhealthy, reporting) = (
            try #require(integers("unhealthy", of: rings[0].members ?? [:])),
            try #require(integers("reporting", of: rings[0].members ?? [:]))
        )
        #expect(reporting >= 20 && Double(unhealthy) > 0.05 * Double(reporting))
        // It stops nothing by itself, and wakes nobody who has not subscribed, or on a good patch.
        #expect(told.study.results[0][0].decisions.allSatisfy { $0.action.verb != .stop })
        #expect(try await run(world, ready: "", begin).messages.count < told.messages.count)
        let quiet = try await run(try Self.world(isBad: false), ready: ready, begin)
        #expect(quiet.messages.dropFirst().allSatisfy { $0["why"]?.compact != "[\"stop-rule\"]" })

        let stops = begin + "\nif 'stop-rule' in m['why']: actions = [{'do': 'stop', 'rollout': 0}]"
        let stopped = try await run(world, ready: ready, stops)
        let stop = try #require(stopped.study.results[0][0].decisions.first { $0.action.verb == .stop })
        #expect(stop.time == Tick(now))
        var log = PolicyLog()
        log.head.policy = "mine"
        log.head.ready = stopped.source.conduct.ready
        log.head.limits = stopped.source.configuration.limits
        log.records = [stopped.record]
        let replay = LoggedProgram(try #require(try PolicyLog.logs(log.text.utf8).first), strategy: nil)
        let again = try await StudyRunner(world: world, policies: [replay], seed: 1, replications: [0], threads: 1)
            .run()
        #expect(again.results == stopped.study.results)
    }
}
