public import PatchModel
import Text

/// What an action carries beyond numbers, as JSON text from which exactly the same value is read: the plan of a rollout
/// that begins, or the switches of a stop. Part of `DecisionLogFormat`.
public enum ActionText {
    typealias Mistake = DecisionLogFormat.Mistake

    /// JSON that is no such text.
    public struct Damage: Error, Sendable, Hashable {
        /// What was expected.
        public var expected: String
    }

    public static func text(of plan: RolloutPlan) -> String { json(of: plan).compact }

    public static func text(of switches: OnStop) -> String { json(of: switches).compact }

    /// - Throws: `Damage` for what `text(of:)` has not written.
    public static func plan(_ text: String) throws(Damage) -> RolloutPlan {
        do throws(Mistake) {
            return try plan(try DecisionLogFormat.json(text))
        } catch {
            throw Damage(expected: error.expected)
        }
    }

    /// - Throws: `Damage` for what `text(of:)` has not written.
    public static func switches(_ text: String) throws(Damage) -> OnStop {
        do throws(Mistake) {
            return try switches(try DecisionLogFormat.json(text))
        } catch {
            throw Damage(expected: error.expected)
        }
    }

    // MARK: Plans. Keys are in the order of the alphabet.

    static func json(of plan: RolloutPlan) -> JSON {
        var members: [(String, JSON)] = [("assignment", .string(plan.assignment.rawValue))]
        if let strata = plan.comparison { members.append(("comparison", .string(strata.rawValue))) }
        if let limit = plan.inProgressTimeOut { members.append(("inProgressTimeOutSeconds", .integer(Int(limit)))) }
        if !plan.limits.isEmpty { members.append(("limits", .array(plan.limits.map(json)))) }
        return .object(
            members + [
                ("patches", .array(plan.patches.map { .integer($0) })),
                ("rings", .array(plan.rings.map(json))),
                ("watchSeconds", .integer(Int(plan.attributionWindow))),
            ]
        )
    }

    static func plan(_ value: JSON?) throws(Mistake) -> RolloutPlan {
        var fields = try JSONFields(value, "a rollout's plan")
        guard let assignment: Strategy.Assignment = try fields.word("assignment") else {
            throw Mistake(expected: "a text \"assignment\"")
        }
        var plan = RolloutPlan(patches: [], rings: [], assignment: assignment)
        for patch in try fields.list("patches") {
            plan.patches.append(try JSONFields.integer(patch, "whole numbers in \"patches\""))
        }
        for value in try fields.list("rings") { plan.rings.append(try ring(value)) }
        plan.attributionWindow = try fields.integer("watchSeconds")
        plan.comparison = try fields.word("comparison")
        plan.inProgressTimeOut = try fields.optionalInteger("inProgressTimeOutSeconds")
        plan.limits = try limits(fields.optional("limits"))
        try fields.end()
        return plan
    }

    private static func json(of ring: RolloutPlan.RingPlan) -> JSON {
        var members: [(String, JSON)] = []
        if ring.condition != DevicePredicate() { members.append(("condition", json(of: ring.condition))) }
        if case .count(let count) = ring.size { members.append(("count", .integer(count))) }
        if let deadline = ring.deadline { members.append(("deadline", json(of: deadline))) }
        if ring.isControl { members.append(("isControl", .bool(true))) }
        if !ring.limits.isEmpty { members.append(("limits", .array(ring.limits.map(json)))) }
        members.append(("name", .string(ring.name)))
        if let pace = ring.pace { members.append(("pace", json(of: pace))) }
        // None of them: the rest.
        switch ring.size {
        case .share(let share): members.append(("share", .number(share)))
        case .roundedDown(let share): members.append(("shareRoundedDown", .number(share)))
        case .upTo(let share): members.append(("upTo", .number(share)))
        case .ofEach(let count, let parts):
            let parts = JSON.array(parts.map { json(of: $0) })
            members.append(("ofEach", .object([("count", .integer(count)), ("parts", parts)])))
        case .count, .rest: break
        }
        return .object(members)
    }

    private static func ring(_ value: JSON) throws(Mistake) -> RolloutPlan.RingPlan {
        var fields = try JSONFields(value, "rings to be objects")
        let name = try fields.text("name")
        let share = try fields.optionalDouble("share")
        let count: Int? = try fields.optionalInteger("count")
        let sizes: [RingSize?] = [
            share.map { .share($0) }, count.map { .count($0) },
            try fields.optionalDouble("shareRoundedDown").map { .roundedDown($0) },
            try fields.optionalDouble("upTo").map { .upTo($0) },
            try fields.optional("ofEach").map(ofEach),
        ]
        let size = sizes.compactMap { $0 }
        guard size.count < 2 else { throw Mistake(expected: "a ring to have a share or a count") }
        let condition = try fields.optional("condition").map(predicate) ?? DevicePredicate()
        let isControl = try fields.optionalFlag("isControl") ?? false
        let pace = try fields.optional("pace").map(pace)
        let deadline = try fields.optional("deadline").map(deadline)
        let limits = try limits(fields.optional("limits"))
        try fields.end()
        return RolloutPlan.RingPlan(
            name: name,
            size: size.first ?? .rest,
            condition: condition,
            isControl: isControl,
            pace: pace,
            deadline: deadline,
            limits: limits
        )
    }

    private static func ofEach(_ value: JSON) throws(Mistake) -> RingSize {
        var fields = try JSONFields(value, "\"ofEach\" to be an object")
        let count: Int = try fields.integer("count")
        var parts: [DevicePredicate] = []
        for part in try fields.list("parts") { parts.append(try predicate(part)) }
        try fields.end()
        return .ofEach(count, parts)
    }

    /// A number, or a list of numbers.
    private static func images(_ value: JSON) throws(Mistake) -> [Int] {
        guard case .array(let items) = value else { return [try JSONFields.integer(value, "the number of an image")] }
        var images: [Int] = []
        for item in items { images.append(try JSONFields.integer(item, "numbers of images")) }
        return images
    }

    private static func json(of predicate: DevicePredicate) -> JSON {
        var members: [(String, JSON)] = []
        if !predicate.components.isEmpty {
            let ranges = predicate.components.map { range in
                JSON.object([
                    ("belowVersion", .integer(range.versions.upperBound)),
                    ("component", .integer(range.component)),
                    ("fromVersion", .integer(range.versions.lowerBound)),
                ])
            }
            members.append(("components", .array(ranges)))
        }
        func add(_ key: String, _ word: String?) {
            if let word { members.append((key, .string(word))) }
        }
        add("deviceClass", predicate.deviceClass?.rawValue)
        add("exposure", predicate.exposure?.rawValue)
        add("group", predicate.group)
        switch predicate.images.count {
        case 0: break
        case 1: members.append(("image", .integer(predicate.images[0])))
        default: members.append(("image", .array(predicate.images.map { .integer($0) })))
        }
        add("criticality", predicate.criticality?.rawValue)
        add("site", predicate.site)
        add("tag", predicate.tag)
        return .object(members)
    }

    private static func predicate(_ value: JSON) throws(Mistake) -> DevicePredicate {
        var fields = try JSONFields(value, "a condition to be an object")
        var predicate = DevicePredicate()
        if let components = fields.optional("components") {
            guard case .array(let ranges) = components else { throw Mistake(expected: "a list \"components\"") }
            for value in ranges {
                var range = try JSONFields(value, "components to be objects")
                let component: Int = try range.integer("component")
                let (from, below): (Int, Int) = (try range.integer("fromVersion"), try range.integer("belowVersion"))
                guard from <= below else { throw Mistake(expected: "\"fromVersion\" not above \"belowVersion\"") }
                try range.end()
                predicate.components.append(VersionRange(component: component, versions: from..<below))
            }
        }
        predicate.deviceClass = try fields.word("deviceClass")
        predicate.exposure = try fields.word("exposure")
        predicate.group = try fields.optionalText("group")
        if let image = fields.optional("image") { predicate.images = try images(image) }
        predicate.criticality = try fields.word("criticality")
        // Logs of the version before have it under its former name.
        if predicate.criticality == nil { predicate.criticality = try fields.word("risk") }
        predicate.site = try fields.optionalText("site")
        predicate.tag = try fields.optionalText("tag")
        try fields.end()
        return predicate
    }

    // MARK: Switches

    static func json(of switches: OnStop) -> JSON {
        var members: [(String, JSON)] = [
            ("cancelsQueued", .bool(switches.cancelsQueued)),
            ("interruptsInFlight", .bool(switches.interruptsInFlight)),
        ]
        // Neither of the two: it never goes on.
        switch switches.resume {
        case .never: break
        case .after(let wait): members.append(("resumesAfterSeconds", .integer(Int(wait))))
        case .withFix: members.append(("resumesWithFix", .bool(true)))
        }
        members.append(("rollsBack", .bool(switches.rollsBack)))
        members.append(("stopsOffers", .bool(switches.stopsOffers)))
        return .object(members)
    }

    static func switches(_ value: JSON?) throws(Mistake) -> OnStop {
        var fields = try JSONFields(value, "what a stop does")
        let wait: Int64? = try fields.optionalInteger("resumesAfterSeconds")
        let isWithFix = try fields.optionalFlag("resumesWithFix") ?? false
        guard wait == nil || !isWithFix else { throw Mistake(expected: "one way in which it goes on") }
        let switches = OnStop(
            stopsOffers: try fields.flag("stopsOffers"),
            cancelsQueued: try fields.flag("cancelsQueued"),
            interruptsInFlight: try fields.flag("interruptsInFlight"),
            rollsBack: try fields.flag("rollsBack"),
            resume: wait.map { .after($0) } ?? (isWithFix ? .withFix : .never)
        )
        try fields.end()
        return switches
    }
}
