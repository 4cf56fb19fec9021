extension Distribution {
    /// The time still to run, in seconds, of a period of this law that is met at a random instant: the residual life in an
    /// equilibrium renewal process, with density (1 − F(x)) / mean.
    ///
    /// A random instant meets a period with probability proportional to its length, at a uniform place within it; hence a
    /// uniform number times a draw from the length-biased law (Cox, "Renewal theory", 1962, section 5.4). Its mean is
    /// (variance + mean²) / (2 mean).
    ///
    /// The result is finite and not negative. The constant 0 gives 0. With an infinite mean the residual life exceeds
    /// every bound with probability one; the result is then beyond all representable time.
    public func sampleEquilibriumResidual(_ draw: inout KeyedDraw) -> Double {
        if case .exponential = law { return sample(&draw) }
        let place = draw.uniform()
        return place * sampleLengthBiased(&draw)
    }

    /// The age and the time still to run, in seconds, of a period of this law that is met at a random instant: both parts of
    /// one period whose length has the density x f(x) / mean. The time still to run is that of
    /// `sampleEquilibriumResidual(_:)` for the same draw.
    ///
    /// Given the residual life r the age has the density f(r + a) / (1 − F(r)) (Cox, "Renewal theory", 1962, section 5.4):
    /// only for the exponential law are the two independent. Both are finite and not negative.
    public func sampleEquilibrium(_ draw: inout KeyedDraw) -> (age: Double, residual: Double) {
        if case .exponential = law {
            let residual = sample(&draw)
            return (sample(&draw), residual)
        }
        let place = draw.uniform()
        let length = sampleLengthBiased(&draw)
        return ((1 - place) * length, place * length)
    }

    /// A draw from the law with density x f(x) / mean.
    private func sampleLengthBiased(_ draw: inout KeyedDraw) -> Double {
        switch law {
        case .constant(let value):
            return value
        case .uniform(let low, let high):
            return lengthBiasedUniform(draw.uniform(), low: low, high: high)
        case .exponential(let mean):
            return finite(mean * exp(logGammaVariate(shape: 2, &draw)))
        case .shiftedExponential(let shift, let mean):
            // (shift + x) times the density of x is a mixture of the exponential law and of gamma with shape 2.
            let isPlain = draw.uniform() * (shift + mean) < shift
            return finite(shift + mean * exp(logGammaVariate(shape: isPlain ? 1 : 2, &draw)))
        case .weibull(let shape, let scale):
            // (X / scale)^shape has a gamma law of shape 1 + 1/shape.
            return finite(scale * exp(logGammaVariate(shape: 1 + 1 / shape, &draw) / shape))
        case .logNormal(let mu, let sigma):
            return finite(exp(mu + sigma * sigma + sigma * normalQuantile(draw.uniform())))
        case .logLogistic(let median, let shape):
            guard shape > 1 else { return .greatestFiniteMagnitude }
            // F(X) has a beta law (1 + 1/shape, 1 − 1/shape); its odds are a ratio of two gamma variates.
            let above = logGammaVariate(shape: 1 + 1 / shape, &draw)
            let below = logGammaVariate(shape: 1 - 1 / shape, &draw)
            return finite(median * exp((above - below) / shape))
        case .gamma(let shape, let scale):
            return finite(scale * exp(logGammaVariate(shape: shape + 1, &draw)))
        case .triangular(let low, let mode, let high):
            // Rejection; at least one proposal in three is accepted, as the mean is at least a third of `high`.
            while true {
                let x = triangularQuantile(draw.uniform(), low: low, mode: mode, high: high)
                if draw.uniform() * high <= x { return x }
            }
        case .mixture(let components):
            return sampleLengthBiased(components, &draw)
        case .empirical(let sample):
            let target = draw.uniform() * sample.total
            let index = partitioningIndex(of: sample.runningSums) { $0 >= target }
            return sample.values[min(index, sample.values.count - 1)]
        }
    }

    /// Chooses the component by weight times mean, then draws from its length-biased law.
    private func sampleLengthBiased(_ components: [Component], _ draw: inout KeyedDraw) -> Double {
        let total = mean
        guard total.isFinite else { return .greatestFiniteMagnitude }
        var remaining = draw.uniform() * total
        var chosen = components[0].distribution
        for component in components {
            let share = component.weight * component.distribution.mean
            // A component without length is never met, and rounding must not fall through to it.
            if share > 0 { chosen = component.distribution }
            remaining -= share
            if remaining <= 0 && share > 0 { break }
        }
        return chosen.sampleLengthBiased(&draw)
    }
}

/// Inverts F(x) = (x² − low²) / (high² − low²), scaled by `high` so that squares do not overflow.
private func lengthBiasedUniform(_ u: Double, low: Double, high: Double) -> Double {
    guard high > 0 else { return 0 }
    let ratio = low / high
    return high * (ratio * ratio + u * (1 - ratio * ratio)).squareRoot()
}
