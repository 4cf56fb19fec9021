import EventEngine
import PatchModel
import Testing

@Suite("Rates of offers")
struct OfferRateTests {
    @Test(
        "AWS IoT's example: 1,000 at 20 min, 2,000 at 30, 3,000 at 35, 4,000 at 37.5, 5,000 at 38.75, 10,000 at 43.75"
    )
    func example() {
        let rate = OfferRate(perMinute: 50, factor: 2, step: 1000, cap: 1000)
        let turns = rate.turns(of: 10_000)
        let minutes = [1000, 2000, 3000, 4000, 5000, 10_000].map { (place: Int) -> Double in
            Double(turns[place - 1]) / 60
        }
        #expect(minutes == [20, 30, 35, 37.5, 38.75, 43.75])
        #expect(turns == turns.sorted())
    }

    @Test("At a rate that stays as it is the n-th device has its turn after n minutes over the rate, rounded up")
    func constant() {
        let turns = OfferRate(perMinute: 7).turns(of: 100)
        // ceil(60 n / 7) in whole numbers.
        let exact = (1...100).map { (number: Tick) -> Tick in (number * 60 + 6) / 7 }
        #expect(turns == exact)
        #expect(OfferRate(perMinute: 60).turns(of: 3) == [1, 2, 3])
    }

    @Test("A rate without a cap ends by notifying all of the rest at once; one that is too slow never comes to an end")
    func extremes() {
        let turns = OfferRate(perMinute: 1, factor: 1000, step: 1).turns(of: 1000)
        #expect(turns[0] == 60 && turns[1] == 61 && turns.last == 61)
        #expect(OfferRate(perMinute: 1e-9).turns(of: 1) == [.never])
    }

    @Test("Of the numbers 0 to 100 those up to the percentage have their turn")
    func percentages() {
        let steps = (0..<10).map { (step: Int) -> PercentageStep in
            PercentageStep(after: Tick(step) * 6, percentage: Double(step + 1) / 10 * 100)
        }
        let turns: [Tick?] = (0...100).map { steps.turn(ofDraw: $0) }
        #expect(turns.count { $0 == 0 } == 11)
        #expect((1..<10).allSatisfy { step in turns.count { $0 == Tick(step) * 6 } == 10 })
        #expect([PercentageStep(after: 0, percentage: 0)].turn(ofDraw: 0) == 0)
        #expect([PercentageStep(after: 0, percentage: 0)].turn(ofDraw: 1) == nil)
    }
}
