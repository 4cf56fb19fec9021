import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// The manifest of subjects, `Run`, forgets none of them.
@Suite("The manifest")
struct ManifestTests {
    /// Subjects that a run has as a field, and the list has not.
    private static func missing(from list: [SubjectEntry], of run: Run) -> [String] {
        let listed = Set(list.map { ObjectIdentifier($0.type) })
        return Mirror(reflecting: run).children.compactMap { child in
            guard let subject = child.value as? any Subject, !listed.contains(ObjectIdentifier(type(of: subject)))
            else {
                return nil
            }
            return child.label
        }
    }

    /// A run in which much has happened: defects, visits and stops.
    private static func eventfulRun() throws -> Run {
        for number in 0..<200 {
            var simulation = try LawTests.simulation(number)
            simulation.run()
            let ledger = simulation.ledger
            if ledger.defects.blastRadius > 0 && ledger.labour.technicianVisits > 0 && ledger.rollouts.stops > 0 {
                return simulation.fleet
            }
        }
        Issue.record("no random scenario has a defect that stops it, and a visit")
        return try LawTests.simulation(0).fleet
    }

    @Test("A subject that is missing from the manifest is found")
    func missingSubject() throws {
        let run = try LawTests.simulation(1).fleet
        #expect(Self.missing(from: Run.subjects, of: run) == [])
        for (place, subject) in Run.subjects.enumerated() {
            var list = Run.subjects
            list.remove(at: place)
            #expect(Self.missing(from: list, of: run).count == 1, "without \(subject.type)")
        }
    }

    @Test("Kinds of events follow each other without a gap or an overlap, and a key has room for them")
    func kinds() {
        let ranges = Run.subjects.map { $0.type.kinds }.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
        #expect(ranges.first?.lowerBound == 0)
        for (one, next) in zip(ranges, ranges.dropFirst()) { #expect(one.upperBound == next.lowerBound) }
        #expect(ranges.last.map { Int($0.upperBound) <= EventKey.maximumKinds } == true)
    }

    @Test("Every kind of event of every subject is served, and no other")
    func served() throws {
        let run = try Self.eventfulRun()
        #expect(!run.defects.incidents(of: run.defects.device(of: 0)).isEmpty)
        let kinds = Run.subjects.flatMap { Array($0.type.kinds) }
        for kind in UInt8(0)..<UInt8(EventKey.maximumKinds) {
            var copy = run
            copy.unshare()
            let key = EventKey(time: run.now, kind: kind, entity: 0)
            #expect(copy.serve(key) == kinds.contains(kind), "kind \(kind)")
        }
    }

    @Test("After unsharing no column of a copy is a column of the original")
    func unshared() throws {
        var simulation = Simulation(
            try World(SweepTests.harmless(7)),
            policy: DeclaredPolicy(RandomScenarios.strategy(7)),
            seed: 1,
            replication: 0
        )
        simulation.advance(to: simulation.horizon / 2)
        for run in [try Self.eventfulRun(), simulation.fleet] {
            let original = Self.columns(of: run, "run")
            #expect(original.count > 10)
            var copy = run
            #expect(Self.columns(of: copy, "run").map(\.address) == original.map(\.address))
            copy.unshare()
            for (one, other) in zip(original, Self.columns(of: copy, "run")) {
                #expect(one.address != other.address, "\(one.path) is still shared")
            }
        }
    }

    /// The columns in a value that may change, with their places in memory.
    private static func columns(of value: Any, _ path: String) -> [(path: String, address: String)] {
        let mirror = Mirror(reflecting: value)
        if "\(mirror.subjectType)".hasPrefix("Column<") {
            return [(path, mirror.children.first { $0.label == "base" }.map { "\($0.value)" } ?? "")]
        }
        guard mirror.displayStyle != .class else { return [] }
        return mirror.children.enumerated().flatMap { number, child -> [(path: String, address: String)] in
            let label = child.label ?? "\(number)"
            // Neither changes.
            if label == "world" || label == "ringOf" { return [] }
            return columns(of: child.value, "\(path).\(label)")
        }
    }

    @Test("The ledger has a part of every subject that counts something")
    func ledger() throws {
        let run = try Self.eventfulRun()
        let whole = run.ledger(of: Part(allOf: run.world))
        var sum = Ledger()
        (sum.time, sum.devices, sum.events) = (whole.time, whole.devices, whole.events)
        for subject in Run.subjects { subject.state(run).add(to: &sum, of: Part(allOf: run.world), in: run) }
        #expect(sum == whole)
        #expect(whole.installation.attempts > 0 && whole.defects.blastRadius > 0)
        #expect(whole.labour.technicianVisits > 0 && whole.rollouts.stops > 0)
    }
}

/// What subjects say of themselves holds after every event of the random scenarios.
@Suite("Laws of subjects")
struct SubjectLawTests {
    @Test("Nothing that a subject promises is violated after any event, in exact order", arguments: LawTests.lots)
    func exact(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var simulation = try LawTests.simulation(number)
            while !simulation.isFinished {
                simulation.step()
                let found = simulation.fleet.violations()
                #expect(found == [], "scenario \(number) at \(simulation.now)")
                if !found.isEmpty { break }
            }
        }
    }

    @Test("Nothing that a subject promises is violated wherever a sweep is paused", arguments: LawTests.lots)
    func swept(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var simulation = Simulation(
                try World(SweepTests.harmless(number)),
                policy: DeclaredPolicy(RandomScenarios.strategy(number)),
                seed: 3,
                replication: number
            )
            for part in 1...8 {
                simulation.advance(to: simulation.horizon * Tick(part) / 8)
                #expect(simulation.fleet.violations() == [], "scenario \(number) at \(simulation.now)")
            }
        }
    }
}
