import EventEngine
import PatchModel
import Text

/// How devices of a ring get their turn, and by when they must be through, as JSON; keys are in the order of the alphabet.
extension ActionText {
    static func json(of pace: OfferPace) -> JSON {
        switch pace {
        case .rate(let rate):
            var members: [(String, JSON)] = []
            if let cap = rate.cap { members.append(("capPerMinute", .number(cap))) }
            members.append(("factor", .number(rate.factor)))
            members.append(("perMinute", .number(rate.perMinute)))
            if let step = rate.step { members.append(("step", .integer(step))) }
            return .object(members)
        case .percentages(let steps):
            let items = steps.map {
                JSON.object([("afterSeconds", .integer(Int($0.after))), ("percentage", .number($0.percentage))])
            }
            return .object([("percentages", .array(items))])
        }
    }

    static func pace(_ value: JSON) throws(Mistake) -> OfferPace {
        var fields = try JSONFields(value, "a pace to be an object")
        if let steps = fields.optional("percentages") {
            guard case .array(let items) = steps else { throw Mistake(expected: "a list \"percentages\"") }
            var read: [PercentageStep] = []
            for item in items {
                var fields = try JSONFields(item, "percentages to be objects")
                let after: Tick = try fields.integer("afterSeconds")
                guard let percentage = try fields.optionalDouble("percentage") else {
                    throw Mistake(expected: "a number \"percentage\"")
                }
                read.append(PercentageStep(after: after, percentage: percentage))
                try fields.end()
            }
            try fields.end()
            return .percentages(read)
        }
        guard let perMinute = try fields.optionalDouble("perMinute"), perMinute > 0 else {
            throw Mistake(expected: "a number \"perMinute\" above 0")
        }
        let rate = OfferRate(
            perMinute: perMinute,
            factor: max(1, try fields.optionalDouble("factor") ?? 1),
            step: try fields.optionalInteger("step").map { max(1, $0) },
            cap: try fields.optionalDouble("capPerMinute")
        )
        guard rate.cap ?? 1 > 0 else { throw Mistake(expected: "\"capPerMinute\" above 0") }
        try fields.end()
        return .rate(rate)
    }

    static func json(of deadline: InstallDeadline) -> JSON {
        .object([
            ("afterSeconds", .integer(Int(deadline.after))), ("countsFrom", .string(deadline.countsFrom.rawValue)),
            ("graceSeconds", .integer(Int(deadline.grace))),
        ])
    }

    static func deadline(_ value: JSON) throws(Mistake) -> InstallDeadline {
        var fields = try JSONFields(value, "a deadline to be an object")
        guard let origin: InstallDeadline.Origin = try fields.word("countsFrom") else {
            throw Mistake(expected: "a text \"countsFrom\"")
        }
        let deadline = InstallDeadline(
            after: try fields.integer("afterSeconds"),
            grace: try fields.integer("graceSeconds"),
            countsFrom: origin
        )
        try fields.end()
        return deadline
    }
}
