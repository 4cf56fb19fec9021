/// What a search for the best values of keys is asked for.
package struct SearchFacts: Sendable {
    /// The keys that are varied, spelt out: names of keys and of things.
    package var keys: [Finding.Way]
    /// The name of the metric that is to be best.
    package var metric: String
    /// Whether anything must hold of another metric.
    package var isConstrained: Bool

    package init(keys: [Finding.Way], metric: String, isConstrained: Bool) {
        self.keys = keys
        self.metric = metric
        self.isConstrained = isConstrained
    }
}
