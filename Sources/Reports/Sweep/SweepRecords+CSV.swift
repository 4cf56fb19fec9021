package import Experiments
import Text

extension SweepRecords {
    /// The CSV of all points: a column for each key, a row for each point, strategy and metric.
    package func csv() -> String {
        var lines = [
            CSV.line(
                result.keys + [
                    "strategy", "replications", "metric", "unit", "estimate", "lower", "upper", "not_reached",
                ]
            )
        ]
        for cell in result.cells {
            let settings = result.variants[cell.variant].settings
            let values = result.keys.map { key in settings.first { $0.key == key }?.value ?? "" }
            for metric in metrics {
                guard let summary = cell.summary(metric) else { continue }
                let text = { (value: Double?) in value.map { String($0) } ?? "" }
                lines.append(
                    CSV.line(
                        values + [
                            cell.strategy, String(cell.ledgers.count), metric.id,
                            metric.unit.name, text(summary.estimate), text(summary.lower),
                            text(summary.upper), metric.unit == .days ? String(summary.censored) : "",
                        ]
                    )
                )
            }
        }
        return lines.joined()
    }

    /// The CSV of tornados: a row for each value of each factor.
    package func csv(_ tornados: [TornadoResult]) -> String {
        var lines = [
            CSV.line([
                "strategy", "metric", "unit", "key", "value", "mean", "difference", "difference_lower",
                "difference_upper", "not_reached",
            ])
        ]
        for tornado in tornados {
            for bar in tornado.bars {
                for end in bar.ends {
                    let interval = end.difference.difference.interval
                    lines.append(
                        CSV.line([
                            tornado.strategy, tornado.metric.id, tornado.metric.unit.name, bar.key, end.value,
                            String(end.mean), String(end.difference.difference.mean),
                            interval.map { String($0.lower) } ?? "", interval.map { String($0.upper) } ?? "",
                            tornado.metric.unit == .days ? String(end.censored) : "",
                        ])
                    )
                }
            }
        }
        return lines.joined()
    }

    /// The CSV of Morris's or Sobol's findings: a row for each factor and figure.
    package func csv(_ findings: [SensitivityResult]) -> String {
        var lines = [CSV.line(["strategy", "metric", "unit", "factor", "figure", "estimate", "lower", "upper"])]
        for one in findings {
            func add(_ factor: String, _ figure: String, _ estimate: Double, _ interval: ConfidenceInterval?) {
                lines.append(
                    CSV.line([
                        one.strategy, one.metric.id, one.metric.unit.name, factor, figure, String(estimate),
                        interval.map { String($0.lower) } ?? "", interval.map { String($0.upper) } ?? "",
                    ])
                )
            }
            switch one.findings {
            case .morris(let effects):
                for (factor, effect) in zip(one.factors, effects.effects) {
                    add(factor, "effect-size", effect.size.mean, effect.size.interval)
                    add(factor, "mean-effect", effect.mean.mean, effect.mean.interval)
                    if let deviation = effect.deviation { add(factor, "deviation", deviation, nil) }
                }
            case .sobol(let indices):
                for (factor, index) in zip(one.factors, indices.indices) {
                    add(factor, "first-order", index.first, index.firstInterval)
                    add(factor, "total", index.total, index.totalInterval)
                }
            case nil: break
            }
        }
        return lines.joined()
    }
}
