package import CLanes

/// Draws for many entities at once, on machines that have lanes for it; see CLanes.h. They are the same as one by one.
extension KeyedRandom {
    /// True if this machine draws for several entities at once.
    package static let hasLanes = patchlab_has_lanes()

    /// What the parts of a key are multiplied by.
    package static var laneWeights: patchlab_weights {
        patchlab_weights(entity: Weights.entity, occurrence: Weights.occurrence, word: Weights.word)
    }

    /// The sum of the key of entity 0.
    package func laneKey(purpose: UInt16, occurrence: UInt64 = 0) -> UInt64 {
        draw(entity: 0, purpose: purpose, occurrence: occurrence).state
    }

    /// For each entity what `KeyedDraw.exponentialTicks(shift:mean:)` says, into `spans`, which has room for them.
    package func exponentialTicks(
        shift: Double,
        mean: Double,
        purpose: UInt16,
        occurrence: UInt64,
        of entities: UnsafeBufferPointer<Int32>,
        into spans: UnsafeMutablePointer<Int32>,
        inLanes: Bool = hasLanes
    ) {
        guard inLanes, let first = entities.baseAddress else {
            for (place, entity) in entities.enumerated() {
                var draw = draw(entity: UInt64(entity), purpose: purpose, occurrence: occurrence)
                spans[place] = Int32(draw.exponentialTicks(shift: shift, mean: mean))
            }
            return
        }
        let key = laneKey(purpose: purpose, occurrence: occurrence)
        shortLogarithmRows.withUnsafeBytes { rows in
            guard let rows = rows.assumingMemoryBound(to: Double.self).baseAddress else { return }
            patchlab_draw_spans(key, Self.laneWeights, shift, mean, rows, first, entities.count, spans)
        }
    }

    /// For each entity of a range the first word of its draw, into `words`, which has room for them.
    package func words(
        purpose: UInt16,
        occurrence: UInt64,
        of entities: Range<Int>,
        into words: UnsafeMutablePointer<UInt64>,
        inLanes: Bool = hasLanes
    ) {
        let key = laneKey(purpose: purpose, occurrence: occurrence)
        if inLanes {
            patchlab_draw_words(key, Self.laneWeights, UInt64(entities.lowerBound), entities.count, words)
            return
        }
        var state = key &+ UInt64(entities.lowerBound) &* Weights.entity
        for place in 0..<entities.count {
            words[place] = Self.mix(state)
            state &+= Weights.entity
        }
    }

    /// For each entity whether something of that probability happens, into `answers`, which has room for them.
    package func chances(
        _ probability: Double,
        purpose: UInt16,
        occurrence: UInt64,
        of entities: UnsafeBufferPointer<Int32>,
        into answers: UnsafeMutablePointer<Bool>,
        inLanes: Bool = hasLanes
    ) {
        guard inLanes, let first = entities.baseAddress else {
            for (place, entity) in entities.enumerated() {
                var draw = draw(entity: UInt64(entity), purpose: purpose, occurrence: occurrence)
                answers[place] = draw.isTrue(withProbability: probability)
            }
            return
        }
        let key = laneKey(purpose: purpose, occurrence: occurrence)
        patchlab_draw_chances(key, Self.laneWeights, probability, first, entities.count, answers)
    }
}
