import PatchModel
import Text

extension LoadedScenario {
    /// All of the scenario that can change a run of the strategy of that name, as text: two scenarios with the same text
    /// and the same `traces` give the same runs. Nil if the scenario has errors, or no such strategy.
    ///
    /// Imports are merged, values are in the base units of the format with its defaults filled in, and keys in a fixed
    /// order. Left out are comments, the question, sources, prices, what warnings are silenced, the work on a ticket, the other strategies, the strategy's name, and profiles of
    /// connectivity that no group has. The order of things that are declared stays, because draws are keyed by it.
    ///
    /// The text is one line of JSON.
    public func canonicalText(strategy name: String) -> String? {
        guard let canonical, let strategy = canonical.strategy(name) ?? Self.preset(name) else { return nil }
        return JSON.object([("strategy", strategy), ("world", canonical.world)]).compact
    }

    /// The part of `canonicalText(strategy:)` that is the same for all strategies.
    public var worldText: String? { canonical?.world.compact }

    /// The part of `canonicalText(strategy:)` that is the strategy's own.
    public func canonicalStrategy(_ name: String) -> String? {
        canonical.flatMap { $0.strategy(name) ?? Self.preset(name) }?.compact
    }

    /// A preset may be run in any scenario.
    private static func preset(_ name: String) -> JSON? {
        StrategyPreset.named(name)?.map.flatMap { CanonicalScenario(strategy: $0).ownStrategy }
    }

    /// The bytes of the recorded sessions that devices follow, in the order in which the canonical text numbers them.
    public var traces: [[UInt8]] { canonical?.traces ?? [] }
}

/// A scenario without what cannot change a run.
struct CanonicalScenario: Sendable {
    /// Keys of a scenario that say nothing about what happens in a run. `strategies` and `connectivity` are seen to apart.
    private static let withoutEffect: Set = [
        "patchlab", "question", "imports", "sources", "prices", "strategies", "connectivity", "lint",
    ]

    private let map: MapValue
    /// By path, the place of a trace among `traces`.
    private var numbers: [String: Int] = [:]
    private(set) var traces: [[UInt8]] = []

    /// A strategy alone.
    init(strategy map: MapValue) { self.map = map }

    /// - Parameter map: of a scenario without errors.
    init(_ map: MapValue, _ sources: SourceFiles) {
        self.map = map
        for profile in profiles {
            guard let value = profile.value.map?.values["trace"], let name = value.text else { continue }
            let path = SourceFiles.resolve(name, from: value.position.file)
            guard numbers[path] == nil, let bytes = sources.contents(of: path) else { continue }
            numbers[path] = traces.count
            traces.append(bytes)
        }
    }

    /// Profiles that groups have, by name.
    private var profiles: [NamedValue] {
        let used = Set(map.items("fleet").compactMap { $0.map?.text("connectivity") })
        return map.named("connectivity").filter { used.contains($0.name) }.sorted { $0.name < $1.name }
    }

    /// Everything but the strategies.
    var world: JSON {
        var members = map.values.filter { !Self.withoutEffect.contains($0.key) }.map { ($0.key, json($0.value)) }
        members.append(("connectivity", .object(profiles.map { ($0.name, json($0.value)) })))
        return .object(members.sorted { $0.0 < $1.0 })
    }

    func strategy(_ name: String) -> JSON? {
        map.named("strategies").first { $0.name == name }.flatMap { text(of: $0.value) }
    }

    /// Where it is no scenario but a strategy.
    fileprivate var ownStrategy: JSON? { text(of: Value(position: map.position, content: .map(map))) }

    private func text(of found: Value) -> JSON? {
        guard let kind = found.map?.outline.id, case .object(let members) = json(found) else { return nil }
        // The kind may be given by the name alone.
        let rest = members.filter { $0.0 != "kind" }
        return .object((rest + [("kind", .string(kind))]).sorted { $0.0 < $1.0 })
    }

    private func json(_ value: Value) -> JSON {
        switch value.content {
        case .invalid: .null
        case .scalar(let content): scalar(content)
        case .list(let items): .array(items.map { json($0) })
        case .named(let entries): .array(entries.map { .array([.string($0.name), json($0.value)]) })
        case .map(let map):
            .object(
                map.values.filter { !Self.isAside($0.key, map) }.sorted { $0.key < $1.key }
                    .map { ($0.key, member($0.value, $0.key, map)) }
            )
        }
    }

    /// Where a vulnerability is described is for people, and what a ticket takes is counted after the run.
    private static func isAside(_ key: String, _ map: MapValue) -> Bool {
        key == "source" && map.outline.id == Format.vulnerability.id
            || key == "ticket" && map.outline.id == Format.measure.id
    }

    private func member(_ value: Value, _ key: String, _ map: MapValue) -> JSON {
        guard key == "trace", map.outline.id == Format.trace.id, let name = value.text,
            let number = numbers[SourceFiles.resolve(name, from: value.position.file)]
        else { return json(value) }
        return .integer(number)
    }

    private func scalar(_ scalar: Scalar) -> JSON {
        switch scalar {
        case .text(let text), .word(let text): .string(text)
        case .whole(let number): .integer(number)
        case .number(let number): .number(number)
        case .date(let date): .array([.integer(Int(date.dayNumber)), .integer(Int(date.second))])
        case .hours(let from, let to): .array([.integer(Int(from)), .integer(Int(to))])
        case .limit(let content): limit(content)
        case .version(let version): .string(version)
        case .constraint(let constraint):
            .strings(
                [constraint.component, constraint.comparison?.rawValue, constraint.version]
                    .compactMap { $0 }
            )
        case .pair(let name, let version): .strings([name, version])
        }
    }

    private func limit(_ limit: Limit) -> JSON {
        let sign = JSON.string(limit.isStrict ? ">" : ">=")
        return switch limit.measure {
        case .share(let share): .object([("share", .array([sign, .number(share)]))])
        case .count(let count): .object([("count", .array([sign, .integer(count)]))])
        }
    }
}
