extension Distribution {
    /// The expected duration in seconds: `.infinity` where the integral diverges (log-logistic with shape ≤ 1) or exceeds
    /// the greatest finite number; never negative, never not-a-number.
    ///
    /// Formulas: Johnson, Kotz and Balakrishnan, "Continuous univariate distributions", volumes 1 and 2.
    public var mean: Double {
        switch law {
        case .constant(let value):
            value
        case .uniform(let low, let high):
            low + (high - low) / 2
        case .exponential(let mean):
            mean
        case .shiftedExponential(let shift, let mean):
            shift + mean
        case .weibull(let shape, let scale):
            scale * exp(logGamma(1 + 1 / shape))
        case .logNormal(let mu, let sigma):
            exp(mu + sigma * sigma / 2)
        case .logLogistic(let median, let shape):
            // (π/k) / sin(π/k) by the reflection formula of the gamma function, as two factors that do not cancel.
            shape > 1 ? median * exp(logGamma(1 + 1 / shape) + logGamma(1 - 1 / shape)) : .infinity
        case .gamma(let shape, let scale):
            shape * scale
        case .triangular(let low, let mode, let high):
            low / 3 + mode / 3 + high / 3
        case .mixture(let components):
            components.reduce(0) { $0 + $1.weight * $1.distribution.mean }
        case .empirical(let sample):
            sample.total / Double(sample.values.count)
        }
    }

    /// The variance in square seconds: `.infinity` where the integral diverges (log-logistic with shape ≤ 2) or exceeds
    /// the greatest finite number; never negative, never not-a-number.
    public var variance: Double {
        switch law {
        case .constant:
            return 0
        case .uniform(let low, let high):
            return (high - low) * (high - low) / 12
        case .exponential(let mean), .shiftedExponential(_, let mean):
            return mean * mean
        case .weibull(let shape, let scale):
            let first = logGamma(1 + 1 / shape)
            return varianceFromMoments(logMean: log(scale) + first, logRatio: logGamma(1 + 2 / shape) - 2 * first)
        case .logNormal(let mu, let sigma):
            return varianceFromMoments(logMean: mu + sigma * sigma / 2, logRatio: sigma * sigma)
        case .logLogistic(let median, let shape):
            guard shape > 2 else { return .infinity }
            let first = logGamma(1 + 1 / shape) + logGamma(1 - 1 / shape)
            let second = logGamma(1 + 2 / shape) + logGamma(1 - 2 / shape)
            return varianceFromMoments(logMean: log(median) + first, logRatio: second - 2 * first)
        case .gamma(let shape, let scale):
            return shape * scale * scale
        case .triangular(let low, let mode, let high):
            // In terms of the two legs, which cannot cancel: (a² + ab + b²) / 18.
            let (left, right) = (mode - low, high - mode)
            return (left * left + left * right + right * right) / 18
        case .mixture(let components):
            let mean = mean
            guard mean.isFinite else { return .infinity }
            return components.reduce(0) { sum, component in
                let distance = component.distribution.mean - mean
                return sum + component.weight * (component.distribution.variance + distance * distance)
            }
        case .empirical(let sample):
            let mean = mean
            let squares = sample.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return squares / Double(sample.values.count)
        }
    }
}

extension Distribution.SortedSample {
    /// The sum of all values.
    var total: Double { runningSums[runningSums.count - 1] }
}

/// E[X²] − E[X]² = E[X]² (E[X²] / E[X]² − 1), from logarithms: no overflow before the result does, little cancellation.
private func varianceFromMoments(logMean: Double, logRatio: Double) -> Double {
    guard logRatio > 0 else { return 0 }
    guard logMean.isFinite, logRatio.isFinite else { return .infinity }
    return logRatio < 1 ? exp(2 * logMean) * expm1(logRatio) : exp(2 * logMean + logRatio + log1p(-exp(-logRatio)))
}
