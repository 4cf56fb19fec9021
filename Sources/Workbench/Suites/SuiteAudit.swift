import Experiments
import PatchSimulator
import PolicyPrograms
import ScenarioFiles

/// Whether runs come out the same when they are made again.
struct SuiteAudit {
    /// Replications of the baseline that are made again in each world.
    private static let again = 3

    private let suite: PreparedSuite
    private let runs: SuiteRuns
    private let work: Work

    init(_ suite: PreparedSuite, _ runs: SuiteRuns, _ work: Work) {
        self.suite = suite
        self.runs = runs
        self.work = work
    }

    func check() async throws {
        try await checkBaseline()
        guard suite.file.programs.audit > 0 else { return }
        for (key, source) in runs.programs {
            let leaks: [Audit.Leak]
            do {
                leaks = try await Audit.leaks(
                    of: source,
                    in: suite.worlds[key.world].world,
                    seed: runs.seed(key.seed),
                    share: suite.file.programs.audit,
                    threads: work.threads
                )
            } catch {
                throw Failure(telling: error)
            }
            guard let leak = leaks.first else { continue }
            var lines = [
                "\(source.name) is not the same alone (state-leak): world \"\(suite.worlds[key.world].name)\""
                    + (key.seed == .shown ? ", replication \(leak.replication)" : ", on the hidden seed")
            ]
            if key.seed == .shown {
                lines += [
                    "among others: " + (leak.among.isEmpty ? "nothing more" : String(leak.among.prefix(400))),
                    "alone:        " + (leak.alone.isEmpty ? "nothing more" : String(leak.alone.prefix(400))),
                ]
            }
            throw Failure(
                lines: lines,
                help: "forget everything when an episode begins, and do not depend on the order of sets or on hash()",
                kind: .notDetermined
            )
        }
    }

    /// The baseline against itself, on one thread: the same ledgers.
    private func checkBaseline() async throws {
        guard !suite.baseline.isProgram else { return }
        for (place, world) in suite.worlds.enumerated() {
            for seed in runs.seeds {
                let key = SuiteRuns.Key(world: place, seed: seed, policy: 0)
                let made = runs.made(key).prefix(Self.again)
                guard !made.isEmpty else { continue }
                let runner = StudyRunner(
                    world: world.world,
                    policies: [try suite.source(suite.baseline, key)],
                    seed: runs.seed(seed),
                    replications: Array(made.indices),
                    threads: 1
                )
                let study: Study
                do { study = try await runner.run() } catch { throw Failure(telling: error) }
                guard zip(made, study.results[0]).allSatisfy({ $0.ledger == $1.ledger }) else {
                    throw Failure(
                        "the baseline against itself differs in world \"\(world.name)\": nothing that is found here can be trusted",
                        help: "please report this as a fault of PatchLab",
                        kind: .notDetermined
                    )
                }
            }
        }
    }
}
