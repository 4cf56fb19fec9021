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
}
