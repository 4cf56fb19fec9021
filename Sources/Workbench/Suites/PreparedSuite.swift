package import Experiments
import Foundation
package import PatchModel
package import PatchSimulator
package import ResultStore
package import ScenarioFiles
import Text

/// A suite with all that it names: worlds that can be run, metrics with their margins, policies that are there.
package struct PreparedSuite: Sendable {
    package struct World: Sendable {
        package var name: String
        package var weight: Double
        package var scenario: Scenario
        package var loaded: LoadedScenario
        package var world: PatchSimulator.World
        /// Of all of the scenario that can change a run, strategies aside.
        package var digest: String
        /// The words of a command line that make the same world.
        package var words: String
    }

    /// A metric in a world.
    package struct Row: Sendable {
        /// Place of the world.
        package var world: Int
        package var metric: Metric
        /// Nil: it is only watched.
        package var margin: Margin?
    }

    package struct Seeds: Sendable {
        package var shown: UInt64
        /// The variable that holds the secret; nil: the suite wants none.
        package var variable: String?
        /// Nil: the variable is not set, or the suite wants none.
        package var secret: HiddenSeed?
        /// Nil: seeds do not rotate, or nothing is hidden.
        package var week: String?

        /// The hidden seed; nil: all runs are on the public one.
        package var hidden: UInt64? { secret.map { $0.seed(week: week) } }
    }

    package var path: String
    package var text: String
    package var file: SuiteFile
    package var worlds: [World]
    package var rows: [Row]
    package var rule: GateRule
    package var seeds: Seeds
    package var baseline: SuitePolicy
    package var candidates: [SuitePolicy]
    package var threads: Int
    /// Names of the candidates that are the baseline itself, where that was found out before; nil: it is to be found out.
    package var sameAsBaseline: Set<String>?

    package var digest: String { Digest.of(text) }

    /// The baseline first.
    package var policies: [SuitePolicy] { [baseline] + candidates }

    /// All files that it is made of, but for the baseline's.
    package var files: [String] {
        let programs = policies.compactMap { policy -> String? in
            if case .program(let path, _) = policy { path } else { nil }
        }
        return [path] + worlds.flatMap(\.loaded.files) + programs
    }

    /// The baseline's file, if it is in one.
    package var baselinePath: String? { file.baselineFile.map { resolved($0.text) } }

    /// Whether a candidate is the baseline itself: a program of the same bytes, or a strategy that says the same in every world.
    func isBaseline(_ candidate: SuitePolicy) -> Bool {
        if let known = sameAsBaseline { return known.contains(candidate.name) }
        switch (baseline, candidate) {
        case (.strategy(let one), .strategy(let other)):
            return one == other
                || worlds.allSatisfy { world in
                    let strategies = world.scenario.strategies
                    guard var first = strategies.first(where: { $0.name == one }),
                        let second = strategies.first(where: { $0.name == other })
                    else { return false }
                    first.name = other
                    return first == second
                }
        case (.program(let one, _), .program(let other, _)):
            guard let bytes = FileManager.default.contents(atPath: one) else { return false }
            return bytes == FileManager.default.contents(atPath: other)
        default: return false
        }
    }

    /// The same without runs on the hidden seed: plans, proofs and scores show figures whole, and could not if they told of these.
    package var onPublicSeed: PreparedSuite {
        var suite = self
        suite.seeds.secret = nil
        return suite
    }

    /// The path of a file that the suite names.
    package func resolved(_ relative: String) -> String { Self.resolved(relative, beside: path) }

    static func resolved(_ relative: String, beside path: String) -> String {
        guard !relative.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return relative }
        return String(path[...slash]) + relative
    }
}

/// What decides in a suite.
package enum SuitePolicy: Sendable, Hashable {
    /// A strategy that every world's scenario has.
    case strategy(String)
    case program(path: String, name: String)

    package var name: String {
        switch self {
        case .strategy(let name), .program(_, let name): name
        }
    }

    /// The words of a command line that name it.
    var words: String {
        switch self {
        case .strategy(let name): "--strategy " + ShellWord.quoted(name)
        case .program(let path, _): "--policy " + ShellWord.quoted(path)
        }
    }

    package var isProgram: Bool {
        if case .program = self { true } else { false }
    }
}

/// From which seed runs follow.
package enum SeedKind: String, Sendable, Hashable, CaseIterable {
    case shown
    case hidden
}
