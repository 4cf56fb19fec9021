import Testing

@testable import EventEngine

/// Draws for many entities at once: each is that of the entity by itself.
@Suite("Draws in lanes")
struct LaneTests {
    /// Entities in no order, of a number that is no multiple of the lanes'.
    static let entities: [Int32] = (0..<5003).map { Int32(truncatingIfNeeded: $0 &* 7_919_317 & 0x7FF_FFFF) }

    @Test(
        "Spans are those of one entity after the other, with lanes and without",
        arguments: [(0.0, 1.0), (120, 900), (0, 3e9), (0.5, 0.25), (2e9, 1e8)],
        [true, false]
    )
    func spans(law: (shift: Double, mean: Double), inLanes: Bool) {
        let random = KeyedRandom(seed: 3, replication: 1)
        for count in [0, 1, 7, 8, 9, Self.entities.count] {
            var spans = [Int32](repeating: -5, count: count + 1)
            Self.entities.prefix(count).withUnsafeBufferPointer { entities in
                spans.withUnsafeMutableBufferPointer { spans in
                    guard let spans = spans.baseAddress else { return }
                    random.exponentialTicks(
                        shift: law.shift,
                        mean: law.mean,
                        purpose: 20,
                        occurrence: 3 << 32,
                        of: entities,
                        into: spans,
                        inLanes: inLanes && KeyedRandom.hasLanes
                    )
                }
            }
            let expected = Self.entities.prefix(count).map { entity in
                var draw = random.draw(entity: UInt64(entity), purpose: 20, occurrence: 3 << 32)
                return Int32(draw.exponentialTicks(shift: law.shift, mean: law.mean))
            }
            // Nothing is written beyond the last.
            #expect(spans == expected + [-5])
        }
    }

    @Test("So are words", arguments: [0, 1, 8, 1_003], [true, false])
    func words(count: Int, inLanes: Bool) {
        let random = KeyedRandom(seed: 4, replication: 2)
        let range = 70_005..<70_005 + count
        var words = [UInt64](repeating: 5, count: count + 1)
        words.withUnsafeMutableBufferPointer { words in
            guard let words = words.baseAddress else { return }
            random.words(purpose: 10, occurrence: 6, of: range, into: words, inLanes: inLanes && KeyedRandom.hasLanes)
        }
        let expected = range.map { entity in
            var draw = random.draw(entity: UInt64(entity), purpose: 10, occurrence: 6)
            return draw.next()
        }
        #expect(words == expected + [5])
    }

    @Test("So are chances", arguments: [0, 0.01, 0.5, 1], [true, false])
    func chances(probability: Double, inLanes: Bool) {
        let random = KeyedRandom(seed: 4, replication: 2)
        var answers = [Bool](repeating: true, count: Self.entities.count + 1)
        Self.entities.withUnsafeBufferPointer { entities in
            answers.withUnsafeMutableBufferPointer { answers in
                guard let answers = answers.baseAddress else { return }
                random.chances(
                    probability,
                    purpose: 21,
                    occurrence: 5,
                    of: entities,
                    into: answers,
                    inLanes: inLanes && KeyedRandom.hasLanes
                )
            }
        }
        let expected = Self.entities.map { entity in
            var draw = random.draw(entity: UInt64(entity), purpose: 21, occurrence: 5)
            return draw.isTrue(withProbability: probability)
        }
        #expect(answers == expected + [true])
    }
}
