/// What may be lost for certain, in a metric's bad direction.
///
/// Where both are given the wider one counts: 10 % of the baseline's mean, but never less than 2 devices.
public struct Margin: Sendable, Hashable {
    /// As a share of the baseline's mean: 0.1 for 10 %.
    public var relative: Double?
    /// In the metric's unit; of shares as a fraction, 0.01 for one point.
    public var absolute: Double?

    /// Nil if neither is given, or if one is negative or not finite.
    public init?(relative: Double? = nil, absolute: Double? = nil) {
        let given = [relative, absolute].compactMap { $0 }
        guard !given.isEmpty, given.allSatisfy({ $0.isFinite && $0 >= 0 }) else { return nil }
        self.relative = relative
        self.absolute = absolute
    }

    /// So many times as wide.
    func wider(_ factor: Double) -> Margin? {
        Margin(relative: relative.map { $0 * factor }, absolute: absolute.map { $0 * factor })
    }

    /// The margin in the metric's unit.
    ///
    /// - Parameter mean: the baseline's. Its sign does not matter.
    public func amount(ofBaseline mean: Double) -> Double {
        max((relative ?? 0) * abs(mean), absolute ?? 0)
    }
}
