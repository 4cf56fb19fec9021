import ArgumentParser
import Experiments
import Foundation
import PatchModel
import ResultStore
import ScenarioFiles

/// Options of the commands that vary a scenario.
struct VariationOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"), completion: .scenario)
    var scenario: String

    @Option(
        name: .customLong("vary"),
        help: ArgumentHelp(
            """
            A key of the scenario with its values: KEY=1h..7d/8 (8 evenly spaced), KEY=1h..7d/8log (evenly spaced in their \
            logarithms) or KEY=a,b,c; may be repeated. 'patchlab keys' lists the keys.
            """,
            valueName: "key=values"
        )
    )
    var vary: [String] = []

    @OptionGroup var setting: SettingOptions
}

/// A scenario of which keys are varied.
struct VariedScenario {
    let path: String
    let source: ScenarioSource
    /// Set once for all.
    let fixed: [ScenarioSetting]
    let variations: [Variation]
    /// Where their keys lead.
    private let ways: [String: [String]]
    /// The files that were read.
    let files: [String]
    /// As it is written, with what is set once for all.
    let scenario: Scenario

    /// Reads the file and the options. Ends with status 2 if they cannot be used.
    init(_ options: VariationOptions, isQuiet: Bool) throws {
        path = options.scenario
        source = ScenarioSource(path: path)
        fixed = try options.setting.settings(in: source)
        let loaded = source.load(setting: fixed)
        files = loaded.files
        scenario = try ScenarioInput.scenario(loaded, path, isQuiet: isQuiet)
        // Keys may lead through what is set.
        var variations: [Variation] = []
        for text in options.vary {
            do throws(Variation.Failure) {
                variations.append(try Variation(text, in: source, setting: fixed))
            } catch {
                throw Failure(error.description)
            }
        }
        ways = try Self.ways(of: variations, in: source, fixed)
        self.variations = variations
    }

    /// Where the varied keys lead, by key. Ends with status 2 if two lead to the same place, or one to where a value is set.
    private static func ways(
        of variations: [Variation],
        in source: ScenarioSource,
        _ fixed: [ScenarioSetting]
    ) throws -> [String: [String]] {
        let set = fixed.compactMap { source.way(to: $0.key, setting: fixed) }
        var ways: [String: [String]] = [:]
        for variation in variations {
            guard let way = source.way(to: variation.key, setting: fixed) else { continue }
            if set.contains(way) { throw Failure("--vary \(variation.key): this key is set and varied") }
            if ways[variation.key] != nil { throw Failure("--vary \(variation.key): this key is varied twice") }
            if let other = ways.first(where: { $0.value.starts(with: way) || way.starts(with: $0.value) })?.key {
                throw Failure("--vary \(variation.key): this key is varied twice, the other time as \(other)")
            }
            ways[variation.key] = way
        }
        return ways
    }

    /// The strategies of those names. If none is named: those to which varied keys belong, or else all.
    func strategies(_ names: String?) throws -> [Strategy] {
        let all = try ScenarioInput.strategies(listed: names, of: scenario, in: path)
        guard names == nil else { return all }
        let found = Set(variations.compactMap { strategy(of: $0.key) })
        return found.isEmpty ? all : all.filter { found.contains($0.name) }
    }

    /// The strategy to which a varied key belongs, however it is spelt; nil if it belongs to none.
    func strategy(of key: String) -> String? {
        guard let way = ways[key], way.first == "strategies", way.count > 1 else { return nil }
        return way[1]
    }

    /// The varied keys that can matter to a strategy: all but those of other strategies.
    func keys(for name: String) -> [String] {
        variations.map(\.key).filter { strategy(of: $0).map { $0 == name } ?? true }
    }

    /// Scenarios of many points; ends with status 2, after saying everything that is wrong, if one of them cannot be.
    ///
    /// - Parameter isQuiet: whether warnings are kept back.
    func variants(
        _ points: [(values: [(Variation, String)], replications: [Int])],
        isQuiet: Bool
    ) throws -> [SweepVariant] {
        var said: Set<Diagnostic> = []
        var isWrong = false
        var built: [[ScenarioSetting]: Scenario] = [:]
        var variants: [SweepVariant] = []
        for point in points {
            let settings = point.values.map { $0.0.setting($0.1) }
            if built[settings] == nil {
                let loaded = source.load(setting: fixed + settings)
                for diagnostic in loaded.diagnostics where diagnostic.severity == .error || diagnostic.line == 0 {
                    guard !isQuiet || diagnostic.severity == .error, said.insert(diagnostic).inserted else { continue }
                    Output.printError(diagnostic.description + "\n")
                }
                built[settings] = loaded.scenario
            }
            guard let scenario = built[settings] else {
                isWrong = true
                // The same mistake need not be made a thousand times.
                if said.count > 20 { break }
                continue
            }
            variants.append(
                SweepVariant(
                    settings: point.values.map { SweepSetting(key: $0.0.key, value: $0.1) },
                    scenario: scenario,
                    replications: point.replications
                )
            )
        }
        if isWrong { throw Failure("\(path) cannot be used with all of these values; nothing was run") }
        return variants
    }

    /// The variants with what identifies their runs in a study, where they are entered.
    ///
    /// - Parameter strategies: whose runs are kept.
    func entered(_ variants: [SweepVariant], in keeper: StudyKeeper, _ strategies: [Strategy]) throws -> [SweepVariant]
    {
        var known: [[SweepSetting]: [String: String]] = [:]
        return try variants.map { variant in
            if known[variant.settings] == nil {
                let settings = fixed + variant.settings.map { ScenarioSetting(key: $0.key, value: $0.value) }
                let memory = try keeper.memory(
                    source.load(setting: settings),
                    strategies,
                    settings: settings.map { StoredSetting(key: $0.key, value: $0.value) }
                )
                known[variant.settings] = Dictionary(
                    zip(strategies.map(\.name), memory.digests),
                    uniquingKeysWith: { first, _ in first }
                )
            }
            var result = variant
            result.digests = known[variant.settings] ?? [:]
            return result
        }
    }
}

extension ScenarioInput {
    /// The metric that was probably meant: the first of several that begin so (`blast-radius`), or one that is spelt alike.
    static func meantMetric(_ word: String, among names: [String]) -> String? {
        names.first { !word.isEmpty && $0.hasPrefix(word + "-") } ?? nearestName(to: word, among: names)
    }

    /// The metrics of those names; `standard` if none is named.
    static func metrics(_ names: [String], of scenario: Scenario, standard: [Metric]) throws -> [Metric] {
        let words = names.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard !words.isEmpty else { return standard }
        let known = Metric.known(in: scenario)
        guard !words.contains(where: { $0.allSatisfy(\.isWhitespace) }) else {
            throw Failure("the name of a metric is empty; there are " + known.map(\.id).joined(separator: ", "))
        }
        return try words.map { word in
            guard let metric = known.first(where: { $0.id == word }) else {
                let hint = word == "cost" ? "; for a cost the scenario needs `prices`" : ""
                throw Failure(
                    "there is no metric \"\(word)\""
                        + (meantMetric(word, among: known.map(\.id)).map { " (did you mean \"\($0)\"?)" } ?? "")
                        + "; there are " + known.map(\.id).joined(separator: ", ") + hint
                )
            }
            return metric
        }
    }
}
