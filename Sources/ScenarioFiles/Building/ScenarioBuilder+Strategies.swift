import PatchModel

extension ScenarioBuilder {
    /// Names rings by their numbers, gives a rollout that says neither rings nor gate the standard gate, and reports rings that
    /// do not fit together.
    mutating func complete(_ rollout: inout StagedRollout, _ map: MapValue) {
        for index in rollout.rings.indices where rollout.rings[index].name.isEmpty {
            rollout.rings[index].name = "ring \(index + 1)"
        }
        if map.has("pace"), map.has("rings") {
            report(
                .conflictingKeys,
                "`pace` makes the rings: `rings` cannot stand beside it",
                at: map.position(of: "pace")
            )
        }
        let rings = rollout.rings
        if !rings.isEmpty, !map.has("pace") {
            checkSizes(of: rings, map)
            checkNames(of: rings, map.items("rings"))
        }
        guard !map.has("gate") else { return }
        if !map.has("rings"), !map.has("pace") {
            let empty = SourceNode(position: map.position, content: .map([]))
            let standard = ValueReader(diagnostics: diagnostics).map(empty, Format.gate.outline)
            rollout.gate = standard.map.map { made(of: $0, Format.gate).model }
        } else if rings.count > 1, !rings.contains(where: { $0.after > 0 }) {
            report(
                .noGate,
                "nothing separates the rings: they need a `gate`, or dates of their own (`after`)",
                at: map.position(of: "rings")
            )
        }
    }

    private func checkSizes(of rings: [Ring], _ map: MapValue) {
        let values = map.items("rings")
        // Rings that are made of the parts of the fleet are not written one by one.
        guard values.count == rings.count else { return }
        var sum = 0.0
        for (ring, value) in zip(rings, values) where !value.isInvalid {
            switch ring.size {
            case .share(let share) where ring.condition == DevicePredicate():
                // Sums of decimal fractions are not exact.
                if sum <= 1 + 1e-9, sum + share > 1 + 1e-9 {
                    report(.shareOver100, "with this ring the shares exceed 100 %", at: value.position)
                }
                sum += share
            default: break
            }
        }
        for (index, ring) in rings.enumerated().dropLast()
        where ring.size == .rest && ring.condition == DevicePredicate() && !values[index].isInvalid
            && values[index].map?.has("rest") != false
        {
            report(.restNotLast, "after `rest` no device is left for the rings that follow", at: values[index].position)
        }
    }

    private func checkNames(of rings: [Ring], _ values: [Value]) {
        var seen: Set<String> = []
        for (ring, value) in zip(rings, values) where !seen.insert(ring.name).inserted {
            let place = value.map?.position(of: "name") ?? value.position
            report(.duplicateName, "there is another ring \(quoted(ring.name))", at: place)
        }
    }
}
