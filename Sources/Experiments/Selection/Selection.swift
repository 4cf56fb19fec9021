/// The search for the best of several policies in one metric, batch by batch.
///
/// It says which policies to run in which replications, and is given the results. What it selects, and after how many
/// replications each policy is dropped, does not depend on the size of the batches: values are looked at one replication
/// after the other.
public struct Selection: Sendable {
    /// Names of the policies.
    public let names: [String]
    public let metric: Metric
    /// At most so many replications.
    public let limit: Int
    public private(set) var procedure: KimNelson
    /// Single runs made; those of a batch count also where it was decided before the batch was used up.
    public private(set) var runs = 0
    /// Replications run of the policies that were run the longest.
    private var replications = 0
    /// True if the metric has no value in this scenario.
    public private(set) var isWithoutValue = false
    /// True if somebody ended it.
    public private(set) var isPartial = false

    /// Nil if `KimNelson` refuses a parameter. With the limit below the first stage, the first stage is the limit.
    public init?(
        _ names: [String],
        metric: Metric,
        indifference: Double,
        confidence: Double,
        firstStage: Int = Significance.fewestReplications,
        limit: Int
    ) {
        guard
            let procedure = KimNelson(
                systems: names.count,
                goal: metric.goal,
                indifference: indifference,
                confidence: confidence,
                firstStage: min(firstStage, limit),
                longestFirstStage: limit
            )
        else { return nil }
        self.names = names
        self.metric = metric
        self.procedure = procedure
        self.limit = limit
    }

    /// What is to be run next; nil when it is over. Replications follow one another from 0.
    ///
    /// After the first stage a batch is a fifth of what there is: few enough that little is run of what is dropped midway,
    /// many enough that all processors have work.
    public var next: (policies: [Int], replications: Range<Int>)? {
        guard !procedure.isDecided, !isWithoutValue, !isPartial, procedure.replications < limit else { return nil }
        let begin = procedure.replications
        let size = procedure.isInFirstStage ? procedure.firstStage - begin : max(10, begin / 5)
        return (procedure.survivors, begin..<min(limit, begin + size))
    }

    /// The best policy as far as is known, by its place; the one selected, once that is decided.
    public var best: Int? { procedure.best }

    /// Single runs if every policy had been run in as many replications as the last ones.
    public var runsAtEqualAllocation: Int { names.count * replications }

    /// Whether the confidence is promised for what was selected: there was something to tell the policies apart by, and the
    /// first stage, from which all variances come, was not shorter than `Significance.fewestReplications`.
    public var isGuaranteed: Bool {
        procedure.isDecided && procedure.withoutVariance.isEmpty
            && (names.count == 1 || procedure.firstStage >= Significance.fewestReplications)
    }

    /// Somebody wants no more of it.
    public mutating func end() { isPartial = true }

    /// Takes what was asked for by `next`: the policies and replications in that order. A study that was interrupted ends
    /// the search.
    public mutating func take(_ study: Study) {
        guard let asked = next, study.policies.count == asked.policies.count else { return }
        runs += study.policies.count * study.replications.count
        replications += study.replications.count
        isPartial = study.isPartial
        for replication in study.replications.indices where !procedure.isDecided {
            var values: [Double] = []
            for (place, policy) in asked.policies.enumerated() where procedure.survivors.contains(policy) {
                guard let value = metric.value(in: study.results[place][replication].ledger)?.value else {
                    isWithoutValue = true
                    return
                }
                values.append(value)
            }
            procedure.observe(values)
        }
    }
}
