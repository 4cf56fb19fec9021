/// Which factors matter for a metric of a strategy, by one of the methods for many factors at once.
public struct SensitivityResult: Sendable {
    /// The factor that is not a key: which replications are met.
    public static let luck = "luck"

    public enum Findings: Sendable {
        case morris(MorrisEffects)
        case sobol(SobolIndices)
    }

    public let strategy: String
    public let metric: Metric
    /// The keys, and `luck`.
    public let factors: [String]
    /// Nil where the metric has no value somewhere, or does not vary at all.
    public let findings: Findings?

    /// From a sweep whose variants are the points of a design, in their order.
    public init(_ result: SweepResult, morris design: MorrisDesign, strategy: String, metric: Metric) {
        let values = Self.values(result, strategy, metric)
        self.init(result, strategy, metric, values.flatMap { MorrisEffects(design, $0) }.map(Findings.morris))
    }

    /// From a sweep whose variants are the points of a design, in their order.
    public init(_ result: SweepResult, sobol design: SobolDesign, strategy: String, metric: Metric) {
        let values = Self.values(result, strategy, metric)
        self.init(
            result,
            strategy,
            metric,
            values.flatMap { SobolIndices(design, $0, seed: result.seed) }.map(Findings.sobol)
        )
    }

    private init(_ result: SweepResult, _ strategy: String, _ metric: Metric, _ findings: Findings?) {
        self.strategy = strategy
        self.metric = metric
        self.findings = findings
        factors = result.keys + [Self.luck]
    }

    private static func values(_ result: SweepResult, _ strategy: String, _ metric: Metric) -> [Double]? {
        let cells = result.cells(of: strategy)
        let values = cells.compactMap { $0.summary(metric)?.estimate }
        return values.count == cells.count ? values : nil
    }
}
