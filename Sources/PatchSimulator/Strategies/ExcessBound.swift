import EventEngine

/// How great the difference of two shares may be.
///
/// Newcombe's hybrid of Wilson's intervals, one-sided; with no trouble in the first group its own upper bound is the exact one,
/// 1 − α^(1/n), since Wilson's is too small there.
///
/// Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998),
/// method 10.
struct ExcessBound {
    private let alpha: Double
    private let z: Double

    /// - Parameter confidence: of the bound, in (0, 1).
    init(confidence: Double) {
        alpha = 1 - confidence
        z = normalQuantile(confidence)
    }

    /// The upper bound of the share of the treated group less that of the control group; 1 where nobody was treated.
    func upper(treated: (count: Int, of: Int), control: (count: Int, of: Int)) -> Double {
        guard treated.of > 0 else { return 1 }
        let first = Double(treated.count) / Double(treated.of)
        let greatest =
            treated.count == 0
            ? 1 - exponential(naturalLogarithm(alpha) / Double(treated.of)) : wilson(treated, upper: true)
        // Without a control group its share may be nothing.
        guard control.of > 0 else { return greatest }
        let second = Double(control.count) / Double(control.of)
        let least = wilson(control, upper: false)
        let (above, below) = (greatest - first, second - least)
        return first - second + (above * above + below * below).squareRoot()
    }

    /// A bound of Wilson's interval.
    private func wilson(_ share: (count: Int, of: Int), upper: Bool) -> Double {
        let (n, p) = (Double(share.of), Double(share.count) / Double(share.of))
        let middle = p + z * z / (2 * n)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, min(1, (middle + (upper ? half : -half)) / (1 + z * z / n)))
    }
}
