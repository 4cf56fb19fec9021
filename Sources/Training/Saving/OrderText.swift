import EventEngine
import PatchModel
import PatchSimulator
import Text

/// Orders as JSON: what decision logs say of actions, and rules besides.
enum OrderText {
    static func json(of order: Order) -> JSON {
        var members: [(String, JSON)]
        switch order.kind {
        case .action(.begin(let plan)):
            members = [("kind", .string("begin")), ("plan", embedded(ActionText.text(of: plan)))]
        case .action(.open(let rollout, let ring)):
            members = [("kind", .string("open")), ("rollout", .integer(rollout)), ("ring", .integer(ring))]
        case .action(.stop(let rollout, let switches)):
            members = [
                ("kind", .string("stop")), ("rollout", .integer(rollout)),
                ("switches", embedded(ActionText.text(of: switches))),
            ]
        case .action(.resume(let rollout)): members = [("kind", .string("resume")), ("rollout", .integer(rollout))]
        case .arm(let rollout, let rule, let switches):
            members = [
                ("kind", .string("arm")), ("rollout", .integer(rollout)), ("rule", json(of: rule)),
                ("switches", embedded(ActionText.text(of: switches))),
            ]
        case .disarm(let rollout): members = [("kind", .string("disarm")), ("rollout", .integer(rollout))]
        }
        return .object(members + [("reason", .string(order.reason))])
    }

    private static func embedded(_ text: String) -> JSON { (try? JSONReader.read(text)) ?? .null }

    private static func json(of rule: StopRule) -> JSON {
        let limit: (String, JSON) =
            switch rule.failures.measure {
            case .share(let share): ("share", .number(share))
            case .count(let count): ("count", .integer(count))
            }
        return .object([
            limit, ("strict", .bool(rule.failures.isStrict)), ("of", .string(rule.of.rawValue)),
            ("minimum", .integer(rule.minimum)), ("openRings", .bool(rule.cap == .openRings)),
            ("least", .integer(rule.least)),
        ])
    }

    // MARK: Reading

    /// Nil: it is no order.
    static func order(_ value: JSON) -> Order? {
        guard let members = value.members, case .string(let kind) = members["kind"],
            case .string(let reason) = members["reason"]
        else { return nil }
        func integer(_ key: String) -> Int? { if case .integer(let value) = members[key] { value } else { nil } }
        func switches() -> OnStop? { members["switches"].flatMap { try? ActionText.switches($0.compact) } }
        let found: Order.Kind?
        switch kind {
        case "begin":
            found = members["plan"].flatMap { try? ActionText.plan($0.compact) }.map { .action(.begin($0)) }
        case "open":
            guard let rollout = integer("rollout"), let ring = integer("ring") else { return nil }
            found = .action(.open(rollout: rollout, ring: ring))
        case "stop":
            guard let rollout = integer("rollout"), let switches = switches() else { return nil }
            found = .action(.stop(rollout: rollout, switches))
        case "resume": found = integer("rollout").map { .action(.resume(rollout: $0)) }
        case "arm":
            guard let rollout = integer("rollout"), let rule = members["rule"].flatMap(rule), let switches = switches()
            else { return nil }
            found = .arm(rollout: rollout, rule, switches)
        case "disarm": found = integer("rollout").map { .disarm(rollout: $0) }
        default: found = nil
        }
        return found.map { Order($0, because: reason) }
    }

    private static func rule(_ value: JSON) -> StopRule? {
        guard let members = value.members, case .bool(let isStrict) = members["strict"],
            case .string(let word) = members["of"], let denominator = Denominator(rawValue: word),
            case .integer(let minimum) = members["minimum"], case .bool(let isByRing) = members["openRings"],
            case .integer(let least) = members["least"]
        else { return nil }
        let measure: Limit.Measure
        if let share = members["share"]?.number {
            measure = .share(share)
        } else if case .integer(let count) = members["count"] {
            measure = .count(count)
        } else {
            return nil
        }
        return StopRule(
            failures: Limit(measure, isStrict: isStrict),
            of: denominator,
            minimum: minimum,
            cap: isByRing ? .openRings : .rollout,
            least: least
        )
    }
}
