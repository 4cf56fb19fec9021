import Experiments
import PatchModel
import PatchSimulator
import PolicyPrograms
import Reports
import ScenarioFiles

extension Misconduct {
    /// What went wrong with a policy; nil: nothing did. Of hidden runs only how often, since what a program says there it could say
    /// of their seed.
    init?(of name: String, _ policy: Int, in runs: SuiteRuns) {
        let counts = runs.incidents(policy)
        guard counts.marked > 0 else { return nil }
        var kinds: [String: Int] = [:]
        var first: String?
        for world in runs.suite.worlds.indices {
            for seed in runs.seeds {
                let made = runs.made(SuiteRuns.Key(world: world, seed: seed, policy: policy))
                for incident in made.flatMap(\.incidents) {
                    kinds[incident.kind, default: 0] += 1
                    if seed == .shown, first == nil {
                        first = "\(incident.kind) in world \(runs.suite.worlds[world].name): \(incident.text)"
                    }
                }
            }
        }
        let said = runs.programs.filter { $0.key.policy == policy && $0.key.seed == .shown }
            .map(\.source.conduct.errors.last).first { !$0.isEmpty }
        self.init(
            policy: name,
            runs: counts.runs,
            marked: counts.marked,
            kinds: kinds.map { Kind(kind: $0.key, count: $0.value) },
            first: first,
            said: said ?? ""
        )
    }
}

extension PreparedSuite {
    /// What decides, in a world and on a seed.
    func source(_ policy: SuitePolicy, _ key: SuiteRuns.Key) throws -> any PolicySource {
        let world = worlds[key.world]
        switch policy {
        case .strategy(let name):
            guard let strategy = world.scenario.strategies.first(where: { $0.name == name }) else {
                throw Failure("there is no strategy \"\(name)\" in world \"\(world.name)\"")
            }
            return DeclaredSource(strategy)
        case .program(let path, let name):
            var configuration = ProgramConfiguration(name: name, path: path)
            // Names and questions of worlds tell what is wrong in them, and dice that follow from a name would, too: a policy has
            // to find that out.
            configuration.question = file.question
            configuration.patchlab = patchlabVersion
            configuration.limits.decision = file.programs.decision
            configuration.limits.bank = file.programs.bank
            configuration.sandbox = Sandbox.Wish(rawValue: file.programs.sandbox.rawValue) ?? .prefer
            // Of hidden runs a program is told no results, nor their numbers.
            configuration.isPublic = key.seed == .shown
            return ProgramSource(configuration, conduct: Conduct(keepsLines: true))
        }
    }
}
