import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text

/// Tries a program against little worlds and against what goes wrong.
package struct ProgramCheck: Sendable {
    package enum Verdict: String, Sendable {
        case ok
        /// Worth knowing; nothing depends on it.
        case note
        case failed
    }

    package struct Row: Sendable, Hashable {
        package var name: String
        package var verdict: Verdict
        /// What was found.
        package var detail: String
    }

    let configuration: ProgramConfiguration

    package init(_ configuration: ProgramConfiguration) { self.configuration = configuration }

    /// Does all of it, one after the other.
    ///
    /// - Parameter progress: told the number of rows that are done.
    /// - Throws: `ProgramFailure` if the program does not start, or speaks another protocol.
    package func rows(progress: (Int) -> Void) async throws -> [Row] {
        var rows: [Row] = []
        func add(_ more: [Row]) {
            rows += more
            progress(rows.count)
        }
        let beginning = try greeting()
        add(beginning)
        // Who does not speak fails everywhere; one time is enough.
        guard beginning.first?.verdict != .failed else { return rows }
        // Whoever lets three worlds in a row wait in vain will do so in all, and each takes its time.
        var silent = 0
        for (name, scenario) in try CheckWorlds.all() {
            let tried = try await world(name, scenario)
            add([tried.row])
            silent = tried.isSilent ? silent + 1 : 0
            guard silent < 3 else {
                add([
                    Row(
                        name: "all the rest",
                        verdict: .failed,
                        detail: "not tried: in three worlds in a row no answer came in time"
                    )
                ])
                return rows
            }
        }
        add([strayOutput(rows)])
        for accident in Accident.inConversation { add([try row(accident)]) }
        add(try await repetition())
        return rows
    }

    /// Does one of it, for whoever does not want all.
    func only(_ accident: Accident) async throws -> Row? {
        switch accident {
        case .speaking, .slowStart:
            let rows = try greeting()
            return rows.first { $0.verdict == .failed } ?? rows.first { $0.name == accident.rawValue }
        case .strayOutput: return strayOutput([try await world("one patch", try CheckWorlds.withPatch()).row])
        case .order, .alone, .hashSeed, .children:
            return try await repetition().first { $0.name == accident.rawValue }
        default: return try row(accident)
        }
    }

    /// How many rows there are.
    package static let count = 24 + Accident.allCases.count

    // MARK: Worlds

    /// - Returns: what came of it, and whether the program was waited for in vain.
    private func world(_ name: String, _ scenario: Scenario) async throws -> (row: Row, isSilent: Bool) {
        let source = ProgramSource(configuration)
        let study = try await StudyRunner(
            world: try World(scenario),
            policies: [source],
            seed: 1,
            replications: [0],
            threads: 1
        ).run()
        let run = study.results[0][0]
        let asked = source.conduct.records.first?.lines ?? []
        guard let first = run.incidents.first else {
            let detail = "\(asked.count) questions, \(run.decisions.count) actions"
            return (Row(name: name, verdict: .ok, detail: detail), false)
        }
        let isSilent = !asked.isEmpty && asked.allSatisfy { $0.reply == nil && !$0.isEnd }
        let more = run.incidents.count > 1 ? " (and \(run.incidents.count - 1) more)" : ""
        return (Row(name: name, verdict: .failed, detail: "\(first.kind): \(first.text)\(more)"), isSilent)
    }

    private func strayOutput(_ rows: [Row]) -> Row {
        let kinds: [Incident.Kind] = [.notJSON, .wrongType, .wrongSeq, .notUTF8]
        let found = rows.first { row in kinds.contains { row.detail.hasPrefix($0.rawValue + ":") } }
        return row(.strayOutput, found?.detail, "nothing but answers on standard output")
    }

    // MARK: The same again

    private func repetition() async throws -> [Row] {
        let worlds = try CheckWorlds.all()
        guard let busiest = worlds.last?.scenario else { return [] }
        let world = try World(busiest)
        func records(_ change: (inout ProgramConfiguration) -> Void, _ replications: [Int]) async throws
            -> [EpisodeRecord]
        {
            var configuration = configuration
            change(&configuration)
            let source = ProgramSource(configuration)
            _ = try await StudyRunner(world: world, policies: [source], seed: 1, replications: replications, threads: 1)
                .run()
            return source.conduct.records
        }
        let among = try await records({ _ in }, [0, 1, 2])
        let back = try await records({ _ in }, [2, 1, 0])
        let alone = try await records({ $0.isAlone = true }, [0, 1, 2])
        let hashed = try await records(
            {
                $0.isAlone = true
                $0.hashSeed = 1
            },
            [0, 1, 2]
        )
        func same(_ accident: Accident, _ one: [EpisodeRecord], _ other: [EpisodeRecord], _ problem: String) -> Row {
            let isSame = one.map(\.digest) == other.map(\.digest)
            return row(accident, isSame ? nil : problem, "the same decisions")
        }
        return [
            same(.order, among, back, "state-leak: what it decides depends on the runs before"),
            same(.alone, among, alone, "state-leak: alone it decides differently"),
            same(.hashSeed, alone, hashed, "state-leak: it depends on the order of sets, or on hash()"),
            leftovers(),
        ]
    }

    /// After all of the above.
    private func leftovers() -> Row {
        let left = ProcessFamily.strays()
        return row(.children, left.isEmpty ? nil : "\(left.count) processes are left", "there is none")
    }
}
