import Testing

@testable import PatchModel

@Suite("Circles among things")
struct CycleTests {
    @Test("The first circle is found with its first thing at both ends, and none where things only lead on")
    func circles() {
        #expect(Scenario.cycle(among: [[1], [2], [0]]) == [0, 1, 2, 0])
        #expect(Scenario.cycle(among: [[1], [2, 3], [], [1]]) == [1, 3, 1])
        #expect(Scenario.cycle(among: [[0]]) == [0, 0])
        #expect(Scenario.cycle(among: [[1, 2], [3], [3], []]) == nil)
        #expect(Scenario.cycle(among: []) == nil)
    }

    @Test("A chain of a hundred thousand things comes to an end")
    func chain() {
        let count = 100_000
        #expect(Scenario.cycle(among: (0..<count).map { $0 + 1 < count ? [$0 + 1] : [] }) == nil)
        #expect(Scenario.cycle(among: (0..<count).map { [($0 + 1) % count] })?.count == count + 1)
    }
}
