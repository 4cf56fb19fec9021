extension Distribution {
    /// A random duration in seconds.
    ///
    /// All laws but gamma and mixture invert one uniform number, the first of the draw: with the same key, a longer-tailed
    /// law gives a longer duration, which couples compared policies as closely as can be. A mixture spends one number on
    /// the choice of the component; gamma uses rejection on further numbers of the same draw.
    ///
    /// The result is finite and not negative.
    public func sample(_ draw: inout KeyedDraw) -> Double {
        switch law {
        case .mixture(let components):
            return components[chosenComponent(components, by: draw.uniform())].distribution.sampleSimple(&draw)
        default:
            return sampleSimple(&draw)
        }
    }

    /// A random duration to the nearest second, at least 0 and at most `Tick.latest`: that of `sample`, but that a
    /// memoryless one may be off by 2⁻⁴² of its mean before it is rounded.
    public func sampleTicks(_ draw: inout KeyedDraw) -> Tick {
        // The same as below for the laws that are drawn most, without the steps that others need.
        switch law {
        case .exponential(let mean):
            return draw.exponentialTicks(shift: 0, mean: mean)
        case .shiftedExponential(let shift, let mean):
            return draw.exponentialTicks(shift: shift, mean: mean)
        default:
            return Tick(roundingNonNegative: sample(&draw))
        }
    }

    /// `sample` for every law but the mixture, whose components are never mixtures.
    @inline(__always)
    private func sampleSimple(_ draw: inout KeyedDraw) -> Double {
        switch law {
        case .constant(let value):
            return value
        case .uniform(let low, let high):
            return uniformQuantile(draw.uniform(), low: low, high: high)
        case .exponential(let mean):
            return finite(mean * draw.exponential())
        case .shiftedExponential(let shift, let mean):
            return finite(shift + mean * draw.exponential())
        case .weibull(let shape, let scale):
            return finite(scale * power(draw.exponential(), 1 / shape))
        case .logNormal(let mu, let sigma):
            return finite(exp(mu + sigma * normalQuantile(draw.uniform())))
        case .logLogistic(let median, let shape):
            let u = draw.uniform()
            return finite(median * power(u / (1 - u), 1 / shape))
        case .gamma(let shape, let scale):
            return finite(scale * exp(logGammaVariate(shape: shape, &draw)))
        case .triangular(let low, let mode, let high):
            return triangularQuantile(draw.uniform(), low: low, mode: mode, high: high)
        case .mixture:
            return 0
        case .empirical(let sample):
            // The draw is below one by 2⁻⁵³ at least, but the product may round up to the count.
            let count = sample.values.count
            return sample.values[min(Int(draw.uniform() * Double(count)), count - 1)]
        }
    }
}

extension KeyedDraw {
    /// What `Distribution.sampleTicks` draws from an exponential law with a shift, or with the shift 0, for whoever has looked
    /// at the law before.
    public mutating func exponentialTicks(shift: Double, mean: Double) -> Tick {
        Tick(roundingNonNegative: shift + mean * shortNegativeLog(uniformFromAbove()))
    }

    /// The next number, exponential with mean 1: −log (1 − u), which rises with the uniform number u.
    @inline(__always)
    mutating func exponential() -> Double {
        -logOfNormal(uniformFromAbove())
    }
}

/// The index of the component into whose share of [0, 1] the number falls.
@inline(__always)
private func chosenComponent(_ components: [Distribution.Component], by u: Double) -> Int {
    var index = 0
    while components[index].cumulativeWeight < u { index += 1 }
    return index
}

/// The greatest finite number in place of infinity: heavy tails must not put infinities into sums. Also in place of
/// not-a-number, to which only parameters near the limits of representable numbers can lead.
@inline(__always)
func finite(_ value: Double) -> Double {
    value < .greatestFiniteMagnitude ? value : .greatestFiniteMagnitude
}

/// The logarithm of a gamma variate with scale one.
///
/// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000): squeeze-free form, with the
/// normal variate by inversion. A shape below one is raised by one and multiplied by U^(1/shape), in logarithms, so that
/// shapes near zero do not underflow.
func logGammaVariate(shape: Double, _ draw: inout KeyedDraw) -> Double {
    if shape < 1 {
        let boost = log(draw.uniform()) / shape
        return boost + logGammaVariate(shape: shape + 1, &draw)
    }
    // An infinite shape (the reciprocal of a tiny one) would turn the acceptance test into not-a-number.
    let d = min(shape, 1e300) - 1 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
        let z = normalQuantile(draw.uniform())
        let root = 1 + c * z
        guard root > 0 else { continue }
        let v = root * root * root
        if log(draw.uniform()) < z * z / 2 + d * (1 - v + log(v)) { return log(d * v) }
    }
}
