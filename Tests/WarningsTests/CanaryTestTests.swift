import PatchSimulator
import Testing

@testable import Warnings

@Suite("What a canary's test can find")
struct CanaryTestTests {
    /// The binomial coefficient.
    private static func choose(_ n: Int, _ k: Int) -> Double {
        (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
    }

    @Test("the least p-value of n against n is 1 / C(2n, n), and three are the fewest that can fail at 5 %")
    func leastPValue() {
        for size in 1...20 {
            let test = CanaryTest(size: size, level: 0.05)
            let exact = 1 / Self.choose(2 * size, size)
            #expect(abs(test.leastPValue - exact) < 1e-12 * exact)
            #expect(test.canFail == (size >= 3))
        }
        #expect(CanaryTest.fewest(at: 0.05) == 3)
        // 1 / C(8, 4) = 1/70, 1 / C(10, 5) = 1/252.
        #expect(CanaryTest.fewest(at: 0.01) == 5)
        #expect(CanaryTest.fewest(at: 0.5) == 1)
    }

    @Test("as many canaries in trouble are needed as Fisher's test asks for", arguments: [20, 50, 100, 200])
    func needed(size: Int) throws {
        let test = CanaryTest(size: size, level: 0.05)
        let needed = try #require(test.needed)
        // Of k in trouble all are canaries: C(n, k) / C(2n, k).
        func value(_ count: Int) -> Double { Self.choose(size, count) / Self.choose(2 * size, count) }
        #expect(value(needed) <= 0.05)
        #expect(value(needed - 1) > 0.05)
    }

    @Test("the power is the chance of as many in trouble, summed term by term")
    func power() throws {
        let test = CanaryTest(size: 20, level: 0.05)
        let needed = try #require(test.needed)
        #expect(needed == 5)
        let terms = (needed...20).map { k in
            Self.choose(20, k) * (0..<k).reduce(1) { p, _ in p * 0.2 } * (0..<20 - k).reduce(1) { p, _ in p * 0.8 }
        }
        #expect(abs(test.power(against: 0.2) - terms.reduce(0, +)) < 1e-10)
        let share = try #require(test.leastShare(foundWith: 0.8))
        #expect(abs(test.power(against: share) - 0.8) < 1e-9)
        #expect(CanaryTest(size: 2, level: 0.05).power(against: 1) == 0)
    }
}
