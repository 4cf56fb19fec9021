package import Foundation
import Text

/// The values of a suite's baseline, to be committed: candidates are held against them without running the baseline again.
///
/// JSON, keys in order, a metric or a world a line, so that a difference of two of them can be read.
package struct BaselineFile: Codable, Sendable, Hashable {
    package static let name = "patchlab-suite-baseline"
    package static let version = 1

    package struct World: Codable, Sendable, Hashable {
        package var name: String
        package var digest: String
        /// All of the scenario and of the strategy that can change a run, in canonical form.
        package var text: String

        package init(name: String, digest: String, text: String) {
            self.name = name
            self.digest = digest
            self.text = text
        }
    }

    /// A metric in a world.
    package struct Figures: Codable, Sendable, Hashable {
        package var world: String
        package var metric: String
        package var n: Int
        package var mean: Double
        package var sd: Double
        /// Of the values as they stand below.
        package var sha256: String
    }

    package struct Values: Codable, Sendable, Hashable {
        package var world: String
        package var metric: String
        package var values: [Double]

        package init(world: String, metric: String, values: [Double]) {
            self.world = world
            self.metric = metric
            self.values = values
        }
    }

    package var format = BaselineFile.name
    package var version = BaselineFile.version
    package var suite: String
    package var simulation: Int
    package var seed: UInt64
    package var policy: String
    /// Of the program's file; nil: it is a strategy, which stands in the texts of the worlds.
    package var program: String?
    package var replications: Int
    package var worlds: [World]
    package var metrics: [Figures]
    package var values: [Values]

    /// - Parameter suite: its name.
    package init(
        suite: String,
        simulation: Int,
        seed: UInt64,
        policy: String,
        program: String?,
        replications: Int,
        worlds: [World],
        values: [Values]
    ) {
        self.suite = suite
        self.simulation = simulation
        self.seed = seed
        self.policy = policy
        self.program = program
        self.replications = replications
        self.worlds = worlds
        self.values = values
        metrics = values.map(Self.figures)
    }

    private static func figures(_ values: Values) -> Figures {
        let count = Double(max(1, values.values.count))
        let mean = values.values.reduce(0, +) / count
        let squares = values.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return Figures(
            world: values.world,
            metric: values.metric,
            n: values.values.count,
            mean: mean,
            sd: values.values.count < 2 ? 0 : (squares / (count - 1)).squareRoot(),
            sha256: Digest.of(JSON.array(values.values.map(JSON.number)).compact)
        )
    }

    // MARK: Writing

    package var text: String {
        let figures = metrics.map { one -> JSON in
            .sorted([
                "metric": .string(one.metric), "mean": .number(one.mean), "n": .integer(one.n), "sd": .number(one.sd),
                "sha256": .string(one.sha256), "world": .string(one.world),
            ])
        }
        let values = values.map { one -> JSON in
            .sorted([
                "metric": .string(one.metric), "values": .array(one.values.map(JSON.number)),
                "world": .string(one.world),
            ])
        }
        let worlds = worlds.map { one -> JSON in
            .sorted(["digest": .string(one.digest), "name": .string(one.name), "text": .string(one.text)])
        }
        var members: [(String, String)] = [
            ("format", JSON.string(format).compact), ("metrics", Self.lines(figures)),
            ("policy", JSON.string(policy).compact),
        ]
        if let program { members.append(("program", JSON.string(program).compact)) }
        members += [
            ("replications", "\(replications)"), ("seed", "\(seed)"), ("simulation", "\(simulation)"),
            ("suite", JSON.string(suite).compact), ("values", Self.lines(values)), ("version", "\(version)"),
            ("worlds", Self.lines(worlds)),
        ]
        return "{\n" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",\n") + "\n}\n"
    }

    private static func lines(_ items: [JSON]) -> String {
        "[\n" + items.map { "  " + $0.compact }.joined(separator: ",\n") + "\n]"
    }

    // MARK: Reading

    /// Reads a baseline.
    ///
    /// - Throws: what was expected, if it is something else or was changed.
    package init(reading bytes: Data) throws(SuiteFileError) {
        self = try SuiteFileError.decoded(bytes, as: BaselineFile.self, Self.name)
        guard version == Self.version else {
            throw SuiteFileError(
                "it is of version \(version) of its format, and this program reads version \(Self.version)"
            )
        }
        let places = values.map { [$0.world, $0.metric] }
        guard Set(places).count == places.count, Set(worlds.map(\.name)).count == worlds.count else {
            throw SuiteFileError("a world, or a metric in a world, is in it twice")
        }
        guard metrics.count == values.count else { throw SuiteFileError("it does not have as many values as metrics") }
        for (figures, values) in zip(metrics, values) {
            guard figures == Self.figures(values), values.values.count == replications else {
                throw SuiteFileError(
                    "the values of \(values.metric) in \(values.world) are not those that were written"
                )
            }
        }
    }

    /// What has changed since it was written, in words; nil if it fits.
    ///
    /// - Parameter now: a baseline of the suite as it is now; its values do not matter, but for the names of their metrics.
    package func misfit(to now: BaselineFile) -> String? {
        if suite != now.suite { return "it is of the suite \"\(suite)\", and this is \"\(now.suite)\"" }
        if simulation != now.simulation {
            return "version \(simulation) of the simulation was used, and this is \(now.simulation)"
        }
        if seed != now.seed { return "the public seed changed (\(seed) -> \(now.seed))" }
        if policy != now.policy { return "the baseline changed (\(policy) -> \(now.policy))" }
        if program != now.program { return "the program \(policy) changed" }
        for world in now.worlds {
            guard let old = worlds.first(where: { $0.name == world.name }) else {
                return "world \"\(world.name)\" is new"
            }
            guard old.digest != world.digest else { continue }
            // The worlds' own keys need no word before them.
            let change = Self.change(old.text, world.text).map {
                " (\($0.hasPrefix("world.") ? String($0.dropFirst("world.".count)) : $0))"
            }
            return "world \"\(world.name)\" changed\(change ?? "")"
        }
        if let gone = worlds.first(where: { world in !now.worlds.contains { $0.name == world.name } }) {
            return "world \"\(gone.name)\" is gone"
        }
        let here = Set(values.map { [$0.world, $0.metric] })
        if let missing = now.values.first(where: { !here.contains([$0.world, $0.metric]) }) {
            return "it has no \(missing.metric) in world \"\(missing.world)\""
        }
        if replications < now.replications {
            return "it has \(replications) replications, and the suite needs \(now.replications)"
        }
        return nil
    }

    /// The first value in which two documents differ: `fleet[0].count 3000 -> 3200`; nil if they cannot be read.
    static func change(_ old: String, _ new: String) -> String? {
        guard let one = try? JSONReader.read(old), let other = try? JSONReader.read(new) else { return nil }
        return change(one, other, "")
    }

    private static func change(_ old: JSON, _ new: JSON, _ path: String) -> String? {
        switch (old, new) {
        case (.object(let before), .object(let after)):
            let keys = Set(before.map(\.0) + after.map(\.0)).sorted()
            for key in keys {
                let below = path.isEmpty ? key : "\(path).\(key)"
                let one = before.first { $0.0 == key }?.1
                let other = after.first { $0.0 == key }?.1
                if let found = change(one ?? .null, other ?? .null, below) { return found }
            }
            return nil
        case (.array(let before), .array(let after)):
            // An entry of a map of names is written as its name and what it stands for.
            if before.count == 2, after.count == 2, case .string(let name) = before[0], case .string(name) = after[0] {
                return change(before[1], after[1], "\(path).\(name)")
            }
            let isNamed = (before + after).allSatisfy { Self.name($0) != nil }
            for place in 0..<max(before.count, after.count) {
                let one = before.indices.contains(place) ? before[place] : .null
                let other = after.indices.contains(place) ? after[place] : .null
                let below = isNamed ? path : "\(path)[\(place)]"
                if let found = change(one, other, below) { return found }
            }
            return nil
        default:
            return old.compact == new.compact ? nil : "\(path) \(Self.short(old)) -> \(Self.short(new))"
        }
    }

    private static func name(_ item: JSON) -> String? {
        guard case .array(let pair) = item, pair.count == 2, case .string(let name) = pair[0] else { return nil }
        return name
    }

    private static func short(_ value: JSON) -> String {
        if case .null = value { return "nothing" }
        let text = value.compact
        return text.count > 40 ? "\(text.prefix(37))..." : text
    }
}
