import Experiments
package import PatchSimulator

/// Whether a program decides alone, in a process of its own and with another hash seed, what it decided among others.
package struct Audit: Sendable {
    /// A run in which it does not.
    package struct Leak: Sendable, Hashable {
        package var policy: String
        package var replication: Int
        /// The first line of the log that differs: among others, and alone. Empty: there is none.
        package var among: String
        package var alone: String
    }

    /// Which of the replications are run again: as many as the share says, at least one, evenly spread.
    package static func chosen(_ replications: [Int], share: Double) -> [Int] {
        guard share > 0, !replications.isEmpty else { return [] }
        let count = min(replications.count, max(1, Int((share * Double(replications.count)).rounded(.up))))
        return (0..<count).map { replications[$0 * replications.count / count] }
    }

    /// Runs replications again. What is late, or had to be ended, is left out: it hangs on the machine.
    ///
    /// - Throws: what the runs throw.
    package static func leaks(
        of source: ProgramSource,
        in world: World,
        seed: UInt64,
        share: Double,
        threads: Int
    ) async throws -> [Leak] {
        let usable = source.conduct.records.filter { record in
            record.opening == nil && !record.wasEnded
                && !record.incidents.contains { $0.kind == Incident.Kind.late.rawValue }
        }
        let wanted = Set(chosen(usable.map(\.replication), share: share))
        guard !wanted.isEmpty else { return [] }
        var configuration = source.configuration
        configuration.isAlone = true
        configuration.hashSeed = 1
        let again = ProgramSource(configuration)
        _ = try await StudyRunner(
            world: world,
            policies: [again],
            seed: seed,
            replications: wanted.sorted(),
            threads: threads
        ).run()
        let alone = Dictionary(again.conduct.records.map { ($0.replication, $0) }) { first, _ in first }
        return usable.compactMap { record in
            guard let other = alone[record.replication], other.digest != record.digest else { return nil }
            let lines = (record.lines.map(\.canonical), other.lines.map(\.canonical))
            let place =
                zip(lines.0, lines.1).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.0.count, lines.1.count)
            return Leak(
                policy: record.policy,
                replication: record.replication,
                among: lines.0.indices.contains(place) ? lines.0[place] : "",
                alone: lines.1.indices.contains(place) ? lines.1[place] : ""
            )
        }
    }
}
