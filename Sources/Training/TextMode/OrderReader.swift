import EventEngine
import PatchModel
import PatchSimulator
import Text

/// Makes orders of words, by the names that the console shows.
struct OrderReader {
    private let session: Session
    private let scenario: Scenario

    init(_ session: Session) {
        self.session = session
        scenario = session.lesson.scenario
    }

    func kind(_ words: [String]) throws(Refused) -> Order.Kind {
        let rest = Array(words.dropFirst())
        switch words.first {
        case "begin": return .action(.begin(try plan(rest)))
        case "open": return .action(try opening(rest))
        case "pause": return .action(.stop(rollout: try rollout(rest), Self.pause))
        case "rollback":
            let isUrgent = rest.first == "interrupt"
            var switches = OnStop(resume: .never)
            switches.interruptsInFlight = isUrgent
            return .action(.stop(rollout: try rollout(isUrgent ? Array(rest.dropFirst()) : rest), switches))
        case "resume": return .action(.resume(rollout: try rollout(rest)))
        default: return try rule(rest)
        }
    }

    /// Nothing new is offered, and what is there stays.
    private static let pause = OnStop(rollsBack: false, resume: .never)

    // MARK: Rollouts

    private func rollout(_ words: [String]) throws(Refused) -> Int {
        let planned = session.plannedPatches
        guard !planned.isEmpty else { throw Refused("no rollout has begun: \"begin 10%, rest\" begins one") }
        if let word = words.first {
            guard words.count == 1, let number = Int(word) else {
                throw Refused("say which rollout by its number, 0 to \(planned.count - 1)")
            }
            return number
        }
        guard planned.count == 1 else {
            throw Refused("there are \(planned.count) rollouts: say which by its number, 0 to \(planned.count - 1)")
        }
        return 0
    }

    private func opening(_ words: [String]) throws(Refused) -> Action {
        let rollouts = session.plannedRings
        guard !rollouts.isEmpty else { throw Refused("no rollout has begun: \"begin 10%, rest\" begins one") }
        var words = words
        var only: Int?
        if words.count > 2, words[words.count - 2] == "of", let number = Int(words[words.count - 1]) {
            only = number
            words.removeLast(2)
        }
        let name = words.joined(separator: " ")
        guard !name.isEmpty else { throw Refused("say which ring: \"open \(rollouts[0].first?.name ?? "rest")\"") }
        let numbers = only.map { [$0] } ?? Array(rollouts.indices)
        for rollout in numbers where rollouts.indices.contains(rollout) {
            let rings = rollouts[rollout]
            if let ring = rings.firstIndex(where: { $0.name == name && !$0.isOpen })
                ?? rings.firstIndex(where: { $0.name == name })
            {
                return .open(rollout: rollout, ring: ring)
            }
        }
        if let number = Int(name) { return .open(rollout: only ?? rollouts.count - 1, ring: number) }
        let known = numbers.filter(rollouts.indices.contains).flatMap { rollouts[$0].map(\.name) }
        throw Refused(
            "there is no ring \"\(name.prefix(40))\"\(didYouMean(name, among: known)); there are \(known.joined(separator: ", "))"
        )
    }

    // MARK: Beginning

    /// `pilots 10% where component vpn-client, control 2% control, rest`
    private func plan(_ words: [String]) throws(Refused) -> RolloutPlan {
        let taken = Set(session.plannedPatches.joined())
        let open = session.briefing.patches.indices.filter {
            session.briefing.patches[$0].released <= session.now && !taken.contains($0)
        }
        var words = words
        var patches = open
        if let first = words.first, first.hasSuffix(":") {
            let name = String(first.dropLast())
            guard let patch = session.briefing.patches.firstIndex(where: { $0.name == name }) else {
                let known = session.briefing.patches.map(\.name)
                throw Refused("there is no update \"\(name.prefix(60))\"\(didYouMean(name, among: known))")
            }
            patches = [patch]
            words.removeFirst()
        }
        guard !patches.isEmpty else { throw Refused("every update that is out is in a rollout already") }
        let specs = words.joined(separator: " ").split(separator: ",").map { String($0).trimmingBlanks() }
        guard !specs.isEmpty else {
            throw Refused("say how the rollout is cut into rings: \"begin pilots 10%, rest\"")
        }
        var rings: [RolloutPlan.RingPlan] = []
        for (place, spec) in specs.enumerated() { rings.append(try ring(spec, place + 1)) }
        let names = rings.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw Refused("two rings are called \"\(twice)\": names tell them apart")
        }
        try refuseTooMuch(rings)
        return RolloutPlan(patches: patches, rings: rings)
    }

    /// Shares are of those who match: of the same devices no more than all can be had.
    private func refuseTooMuch(_ rings: [RolloutPlan.RingPlan]) throws(Refused) {
        var shares: [DevicePredicate: Double] = [:]
        for ring in rings {
            guard case .share(let share) = ring.size else { continue }
            let sum = shares[ring.condition, default: 0] + share
            shares[ring.condition] = sum
            guard sum <= 1 + 1e-9 else {
                throw Refused(
                    "with ring \"\(ring.name)\" the rings take \(Figure.percentage(sum, 0)) of the same devices, and there are 100%: make them smaller, or let the last one be rest"
                )
            }
        }
    }

    private func ring(_ spec: String, _ number: Int) throws(Refused) -> RolloutPlan.RingPlan {
        var words = spec.split(separator: " ").map(String.init)
        var isControl = false
        if words.count > 1, words.last == "control" {
            isControl = true
            words.removeLast()
        }
        var condition = DevicePredicate()
        if let place = words.firstIndex(of: "where") {
            condition = try self.condition(Array(words[(place + 1)...]))
            words = Array(words[..<place])
        }
        guard let last = words.last else { throw Refused("a ring has a size: a share, a number of devices, or rest") }
        let size: RingSize
        if last == "rest" {
            size = .rest
        } else if last.hasSuffix("%"), let share = TextCommand.share(last), share > 0 {
            size = .share(share)
        } else if let count = Int(last), count > 0 {
            size = .count(count)
        } else if last.hasSuffix("%"), let percent = Double(last.dropLast()), percent > 100 {
            throw Refused("a ring has 100% of the devices at most, and \(last.prefix(40)) is more")
        } else {
            throw Refused(
                "the size of a ring is a share, a number of devices, or rest: \"pilots 10%\", \"pilots 50\", \"others rest\"; \"\(last.prefix(40))\" is not one"
            )
        }
        let name = words.dropLast().joined(separator: " ")
        let usual = size == .rest ? "rest" : "ring-\(number)"
        return RolloutPlan.RingPlan(
            name: name.isEmpty ? usual : name,
            size: size,
            condition: condition,
            isControl: isControl
        )
    }

    /// `component vpn-client and group laptops`
    private func condition(_ words: [String]) throws(Refused) -> DevicePredicate {
        var predicate = DevicePredicate()
        for part in words.split(separator: "and") {
            let words = Array(part)
            guard words.count >= 2 else {
                throw Refused("say what is meant: \"where component vpn-client\", \"where group laptops\"")
            }
            let name = words.dropFirst().joined(separator: " ")
            switch words[0] {
            case "component":
                let known = scenario.software.components.map(\.name)
                guard let component = known.firstIndex(of: name) else { throw unknown("component", name, known) }
                let versions = scenario.software.components[component].versions.indices
                predicate.components.append(VersionRange(component: component, versions: versions))
            case "group": predicate.group = try one(name, "group", of: scenario.groups.map(\.name))
            case "site": predicate.site = try one(name, "site", of: scenario.groups.compactMap(\.site))
            case "tag": predicate.tag = try one(name, "tag", of: scenario.groups.flatMap(\.tags))
            case "class":
                predicate.deviceClass = DeviceClass(
                    rawValue: try one(name, "class", of: DeviceClass.allCases.map(\.rawValue))
                )
            case "exposure":
                predicate.exposure = ExposureClass(
                    rawValue: try one(name, "exposure", of: ExposureClass.allCases.map(\.rawValue))
                )
            case "criticality":
                predicate.criticality = Criticality(
                    rawValue: try one(name, "criticality", of: Criticality.allCases.map(\.rawValue))
                )
            default:
                let known = ["component", "group", "site", "tag", "class", "exposure", "criticality"]
                throw unknown("condition", words[0], known)
            }
        }
        return predicate
    }

    private func one(_ name: String, _ what: String, of known: [String]) throws(Refused) -> String {
        guard known.contains(name) else { throw unknown(what, name, known) }
        return name
    }

    private func unknown(_ what: String, _ name: String, _ known: [String]) -> Refused {
        let names = Set(known).sorted()
        return Refused(
            "there is no \(what) \"\(name.prefix(40))\"\(didYouMean(name, among: names)); there are \(names.joined(separator: ", "))"
        )
    }

    // MARK: Rules

    /// `stop 2% of reporting minimum 20 keep`, or `off`; in the end the rollout's number.
    private func rule(_ words: [String]) throws(Refused) -> Order.Kind {
        let example = "\"rule stop 2%\", \"rule stop 2% of reporting minimum 20 keep\", \"rule off\""
        if words.first == "off" { return .disarm(rollout: try rollout(Array(words.dropFirst()))) }
        guard words.first == "stop", words.count >= 2 else { throw Refused("a rule is \(example)") }
        let measure: Limit.Measure
        if words[1].hasSuffix("%"), let share = TextCommand.share(words[1]) {
            measure = .share(share)
        } else if let count = Int(words[1]), count >= 0 {
            measure = .count(count)
        } else {
            throw Refused("a rule has a limit, a share or a number of devices: \(example)")
        }
        var rule = StopRule(
            failures: Limit(measure, isStrict: true),
            of: .reporting,
            minimum: 20,
            cap: .openRings,
            least: 2
        )
        var switches = OnStop(resume: .never)
        var rest = words[2...]
        while let word = rest.popFirst() {
            switch word {
            case "of":
                guard let next = rest.popFirst(), let denominator = Denominator(rawValue: next) else {
                    throw Refused("a share is one of reporting, offered, all, or attempts: \(example)")
                }
                rule.of = denominator
            case "minimum":
                guard let next = rest.popFirst(), let count = Int(next), count >= 0 else {
                    throw Refused("after minimum comes a number of reports: \(example)")
                }
                rule.minimum = count
                rule.least = min(2, max(1, count))
            case "keep": switches.rollsBack = false
            case _ where Int(word) != nil: return .arm(rollout: try rollout([word]), rule, switches)
            default: throw Refused("\"\(word.prefix(40))\" is not part of a rule: \(example)")
            }
        }
        return .arm(rollout: try rollout([]), rule, switches)
    }
}
