package import EventEngine
import PatchModel
package import PatchSimulator
package import Text

/// The answer to an observation, as far as it can be read before its actions are looked at one by one.
package struct Answer: MessageObject {
    package var seq = 0
    /// When to be asked again; nil: only at events.
    package var wake: Tick?
    package var actions: [AnyJSON] = []

    package static var blank: Answer { Answer() }

    package static let fields: [Field<Answer>] = [
        Field("type", always: "actions"),
        Field("seq", \.seq, "that of the observation"),
        Field(
            "wake",
            \.wake,
            isRequired: false,
            "when to be asked again, in seconds since the start; null: at events only"
        ),
        Field("actions", \.actions, isRequired: false, "in the order of their effect", as: .list(Order.shape)),
    ]
}

/// An action as a program writes it.
package enum Order: MessageValue {
    case begin(BeginOrder)
    case open(OpenOrder)
    case stop(StopOrder)
    case resume(ResumeOrder)

    /// Characters of a reason that are kept.
    static let longestReason = 500

    package static var shape: Shape {
        .oneOf([BeginOrder.shape, OpenOrder.shape, StopOrder.shape, ResumeOrder.shape])
    }

    /// What this build understands, for the first message: a program asks it instead of the version.
    static var table: JSON {
        func words(_ shape: Shape) -> String {
            switch shape {
            case .text: "text"
            case .word(let words): words.joined(separator: "|")
            case .integer: "n"
            case .number: "number"
            case .flag: "true|false"
            case .list(let item): "[\(words(item))]"
            case .orNull(let shape): words(shape)
            case .oneOf(let shapes): shapes.map(words).joined(separator: "|")
            case .object(let members, _): "{" + members.map(\.key).joined(separator: ", ") + "}"
            case .values, .anything: "any"
            }
        }
        func members(_ shape: Shape) -> [(String, JSON)] {
            guard case .object(let members, _) = shape else { return [] }
            return members.filter { $0.key != "do" }.map { ($0.key, .string(words($0.shape))) }
        }
        return .object([
            ("begin", .object(members(BeginOrder.shape))), ("open", .object(members(OpenOrder.shape))),
            ("stop", .object(members(StopOrder.shape))), ("resume", .object(members(ResumeOrder.shape))),
        ])
    }

    package var json: JSON {
        switch self {
        case .begin(let order): order.json
        case .open(let order): order.json
        case .stop(let order): order.json
        case .resume(let order): order.json
        }
    }

    package init(json: JSON) throws(ShapeMistake) {
        guard case .string(let word) = json.members?["do"] else { throw ShapeMistake("a text \"do\"") }
        switch Action.Verb(rawValue: word) {
        case .begin: self = .begin(try BeginOrder(json: json))
        case .open: self = .open(try OpenOrder(json: json))
        case .stop: self = .stop(try StopOrder(json: json))
        case .resume: self = .resume(try ResumeOrder(json: json))
        case nil:
            let known = Action.Verb.allCases.map(\.rawValue)
            throw ShapeMistake(
                known.joined(separator: ", ") + didYouMean(word, among: known),
                at: "do (\(String(word.prefix(40))))"
            )
        }
    }

    /// The action that it is, with its reason.
    ///
    /// - Throws: what is wrong with it whatever the console shows.
    package func action() throws(ShapeMistake) -> ReasonedAction {
        switch self {
        case .begin(let order): ReasonedAction(.begin(try order.plan()), because: Self.kept(order.why))
        case .open(let order):
            ReasonedAction(.open(rollout: order.rollout, ring: order.ring), because: Self.kept(order.why))
        case .stop(let order):
            ReasonedAction(.stop(rollout: order.rollout, order.switches), because: Self.kept(order.why))
        case .resume(let order): ReasonedAction(.resume(rollout: order.rollout), because: Self.kept(order.why))
        }
    }

    private static func kept(_ reason: String) -> String { String(reason.prefix(longestReason)) }
}

extension Strategy.Assignment: MessageWord {}

/// Begins a rollout.
package struct BeginOrder: MessageObject {
    var patches: [Int] = []
    var rings: [RingOrder] = []
    var assignment = Strategy.Assignment.stable
    var attributionWindow: Tick = 14 * 86_400
    var stopRule: StopRuleOrder?
    var why = ""

    package static var isStrict: Bool { true }
    package static var blank: BeginOrder { BeginOrder() }

    package static let fields: [Field<BeginOrder>] = [
        Field("do", always: "begin"),
        Field("patches", \.patches, "that are out, and in no other rollout"),
        Field("rings", \.rings, "a device belongs to the first that takes it"),
        Field("assignment", \.assignment, isRequired: false, "whether the same devices go first each time"),
        Field(
            "attribution-window",
            \.attributionWindow,
            isRequired: false,
            "for how many seconds trouble counts against the rollout"
        ),
        Field(
            "stop-rule",
            \.stopRule,
            isRequired: false,
            "wakes who subscribes to \"stop-rule\"; stops nothing by itself"
        ),
        Field("why", \.why, isRequired: false, "in words, for the log"),
    ]

    func plan() throws(ShapeMistake) -> RolloutPlan {
        do throws(ShapeMistake) { try stopRule?.check() } catch { throw error.below("stop-rule") }
        var plans: [RolloutPlan.RingPlan] = []
        for (place, ring) in rings.enumerated() {
            do throws(ShapeMistake) {
                plans.append(try ring.plan(number: place))
            } catch {
                throw error.below("rings[\(place)]")
            }
        }
        return RolloutPlan(patches: patches, rings: plans, assignment: assignment, attributionWindow: attributionWindow)
    }
}

/// A ring of a rollout that is to begin.
package struct RingOrder: MessageObject {
    var name: String?
    var share: Double?
    var count: Int?
    var isRest = false
    var isControl = false
    var condition = ConditionOrder()
    var pace: PaceOrder?

    package static var isStrict: Bool { true }
    package static var blank: RingOrder { RingOrder() }

    package static let fields: [Field<RingOrder>] = [
        Field("name", \.name, isRequired: false),
        Field("share", \.share, isRequired: false, "of the devices that match, above 0 and up to 1"),
        Field("count", \.count, isRequired: false, "of devices"),
        Field("rest", \.isRest, isRequired: false, "all devices that match and are in no earlier ring"),
        Field("control", \.isControl, isRequired: false, "a control group: watched from the beginning"),
        Field("where", \.condition, isRequired: false, "which devices; left out: all"),
        Field("pace", \.pace, isRequired: false, "how its devices get their turn; left out: all at once"),
    ]

    func plan(number: Int) throws(ShapeMistake) -> RolloutPlan.RingPlan {
        guard (share == nil ? 0 : 1) + (count == nil ? 0 : 1) + (isRest ? 1 : 0) == 1 else {
            throw ShapeMistake("one of \"share\", \"count\" and \"rest\": true")
        }
        if let share, !(share > 0 && share <= 1) { throw ShapeMistake("a number above 0 and up to 1", at: "share") }
        if let count, count < 0 { throw ShapeMistake("a number that is not negative", at: "count") }
        var rate: OfferPace?
        do throws(ShapeMistake) { rate = try pace?.rate() } catch { throw error.below("pace") }
        return RolloutPlan.RingPlan(
            name: name ?? "ring \(number)",
            size: share.map { .share($0) } ?? count.map { .count($0) } ?? .rest,
            condition: condition.predicate,
            isControl: isControl,
            pace: rate
        )
    }
}

/// How many devices of a ring get their turn in how many seconds, in the order of the draw.
package struct PaceOrder: MessageObject {
    var devices = 1
    var per: Tick = 3600

    package static var isStrict: Bool { true }
    package static var blank: PaceOrder { PaceOrder() }

    package static let fields: [Field<PaceOrder>] = [
        Field("devices", \.devices, "how many, at least 1"), Field("per", \.per, "in that many seconds, at least 1"),
    ]

    func rate() throws(ShapeMistake) -> OfferPace {
        if devices < 1 { throw ShapeMistake("a number of at least 1", at: "devices") }
        if per < 1 { throw ShapeMistake("a number of at least 1", at: "per") }
        return .rate(OfferRate(perMinute: Double(devices) * 60 / Double(per)))
    }
}

/// When a program wants to be asked because too many devices of a rollout are not well: at the next point of the grid.
package struct StopRuleOrder: MessageObject {
    var unhealthy = 0.0
    var minimum = 20

    package static var isStrict: Bool { true }
    package static var blank: StopRuleOrder { StopRuleOrder() }

    package static let fields: [Field<StopRuleOrder>] = [
        Field("unhealthy", \.unhealthy, "the share of reporting devices above which it holds, from 0 to 1"),
        Field("minimum", \.minimum, isRequired: false, "reporting devices below which it never holds"),
    ]

    func check() throws(ShapeMistake) {
        if !(0...1).contains(unhealthy) { throw ShapeMistake("a number from 0 to 1", at: "unhealthy") }
        if minimum < 0 { throw ShapeMistake("a number that is not negative", at: "minimum") }
    }

    /// Whether it holds for a rollout that is under way, by the numbers of all rings that are open.
    func holds(_ rollout: RolloutStatus) -> Bool {
        guard rollout.stopped == nil else { return false }
        let total = rollout.total
        return total.reporting >= max(1, minimum) && Double(total.unhealthy) > unhealthy * Double(total.reporting)
    }
}

/// Which devices a ring takes: those that are all of this.
package struct ConditionOrder: MessageObject {
    var deviceClass: DeviceClass?
    var criticality: Criticality?
    var exposure: PatchModel.ExposureClass?
    var group: String?
    var site: String?
    var tag: String?

    package static var isStrict: Bool { true }
    package static var blank: ConditionOrder { ConditionOrder() }

    package static let fields: [Field<ConditionOrder>] = [
        Field("class", \.deviceClass, isRequired: false),
        Field("criticality", \.criticality, isRequired: false),
        Field("exposure", \.exposure, isRequired: false),
        Field("group", \.group, isRequired: false, "its name"),
        Field("site", \.site, isRequired: false),
        Field("tag", \.tag, isRequired: false),
    ]

    var predicate: DevicePredicate {
        DevicePredicate(
            deviceClass: deviceClass,
            group: group,
            site: site,
            tag: tag,
            criticality: criticality,
            exposure: exposure
        )
    }
}

/// Opens a ring.
package struct OpenOrder: MessageObject {
    var rollout = 0
    var ring = 0
    var why = ""

    package static var isStrict: Bool { true }
    package static var blank: OpenOrder { OpenOrder() }

    package static let fields: [Field<OpenOrder>] = [
        Field("do", always: "open"),
        Field("rollout", \.rollout, "a rollout that begins with the same answer has the next number"),
        Field("ring", \.ring, "the first of the rollout that is not open"),
        Field("why", \.why, isRequired: false, "in words, for the log"),
    ]
}

/// Stops a rollout.
package struct StopOrder: MessageObject {
    package enum Offers: String, MessageWord { case stop, `continue` }
    package enum Queued: String, MessageWord { case cancel, keep }
    package enum InFlight: String, MessageWord { case finish, interrupt }
    package enum Installed: String, MessageWord {
        case rollBack = "roll-back"
        case keep
    }

    var rollout = 0
    var offers = Offers.stop
    var queued = Queued.cancel
    var inFlight = InFlight.finish
    var installed = Installed.rollBack
    var why = ""

    package static var isStrict: Bool { true }
    package static var blank: StopOrder { StopOrder() }

    package static let fields: [Field<StopOrder>] = [
        Field("do", always: "stop"),
        Field("rollout", \.rollout),
        Field("offers", \.offers, isRequired: false, "whether new offers are made"),
        Field("queued", \.queued, isRequired: false, "offers that are downloading or wait for another attempt"),
        Field("in-flight", \.inFlight, isRequired: false, "installations that are running"),
        Field("installed", \.installed, isRequired: false, "devices that have the patches"),
        Field("why", \.why, isRequired: false, "in words, for the log"),
    ]

    /// A program says itself when a rollout goes on.
    var switches: OnStop {
        OnStop(
            stopsOffers: offers == .stop,
            cancelsQueued: queued == .cancel,
            interruptsInFlight: inFlight == .interrupt,
            rollsBack: installed == .rollBack,
            resume: .never
        )
    }
}

/// Lets a rollout go on after a stop.
package struct ResumeOrder: MessageObject {
    var rollout = 0
    var why = ""

    package static var isStrict: Bool { true }
    package static var blank: ResumeOrder { ResumeOrder() }

    package static let fields: [Field<ResumeOrder>] = [
        Field("do", always: "resume"),
        Field("rollout", \.rollout, "one that is stopped"),
        Field("why", \.why, isRequired: false, "in words, for the log"),
    ]
}
