import EventEngine
import PatchModel

extension Format {
    /// Devices a minute.
    private static let perMinute = Notation.number(0.0001...1_000_000)

    static let rate = Shape("rate", "A rate at which devices are notified.", blank: [Ring]()) {
        Field(
            "rate",
            .map(offerRate),
            "Devices one after the other, at a rate that may grow.",
            example: "{ base-per-minute: 50, factor: 2, step: { notified: 1000 }, cap-per-minute: 1000 }"
        ) { rings, rate, _, _ in
            rings = [Ring(name: "all", size: .rest, pace: .rate(rate))]
        }
    }

    static let offerRate = Shape("offer-rate", "A rate that may grow.", blank: OfferRate(perMinute: 1)) {
        Field(
            "base-per-minute",
            \.perMinute,
            perMinute,
            "Devices that are notified in a minute, at first.",
            example: "50"
        )
        Field(
            "factor",
            \.factor,
            .number(1...1000),
            absent: "1",
            "What the rate is multiplied by after each `step`.",
            example: "2"
        )
        Field(
            "step",
            \.step,
            .map(rateStep),
            absent: "the rate stays as it is",
            "After how many more devices the rate grows.",
            example: "{ notified: 1000 }"
        )
        Field(
            "cap-per-minute",
            \.cap,
            perMinute,
            absent: "none",
            "Devices that are notified in a minute at most.",
            example: "1000"
        )
    } finish: { rate, map, builder in
        for (key, other) in [("factor", "step"), ("step", "factor")] where map.has(key) && !map.has(other) {
            builder.report(
                .missingKey,
                "`\(key)` does nothing without `\(other)`: a rate grows by a factor after each step",
                at: map.position(of: key)
            )
        }
        if let cap = rate.cap, cap < rate.perMinute {
            builder.report(
                .numberOutOfRange,
                "`cap-per-minute` must not be below `base-per-minute`",
                at: map.position(of: "cap-per-minute")
            )
        }
    }

    static let rateStep = Shape("rate-step", "After how many more devices a rate grows.", blank: 1) {
        Field(
            "notified",
            \.self,
            .whole(1...maximumCount),
            "Devices that have been notified since the last step.",
            example: "1000"
        )
    }

    static let percentages = Shape(
        "percentages",
        "A percentage that grows, and numbers that devices draw.",
        blank: [Ring]()
    ) {
        Field(
            "percentages",
            .map(percentageSteps),
            "Each device draws a whole number from 0 to 100, and is offered the patches once the percentage reaches it: of 101 numbers 11 are reached at 10 %. How many devices that are is a matter of chance.",
            example: "{ every: 6h, add: 10% }"
        ) { rings, steps, place, builder in
            rings = builder.rings(byPercentages: steps, at: place)
        }
    }

    static let percentageSteps = Shape("percentage-steps", "A percentage that grows.", blank: StepsBy()) {
        stepSizes
    }
}

extension ScenarioBuilder {
    /// One ring of all devices, each of which has its turn when the percentage reaches its number.
    mutating func rings(byPercentages step: Format.StepsBy, at place: Position) -> [Ring] {
        let steps = rings(by: step, at: place).map { ring in
            guard case .upTo(let share) = ring.size else { return PercentageStep(after: ring.after, percentage: 100) }
            return PercentageStep(after: ring.after, percentage: share * 100)
        }
        return steps.isEmpty ? [] : [Ring(name: "all", size: .rest, pace: .percentages(steps))]
    }
}
