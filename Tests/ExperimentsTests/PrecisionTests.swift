import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Replications to a precision")
struct PrecisionTests {
    static let strategies = [SmallStudies.bigBang, SmallStudies.rings("rings", after: 2)]

    private func finished(_ start: PrecisionSeries) async throws -> (series: PrecisionSeries, batches: [Range<Int>]) {
        var (series, batches) = (start, [Range<Int>]())
        while let next = series.next {
            batches.append(next)
            series.take(try await SmallStudies.study(Self.strategies, replications: next))
        }
        return (series, batches)
    }

    @Test("It ends when every half width is within the share of its mean, and is the study of that many replications")
    func reached() async throws {
        let (series, batches) = try await finished(
            PrecisionSeries(PrecisionTarget(relative: 0.05), first: 20, limit: 5000)
        )
        let study = try #require(series.study)
        let report = try #require(series.report)
        #expect(report.isReached)
        #expect(batches.count > 1, "\(batches)")
        for summary in Comparison(study).summaries.joined().compactMap({ $0 }) where summary.metric.isMean {
            let half = try #require(Estimate(summary.values)?.interval).halfWidth
            let size = max(summary.estimate, PrecisionTarget.floor(of: summary.metric, in: study.scenario))
            #expect(half <= 0.05 * size, "\(summary.metric)")
        }
        let atOnce = try await SmallStudies.study(Self.strategies, replications: 0..<study.replications.count)
        #expect(study == atOnce)
        // The batch before was not enough.
        let last = try #require(batches.last)
        let before = try await SmallStudies.study(Self.strategies, replications: 0..<last.lowerBound)
        #expect(!PrecisionReport(before, PrecisionTarget(relative: 0.05)).isReached)
    }

    @Test("It stops at the limit and says how many replications would be needed, which is about right")
    func limit() async throws {
        let target = PrecisionTarget(relative: 0.02)
        let (series, batches) = try await finished(PrecisionSeries(target, first: 20, limit: 150))
        let report = try #require(series.report)
        #expect(!report.isReached)
        #expect(report.replications == 150)
        #expect(batches.last?.upperBound == 150)
        // The time to patch p95 of 12 devices varies most; the variance of a variance estimate at 150 is about 2/150.
        let (whole, _) = try await finished(PrecisionSeries(target, first: 20, limit: 100_000))
        let enough = try #require(whole.report).replications
        let needed = Double(enough)
        #expect(abs(Double(try #require(report.needed)) / needed - 1) < 0.5)
    }

    @Test(
        "A batch is what seems to be needed, at least ten replications, at first eighty, and at most as many as there are"
    )
    func batches() async throws {
        let (_, batches) = try await finished(PrecisionSeries(PrecisionTarget(relative: 0.03), first: 1, limit: 5000))
        #expect(batches[0] == 0..<80)
        for (before, batch) in zip(batches, batches.dropFirst()) {
            #expect(batch.lowerBound == before.upperBound)
            #expect(batch.count >= 10 && batch.count <= max(10, batch.lowerBound))
        }
    }

    @Test("Fewer than 80 replications never reach a precision, however narrow their intervals are")
    func tooFew() async throws {
        let target = PrecisionTarget(relative: 0.9)
        let (few, _) = try await finished(PrecisionSeries(target, first: 20, limit: 79))
        let report = try #require(few.report)
        let decisive = try #require(report.decisive)
        #expect(decisive.halfWidth <= decisive.allowed)
        #expect(!report.isReached)
        #expect(report.needed == 80)
        let (enough, _) = try await finished(PrecisionSeries(target, first: 20, limit: 80))
        #expect(enough.report?.isReached == true)
    }

    @Test("Without a target it is one batch of the size asked for, without a report")
    func noTarget() async throws {
        let (series, batches) = try await finished(PrecisionSeries(nil, first: 3, limit: 3))
        #expect(batches == [0..<3])
        #expect(series.report == nil)
    }

    @Test("An interrupted batch ends it")
    func interrupted() async throws {
        var series = PrecisionSeries(PrecisionTarget(relative: 0.001), first: 10, limit: 5000)
        var study = try await SmallStudies.study(Self.strategies, replications: 0..<80)
        series.take(study)
        #expect(series.next != nil)
        study.isPartial = true
        series.take(study)
        #expect(series.next == nil)
        #expect(series.study?.isPartial == true)
    }

    @Test("A mean of zero that never varies is precise, near zero a hundredth of the fleet counts")
    func floors() throws {
        let scenario = try SmallStudies.scenario()
        #expect(PrecisionTarget.floor(of: .blastRadius, in: scenario) == Double(SmallStudies.devices) / 100)
        #expect(PrecisionTarget.floor(of: .timeToPatch50, in: scenario) == 1.0 / 24)
        #expect(PrecisionTarget.floor(of: .compliance, in: scenario) == 0.01)
    }
}

@Suite("Selection among strategies")
struct SelectionTests {
    static let strategies = [
        SmallStudies.rings("late", after: 3), SmallStudies.bigBang, SmallStudies.rings("later", after: 4),
    ]

    private func finished(_ start: Selection) async throws -> Selection {
        var selection = start
        while let next = selection.next {
            let own = next.policies.map { Self.strategies[$0] }
            selection.take(try await SmallStudies.study(own, replications: next.replications))
        }
        return selection
    }

    @Test(
        "Runs of real strategies select the one whose exposure is known to be least, with fewer runs than equal numbers"
    )
    func real() async throws {
        let start = try #require(
            Selection(
                Self.strategies.map(\.name),
                metric: .exposedDeviceDays,
                indifference: 1,
                confidence: 0.95,
                firstStage: 10,
                limit: 2000
            )
        )
        let selection = try await finished(start)
        #expect(selection.procedure.isDecided)
        #expect(selection.best == 1)
        #expect(selection.runs <= selection.runsAtEqualAllocation)
        #expect(selection.procedure.eliminations.map(\.system).sorted() == [0, 2])
        #expect(!selection.isPartial)
    }

    /// Made-up results in which neither of two strategies is better in the long run.
    private static func undecidable(_ replications: Range<Int>) throws -> Study {
        let results = (0..<2).map { strategy in
            replications.map { replication in
                var ledger = Ledger()
                ledger.exposure.plain = Int64(100 + (replication * 7 + strategy * 3) % 10) * 86_400
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        return Study(
            scenario: try SmallStudies.scenario(),
            policies: strategies.prefix(2).map { StudiedPolicy($0) },
            seed: 1,
            replications: Array(replications),
            results: results
        )
    }

    @Test("At the limit it is undecided and promises nothing")
    func limit() throws {
        var selection = try #require(
            Selection(
                Self.strategies.prefix(2).map(\.name),
                metric: .exposedDeviceDays,
                indifference: 0.01,
                confidence: 0.99,
                firstStage: 10,
                limit: 35
            )
        )
        while let next = selection.next { selection.take(try Self.undecidable(next.replications)) }
        #expect(!selection.procedure.isDecided)
        #expect(selection.procedure.replications == 35)
        #expect(selection.runs == 70)
    }

    @Test("An interrupted batch ends the search undecided")
    func interrupted() throws {
        var selection = try #require(
            Selection(
                Self.strategies.prefix(2).map(\.name),
                metric: .exposedDeviceDays,
                indifference: 0.01,
                confidence: 0.99,
                limit: 1000
            )
        )
        var study = try Self.undecidable(0..<7)
        study.isPartial = true
        selection.take(study)
        #expect(selection.next == nil)
        #expect(selection.isPartial)
        #expect(selection.procedure.replications == 7)
    }

    @Test("A metric that the scenario gives no value ends the search")
    func withoutValue() async throws {
        let start = try #require(
            Selection(
                Self.strategies.map(\.name),
                metric: .compliance,
                indifference: 0.1,
                confidence: 0.95,
                limit: 100
            )
        )
        #expect(try await finished(start).isWithoutValue)
    }

    @Test(
        "An indifference zone is written in the unit of its metric",
        arguments: [
            (Metric.exposedDeviceDays, "500", 500), (.exposedDeviceDays, "500d", 500),
            (.timeToPatch95, "2d", 2), (.timeToPatch95, "12h", 0.5),
            (.timeToPatch95, "1.5", 1.5), (.compliance, "5%", 0.05),
            (.compliance, "0.05", 0.05), (.neverPatched, "1e3", 1000),
            (.effort(ticket: 1), "1.5e1h", 15), (.compliance, ".5%", 0.005), (.downtime, "+3", 3),
            (.unplannedDowntime, "300h", 300),
            (.neverPatched, "3 devices", 3), (.downtime, "7h", 7), (.effort(ticket: 900), "2d", 48),
            (.cost(Prices(currency: "EUR")), "500 EUR", 500), (.cost(Prices(currency: "EUR")), "500", 500),
        ] as [(Metric, String, Double)]
    )
    func indifference(metric: Metric, text: String, expected: Double) throws {
        #expect(abs(try metric.indifference(text) - expected) < 1e-12 * expected)
    }

    @Test(
        "What does not fit the metric is refused, and so is nothing",
        arguments: [
            (Metric.exposedDeviceDays, "5%"), (.timeToPatch95, "5%"),
            (.compliance, "2d"), (.neverPatched, "2d"), (.cost(Prices(currency: "EUR")), "5 USD"),
            (.neverPatched, "0"), (.neverPatched, "-3"), (.neverPatched, ""),
            (.neverPatched, "many"), (.neverPatched, "1e"), (.neverPatched, "1e999"),
            (.compliance, "200%"), (.compliance, "1"), (.compliance, "95"),
            (.compliance, "-5%"), (.effort(ticket: 1), "5%"),
        ] as [(Metric, String)]
    )
    func refused(metric: Metric, text: String) {
        #expect(throws: AmountError.self) { try metric.indifference(text) }
    }
}
