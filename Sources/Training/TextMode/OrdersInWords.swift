import PatchModel
import PatchSimulator
import Text

/// Orders in words, with all that they say: conditions, switches and reasons.
extension ConsoleText {
    static func because(_ reason: String) -> String { reason.isEmpty ? "" : ", because \(reason)" }

    static func words(of order: Order, _ session: Session) -> String {
        switch order.kind {
        case .action(let action): words(of: action, session)
        case .arm(let rollout, let rule, let switches):
            "stop rollout \(rollout) when \(words(of: rule)); then \(words(of: switches))"
        case .disarm(let rollout): "no rule for rollout \(rollout) any more"
        }
    }

    static func words(of rule: StopRule) -> String {
        let limit: String =
            switch rule.failures.measure {
            case .share(let share): "more than \(Figure.percentage(share, 1)) of \(rule.of.rawValue) devices"
            case .count(let count): "more than \(Figure.count(count, "device", "devices"))"
            }
        return "\(limit) are failed or in trouble, from \(rule.minimum) reports on"
    }

    /// What a stop does, switch by switch.
    static func words(of switches: OnStop) -> String {
        var words = [switches.stopsOffers ? "no new offers" : "offers continue"]
        words.append(switches.cancelsQueued ? "what is queued is cancelled" : "what is queued continues")
        words.append(switches.interruptsInFlight ? "installations are broken off" : "running installations finish")
        words.append(switches.rollsBack ? "what is installed is rolled back" : "what is installed stays")
        return words.joined(separator: ", ")
    }

    static func words(of action: Action, _ session: Session) -> String {
        switch action {
        case .begin(let plan):
            let names = plan.patches.filter(session.briefing.patches.indices.contains).map {
                session.briefing.patches[$0].name
            }
            let rings = plan.rings.map { ring -> String in
                let size: String =
                    switch ring.size {
                    case .share(let share), .roundedDown(let share): Figure.percentage(share, 1)
                    case .upTo(let share): "up to " + Figure.percentage(share, 1)
                    case .count(let count): "\(count)"
                    case .ofEach(let count, let parts): "\(count) of each of \(parts.count) parts"
                    case .rest: "rest"
                    }
                let condition = ring.condition.words(session.lesson.scenario)
                return "\(ring.name) \(size)\(condition)\(ring.isControl ? " as control group" : "")"
            }
            return "begin a rollout of \(names.joined(separator: ", ")) in rings \(rings.joined(separator: ", "))"
        case .open(let rollout, let ring):
            let rings = session.plannedRings
            let name =
                rings.indices.contains(rollout) && rings[rollout].indices.contains(ring)
                ? rings[rollout][ring].name : "\(ring)"
            return "open ring \(name) of rollout \(rollout)"
        case .stop(let rollout, let switches):
            return "\(switches.rollsBack ? "roll back" : "pause") rollout \(rollout) (\(words(of: switches)))"
        case .resume(let rollout): return "resume rollout \(rollout)"
        }
    }
}

extension DevicePredicate {
    /// ` where component vpn-client and group laptops`, as it is typed; empty: all devices.
    func words(_ scenario: Scenario) -> String {
        var parts = components.map { "component \(scenario.software.components[$0.component].name)" }
        let others: [(String, String?)] = [
            ("group", group), ("site", site), ("tag", tag), ("class", deviceClass?.rawValue),
            ("exposure", exposure?.rawValue), ("criticality", criticality?.rawValue),
        ]
        parts += others.compactMap { name, value in value.map { "\(name) \($0)" } }
        return parts.isEmpty ? "" : " where " + parts.joined(separator: " and ")
    }
}
