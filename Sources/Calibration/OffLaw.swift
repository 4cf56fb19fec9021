package import EventEngine

/// A law of the time for which devices are off, with its parameters; times in seconds.
package enum OffLaw: Sendable, Hashable {
    case weibull(shape: Double, scale: Double)
    case lognormal(mu: Double, sigma: Double)
    case exponential(mean: Double)

    /// The families, in the order in which they are tried.
    package enum Family: String, Sendable, Hashable, CaseIterable {
        case weibull, lognormal, exponential

        /// Numbers that a fit chooses.
        package var parameters: Int { self == .exponential ? 1 : 2 }
    }

    package var family: Family {
        switch self {
        case .weibull: .weibull
        case .lognormal: .lognormal
        case .exponential: .exponential
        }
    }

    /// The law with these coordinates, in which a fit searches; nil if no law can have them. Of what must be positive it is the
    /// logarithm. Shapes from 0.05 to 20 and sigmas to 10 are wider than any that was ever published for computers.
    init?(_ family: Family, at point: [Double]) {
        guard point.allSatisfy({ $0.isFinite && abs($0) < 60 }) else { return nil }
        switch family {
        case .weibull:
            let shape = EventEngine.exponential(point[0])
            guard (0.05...20).contains(shape) else { return nil }
            self = .weibull(shape: shape, scale: EventEngine.exponential(point[1]))
        case .lognormal:
            let sigma = EventEngine.exponential(point[1])
            guard (0.01...10).contains(sigma) else { return nil }
            self = .lognormal(mu: point[0], sigma: sigma)
        case .exponential:
            self = .exponential(mean: EventEngine.exponential(point[0]))
        }
    }

    /// The inverse of `init(_:at:)`.
    var point: [Double] {
        switch self {
        case .weibull(let shape, let scale): [naturalLogarithm(shape), naturalLogarithm(scale)]
        case .lognormal(let mu, let sigma): [mu, naturalLogarithm(sigma)]
        case .exponential(let mean): [naturalLogarithm(mean)]
        }
    }

    /// Its parameters as scenarios name them: a weibull's shape and scale, a lognormal's median and sigma, an exponential's mean.
    package var parameters: [(name: String, value: Double, isTime: Bool)] {
        switch self {
        case .weibull(let shape, let scale): [("shape", shape, false), ("scale", scale, true)]
        case .lognormal(let mu, let sigma): [("median", EventEngine.exponential(mu), true), ("sigma", sigma, false)]
        case .exponential(let mean): [("mean", mean, true)]
        }
    }

    package var mean: Double {
        switch self {
        case .weibull(let shape, let scale): scale * EventEngine.exponential(logGamma(1 + 1 / shape))
        case .lognormal(let mu, let sigma): EventEngine.exponential(mu + sigma * sigma / 2)
        case .exponential(let mean): mean
        }
    }

    /// The same as a law that draws; nil if its numbers are beyond all measure.
    package var distribution: Distribution? {
        switch self {
        case .weibull(let shape, let scale): try? .weibull(shape: shape, scale: scale)
        case .lognormal(let mu, let sigma): try? .logNormal(mu: mu, sigma: sigma)
        case .exponential(let mean): try? .exponential(mean: mean)
        }
    }

    /// P(off > x).
    func survival(_ x: Double) -> Double {
        guard x > 0 else { return 1 }
        switch self {
        case .weibull, .exponential: return EventEngine.exponential(-hazard(x))
        case .lognormal(let mu, let sigma): return normalCumulative((mu - naturalLogarithm(x)) / sigma)
        }
    }

    /// log (S(a) − S(b)) for 0 < a < b.
    func logDifference(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .weibull, .exponential:
            // Out of the tail nothing cancels: S(a) (1 − S(b) / S(a)).
            let from = hazard(a)
            let rise = hazard(b) - from
            let share = rise < 1e-4 ? rise * (1 - rise / 2) : 1 - EventEngine.exponential(-rise)
            return naturalLogarithm(max(share, 1e-300)) - from
        case .lognormal:
            return naturalLogarithm(max(survival(a) - survival(b), 1e-300))
        }
    }

    /// ∫ S from x to infinity, the mean of what is beyond x: E(off − x; off > x).
    func beyond(_ x: Double) -> Double {
        guard x > 0 else { return mean - x }
        switch self {
        case .weibull(let shape, _):
            // By t = (u / scale)^shape the integral is an incomplete gamma function of 1 / shape, and so a gamma law's tail.
            return mean * regularizedGamma(hazard(x), shape: 1 / shape).upper
        case .exponential(let mean):
            return mean * EventEngine.exponential(-x / mean)
        case .lognormal(let mu, let sigma):
            // Aitchison and Brown, "The lognormal distribution", 1957, theorem 2.6: the first moment distribution.
            let z = (naturalLogarithm(x) - mu) / sigma
            return max(mean * normalCumulative(sigma - z) - x * normalCumulative(-z), 0)
        }
    }

    /// −log S.
    private func hazard(_ x: Double) -> Double {
        switch self {
        case .weibull(let shape, let scale):
            EventEngine.exponential(shape * (naturalLogarithm(x) - naturalLogarithm(scale)))
        case .exponential(let mean): x / mean
        case .lognormal: -naturalLogarithm(max(survival(x), 1e-300))
        }
    }
}
