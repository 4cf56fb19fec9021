import EventEngine
import PatchModel

extension Format {
    /// Ways to say rings by what they come to.
    static let pace = Notation.variants([.map(steps), .map(stepsBy), .map(batches), .map(rate), .map(percentages)])

    /// How many rings there may be.
    static let maximumRings = 250

    static let steps = Shape("steps", "Shares of the devices by the time since the release.", blank: [Ring]()) {
        Field(
            "steps",
            .named(.share(zero: false), of: "shares by time"),
            "For each time after the release, the share of all devices that has been offered the patches by then: both must grow from each to the next.",
            example: "{ 0d: 10%, 1d: 50%, 2d: 100% }"
        ) { rings, entries, place, builder in
            rings = builder.rings(atSteps: entries, at: place)
        }
    }

    /// Steps of the same size.
    struct StepsBy: Sendable {
        var every: Tick = 1
        var share = 1.0
        var from = 1.0
        var to = 1.0
    }

    static let stepsBy: Shape<[Ring]> = Shape("steps-by", "Equal steps.", blank: [Ring]()) {
        Field(
            "steps-by",
            .map(stepSize),
            "A further share of devices after each span of time.",
            example: "{ every: 6h, add: 10% }"
        ) { rings, size, place, builder in
            rings = builder.rings(by: size, at: place)
        }
    }

    static let stepSize = Shape("step-size", "A further share of devices after each span of time.", blank: StepsBy()) {
        stepSizes
    }

    @FieldList<StepsBy> static var stepSizes: [Field<StepsBy>] {
        Field("every", \.every, .duration(.positive), "The span of time.", example: "6h")
        Field("add", \.share, .share(zero: false), "The share that is added at each step.", example: "10%")
        Field(
            "from",
            \.from,
            .share(zero: false),
            absent: .means("what is added") { step, _, _ in step.from = step.share },
            "The share at the release."
        )
        Field("to", \.to, .share(zero: false), default: .percent(100), "The share at which it ends.")
    }

    static let batches = Shape(
        "batches",
        "Batches of a list of devices, each of which must be finished before the next one begins.",
        blank: [Ring]()
    ) {
        Field(
            "batches",
            Notation.list(
                Notation.whole(1...maximumCount).as { RingSize.count($0) }
                    .or(Notation.share(zero: false).as { .roundedDown($0) }),
                count: 1...maximumRings
            ),
            "Numbers of devices, or shares, which are rounded down, to one at least; the last one is repeated until all devices have had their turn.",
            example: "[1, 5, 20%]"
        ) { rings, sizes, place, builder in
            rings = builder.rings(ofBatches: sizes, at: place)
        }
    }
}

extension ScenarioBuilder {
    /// Rings that open at their times.
    mutating func rings(atSteps entries: [Entry<Double>], at place: Position) -> [Ring] {
        var steps: [(after: Tick, share: Double)] = []
        for entry in entries {
            let reader = ValueReader(diagnostics: diagnostics)
            let node = SourceNode(position: entry.position, content: .scalar(entry.name, isPlain: true))
            guard let seconds = reader.read(node, as: .duration(.nonNegative)).number,
                let share = entry.content.read(&self)
            else { continue }
            let after = Tick(rounding: seconds)
            if let last = steps.last, after <= last.after || share <= last.share {
                report(
                    .numberOutOfRange,
                    "time and share must both be more than in the step before",
                    at: entry.position
                )
                continue
            }
            steps.append((after, share))
        }
        guard (1...Format.maximumRings).contains(steps.count) else {
            if steps.isEmpty {
                report(.tooFewItems, "there must be a step", at: place)
            } else {
                reportTooMany(at: place)
            }
            return []
        }
        return steps.map { Ring(name: Self.name(ofShare: $0.share), size: .upTo($0.share), after: $0.after) }
    }

    /// Rings of equal steps.
    mutating func rings(by step: Format.StepsBy, at place: Position) -> [Ring] {
        var rings: [Ring] = []
        var share = min(step.from, step.to)
        var after: Tick = 0
        while true {
            rings.append(Ring(name: Self.name(ofShare: share), size: .upTo(share), after: after))
            guard share < step.to - 1e-9 else { return rings }
            guard rings.count < Format.maximumRings, after <= Tick.latest - step.every else {
                reportTooMany(at: place)
                return []
            }
            share = min(step.to, step.from + Double(rings.count) * step.share)
            after += step.every
        }
    }

    /// As many rings as the fleet may need: those for which nobody is left are empty.
    mutating func rings(ofBatches sizes: [RingSize], at place: Position) -> [Ring] {
        guard let last = sizes.last else { return [] }
        let repeated: Int
        switch last {
        case .count(let count): repeated = (deviceCount + count - 1) / count
        // Half of the share at least remains when it is rounded down to one or more; below one there are as many as devices.
        case .roundedDown(let share):
            let most = Int(min(Double(Format.maximumCount), 2 / share).rounded(.up))
            // A preset is read without a fleet.
            repeated = deviceCount > 0 ? min(deviceCount, most) : most
        case .share, .upTo, .ofEach, .rest: repeated = 1
        }
        let all = sizes.dropLast() + Array(repeating: last, count: max(1, repeated))
        guard all.count <= Format.maximumRings else {
            reportTooMany(at: place)
            return []
        }
        return all.enumerated().map { Ring(name: "batch \($0 + 1)", size: $1) }
    }

    private func reportTooMany(at place: Position) {
        report(.tooManyItems, "that makes more than \(Format.maximumRings) rings", at: place)
    }

    /// `12.5 %`
    private static func name(ofShare share: Double) -> String {
        let percent = (share * 1e4).rounded() / 100
        return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + " %"
    }
}
