import EventEngine
import PatchModel

extension ScenarioBuilder {
    mutating func strategy(_ entry: NamedValue) -> Strategy? {
        checkName(entry.name, at: entry.position)
        guard let map = entry.value.map else { return nil }
        let kind: Strategy.Kind =
            switch map.outline.id {
            case Format.staged.id: .staged(staged(map))
            case Format.canary.id: .canary(canary(map))
            default: .bigBang
            }
        return Strategy(
            name: entry.name,
            kind: kind,
            unit: map.word("unit", as: Strategy.Unit.self) ?? .batch,
            assignment: map.word("assignment", as: Strategy.Assignment.self) ?? .stable,
            evaluate: ticks(map, "evaluate", atLeast: 1) ?? 1,
            watch: ticks(map, "watch", atLeast: 1) ?? 1,
            stop: map.map("stop").map(stopRule),
            onStop: map.map("on-stop").map(onStop) ?? OnStop()
        )
    }

    private func stopRule(_ map: MapValue) -> StopRule {
        var limit = Limit(.share(0), isStrict: true)
        if case .limit(let written)? = map["failures"]?.scalar { limit = written }
        let isByRing = map.word("minimum") == Format.byRing
        let minimum = isByRing ? Format.standardMinimum : map.whole("minimum") ?? 0
        return StopRule(
            failures: limit,
            of: denominator(map),
            minimum: minimum,
            cap: isByRing ? .openRings : .rollout,
            // Who asks for the first report alone wants the first failure to count.
            least: map.whole("at-least") ?? min(2, max(1, minimum))
        )
    }

    private func denominator(_ map: MapValue) -> Denominator { map.word("of", as: Denominator.self) ?? .reporting }

    private func onStop(_ map: MapValue) -> OnStop {
        let resume: OnStop.Resumption =
            if let pause = map.map("resume") {
                .after(ticks(pause, "after") ?? 0)
            } else {
                map.word("resume") == "never" ? .never : .withFix
            }
        return OnStop(
            stopsOffers: map.word("offers") == "stop",
            cancelsQueued: map.word("queued") == "cancel",
            interruptsInFlight: map.word("in-flight") == "interrupt",
            rollsBack: map.word("updated") == "roll-back",
            resume: resume
        )
    }

    // MARK: Staged

    private mutating func staged(_ map: MapValue) -> StagedRollout {
        let values = map.items("rings")
        let rings = values.enumerated().map { index, value in ring(value, number: index + 1) }
        if !rings.isEmpty {
            checkSizes(of: rings, values, map)
            checkNames(of: rings, values)
        }
        var gate = map.map("advance").map { self.gate($0) }
        if !map.has("advance") {
            if !map.has("rings") {
                let empty = SourceNode(position: map.position, content: .map([]))
                gate = ValueReader(diagnostics: diagnostics).map(empty, Format.gate).map.map { self.gate($0) }
            } else if rings.count > 1, !rings.contains(where: { $0.after > 0 }) {
                report(
                    .noGate,
                    "nothing separates the rings: they need `advance`, or dates of their own (`after`)",
                    at: map.position(of: "rings")
                )
            }
        }
        return StagedRollout(rings: rings, gate: gate)
    }

    private mutating func gate(_ map: MapValue) -> Gate {
        let success = map.number("success") ?? 0
        return Gate(
            soak: ticks(map, "soak") ?? 0,
            success: success,
            of: denominator(map),
            minimum: map.whole("minimum") ?? 0,
            tolerated: map.whole("tolerate") ?? (success < 1 ? 1 : 0),
            hold: map.map("hold").map(stopRule)
        )
    }

    private mutating func ring(_ value: Value, number: Int) -> Ring {
        var ring = Ring(name: "ring \(number)", size: .rest)
        if let share = value.number { ring.size = .share(share) }
        guard let map = value.map else { return ring }
        if let name = map["name"], let text = name.text {
            checkName(text, at: name.position)
            ring.name = text
        }
        if let size = size(map) { ring.size = size }
        ring.condition = map.map("where").map { made(of: $0, Format.condition).model } ?? DevicePredicate()
        ring.after = ticks(map, "after") ?? 0
        return ring
    }

    private func size(_ map: MapValue) -> RingSize? {
        if let share = map.number("share") { return .share(share) }
        return map.whole("count").map { .count($0) }
    }

    private func checkSizes(of rings: [Ring], _ values: [Value], _ map: MapValue) {
        var sum = 0.0
        var isPlain = true
        for (ring, value) in zip(rings, values) where !value.isInvalid {
            switch ring.size {
            case .share(let share) where ring.condition == DevicePredicate():
                // Sums of decimal fractions are not exact.
                if sum <= 1 + 1e-9, sum + share > 1 + 1e-9 {
                    report(.shareOver100, "with this ring the shares exceed 100 %", at: value.position)
                }
                sum += share
            default: isPlain = false
            }
        }
        for (index, ring) in rings.enumerated().dropLast()
        where ring.size == .rest && ring.condition == DevicePredicate() && !values[index].isInvalid {
            report(.restNotLast, "after `rest` nobody is left for the rings that follow", at: values[index].position)
        }
        if isPlain, sum < 1 - 1e-9, !diagnostics.hasErrors {
            let percent = (sum * 1000).rounded() / 10
            report(
                .devicesInNoRing,
                "the rings take \(percent) % of the devices; the others are never patched (end with `rest`)",
                at: map.position(of: "rings")
            )
        }
    }

    private func checkNames(of rings: [Ring], _ values: [Value]) {
        var seen: Set<String> = []
        for (ring, value) in zip(rings, values) where !seen.insert(ring.name).inserted {
            let place = value.map?.position(of: "name") ?? value.position
            report(.duplicateName, "there is another ring \(quoted(ring.name))", at: place)
        }
    }

    // MARK: Canary

    private mutating func canary(_ map: MapValue) -> CanaryRollout {
        var rollout = CanaryRollout(
            size: size(map) ?? .share(0.02),
            condition: map.map("where").map { made(of: $0, Format.condition).model } ?? DevicePredicate(),
            soak: ticks(map, "soak") ?? 0
        )
        if case .limit(let written)? = map["failed"]?.scalar { rollout.failed = written }
        if let test = map.map("test") {
            rollout.level = test.number("level") ?? 0.05
            rollout.minimum = test.whole("minimum") ?? 1
            if rollout.level >= 1 {
                report(.numberOutOfRange, "the level must be below 100 %", at: test.position(of: "level"))
            }
        }
        if let undecided = map.map("inconclusive") {
            let extend = ticks(undecided, "extend") ?? 0
            rollout.extend = extend > 0 ? extend : nil
            rollout.undecided = undecided.word("then", as: CanaryRollout.Undecided.self) ?? .pause
        }
        return rollout
    }
}
