/// Fisher's exact test, one-sided, for two groups of devices.
///
/// R. A. Fisher, "The logic of inductive inference", Journal of the Royal Statistical Society 98(1), 1935: given the total
/// number of unhealthy devices, the number among the treated follows a hypergeometric law if the treatment does nothing.
public enum FisherExactTest {
    /// The least p-value that groups of these sizes can give, whatever happens: that of all treated devices unhealthy and
    /// none of the control group, 1 / C(treated + control, treated). If it is above the level, the test cannot be significant.
    public static func leastPValue(treated: Int, control: Int) -> Double {
        pValue(treatedUnhealthy: treated, treated: treated, controlUnhealthy: 0, control: control)
    }

    /// The probability that the treated group has at least `treatedUnhealthy` unhealthy devices by chance alone.
    ///
    /// The terms of the law are summed relative to its largest one, each from its neighbour by their ratio, so that
    /// nothing overflows and no special function is needed.
    ///
    /// - Returns: the p-value in [0, 1]; 1 when a group is empty. Counts are clamped to what is possible.
    public static func pValue(treatedUnhealthy: Int, treated: Int, controlUnhealthy: Int, control: Int) -> Double {
        guard treated > 0, control > 0 else { return 1 }
        let observed = min(max(0, treatedUnhealthy), treated)
        let unhealthy = observed + min(max(0, controlUnhealthy), control)
        let least = max(0, unhealthy - control)
        let most = min(unhealthy, treated)
        /// P(count + 1) / P(count).
        func ratio(_ count: Int) -> Double {
            Double(unhealthy - count) * Double(treated - count)
                / (Double(count + 1) * Double(control - unhealthy + count + 1))
        }
        let mode = min(most, max(least, (unhealthy + 1) * (treated + 1) / (treated + control + 2)))
        var all = 1.0
        var extreme = mode >= observed ? 1.0 : 0.0
        var term = 1.0
        for count in mode..<max(mode, most) {
            term *= ratio(count)
            all += term
            if count + 1 >= observed { extreme += term }
        }
        term = 1
        for count in (least..<max(least, mode)).reversed() {
            term /= ratio(count)
            all += term
            if count >= observed { extreme += term }
        }
        return min(1, extreme / all)
    }
}
