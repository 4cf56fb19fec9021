import PatchSimulator
import Testing

@testable import Experiments

/// Limits that strategies must keep, on runs whose figures are known.
@Suite("Requirements")
struct RequirementTests {
    private typealias Run = AnswerTests.Run

    /// 80 runs with exposures of 100 and 104 on average, which differ by 4 in every run but for a little.
    private static func study() throws -> Study {
        let first = AnswerTests.about(95.4, 0, own: 0)
        return try AnswerTests.study([first, first.map { Run(days: $0.days + 4, hits: 3) }])
    }

    private static func required(
        _ bound: Requirement.Bound,
        _ comparison: MetricConstraint.Comparison = .atMost,
        of strategy: String? = nil,
        metric: Metric = .exposedDeviceDays
    ) -> Requirement { Requirement("as written", strategy: strategy, metric, comparison, bound) }

    @Test("An amount is held against the mean of each strategy, and is sure where the interval lies on the same side")
    func amounts() throws {
        let study = try Self.study()
        let mean = try #require(MetricSummary(.exposedDeviceDays, study.results[0].map(\.ledger)))
        let (lower, upper) = (try #require(mean.lower), try #require(mean.upper))
        let outcomes = Self.required(.amount(mean.estimate + 2)).outcomes(in: study)
        #expect(outcomes.map(\.strategy) == ["s0", "s1"])
        #expect(outcomes.map(\.isMet) == [true, false])
        #expect(outcomes[0].value == mean.estimate && outcomes[0].limit == mean.estimate + 2)
        // Of one strategy, around the ends of its interval.
        for (limit, isMet, isSure) in [
            (upper + 0.01, true, true), (upper - 0.01, true, false), (mean.estimate - 0.01, false, false),
            (lower + 0.01, false, false), (lower - 0.01, false, true),
        ] {
            let outcome = try #require(Self.required(.amount(limit), of: "s0").outcomes(in: study).first)
            #expect(outcome.isMet == isMet && outcome.isSure == isSure, "\(limit)")
            let other = try #require(
                Self.required(.amount(limit), .atLeast, of: "s0").outcomes(in: study).first
            )
            #expect(other.isMet == !isMet && other.isSure == isSure, "\(limit)")
        }
    }

    @Test("A multiple of another strategy is told by the runs in pairs, far within the intervals of the means")
    func multiples() throws {
        let study = try Self.study()
        let mean = MetricSummary(.exposedDeviceDays, study.results[0].map(\.ledger))?.estimate ?? 0
        let factor = (mean + 4) / mean
        for (some, isMet) in [(factor + 0.01, true), (factor - 0.01, false)] {
            let requirement = Self.required(.multiple(some, of: .strategy("s0")))
            let outcomes = requirement.outcomes(in: study)
            #expect(outcomes.map(\.strategy) == ["s1"], "nothing is held against itself")
            #expect(outcomes[0].isMet == isMet && outcomes[0].isSure)
        }
        let quantile = Metric.exposedDeviceDays.over(.p90)
        let outcomes = Self.required(.multiple(2, of: .strategy("s0")), metric: quantile).outcomes(in: study)
        #expect(outcomes.map(\.isMet) == [true] && outcomes.map(\.isSure) == [false])
        // A strategy that is named is held even against itself: 0.99 times what it has is less than it has.
        let own = Self.required(.multiple(0.99, of: .strategy("s0")), of: "s0").outcomes(in: study)
        #expect(own.map(\.isMet) == [false] && own.map(\.isSure) == [true])
    }

    @Test("The earlier study is met run by run, in whatever order it has them; without it nothing holds")
    func baseline() throws {
        let study = try Self.study()
        var earlier = study
        earlier.replications.reverse()
        for place in earlier.results.indices { earlier.results[place].reverse() }
        let requirement = Self.required(.multiple(1, of: .baseline))
        #expect(requirement.outcomes(in: study, baseline: earlier).map(\.isMet) == [true, true])
        let strict = Self.required(.multiple(0.999, of: .baseline))
        let outcomes = strict.outcomes(in: study, baseline: earlier)
        #expect(outcomes.map(\.isMet) == [false, false] && outcomes.map(\.isSure) == [true, true])
        #expect(requirement.outcomes(in: study).map(\.isMet) == [false, false])
        earlier.replications[0] = 1000
        #expect(requirement.outcomes(in: study, baseline: earlier).allSatisfy { $0.value == nil && !$0.isMet })
    }

    @Test("Below 80 runs nothing is sure")
    func few() throws {
        let study = try AnswerTests.study([AnswerTests.about(10, 0, own: 0, runs: 79)])
        let outcomes = Self.required(.amount(1e6)).outcomes(in: study)
        #expect(outcomes.map(\.isMet) == [true] && outcomes.map(\.isSure) == [false])
    }

    @Test("What was the same in all 80 runs is sure only if one run in twenty otherwise would not matter")
    func constant() throws {
        // No device was hit in any run: nothing says how many are in the first one that is.
        let study = try AnswerTests.study([AnswerTests.about(10, 0, own: 0, runs: 80)])
        let hits = Self.required(.amount(1000), metric: .blastRadius).outcomes(in: study)
        #expect(hits.map(\.isMet) == [true] && hits.map(\.isSure) == [false])
        let none = Self.required(.amount(0), .atLeast, metric: .blastRadius).outcomes(in: study)
        #expect(none.map(\.isMet) == [true] && none.map(\.isSure) == [true])
        // A share cannot be more than 1: Wilson's upper bound of none in 80 is 4.58 %.
        let unseen = try #require(wilsonInterval(successes: 0, of: 80)?.upper)
        for (limit, isSure) in [(unseen - 0.001, false), (unseen + 0.001, true)] {
            let stops = Self.required(.amount(limit), metric: .stoppedFalsely).outcomes(in: study)
            #expect(stops.map(\.isMet) == [true] && stops.map(\.isSure) == [isSure], "\(limit)")
        }
    }
}
