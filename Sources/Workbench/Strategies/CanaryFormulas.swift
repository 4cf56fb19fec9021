import EventEngine

/// What a group of canaries finds, as far as there is a formula for it.
package enum CanaryFormulas {
    /// The probability that a group drawn at random holds an affected device: 1 − C(N − K, n) / C(N, n).
    ///
    /// - Parameters:
    ///   - canaries: devices of the group, n.
    ///   - affected: affected devices of the fleet, K.
    ///   - devices: devices of the fleet, N.
    package static func contains(canaries: Int, affected: Int, of devices: Int) -> Double {
        guard affected > 0, canaries > 0 else { return 0 }
        guard canaries + affected <= devices else { return 1 }
        let others = Double(devices - affected)
        let none =
            logGamma(others + 1) - logGamma(others - Double(canaries) + 1)
            - logGamma(Double(devices) + 1) + logGamma(Double(devices - canaries) + 1)
        return 1 - exponential(none)
    }

    /// The probability that at least one canary shows the defect, each with probability `share`: 1 − (1 − q)ⁿ.
    package static func atLeastOne(of canaries: Int, each share: Double) -> Double {
        guard share > 0, canaries > 0 else { return 0 }
        guard share < 1 else { return 1 }
        return 1 - exponential(Double(canaries) * naturalLogarithm(1 - share))
    }

    /// The probability that a number of devices or more show it: a binomial law's upper tail.
    package static func atLeast(_ least: Int, of canaries: Int, each share: Double) -> Double {
        guard least > 0 else { return 1 }
        guard least <= canaries, share > 0 else { return 0 }
        return regularizedBeta(min(1, share), Double(least), Double(canaries - least + 1))
    }

    /// Wilson's interval, 95 %, of a share of runs.
    package static func interval(_ count: Int, of runs: Int) -> ClosedRange<Double> {
        guard runs > 0 else { return 0...1 }
        let (n, p, z) = (Double(runs), Double(count) / Double(runs), normalQuantile(0.975))
        let middle = p + z * z / (2 * n)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, (middle - half) / (1 + z * z / n))...min(1, (middle + half) / (1 + z * z / n))
    }
}
