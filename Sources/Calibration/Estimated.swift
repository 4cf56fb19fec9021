/// A number that was estimated, with its standard error: the larger one of the Hessian's and of resampled devices'.
package struct Estimated: Sendable, Hashable {
    package let value: Double
    /// nil: neither way tells it.
    package let error: Double?
    /// The middle 90 % of resampled devices; nil: they tell none.
    package let lower: Double?
    package let upper: Double?

    /// - Parameters:
    ///   - hessian: the standard error that the likelihood's curvature tells, if there is one.
    ///   - resampled: the values of resampled devices.
    init(_ value: Double, hessian: Double? = nil, resampled: [Double]) {
        let spread = Resampling.spread(resampled)
        self.value = value
        error = [hessian, spread?.error].compactMap(\.self).max()
        (lower, upper) = (spread?.lower, spread?.upper)
    }
}
