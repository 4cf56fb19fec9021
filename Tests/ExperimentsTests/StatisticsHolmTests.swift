import EventEngine
import Experiments
import Testing

@Suite("Holm's adjustment")
struct StatisticsHolmTests {
    @Test("multiplies the smallest by the number of comparisons, the next by one less, and never steps down")
    func byHand() {
        // In order .005 · 4, .01 · 3, .03 · 2, and .04 · 1, which would fall below its predecessor.
        let adjusted = holm([0.01, 0.04, 0.03, 0.005])
        for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(isClose(value, expected)) }
    }

    @Test("leaves a single comparison as it is and nothing as nothing")
    func single() {
        #expect(holm([0.03]) == [0.03])
        #expect(holm([]).isEmpty)
    }

    @Test("never exceeds 1, and treats what is not a number as no finding")
    func limits() {
        #expect(holm([0.6, 0.7, 1]) == [1, 1, 1])
        #expect(holm([.nan, 0.01]) == [1, 0.02])
        #expect(holm([0, 0, 0]) == [0, 0, 0])
    }

    @Test("gives equal values equal adjustments")
    func ties() {
        #expect(holm([0.02, 0.5, 0.02]) == [0.06, 0.5, 0.06])
    }

    @Test("keeps the order of the values and lies between them and Bonferroni's adjustment")
    func order() {
        let random = KeyedRandom(seed: 11, replication: 0)
        for trial in 0..<100 as Range<UInt64> {
            let values = (0..<12 as Range<UInt64>).map { occurrence in
                var draw = random.draw(entity: trial, purpose: 1, occurrence: occurrence)
                return draw.uniform()
            }
            let adjusted = holm(values)
            for (one, value) in values.enumerated() {
                #expect(adjusted[one] >= value && adjusted[one] <= min(1, 12 * value))
                for (other, otherValue) in values.enumerated() where value < otherValue {
                    #expect(adjusted[one] <= adjusted[other])
                }
            }
        }
    }

    @Test("comparisons that were not looked at count as if their p-values were 1")
    func picked() {
        let padded = holm([0.01, 0.04, 0.002] + Array(repeating: 1, count: 7))
        #expect(holm([0.01, 0.04, 0.002], of: 10) == Array(padded.prefix(3)))
        #expect(holm([0.01, 0.04], of: 1) == holm([0.01, 0.04]))
    }
}
