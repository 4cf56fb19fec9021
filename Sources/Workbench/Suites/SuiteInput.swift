import Experiments
import Foundation
import PatchModel
import PatchSimulator
import PolicyPrograms
import ResultStore
package import ScenarioFiles
import Text

/// Reads a suite and looks up what it names.
package struct SuiteInput: Sendable {
    /// Programs that take the place of the suite's candidates.
    package var programs: [String] = []
    /// Strategies that take the place of the suite's candidates.
    package var strategies: [String] = []
    /// Nil: those of the suite.
    package var threads: Int?
    package var environment: [String: String] = [:]
    /// The week of the hidden seed.
    package var week = ""
    /// Whether a run without candidates makes sense.
    package var needsCandidates = true

    package init() {}

    /// The suite at `path`, which may be the name of one that comes with the program. Tells the caller what is wrong with it.
    ///
    /// - Throws: `Failure` if it cannot be used.
    package func read(_ path: String, for caller: any Caller) throws -> PreparedSuite {
        let path = try SuitePlace.path(of: path)
        return try prepared(SuiteFile.load(path: path), path, worlds: nil, for: caller)
    }

    /// A suite that was kept with the files of its worlds.
    ///
    /// - Parameter worlds: by name, the files of the scenario, itself first.
    package func read(
        _ text: String,
        name: String,
        worlds: [String: [SourceFile]],
        for caller: any Caller
    ) throws -> PreparedSuite {
        try prepared(SuiteFile.load(text: text, name: name), name, worlds: worlds, for: caller)
    }

    private func prepared(
        _ loaded: LoadedFile<SuiteFile>,
        _ path: String,
        worlds given: [String: [SourceFile]]?,
        for caller: any Caller
    ) throws -> PreparedSuite {
        var mistakes = loaded.diagnostics
        guard let file = loaded.content else { throw Self.failure(mistakes, path, for: caller) }
        let worlds = try file.worlds.map { try world($0, file, path, given, &mistakes, for: caller) }
        let found = worlds.compactMap { $0 }
        guard found.count == worlds.count, let decider = file.baseline else {
            throw Self.failure(mistakes, path, for: caller)
        }
        let rows = Self.rows(file, found, &mistakes)
        let declared = file.candidates + [decider]
        for strategy in declared {
            guard case .strategy(let written) = strategy else { continue }
            Self.check(written, found, &mistakes)
        }
        if mistakes.contains(where: { $0.severity == .error }) { throw Self.failure(mistakes, path, for: caller) }
        guard let rule = GateRule(level: file.decision.level, power: file.decision.power, looks: file.decision.looks)
        else { throw Failure("\(path): nothing could be decided that way; see `decide`") }
        let candidates = try candidates(file, found, path, isKept: given != nil)
        return PreparedSuite(
            path: path,
            text: String(decoding: loaded.bytes, as: UTF8.self),
            file: file,
            worlds: found,
            rows: rows,
            rule: rule,
            seeds: try seeds(file, isKept: given != nil),
            baseline: try Self.policy(decider, path, isKept: given != nil),
            candidates: candidates,
            threads: threads ?? file.budget.threads ?? Work.usualThreads
        )
    }

    /// Tells all mistakes.
    private static func failure(_ mistakes: [Diagnostic], _ path: String, for caller: any Caller) -> Failure {
        let errors = mistakes.filter { $0.severity == .error }.sorted()
        for mistake in errors { caller.hear(mistake.description) }
        let count = errors.count == 1 ? "an error" : "\(errors.count) errors"
        return Failure(
            "\(path) has \(count); 'patchlab explain \(errors.first?.code.rawValue ?? "CODE")' gives details"
        )
    }

    // MARK: Worlds

    private func world(
        _ world: SuiteFile.World,
        _ file: SuiteFile,
        _ path: String,
        _ given: [String: [SourceFile]]?,
        _ mistakes: inout [Diagnostic],
        for caller: any Caller
    ) throws -> PreparedSuite.World? {
        let place: String
        let source: ScenarioSource
        if let given {
            guard let files = given[world.name.text], !files.isEmpty else {
                throw Failure("\(path): the files of world \"\(world.name.text)\" are not there")
            }
            place = files[0].paths.first ?? ""
            source = ScenarioSource(files: files)
        } else {
            do {
                place = try ScenarioPlace.path(of: world.scenario.text, beside: path)
            } catch let failure as Failure {
                mistakes.append(
                    Diagnostic(.cannotRead, failure.lines.joined(separator: ": "), at: world.scenario.place)
                )
                return nil
            }
            source = ScenarioSource(path: place)
        }
        guard let settings = settings(world, source, file, &mistakes) else { return nil }
        let loaded = source.load(setting: settings)
        mistakes += loaded.diagnostics.filter { $0.severity == .error }
        guard let scenario = loaded.scenario else { return nil }
        let words =
            [ShellWord.quoted(place)] + settings.map { "--set " + ShellWord.quoted("\($0.key)=\($0.value)") }
        return PreparedSuite.World(
            name: world.name.text,
            weight: world.weight,
            scenario: scenario,
            loaded: loaded,
            world: try RunRoom.world(scenario),
            digest: Digest.ofRun(
                simulation: simulationVersion,
                canonicalText: loaded.worldText ?? "",
                traces: loaded.traces
            ),
            words: words.joined(separator: " ")
        )
    }

    // MARK: Policies

    private static func check(
        _ strategy: SuiteFile.Written,
        _ worlds: [PreparedSuite.World],
        _ mistakes: inout [Diagnostic]
    ) {
        for world in worlds {
            let known = world.scenario.strategies.map(\.name)
            guard !known.contains(strategy.text) else { continue }
            let message =
                "there is no strategy \(quoted(strategy.text)) in world \"\(world.name)\"; there are \(known.joined(separator: ", "))"
            let meant = nearestName(to: strategy.text, among: known)
            mistakes.append(Diagnostic(.unknownStrategy, message, at: strategy.place, suggestion: meant))
            return
        }
    }

    private func candidates(
        _ file: SuiteFile,
        _ worlds: [PreparedSuite.World],
        _ path: String,
        isKept: Bool
    ) throws -> [SuitePolicy] {
        var candidates: [SuitePolicy] = []
        if programs.isEmpty, strategies.isEmpty {
            candidates = try file.candidates.map { try Self.policy($0, path, isKept: isKept) }
        }
        for name in strategies {
            for world in worlds where !world.scenario.strategies.contains(where: { $0.name == name }) {
                let known = world.scenario.strategies.map(\.name)
                throw Failure(
                    "--strategy: there is no strategy \"\(name)\" in world \"\(world.name)\""
                        + didYouMean(name, among: known)
                        + "; there are " + known.joined(separator: ", ")
                )
            }
            candidates.append(.strategy(name))
        }
        for path in programs {
            let found = isKept ? (path: path, name: path) : try ProgramRequest.program(path)
            candidates.append(.program(path: found.path, name: found.name))
        }
        if candidates.isEmpty, needsCandidates {
            throw Failure(
                "\(path): there is nothing to compare with the baseline",
                help: "--policy PROGRAM, --strategy NAME, or `candidates` in the suite"
            )
        }
        let names = candidates.map(\.name)
        if let twice = names.first(where: { name in names.count(where: { $0 == name }) > 1 }) {
            throw Failure("two candidates are called \"\(twice)\"", help: "a link with another name will do")
        }
        return candidates
    }

    private static func policy(_ decider: SuiteFile.Decider, _ path: String, isKept: Bool) throws -> SuitePolicy {
        switch decider {
        case .strategy(let written): return .strategy(written.text)
        case .policy(let written):
            let place = PreparedSuite.resolved(written.text, beside: path)
            guard !isKept else {
                let name = URL(fileURLWithPath: place).deletingPathExtension().lastPathComponent
                return .program(path: place, name: name)
            }
            do {
                let found = try ProgramRequest.program(place)
                return .program(path: found.path, name: found.name)
            } catch let failure as Failure {
                throw Failure(lines: failure.lines + [written.place.text], help: failure.help, kind: failure.kind)
            }
        }
    }

    // MARK: Seeds

    private func seeds(_ file: SuiteFile, isKept: Bool) throws -> PreparedSuite.Seeds {
        var seeds = PreparedSuite.Seeds(shown: UInt64(file.seeds.shown))
        if file.seeds.rotation == .weekly, file.worlds.contains(where: { !$0.variations.isEmpty }) {
            guard HiddenSeed.isWeek(week) else { throw Failure("--week \"\(week)\": expected a week such as 2026-W48") }
            seeds.week = week
        }
        guard let variable = file.seeds.hidden?.text else { return seeds }
        seeds.variable = variable
        guard let secret = environment[variable], !secret.isEmpty else { return seeds }
        guard let hidden = HiddenSeed(secret: secret) else {
            throw Failure(
                "\(variable): a secret needs \(HiddenSeed.fewestCharacters) characters at least, so that it cannot be guessed",
                help: "openssl rand -hex 16 makes one"
            )
        }
        seeds.secret = hidden
        if file.seeds.rotation == .weekly {
            guard HiddenSeed.isWeek(week) else { throw Failure("--week \"\(week)\": expected a week such as 2026-W48") }
            seeds.week = week
        }
        return seeds
    }
}
