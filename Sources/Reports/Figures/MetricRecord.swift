import Experiments

/// A metric of one strategy as it stands in JSON.
struct MetricRecord: Encodable {
    var metric: String
    var unit: String
    var summary: String
    var estimate: Double
    var lower: Double?
    var upper: Double?
    var censoredReplications: Int
    var values: [Double]

    init(_ summary: MetricSummary) {
        metric = summary.metric.id
        unit = summary.metric.unit.name
        self.summary = summary.metric.statistic.rawValue
        estimate = summary.estimate
        lower = summary.lower
        upper = summary.upper
        censoredReplications = summary.censored
        values = summary.values
    }
}
