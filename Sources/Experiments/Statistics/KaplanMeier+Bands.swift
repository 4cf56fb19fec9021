import EventEngine

extension KaplanMeier {
    /// A pointwise interval for the survival from `step` to the next: at one time chosen beforehand it holds the true
    /// survival with that probability, at all times at once with less.
    ///
    /// Greenwood's variance on the scale of log(−log S), on which the interval cannot leave [0, 1] and which keeps its
    /// coverage in samples as small as 25 with half of them censored: Klein and Moeschberger, "Survival analysis", 2nd
    /// edition, equation 4.3.2, where σ² is the variance divided by S².
    ///
    /// - Returns: nil where the estimate is 0, of which the data give no variance, or if `level` is out of range.
    public func pointwiseInterval(at step: Step, level: Double = 0.95) -> ConfidenceInterval? {
        guard level > 0, level < 1, step.survival > 0, step.survival < 1 else { return nil }
        return Self.interval(
            step.survival,
            reach: normalQuantile((1 + level) / 2) * step.variance.squareRoot() / step.survival,
            level: level
        )
    }

    /// S to the powers 1/θ and θ, with θ = exp(reach / log S).
    static func interval(_ survival: Double, reach: Double, level: Double) -> ConfidenceInterval {
        let logarithm = naturalLogarithm(survival)
        let power = exponential(reach / logarithm)
        return ConfidenceInterval(
            lower: exponential(logarithm / power),
            upper: exponential(logarithm * power),
            level: level
        )
    }

    /// An interval for the time by which the event has happened to a share `p`: the times at which the pointwise interval of
    /// the survival holds 1 − p.
    ///
    /// R. Brookmeyer and J. Crowley, "A confidence interval for the median survival time", Biometrics 38 (1982); Klein and
    /// Moeschberger, section 4.5.
    ///
    /// - Returns: the ends, each nil where the data do not bound the time from that side; both nil if `p` is not between 0
    ///   and 1 exclusively.
    public func quantileInterval(_ p: Double, level: Double = 0.95) -> (lower: Double?, upper: Double?) {
        guard p > 0, p < 1, level > 0, level < 1 else { return (nil, nil) }
        let rest = 1 - p
        let lower = steps.first { (pointwiseInterval(at: $0, level: level)?.lower ?? 0) <= rest }
        let upper = steps.first { pointwiseInterval(at: $0, level: level).map { $0.upper < rest } ?? false }
        return (lower?.time, upper?.time)
    }
}
