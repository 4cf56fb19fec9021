import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// Failures that have nothing to do with patches stop rollouts.
    static let noiseStops = WarningRule(
        "noise-stops",
        Explanation(
            "Failures that have nothing to do with the patches (`background-failures`) are enough to pass the stop limit while they count against the rollout (`attribution-window`): good patches are stopped. The day named is the one by which half of the rollouts are stopped; the chance is that at the end of the ring in which it is the greatest. Devices are taken to have the patch as soon as their ring opens.",
            wrong:
                "fleet: [{ group: pcs, count: 1000, background-failures: 0.3%/day, ... }]\nstrategies: { staged: { stop: { failures: \"> 2%\" } } }",
            right:
                "fleet: [{ group: pcs, count: 1000, background-failures: 0.3%/day, ... }]\nstrategies: { staged: { stop: { failures: \"> 8%\" } } }"
        ),
        .scenario { facts in facts.scenario.strategies.compactMap { NoiseStop.finding(of: $0, facts) } }
    )
}

/// Failures of devices that no patch causes.
enum BackgroundFailures {
    /// The time to the first one, in days; nil where there are none.
    static func law(of group: DeviceGroup) -> Distribution? {
        group.backgroundFailuresPerDay > 0 ? try? .exponential(mean: 1 / group.backgroundFailuresPerDay) : nil
    }
}

/// How background failures add up against one rollout that nothing else disturbs.
struct NoiseStop {
    /// The greatest chance, at the end of a ring's time, that they have passed the limit.
    let chance: Double
    /// By when half of such rollouts are stopped; nil if fewer are.
    let median: Tick?
    /// Share of the devices that have failed, where the chance is the greatest.
    let share: Double

    /// Below this chance nothing is said.
    private static let leastChance = 0.05
    /// From this chance on it is taken to be certain.
    private static let certain = 0.95

    static func finding(of strategy: Strategy, _ facts: ScenarioFacts) -> Finding? {
        let found = facts.rollouts(of: strategy).filter { !waits($0, strategy) }.flatMap { rollout in
            strategy.stops.compactMap { clause in
                NoiseStop(clause.rule, rollout, strategy, facts.scenario).map { (rollout, $0, clause) }
            }
        }.filter { $0.1.chance >= leastChance }
        guard let (rollout, worst, clause) = found.max(by: { $0.1.chance < $1.1.chance }) else { return nil }
        let rule = clause.rule
        let rates = Set(facts.scenario.groups.map(\.backgroundFailuresPerDay).filter { $0 > 0 })
        let rate =
            rates.count == 1
            ? "\(Words.percent(rates.first ?? 0)) a day" : "up to \(Words.percent(rates.max() ?? 0)) a day"
        let what = "failures that no patch causes (\(rate)) "
        let limit = "the stop limit of \(Words.limit(rule.failures))"
        let fate = (clause.onStop ?? strategy.onStop).rollsBack ? "stopped and rolled back" : "stopped"
        let of = facts.rollouts(of: strategy).count > 1 ? " (rollout of \(facts.words(for: rollout)))" : ""
        let message: String
        if let median = worst.median, worst.chance >= certain {
            message = what + "pass \(limit) about day \(Words.day(median)): a good patch will be \(fate)\(of)"
        } else {
            let percent = Figure.fixed(worst.chance * 100, 0)
            message = what + "may pass \(limit): a good patch is \(fate) in \(percent) of 100 runs\(of)"
        }
        let window = Double(strategy.attributionWindow) / 86_400
        return Finding(
            message,
            at: facts.isWritten(strategy.way + ["stop"]) ? strategy.way + ["stop"] : strategy.way,
            label:
                "about \(Words.percent(worst.share)) of the devices fail within the \(Figure.plain(window)) d for which failures count",
            help: "raise `stop.failures`, shorten `attribution-window`, or lower `background-failures`"
        )
    }

    /// True if the rollout waits at its canary whatever happens, which is told by itself.
    private static func waits(_ rollout: RolloutOutline, _ strategy: Strategy) -> Bool {
        guard case .canary(let canary) = strategy.kind, canary.undecided == .wait else { return false }
        // A sequential test may fail whatever the groups are.
        guard canary.sequential == nil else { return false }
        let size = min(rollout.rings[0].targets, rollout.rings[1].targets)
        return !CanaryTest(size: size, level: canary.level).canFail
    }

    /// Nil if the strategy is not stopped by devices in trouble.
    init?(_ rule: StopRule, _ rollout: RolloutOutline, _ strategy: Strategy, _ scenario: Scenario) {
        guard rule.of != .attempts, rule.scope == .all, rule.counts.contains(.troubled) else { return nil }
        let all = rollout.devices
        var greatest = (chance: 0.0, share: 0.0)
        var half: Tick?
        let ends = Set(rollout.rings.map(\.opens)).filter { $0 > rollout.begins }.sorted() + [scenario.horizon]
        var begin = rollout.begins
        for end in ends where end > begin && end <= scenario.horizon {
            let open = rollout.rings.filter { $0.opens <= begin }
            let devices = open.reduce(0) { $0 + $1.targets }
            let cap = rule.cap == .rollout ? all : devices
            // A patch that is watched no more has no failures to come: the greatest number is at the end.
            func share(at time: Double) -> Double { Self.failed(open, time, strategy.attributionWindow, scenario) }
            defer { begin = end }
            guard devices > 0, devices >= min(rule.minimum, cap) else { continue }
            let base = rule.of == .all ? all : devices
            guard let needed = Self.least(rule, of: base) else { continue }
            func chance(at time: Double) -> Double {
                BinomialLaw(count: devices, probability: share(at: time)).atLeast(needed)
            }
            let last = chance(at: Double(end))
            if last > greatest.chance { greatest = (last, share(at: Double(end))) }
            if half == nil, let time = whereReached(0.5, in: Double(begin)...Double(end), chance) {
                half = Tick(time.rounded(.up))
            }
        }
        chance = greatest.chance
        share = greatest.share
        median = half
    }

    /// The share of the rings' devices that fail by a time for reasons of their own while the patch is watched.
    private static func failed(_ rings: [RolloutOutline.Ring], _ time: Double, _ window: Tick, _ scenario: Scenario)
        -> Double
    {
        var sum = 0.0
        var devices = 0.0
        for ring in rings {
            let days = max(0, min(time - Double(ring.opens), Double(window))) / 86_400
            for (group, members) in zip(scenario.groups, ring.members) {
                sum += members * (BackgroundFailures.law(of: group)?.cumulative(days) ?? 0)
                devices += members
            }
        }
        return devices > 0 ? sum / devices : 0
    }

    /// The fewest failures that pass the limit; nil if not even all devices do.
    private static func least(_ rule: StopRule, of base: Int) -> Int? {
        guard rule.isPassed(count: base, of: base) else { return nil }
        var (low, high) = (0, base)
        while low < high {
            let middle = (low + high) / 2
            if rule.isPassed(count: middle, of: base) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
