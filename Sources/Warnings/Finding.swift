/// What a rule has found: a `Warning` but for what the rule says of itself and for where the keys stand.
package struct Finding: Sendable {
    /// The way from the top of the scenario to a key: names of keys and of things, and places in lists in brackets. Where a key
    /// is not written, the last one on the way that is stands for it.
    package typealias Way = [String]

    /// What is so and why it matters, without a full stop.
    var message: String
    /// To the key concerned.
    var way: Way
    /// What is to be said of that key itself; may be empty.
    var label: String
    /// What else the same is true of.
    var also: [(name: String, way: Way)]
    /// What to write or to type.
    var help: String
    /// Where it is milder than the rule's.
    var severity: Warning.Severity?

    init(
        _ message: String,
        at way: Way,
        label: String = "",
        also: [(name: String, way: Way)] = [],
        help: String,
        severity: Warning.Severity? = nil
    ) {
        self.message = message
        self.way = way
        self.label = label
        self.also = also
        self.help = help
        self.severity = severity
    }
}
