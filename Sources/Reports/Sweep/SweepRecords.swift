package import Experiments
package import Foundation
import PatchModel

/// Sweeps as documents for programs.
package struct SweepRecords {
    let result: SweepResult
    let metrics: [Metric]

    package init(_ result: SweepResult, metrics: [Metric]) {
        self.result = result
        self.metrics = metrics
    }

    struct Heading: Encodable {
        var question: String
        var keys: [String]
        var circumstances: [String]
        var strategies: [String]
        var seed: UInt64
        var points: Int
        var runs: Int
        var isPartial: Bool

        init(_ result: SweepResult) {
            question = result.scenario.question
            keys = result.keys
            circumstances = result.keys.filter(result.circumstances.contains)
            strategies = result.strategies
            seed = result.seed
            points = result.variants.count
            runs = result.runCount
            isPartial = result.isPartial
        }
    }

    /// An estimate with its interval.
    struct Figures: Encodable {
        var estimate: Double
        var lower: Double?
        var upper: Double?

        init(_ estimate: Double, _ interval: ConfidenceInterval?) {
            self.estimate = estimate
            lower = interval?.lower
            upper = interval?.upper
        }
    }

    private struct MetricRecord: Encodable {
        var metric: String
        var unit: String
        var estimate: Double
        var lower: Double?
        var upper: Double?
        var censoredReplications: Int
    }

    private struct Point: Encodable {
        var settings: [String: String]
        var strategy: String
        var replications: [Int]
        var metrics: [MetricRecord]
    }

    private func points(_ metrics: [Metric]) -> [Point] {
        result.cells.map { cell in
            let variant = result.variants[cell.variant]
            return Point(
                settings: Dictionary(uniqueKeysWithValues: variant.settings.map { ($0.key, $0.value) }),
                strategy: cell.strategy,
                replications: variant.replications,
                metrics: metrics.compactMap { metric in
                    cell.summary(metric).map {
                        MetricRecord(
                            metric: metric.id,
                            unit: metric.unit.name,
                            estimate: $0.estimate,
                            lower: $0.lower,
                            upper: $0.upper,
                            censoredReplications: $0.censored
                        )
                    }
                }
            )
        }
    }

    /// The JSON of a table: all points, and for each metric the best of them, or the best under each circumstance.
    package func table() throws -> Data {
        struct Ranking: Encodable {
            var metric: String
            /// The circumstances among whose points it ranks; nil where all that is varied can be chosen.
            var under: [String: String]?
            var best: Int
            var equal: [Int]
            var cannotTell: [Int]
            var replicationsNeeded: Int?

            /// - Parameter cells: places of the ranked cells among all points; nil: all of them.
            init(_ ranking: SweepRanking, under: [String: String]? = nil, cells: [Int]? = nil) {
                let place = { (own: Int) in cells?[own] ?? own }
                metric = ranking.metric.id
                self.under = under
                best = place(ranking.best)
                equal = ranking.equal.map(place)
                cannotTell = ranking.undecided.map(place)
                replicationsNeeded = ranking.needed
            }
        }
        struct Document: Encodable {
            var sweep: Heading
            var points: [Point]
            var rankings: [Ranking]
        }
        let rankings = metrics.flatMap { metric -> [Ranking] in
            guard let choices = SweepChoices(metric, result) else {
                return SweepRanking(metric, result.cells).map { [Ranking($0)] } ?? []
            }
            return choices.places.compactMap { place in
                place.ranking.map { ranking in
                    let under = Dictionary(place.settings.map { ($0.key, $0.value) }) { first, _ in first }
                    return Ranking(ranking, under: under, cells: place.cells)
                }
            }
        }
        return try DocumentEncoder.encode(
            Document(sweep: Heading(result), points: points(metrics), rankings: rankings)
        )
    }

    /// The JSON of tornados.
    package func json(_ tornados: [TornadoResult]) throws -> Data {
        struct End: Encodable {
            var value: String
            var mean: Double
            var censoredReplications: Int
            var difference: Figures
            var pValue: Double?
        }
        struct Bar: Encodable {
            var key: String
            var base: String?
            var swing: Double
            var isSignificant: Bool
            var values: [End]
        }
        struct Tornado: Encodable {
            var strategy: String
            var metric: String
            var unit: String
            var base: Double
            var baseCensoredReplications: Int
            var bars: [Bar]
        }
        struct Document: Encodable {
            var sweep: Heading
            var tornados: [Tornado]
            /// By metric, which strategy is best as written and at each value; none where a single one is run.
            var best: [Best]
        }
        struct Best: Encodable {
            struct Place: Encodable {
                var key: String?
                var value: String?
                var strategy: String
                var isDecided: Bool
            }
            var metric: String
            var places: [Place]
        }
        let records = tornados.map { tornado in
            Tornado(
                strategy: tornado.strategy,
                metric: tornado.metric.id,
                unit: tornado.metric.unit.name,
                base: tornado.base,
                baseCensoredReplications: tornado.baseCensored,
                bars: tornado.bars.map { bar in
                    Bar(
                        key: bar.key,
                        base: bar.base,
                        swing: bar.swing,
                        isSignificant: bar.isSignificant,
                        values: bar.ends.map {
                            End(
                                value: $0.value,
                                mean: $0.mean,
                                censoredReplications: $0.censored,
                                difference: Figures($0.difference.difference.mean, $0.difference.difference.interval),
                                pValue: $0.difference.pValue
                            )
                        }
                    )
                }
            )
        }
        let best = metrics.compactMap { metric in
            TornadoBest(result, metric, keys: result.keys, SweepNames(result.keys)).map { best in
                Best(
                    metric: metric.id,
                    places: [Best.Place(strategy: best.written.strategy, isDecided: best.written.isDecided)]
                        + best.rows.flatMap { row in
                            row.values.map {
                                Best.Place(
                                    key: row.key,
                                    value: $0.value,
                                    strategy: $0.best.strategy,
                                    isDecided: $0.best.isDecided
                                )
                            }
                        }
                )
            }
        }
        return try DocumentEncoder.encode(Document(sweep: Heading(result), tornados: records, best: best))
    }

    /// The JSON of Morris's or Sobol's findings.
    package func json(_ findings: [SensitivityResult]) throws -> Data {
        struct Factor: Encodable {
            var factor: String
            var meanEffect: Figures?
            var effectSize: Figures?
            var deviation: Double?
            var firstOrder: Figures?
            var total: Figures?
        }
        struct Finding: Encodable {
            var strategy: String
            var metric: String
            var unit: String
            var method: String?
            var mean: Double?
            var variance: Double?
            var factors: [Factor]
        }
        struct Document: Encodable {
            var sweep: Heading
            var findings: [Finding]
        }
        let records = findings.map { one in
            var record = Finding(
                strategy: one.strategy,
                metric: one.metric.id,
                unit: one.metric.unit.name,
                factors: []
            )
            switch one.findings {
            case .morris(let effects):
                record.method = "morris"
                record.factors = zip(one.factors, effects.effects).map {
                    Factor(
                        factor: $0,
                        meanEffect: Figures($1.mean.mean, $1.mean.interval),
                        effectSize: Figures($1.size.mean, $1.size.interval),
                        deviation: $1.deviation
                    )
                }
            case .sobol(let indices):
                record.method = "sobol"
                record.mean = indices.mean
                record.variance = indices.variance
                record.factors = zip(one.factors, indices.indices).map {
                    Factor(
                        factor: $0,
                        firstOrder: Figures($1.first, $1.firstInterval),
                        total: Figures($1.total, $1.totalInterval)
                    )
                }
            case nil: break
            }
            return record
        }
        return try DocumentEncoder.encode(Document(sweep: Heading(result), findings: records))
    }
}
