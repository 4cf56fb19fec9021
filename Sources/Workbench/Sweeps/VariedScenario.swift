package import Experiments
package import PatchModel
import ResultStore
package import ScenarioFiles

/// A scenario of which keys are varied.
package struct VariedScenario {
    package let path: String
    package let source: ScenarioSource
    /// Set once for all.
    package let fixed: [ScenarioSetting]
    package let variations: [Variation]
    /// Where their keys lead.
    private let ways: [String: [String]]
    /// The files that were read.
    package var files: [String] { loaded.files }
    /// As it is written, with what is set once for all.
    package let loaded: LoadedScenario
    /// As it is written, with what is set once for all.
    package let scenario: Scenario

    /// Reads the file.
    ///
    /// - Parameters:
    ///   - vary: keys with their values, each as `KEY=VALUES`.
    ///   - set: what is set once for all, each as `KEY=VALUE`.
    /// - Throws: `Failure` if they cannot be used.
    package init(_ path: String, vary: [String], set: [String], for caller: any Caller) throws {
        self.path = path
        source = ScenarioSource(path: try ScenarioPlace.path(of: path))
        fixed = try SettingInput.settings(set, in: source)
        loaded = source.load(setting: fixed)
        scenario = try ScenarioInput.scenario(loaded, path, for: caller)
        // Keys may lead through what is set.
        var variations: [Variation] = []
        for text in vary {
            do throws(Variation.Failure) {
                variations.append(try Variation(text, in: source, setting: fixed))
            } catch {
                throw Failure(error.description)
            }
        }
        ways = try Self.ways(of: variations, in: source, fixed)
        self.variations = variations
    }

    /// Where the varied keys lead, by key. Two may not lead to the same place, nor one to where a value is set.
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

    /// Where the varied keys lead.
    package var variedWays: [[String]] { variations.compactMap { ways[$0.key] } }

    /// - Throws: `Failure` if no key is varied.
    package func checkVariations() throws {
        guard !variations.isEmpty else {
            throw Failure("nothing is varied; say what with --vary KEY=VALUES; 'patchlab keys' lists the keys")
        }
    }

    /// The strategies of those names. If none is named: those to which varied keys belong, or else all.
    package func strategies(_ names: String?) throws -> [Strategy] {
        let all = try StrategyInput.strategies(listed: names, of: scenario, in: path)
        guard names == nil else { return all }
        let found = Set(variations.compactMap { strategy(of: $0.key) })
        return found.isEmpty ? all : all.filter { found.contains($0.name) }
    }

    /// Those of the strategies that are presets given by name, as they are in a variant.
    ///
    /// - Throws: `Failure` if one cannot be used there.
    package func presets(among strategies: [Strategy], in variant: Scenario) throws -> [any PolicySource] {
        try StrategyInput.presets(strategies.map(\.name), besides: variant, in: path).map { DeclaredSource($0) }
    }

    /// The strategy to which a varied key belongs, however it is spelt; nil if it belongs to none.
    package func strategy(of key: String) -> String? {
        guard let way = ways[key], way.first == "strategies", way.count > 1 else { return nil }
        return way[1]
    }

    /// The varied keys that nobody chooses: prices, chances, and all else that the world does.
    package var circumstances: Set<String> {
        Set(variations.map(\.key).filter { key in ways[key].map { !Self.isChosen($0) } ?? false })
    }

    /// Whether who plans decides what stands there: of strategies, of technicians, and of how often agents check in.
    private static func isChosen(_ way: [String]) -> Bool {
        switch way.first {
        case "strategies": true
        case "repair": way.count > 1 && ["technicians", "hours"].contains(way[1])
        case "fleet": way.contains("check-in")
        default: false
        }
    }

    /// The varied keys that can matter to a strategy: all but those of other strategies.
    package func keys(for name: String) -> [String] {
        variations.map(\.key).filter { strategy(of: $0).map { $0 == name } ?? true }
    }

    /// Scenarios of many points.
    ///
    /// - Throws: `Failure`, after the caller has heard everything that is wrong, if one of them cannot be.
    package func variants(
        _ points: [(values: [(Variation, String)], replications: [Int])],
        for caller: any Caller
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
                    guard !caller.isQuiet || diagnostic.severity == .error, said.insert(diagnostic).inserted else {
                        continue
                    }
                    caller.hear(diagnostic.description)
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
    package func entered(_ variants: [SweepVariant], in keeper: StudyKeeper, _ strategies: [Strategy]) throws
        -> [SweepVariant]
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
