import EventEngine
package import PatchModel
import Text

/// What rules can ask of a scenario.
package struct ScenarioFacts: Sendable {
    let scenario: Scenario
    /// Whether a key stands in the file, or was set.
    let isWritten: @Sendable (Finding.Way) -> Bool
    /// What stands under a key, if that is a single value.
    let text: @Sendable (Finding.Way) -> String?
    /// By strategy, its rollouts.
    private let outlines: [String: [RolloutOutline]]

    /// Of each strategy so many rollouts are looked at.
    private static let mostRollouts = 1000

    package init(
        _ scenario: Scenario,
        text: @escaping @Sendable (Finding.Way) -> String? = { _ in nil },
        isWritten: @escaping @Sendable (Finding.Way) -> Bool
    ) {
        self.scenario = scenario
        self.isWritten = isWritten
        self.text = text
        outlines = Dictionary(
            scenario.strategies.map { ($0.name, Self.rollouts(of: $0, in: scenario)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The rollouts of a strategy, in the order in which they begin.
    func rollouts(of strategy: Strategy) -> [RolloutOutline] { outlines[strategy.name] ?? [] }

    private static func rollouts(of strategy: Strategy, in scenario: Scenario) -> [RolloutOutline] {
        let released = scenario.patches.indices.filter { scenario.patches[$0].released <= scenario.horizon }
        let batches: [[Int]] =
            switch strategy.unit {
            case .patch: released.map { [$0] }
            case .batch: Dictionary(grouping: released) { max(0, scenario.patches[$0].released) }.map(\.value)
            }
        let begins = { (patches: [Int]) in max(0, scenario.patches[patches[0]].released) }
        return batches.sorted { (begins($0), $0[0]) < (begins($1), $1[0]) }.prefix(mostRollouts)
            .map { RolloutOutline($0, of: strategy, in: scenario) }.filter { $0.devices > 0 }
    }

    /// What a rollout brings: the name of its patch, or how many there are.
    func words(for rollout: RolloutOutline) -> String {
        rollout.patches.count == 1
            ? Words.quoted(scenario.patches[rollout.patches[0]].name)
            : rollout.patches.count == scenario.patches.count
                ? "all \(rollout.patches.count) patches" : "a batch of \(rollout.patches.count) patches"
    }
}

extension Strategy {
    /// Whether anything can stop a rollout of it.
    var canStop: Bool { if case .canary = kind { true } else { !stops.isEmpty } }

    /// The soak of its first ring; nil where there is none.
    var firstSoak: Tick? {
        switch kind {
        case .bigBang: nil
        case .staged(let staged): staged.rings.count > 1 ? staged.gate?.soak : nil
        case .canary(let canary): canary.soak
        }
    }

    var way: Finding.Way { ["strategies", name] }
}

/// Pieces of messages.
enum Words {
    /// A name in quotation marks, fit for a line.
    static func quoted(_ name: String) -> String { "\"\(SafeText.excerpt(name, limit: 60))\"" }

    /// `36`, `1.5`: days since the start.
    static func day(_ tick: Tick) -> String {
        let days = Double(tick) / 86_400
        return Figure.fixed(days, days == days.rounded() || days >= 100 ? 0 : 1)
    }

    /// `2 d`, `6 h`, `90 s`
    static func span(_ seconds: Double) -> String {
        let (value, unit): (Double, String) =
            switch seconds {
            case 172_800...: (seconds / 86_400, "d")
            case 3600..<172_800: (seconds / 3600, "h")
            case 120..<3600: (seconds / 60, "min")
            default: (seconds, "s")
            }
        return "\(Figure.plain(value)) \(unit)"
    }

    /// `2 %`, `0.3 %`
    static func percent(_ share: Double) -> String { Figure.plain(share * 100) + " %" }

    /// `12d`, `18h`: a duration as it can be written in a scenario, rounded up.
    static func written(_ seconds: Tick) -> String {
        let hours = (seconds + 3599) / 3600
        return hours >= 48 ? "\((hours + 23) / 24)d" : "\(max(1, hours))h"
    }

    /// `> 2 %`, `>= 5`
    static func limit(_ limit: Limit) -> String {
        let sign = limit.isStrict ? ">" : ">="
        return switch limit.measure {
        case .share(let share): "\(sign) \(percent(share))"
        case .count(let count): "\(sign) \(count)"
        }
    }

    /// ` (and 3 others)`, or nothing.
    static func others(_ count: Int) -> String {
        count < 1 ? "" : count == 1 ? " (and 1 other)" : " (and \(count) others)"
    }

    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        guard names.count <= 6 else {
            return names.prefix(5).joined(separator: ", ") + " and \(names.count - 5) more"
        }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
