import EventEngine
import Testing

@testable import PatchSimulator

@Suite("Looking for pairs")
struct FoundPairsTests {
    @Test(
        "Pairs in some states are found as by looking at each of them",
        arguments: [0, 1, 7, 8, 9, 25, 63, 64, 65, 130]
    )
    func states(count: Int) {
        let random = KeyedRandom(seed: 5, replication: UInt64(count))
        let column = Column<Slot>(zeros: count + 2)
        for slot in column.indices {
            var draw = random.draw(entity: UInt64(slot), purpose: 1)
            column[slot].state = PairState.allCases[Int(draw.next() % UInt64(PairState.allCases.count))]
            // What else is kept beside the state must not disturb.
            column[slot].failures = Int(draw.next() % 16)
            if draw.isTrue(withProbability: 0.5) { column[slot].countAttempt() }
        }
        let sets: [(PairStates, (PairState) -> Bool)] = [
            (.arriving, \.isArriving),
            (.running, { $0 == .running }),
            (.absent, { $0 == .absent }),
            (.open, { ![.arriving, .arrivingFixed, .upgrading, .rollingBack].contains($0) }),
            (.undone, { ![.running, .runningFixed, .covered].contains($0) }),
        ]
        for (states, isMeant) in sets {
            for first in 0...2 {
                let found = column.withElements(first..<first + count) { slots in
                    Array(FoundPairs(states, among: slots, count))
                }
                #expect(found == (0..<count).filter { isMeant(column[first + $0].state) })
            }
        }
        withExtendedLifetime(column) {}
    }

    @Test("A law in an arena draws what the distribution draws")
    func laws() throws {
        let arena = Arena()
        let distributions: [Distribution] = [
            .zero,
            try .constant(90.5),
            try .constant(1e12),
            try .triangular(low: 20, mode: 60, high: 300),
            try .triangular(low: 0, mode: 0, high: 5),
            try .triangular(low: 7, mode: 7, high: 7),
            try .exponential(mean: 3600),
            try .exponential(mean: 900, plus: 60),
            try .weibull(shape: 0.7, scale: 4000),
        ]
        for (number, distribution) in distributions.enumerated() {
            let law = Law(distribution, in: arena)
            for occurrence in 0..<2000 as Range<UInt64> {
                let key = KeyedRandom(seed: 1, replication: 0)
                    .draw(entity: UInt64(number), purpose: 2, occurrence: occurrence)
                var (one, other) = (key, key)
                #expect(law.sampleTicks(&one) == distribution.sampleTicks(&other))
            }
        }
        withExtendedLifetime(arena) {}
    }
}
