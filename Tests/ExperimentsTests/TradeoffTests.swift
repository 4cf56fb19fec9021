import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

/// Studies of made-up ledgers.
private enum Ledgers {
    /// By strategy, then by replication: exposed device-days, hours of downtime, technicians' hours.
    static func study(_ figures: [[(days: Double, down: Double, work: Double)]], prices: Prices? = nil) throws -> Study
    {
        let results = figures.map { replications in
            replications.map { figure in
                var ledger = Ledger()
                ledger.exposure.plain = Int64(figure.days * 86_400)
                ledger.downtime.lostCapacitySeconds = Int64(figure.down * 3_600_000)
                ledger.labour.technicianSeconds = Int64(figure.work * 3600)
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        return Study(
            scenario: try SmallStudies.scenario(prices: prices),
            policies: figures.indices.map { StudiedPolicy(name: "s\($0)") },
            seed: 1,
            replications: Array(figures[0].indices),
            results: results
        )
    }

    /// Eighty replications about the given means, with a wobble that all strategies share and a little of their own.
    static func about(_ days: Double, _ down: Double, _ work: Double, own: Int) -> [(Double, Double, Double)] {
        (0..<80).map { replication in
            let wobble = Double(replication * 7 % 10) + Double((replication + own) % 3) / 10
            return (days + wobble, down + wobble, work + wobble)
        }
    }
}

@Suite("The trade-off of exposure, downtime and effort")
struct TradeoffTests {
    @Test("What is worse in one thing and better in none is dominated, and the others are on the front")
    func dominated() throws {
        let study = try Ledgers.study([
            Ledgers.about(100, 10, 5, own: 0), Ledgers.about(50, 20, 5, own: 1), Ledgers.about(110, 30, 9, own: 2),
        ])
        let tradeoff = try #require(Tradeoff(study))
        #expect(tradeoff.points.map(\.standing) == [.onFront, .onFront, .dominated(by: 0)])
        #expect(tradeoff.points.map(\.isOnFrontOfMeans) == [true, true, false])
        #expect(tradeoff.axes.map(\.id) == ["exposure", "downtime", "effort"])
        #expect(tradeoff.points[1].estimates.map(\.count) == [80, 80, 80])
    }

    @Test("A difference that chance explains puts nobody on the front and takes nobody off")
    func chance() throws {
        let noise: [Double] = [3, -2, 1, -3, 2, -1, 2, -2, 1, -1]
        let one = noise.map { (days: 100 + $0, down: 10 + $0, work: 50 - $0) }
        let other = noise.map { (days: 100 - 0.9 * $0, down: 10 - 0.9 * $0, work: 50 + 0.9 * $0) }
        let tradeoff = try #require(Tradeoff(try Ledgers.study([one, other])))
        #expect(tradeoff.points.map(\.standing) == [.cannotTell, .cannotTell])
    }

    @Test("Strategies that are the same in every replication leave each other on the front")
    func same() throws {
        let figures = Ledgers.about(100, 10, 5, own: 0)
        let tradeoff = try #require(Tradeoff(try Ledgers.study([figures, figures])))
        #expect(tradeoff.points.map(\.standing) == [.onFront, .onFront])
        #expect(tradeoff.points.map(\.isOnFrontOfMeans) == [true, true])
    }

    @Test("Equal in one thing and better in another is enough to dominate")
    func equalInOne() throws {
        let one = Ledgers.about(100, 10, 5, own: 0)
        let other = one.map { (days: $0.0, down: $0.1 + 5, work: $0.2) }
        let tradeoff = try #require(Tradeoff(try Ledgers.study([one, other])))
        #expect(tradeoff.points.map(\.standing) == [.onFront, .dominated(by: 0)])
    }

    @Test("A single strategy has nothing to be weighed against")
    func alone() throws {
        #expect(Tradeoff(try Ledgers.study([Ledgers.about(1, 1, 1, own: 0)])) == nil)
    }

    @Test("Effort is technicians' time and the stated time of the help desk for each ticket")
    func effort() {
        var ledger = Ledger()
        ledger.labour.technicianSeconds = 7200
        ledger.labour.tickets = 6
        #expect(Metric.effort(ticket: 600).value(in: ledger)?.value == 3)
    }
}

@Suite("Costs")
struct CostTests {
    static let prices = Prices(
        currency: "EUR",
        exposedDeviceDay: 2,
        plannedDowntime: 3,
        unplannedDowntime: 5,
        technicianHour: 7,
        ticket: 11,
        gigabyte: 13
    )

    @Test("Each item costs its amount times its price, and the total is their sum")
    func items() {
        var ledger = Ledger()
        ledger.exposure.plain = 10 * 86_400
        ledger.downtime.conditionSeconds = Condition.allCases.map { condition in
            condition == .restarting ? 4 * 3600 : condition == .down ? 6 * 3600 : 0
        }
        ledger.labour.technicianSeconds = 9000
        ledger.labour.tickets = 3
        ledger.downloads.bytes = 500_000_000
        let costs = CostItem.allCases.map { Self.prices.cost(of: $0, in: ledger) }
        #expect(costs == [20, 12, 30, 17.5, 33, 6.5])
        #expect(Self.prices.cost(of: ledger) == 119)
    }

    @Test("Costs are compared replication by replication, and their parts sum to the total")
    func comparison() throws {
        let study = try Ledgers.study(
            [Ledgers.about(100, 10, 5, own: 0), Ledgers.about(50, 40, 5, own: 1)],
            prices: Self.prices
        )
        let costs = try #require(CostComparison(study))
        #expect(costs.strategies.count == 2)
        for cost in costs.strategies { #expect(abs(cost.parts.reduce(0, +) - cost.total.mean) < 1e-9) }
        let difference = try #require(costs.strategies[1].difference)
        #expect(
            abs(difference.difference.mean - (costs.strategies[1].total.mean - costs.strategies[0].total.mean)) < 1e-9
        )
        // 50 device-days less at 2, 30 hours more at 5.
        #expect(abs(difference.difference.mean - 50) < 2)
        #expect(costs.strategies[1].verdict == .worse)
        #expect(costs.strategies[0].difference == nil)
        let name = study.policies[0].name
        #expect(
            Comparison(study).costVerdict == "At the scenario’s prices \(name) costs least (5 % level, Holm's method)."
        )
        let point = try #require(costs.strategies[1].breakEven)
        // 30 · 5 more for downtime is paid for by 50 device-days at 3.
        #expect(abs(try #require(point.price) - 3) < 0.05)
        #expect(point.isCheaperBelow == false)
        #expect(point.isShown)
    }

    @Test("Who is cheapest is not told where replications are too few, or costs the same")
    func cheapest() throws {
        let same = Ledgers.about(100, 10, 5, own: 0)
        let tie = Comparison(try Ledgers.study([same, same], prices: Self.prices))
        #expect(tie.costVerdict?.hasSuffix("cost the same, and none costs less.") == true)
        let near = Comparison(
            try Ledgers.study([same, Ledgers.about(100, 10, 5, own: 1)], prices: Self.prices)
        )
        #expect(near.costVerdict?.contains("80 paired runs cannot tell which is cheapest") == true)
    }

    @Test("Without prices nothing is counted in money")
    func none() throws {
        #expect(CostComparison(try Ledgers.study([Ledgers.about(1, 1, 1, own: 0)])) == nil)
        #expect(Comparison(try Ledgers.study([Ledgers.about(1, 1, 1, own: 0)])).costVerdict == nil)
    }
}

@Suite("The break-even price of exposure")
struct BreakEvenTests {
    @Test("At the price both cost the same, and at each end of its interval a t-test is just at 5 %")
    func fieller() throws {
        let exposure: [Double] = [10, 12, 9, 11, 14, 8, 10, 13]
        let others: [Double] = [-40, -35, -20, -50, -42, -30, -28, -45]
        let point = try #require(BreakEven(exposure: exposure, others: others))
        let price = try #require(point.price)
        let interval = try #require(point.interval)
        func difference(_ price: Double) throws -> Estimate {
            try #require(Estimate(zip(exposure, others).map { $1 + price * $0 }, intervals: .t))
        }
        #expect(abs(try difference(price).mean) < 1e-9)
        for end in [interval.lower, interval.upper] {
            let found = try #require(try difference(end).interval)
            // Zero is just at one of the ends of the t interval.
            #expect(min(abs(found.lower), abs(found.upper)) < 1e-6)
        }
        #expect(interval.contains(price))
        #expect(point.isCheaperBelow == true)
    }

    @Test("Where one is cheaper in everything there is no such price")
    func never() throws {
        let point = try #require(BreakEven(exposure: [-5, -6, -7], others: [-1, -2, -3]))
        #expect(point.price == nil)
        #expect(point.interval == nil)
        #expect(point.isCheaperBelow == true)
        let dearer = try #require(BreakEven(exposure: [5, 6, 7], others: [1, 2, 3]))
        #expect(dearer.price == nil)
        #expect(dearer.isCheaperBelow == false)
    }

    @Test("Where exposure is the same the rest decides, and where all is the same nobody does")
    func noExposure() throws {
        let point = try #require(BreakEven(exposure: [0, 0], others: [3, 4]))
        #expect(point.price == nil)
        #expect(point.isCheaperBelow == false)
        let same = try #require(BreakEven(exposure: [0, 0], others: [0, 0]))
        #expect(same.price == nil)
        #expect(same.isCheaperBelow == nil)
    }

    @Test("Where all other costs are the same there is no price, and whoever has less exposure is cheaper at any")
    func sameOtherCosts() throws {
        let exposure: [Double] = (0..<20).flatMap { _ in [-5, -6, -7, -5] }
        let nothing = exposure.map { _ in 0.0 }
        let point = try #require(BreakEven(exposure: exposure, others: nothing))
        #expect(point.price == nil)
        #expect(point.interval == nil)
        #expect(point.isCheaperBelow == true)
        #expect(point.isShownAtAnyPrice)
        let more = try #require(BreakEven(exposure: exposure.map { -$0 }, others: nothing))
        #expect(more.price == nil)
        #expect(more.isCheaperBelow == false)
    }

    @Test(
        "Cheaper at any price is shown if exposure and all other costs are shown to be lower, or higher, each by itself"
    )
    func shownAtAnyPrice() throws {
        let (clear, vague, none): ([Double], [Double], [Double]) = ([5, 6, 7, 5], [50, -60, 30, -10], [0, 0, 0, 0])
        let cases: [(exposure: [Double], others: [Double], isShown: Bool)] = [
            (clear, [10, 12, 9, 11], true), (clear, vague, false), (vague, clear, false), (none, clear, true),
            (clear.map { -$0 }, [-10, -12, -9, -11], true), (vague, vague, false),
        ]
        for (exposure, others, isShown) in cases {
            let (days, rest) = ((0..<20).flatMap { _ in exposure }, (0..<20).flatMap { _ in others })
            let point = try #require(BreakEven(exposure: days, others: rest))
            #expect(point.price == nil)
            #expect(point.isShownAtAnyPrice == isShown, "\(exposure) \(others)")
            // Nothing is shown by 79 replications.
            let fewer = try #require(BreakEven(exposure: Array(days.dropLast()), others: Array(rest.dropLast())))
            #expect(!fewer.isShownAtAnyPrice)
            guard isShown else { continue }
            let sign: Double = others[0] > 0 ? 1 : -1
            for price in [0, 0.01, 1, 50, 1e9] {
                let costs = zip(days, rest).map { sign * ($1 + price * $0) }
                #expect(PairedDifference(of: costs, against: costs.map { _ in 0 })?.verdict(.low) == .worse)
            }
        }
    }

    @Test("Who is cheaper below the price and above it is shown if both signs are shown, from 80 replications on")
    func shownOnBothSides() throws {
        let (clear, vague): ([Double], [Double]) = ([5, 6, 7, 5], [50, -60, 30, -10])
        let saving: [Double] = [-10, -12, -9, -11]
        let cases: [(exposure: [Double], others: [Double], isShown: Bool)] = [
            (clear, saving, true), (clear.map { -$0 }, saving.map { -$0 }, true), (clear, vague.map { $0 - 5 }, false),
            (vague.map { $0 + 5 }, saving, false),
        ]
        for (exposure, others, isShown) in cases {
            let (days, rest) = ((0..<20).flatMap { _ in exposure }, (0..<20).flatMap { _ in others })
            let point = try #require(BreakEven(exposure: days, others: rest))
            #expect(point.price != nil)
            #expect(point.isShownOnBothSides == isShown && point.isShown == isShown, "\(exposure) \(others)")
            let fewer = try #require(BreakEven(exposure: Array(days.dropLast()), others: Array(rest.dropLast())))
            #expect(fewer.price != nil && !fewer.isShown)
        }
    }

    @Test("Costs that differ alike in a few replications show nothing")
    func fewConstant() throws {
        let few = try #require(BreakEven(exposure: [1, 2, 3], others: [4, 4, 4]))
        #expect(few.price == nil)
        #expect(!few.isShownAtAnyPrice)
        let one = try #require(BreakEven(exposure: [1], others: [4]))
        #expect(!one.isShownAtAnyPrice)
    }

    @Test("Where exposure cannot be told apart any price might be it")
    func unbounded() throws {
        let point = try #require(BreakEven(exposure: [10, -9, 8, -7], others: [-4, -5, -6, -3]))
        #expect(point.price != nil)
        #expect(point.interval == nil)
    }
}
