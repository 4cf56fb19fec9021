import EventEngine
import PatchModel
import Text

/// How many devices may be in flight at once, as JSON; keys are in the order of the alphabet.
extension ActionText {
    static func json(of limit: InFlightLimit) -> JSON {
        var members: [(String, JSON)] = []
        if let expiry = limit.expiry { members.append(("expiresSeconds", .integer(Int(expiry)))) }
        members.append(("failed", .string(limit.afterFailure.rawValue)))
        members.append(("inFlight", json(of: limit.slots)))
        members.append(("per", .string(limit.scope.rawValue)))
        if let surge = limit.surge { members.append(("surge", json(of: surge))) }
        return .object(members)
    }

    private static func json(of count: SlotCount) -> JSON {
        switch count {
        case .count(let count): return .object([("count", .integer(count))])
        case .share(let share):
            return .object([
                ("least", .integer(share.least)), ("roundsUp", .bool(share.roundsUp)), ("share", .number(share.share)),
            ])
        case .byTargets(let steps):
            let items = steps.map { step in
                JSON.object(
                    [("slots", json(of: step.slots))] + (step.upTo.map { [("upTo", .integer($0))] } ?? [])
                )
            }
            return .object([("byTargets", .array(items))])
        }
    }

    /// - Parameter value: nil: none.
    static func limits(_ value: JSON?) throws(Mistake) -> [InFlightLimit] {
        guard let value else { return [] }
        guard case .array(let items) = value else { throw Mistake(expected: "a list \"limits\"") }
        var limits: [InFlightLimit] = []
        for item in items { limits.append(try limit(item)) }
        return limits
    }

    private static func limit(_ value: JSON) throws(Mistake) -> InFlightLimit {
        var fields = try JSONFields(value, "limits to be objects")
        guard let slots = fields.optional("inFlight") else { throw Mistake(expected: "an object \"inFlight\"") }
        let limit = InFlightLimit(
            slots: try count(slots),
            surge: try fields.optional("surge").map(count),
            scope: try fields.word("per") ?? .fleet,
            afterFailure: try fields.word("failed") ?? .holds,
            expiry: try fields.optionalInteger("expiresSeconds")
        )
        try fields.end()
        return limit
    }

    private static func count(_ value: JSON) throws(Mistake) -> SlotCount {
        var fields = try JSONFields(value, "a number of slots to be an object")
        let count: SlotCount
        if let number: Int = try fields.optionalInteger("count") {
            count = .count(number)
        } else if let share = try fields.optionalDouble("share") {
            let roundsUp = try fields.optionalFlag("roundsUp") ?? false
            count = .share(SlotShare(share, roundsUp: roundsUp, least: try fields.optionalInteger("least") ?? 1))
        } else {
            var steps: [SlotStep] = []
            for item in try fields.list("byTargets") { steps.append(try step(item)) }
            count = .byTargets(steps)
        }
        try fields.end()
        return count
    }

    private static func step(_ value: JSON) throws(Mistake) -> SlotStep {
        var fields = try JSONFields(value, "\"byTargets\" to have objects")
        let upTo: Int? = try fields.optionalInteger("upTo")
        guard let slots = fields.optional("slots").map({ $0 }) else { throw Mistake(expected: "an object \"slots\"") }
        // Steps have no steps of their own.
        guard slots.members?["byTargets"] == nil else { throw Mistake(expected: "a count or a share in \"slots\"") }
        let step = SlotStep(upTo: upTo, slots: try count(slots))
        try fields.end()
        return step
    }
}
