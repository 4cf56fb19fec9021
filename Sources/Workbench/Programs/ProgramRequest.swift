import Experiments
import Foundation
package import PatchModel
package import PolicyPrograms
import ScenarioFiles
import Text

/// Programs that are to decide, as a user names them and how they are to be run.
package struct ProgramRequest: Sendable {
    /// Paths of the programs.
    package var paths: [String] = []
    /// `hold`, `last`, `fail`, or `strategy NAME`.
    package var fallback = ProgramFallback.hold.word
    package var limits = ProgramLimits()
    package var sandbox = Sandbox.Wish.prefer
    /// Names of variables of the environment that are let through.
    package var variables: [String] = []
    /// Where the log is written or, without a program, read; nil: nowhere.
    package var log: String?
    /// The share of the replications that is run again; in [0, 1].
    package var audit = 0.0

    package init() {}

    /// Whether programs take part at all, be it from a log.
    package var isEmpty: Bool { paths.isEmpty && log == nil }

    /// The programs as sources of policies.
    ///
    /// - Parameters:
    ///   - scenario: what they are asked about.
    ///   - world: what they are told that it is called.
    ///   - conducts: by program, where it is kept how it behaves.
    /// - Throws: `Failure` if one is not there, cannot be run, or has the name of a strategy.
    package func sources(_ scenario: Scenario, world: String, _ conducts: [Conduct]) throws -> [ProgramSource] {
        let fallback = try Self.fallback(fallback, of: scenario)
        for name in variables where name.isEmpty || name.contains("=") || name.contains("\u{0}") {
            throw Failure("--policy-env \"\(name)\": expected the name of a variable, such as API_KEY")
        }
        var names = Set(scenario.strategies.map(\.name))
        return try zip(paths, conducts).map { path, conduct in
            let found = try Self.program(path)
            guard names.insert(found.name).inserted else {
                throw Failure(
                    "--policy \(path): \"\(found.name)\" is the name of a strategy or of another program already",
                    help: "give the program another name; a link to it will do"
                )
            }
            var configuration = ProgramConfiguration(name: found.name, path: found.path)
            configuration.question = scenario.question
            configuration.world = world
            configuration.patchlab = patchlabVersion
            configuration.limits = limits
            configuration.fallback = fallback.fallback
            configuration.strategy = fallback.strategy
            configuration.sandbox = sandbox
            configuration.variables = variables.sorted()
            return ProgramSource(configuration, conduct: conduct)
        }
    }

    /// For each program, where it is kept how it behaves.
    ///
    /// - Parameter keepsLines: whether a log or an audit wants to know what was asked and answered.
    package func conducts(keepsLines: Bool) -> [Conduct] { paths.map { _ in Conduct(keepsLines: keepsLines) } }

    /// What programs are told that a scenario is called.
    package static func world(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    /// What is meant by the words of a fallback.
    static func fallback(_ words: String, of scenario: Scenario) throws -> (
        fallback: ProgramFallback, strategy: Strategy?
    ) {
        // As options are often written.
        let words = words.hasPrefix("strategy=") ? "strategy " + words.dropFirst("strategy=".count) : words
        guard let fallback = ProgramFallback(word: words) else {
            let meant = didYouMean(words, among: ["hold", "last", "fail"])
            throw Failure("--policy-fallback \"\(words)\"\(meant): expected hold, last, fail, or \"strategy NAME\"")
        }
        guard case .strategy(let name) = fallback else { return (fallback, nil) }
        guard let strategy = scenario.strategies.first(where: { $0.name == name }) else {
            let known = scenario.strategies.map(\.name)
            throw Failure(
                "--policy-fallback: there is no strategy \"\(name)\"" + didYouMean(name, among: known)
                    + (known.isEmpty ? "; the scenario has none" : "; there are " + known.joined(separator: ", "))
            )
        }
        return (fallback, strategy)
    }

    /// The whole path of a program and its name, which is that of its file without what stands behind the last point.
    package static func program(_ path: String) throws -> (path: String, name: String) {
        let url = URL(fileURLWithPath: path)
        var status = stat()
        guard !path.isEmpty, stat(url.path, &status) == 0 else {
            let meant = path.isEmpty ? nil : NearbyFile.nearest(to: path)
            throw Failure(
                "--policy: there is no program \"\(path)\"" + (meant.map { " (did you mean \"\($0)\"?)" } ?? "")
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure("--policy \(path): this is not a regular file") }
        guard access(url.path, X_OK) == 0 else {
            throw Failure(
                "--policy \(path): this file is not executable",
                help: "chmod +x \(ShellWord.quoted(path)); a script begins with a line such as #!/usr/bin/env python3"
            )
        }
        let name = url.deletingPathExtension().lastPathComponent
        return (url.path, name.isEmpty ? url.lastPathComponent : name)
    }
}
