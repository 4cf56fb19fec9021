import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// The page "how to add a subject" shows code that is there, and the subject that it shows does what it says.
@Suite("How to add a subject")
struct SubjectExampleTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/PatchSimulator").standardizedFileURL

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: sources.appending(path: path)), as: UTF8.self)
    }

    @Test("Each piece of code on the page stands in the sources, letter by letter")
    func shown() throws {
        let page = try Self.text("PatchSimulator.docc/PatchSimulator.md")
        let code = try Self.text("BackgroundFailures/BackgroundFailures.swift") + Self.text("Run.swift")
        let pieces = page.components(separatedBy: "```swift\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```\n").first }
        #expect(pieces.count == 11)
        for piece in pieces { #expect(code.contains("\n\(piece)\n"), "not in the sources: \(piece)") }
    }

    @Test("The page explains every field of the manifest that the example needs")
    func whole() throws {
        let page = try Self.text("PatchSimulator.docc/PatchSimulator.md")
        for line in try Self.text("Run.swift").split(separator: "\n")
        where line.lowercased().contains("backgroundfailures") {
            let words = line.trimmingCharacters(in: .whitespaces)
            // Planned by who makes a run.
            if words == "BackgroundFailures.plan(in: &self)" { continue }
            #expect(page.contains(words), "\(words)")
        }
    }

    @Test("Played: every failure of a device that is on is a ticket, and couples devices until the last has come")
    func played() throws {
        let day: Tick = 86_400
        let groups = [SmallWorlds.group(20, backgroundFailuresPerDay: 0.5), SmallWorlds.group(5, name: "quiet")]
        let scenario = SmallWorlds.scenario(groups, [SmallWorlds.patch()], horizon: 40 * day)
        var simulation = Simulation(
            try World(scenario),
            policy: DoNothing(),
            seed: 4,
            replication: 0,
            recording: Array(0..<25)
        )
        let (ofFailures, ofAll) = (BackgroundFailures.coupling(in: &simulation.fleet), simulation.fleet.coupling())
        #expect(ofFailures == .atDecisions && ofAll == .atDecisions && simulation.fleet.agenda.isSweeping)
        simulation.advance(to: 20 * day)
        let half = simulation.console.tickets
        simulation.run()
        let tickets = (0..<25).map { simulation.recordedLife(of: $0).count { $0.event == .unrelatedTicket } }
        #expect(
            simulation.ledger.labour.tickets == tickets.reduce(0, +)
                && simulation.ledger.events == simulation.ledger.labour.tickets
        )
        #expect(half > 0 && half < simulation.ledger.labour.tickets)
        #expect(tickets[20...].allSatisfy { $0 == 0 })
        // Poisson with mean 20 × 0.5 × 40 = 400: within four standard deviations of 20.
        #expect(abs(simulation.ledger.labour.tickets - 400) <= 80)
        let afterwards = BackgroundFailures.coupling(in: &simulation.fleet)
        #expect(afterwards == .none)
        #expect(simulation.fleet.violations() == [])
    }

    @Test("What is to be expected of a scenario is the strongest coupling and the sum of what subjects take")
    func outline() throws {
        let day: Tick = 86_400
        func outline(_ daily: Double, brickChance: Double) -> RunOutline {
            let groups = [SmallWorlds.group(1000, backgroundFailuresPerDay: daily)]
            let scenario = SmallWorlds.scenario(
                groups,
                [SmallWorlds.patch(brickChance: brickChance)],
                horizon: 10 * day
            )
            return RunOutline(scenario, strategies: [], pairs: 1000, rollouts: 1)
        }
        #expect(outline(0, brickChance: 0).coupling == .none)
        #expect(outline(0.5, brickChance: 0).coupling == .atDecisions)
        #expect(outline(0.5, brickChance: 0.1).coupling == .always)
        // A device 8 bytes, a pair 6, its place in a rollout 2; its step 8 where devices take turns; an event 8.
        #expect(outline(0, brickChance: 0).footprint == 16_000)
        #expect(outline(0, brickChance: 0.1).footprint == 24_000)
        #expect(outline(0.5, brickChance: 0).footprint == 24_000 + 5000 * 8)
        // Where periods are walked and devices take turns, 16 bytes for the one that a device is in.
        let hour = SmallWorlds.constant(3600)
        let walking = SmallWorlds.group(1000, connectivity: .alternating(on: hour, off: hour, awayShare: 0))
        for (brickChance, bytes) in [(0.0, 16_000), (0.1, 40_000)] {
            let patches = [SmallWorlds.patch(brickChance: brickChance)]
            let scenario = SmallWorlds.scenario([walking], patches, horizon: 10 * day)
            #expect(RunOutline(scenario, strategies: [], pairs: 1000, rollouts: 1).footprint == bytes)
        }
    }
}
