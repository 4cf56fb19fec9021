import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// A small generator with a fixed seed: splitmix64 (Steele, Lea and Flood, OOPSLA 2014).
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Runs that nothing has simulated: every figure and every kind of decision, at random.
struct RandomRuns {
    var generator: FixedGenerator

    init(seed: UInt64) { generator = FixedGenerator(state: seed) }

    mutating func number() -> Int { Int.random(in: 0...1 << 59, using: &generator) }
    mutating func small() -> Int { Int.random(in: 0..<1_000_000, using: &generator) }
    mutating func chance() -> Bool { Bool.random(using: &generator) }
    mutating func time() -> Tick { Tick.random(in: -(1 << 40)...1 << 40, using: &generator) }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &generator)] }
    mutating func maybe<Value>(_ values: [Value]) -> Value? { chance() ? pick(values) : nil }

    /// Words that are hard on whatever writes them down.
    static let words = [
        "plain", "", "it's; DROP TABLE run", "\"quoted\", comma", "Zürich 東京 🧯", "two\nlines\t", "a/b\\c",
    ]

    mutating func ledger() -> Ledger {
        var ledger = Ledger()
        for figure in Ledger.figures where !figure.mayBeNever || chance() {
            ledger.enter(Int64.random(in: figure.range, using: &generator), as: figure)
        }
        return ledger
    }

    mutating func condition() -> DevicePredicate {
        DevicePredicate(
            components: (0..<pick([0, 0, 2])).map { _ in
                VersionRange(component: small(), versions: 0..<(1 + small()))
            },
            deviceClass: maybe(DeviceClass.allCases),
            group: maybe(Self.words),
            site: maybe(Self.words),
            tag: maybe(Self.words),
            images: pick([[], [0], [7, 1]]),
            criticality: maybe(Criticality.allCases),
            exposure: maybe(ExposureClass.allCases)
        )
    }

    mutating func plan() -> RolloutPlan {
        RolloutPlan(
            patches: (0..<pick([0, 1, 5])).map { _ in small() },
            rings: (0..<pick([0, 1, 4])).map { _ in
                RolloutPlan.RingPlan(
                    name: pick(Self.words),
                    size: pick([.rest, .count(small()), .share(Double.random(in: 0...1, using: &generator))]),
                    condition: chance() ? condition() : DevicePredicate(),
                    isControl: chance()
                )
            },
            assignment: pick(Strategy.Assignment.allCases),
            attributionWindow: Tick(small())
        )
    }

    mutating func decisions() -> [LoggedAction] {
        (0..<pick([0, 1, 6])).map { _ in
            let action: Action =
                switch pick([0, 1, 2, 3]) {
                case 0: .begin(plan())
                case 1: .open(rollout: pick([0, 1, small()]), ring: pick([0, 1, small()]))
                case 2:
                    .stop(
                        rollout: small(),
                        OnStop(
                            stopsOffers: chance(),
                            cancelsQueued: chance(),
                            interruptsInFlight: chance(),
                            rollsBack: chance(),
                            resume: pick([.never, .withFix, .after(Tick(small()))])
                        )
                    )
                default: .resume(rollout: small())
                }
            return LoggedAction(time: time(), round: pick([0, 0, 1, 7]), action: action, reason: pick(Self.words))
        }
    }

    /// A series from 0 to the horizon.
    mutating func series(horizon: Tick) -> RunSeries {
        let step = RunSeries.step(horizon: horizon, intervals: pick([1, 2, 9]))
        let length = RunSeries.instants(step: step, horizon: horizon).count
        return RunSeries(
            step: step,
            values: RunSeries.Kind.allCases.map { _ in (0..<length).map { _ in Int64(number()) } }
        )
    }

    /// A ledger that lacks figures.
    mutating func part() -> Ledger {
        var ledger = Ledger()
        for figure in Ledger.figures {
            if chance() {
                ledger.leaveOut(figure)
            } else if !figure.mayBeNever || chance() {
                ledger.enter(Int64.random(in: figure.range, using: &generator), as: figure)
            }
        }
        return ledger
    }

    /// Members of all kinds of names, and one of none.
    mutating func breakdown(by dimension: PatchSimulator.Dimension) -> Breakdown {
        let names: [String?] = Self.words.shuffled(using: &generator).map { $0 } + [nil]
        return Breakdown(
            dimension: dimension,
            members: names.dropFirst(pick([0, 0, 3, 8])).map { Breakdown.Member(name: $0, ledger: part()) }
        )
    }

    mutating func result() -> RunResult {
        let ledger = ledger()
        return RunResult(
            ledger: ledger,
            decisions: decisions(),
            series: chance() ? series(horizon: ledger.time) : nil
        )
    }
}
