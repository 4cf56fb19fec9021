import EventEngine
import Testing

@testable import Experiments

@Suite("Spending a level over looks")
struct SpendingTests {
    @Test("Five equal looks at 2.5 % have the published boundaries")
    func published() {
        // D. L. DeMets and K. K. G. Lan, "Interim analysis: the alpha spending function approach", Statistics in Medicine 13
        // (1994), two-sided 5 %. The last digit is what their rule of integration makes of it: 3.3569 is 3.35701.
        let schedule = SpendingSchedule(level: 0.025, looks: [1, 2, 3, 4, 5])
        let published = [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]
        for (nominal, boundary) in zip(schedule.nominal, published) {
            #expect(abs(-normalQuantile(nominal) - boundary) < 1.5e-4)
        }
    }

    @Test("A walk at the nominal levels crosses as often as is spent: 20,000 walks at the looks 50 to 800")
    func walks() {
        let looks = [50, 100, 200, 400, 800]
        let schedule = SpendingSchedule(level: 0.05, looks: looks)
        let boundaries = schedule.nominal.map { -normalQuantile($0) }
        let count = 20_000
        var crossed = 0
        for walk in 0..<count {
            let steps = GateSamples.normal(5, key: walk)
            var place = 0.0
            var before = 0
            var crosses = false
            for (look, total) in looks.enumerated() {
                place += steps[look] * Double(total - before).squareRoot()
                before = total
                crosses = crosses || place / Double(total).squareRoot() >= boundaries[look]
            }
            if crosses { crossed += 1 }
        }
        // Three standard errors.
        #expect(abs(Double(crossed) / Double(count) - 0.05) < 3 * (0.05 * 0.95 / Double(count)).squareRoot())
    }

    @Test("All is spent at the last look, ever more on the way, and a single look has it all")
    func total() {
        let schedule = SpendingSchedule(level: 0.05, looks: [50, 100, 200, 400, 800])
        #expect(schedule.spent.last == 0.05)
        #expect(zip(schedule.spent, schedule.spent.dropFirst()).allSatisfy { $0 < $1 })
        #expect(abs(schedule.increments.reduce(0, +) - 0.05) < 1e-15)
        #expect(zip(schedule.nominal, schedule.increments).allSatisfy { $0 >= $1 * (1 - 1e-9) })
        #expect(abs(schedule.spent[2] - 2 * normalCumulative(normalQuantile(0.025) * 2)) < 1e-18)
        #expect(abs(SpendingSchedule(level: 0.05, looks: [7]).nominal[0] - 0.05) < 1e-9)
    }

    @Test("Looks so early that their part rounds to nothing decide nothing")
    func tiny() {
        let schedule = SpendingSchedule(level: 0.05, looks: [2, 1_000_000])
        #expect(schedule.nominal[0] == 0)
        #expect(abs(schedule.nominal[1] - 0.05) < 1e-7)
    }
}
