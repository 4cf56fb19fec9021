import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

/// What rollouts of a study's first run still wait for at the end: a ring that never opens is seen to be shut, and why. Known of
/// declared strategies.
struct WaitText {
    /// More rollouts than this are counted only.
    private static let maximum = 5

    private let study: Study

    init(_ study: Study) { self.study = study }

    /// Nothing if everything was opened.
    func lines(width: Int) -> [String] {
        guard let result = study.results.first?.first, Self.mayBeUnfinished(result.ledger),
            let strategy = study.policies.first?.strategy, let replication = study.replications.first,
            let world = try? World(study.scenario)
        else { return [] }
        // What is known of a run is its decisions; the console that it ended with is found by running it again.
        var simulation = Simulation(
            world,
            policy: DeclaredPolicy(strategy),
            seed: study.seed,
            replication: replication
        )
        simulation.run()
        let waits = simulation.waits
        guard !waits.isEmpty else { return [] }
        let names = DecisionLog(result.decisions).rolloutNames(study.scenario)
        var lines = ["", "What it still waits for at the end:"]
        for wait in waits.prefix(Self.maximum) {
            let end = wait.until.map { " at \(Figure.time($0))" } ?? ""
            let name = names.count > 1 && names.indices.contains(wait.rollout) ? " [\(names[wait.rollout])]" : ""
            let what =
                wait.devices > 0
                ? Figure.count(wait.devices, "device is not offered it", "devices are not offered it")
                : wait.ring.map { "\"\($0)\" is not open" } ?? "it is stopped"
            lines += wrapped(
                "\(what), and \(wait.devices > 1 ? "wait" : "waits") for \(wait.reason)\(end)\(name)",
                width: width - 2,
                indent: "  "
            )
            .map { "  " + $0 }
        }
        if waits.count > Self.maximum { lines.append("  and \(waits.count - Self.maximum) rollouts more") }
        return lines
    }

    /// False if every rollout came to its end. Runs that an earlier version kept do not say.
    private static func mayBeUnfinished(_ ledger: Ledger) -> Bool {
        ledger.rollouts.unfinished > 0 || ledger.absent.contains("unfinished_rollouts")
    }
}
