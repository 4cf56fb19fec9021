/// A range that holds the true value with the stated probability, over repetitions of the whole experiment.
public struct ConfidenceInterval: Sendable, Hashable {
    /// The lower end, in the unit of what is estimated.
    public let lower: Double
    /// The upper end; not below `lower`.
    public let upper: Double
    /// The nominal probability of holding the true value, such as 0.95.
    public let level: Double

    /// The range from `lower` to `upper`, in this order.
    init(lower: Double, upper: Double, level: Double) {
        self.lower = lower
        self.upper = upper
        self.level = level
    }

    /// Half the distance between the ends: the number after "±" when the interval is symmetric.
    public var halfWidth: Double { (upper - lower) / 2 }

    /// Whether `value` lies between the ends or on one of them.
    public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
