import EventEngine
import PatchModel
import Text

/// Probability laws of durations in words.
enum DistributionText {
    /// `exponential, mean 45.0 min`, and the like.
    static func words(_ distribution: Distribution) -> String {
        let mean = { (text: String) -> String in
            distribution.mean.isFinite ? "\(text) (mean \(Figure.span(distribution.mean)))" : text
        }
        switch distribution.law {
        case .constant(let value):
            return Figure.span(value)
        case .uniform(let low, let high):
            return "uniform, \(Figure.span(low)) to \(Figure.span(high))"
        case .exponential(let length):
            return "exponential, mean \(Figure.span(length))"
        case .shiftedExponential(let shift, let length):
            return "\(Figure.span(shift)) and an exponential of mean \(Figure.span(length))"
        case .weibull(let shape, let scale):
            return mean("Weibull, shape \(number(shape)), scale \(Figure.span(scale))")
        case .logNormal(_, let sigma):
            let median = distribution.quantile(0.5)
            return mean("log-normal, median \(Figure.span(median)), sigma \(number(sigma))")
        case .logLogistic(let median, let shape):
            return mean("log-logistic, median \(Figure.span(median)), shape \(number(shape))")
        case .gamma(let shape, let scale):
            return mean("gamma, shape \(number(shape)), scale \(Figure.span(scale))")
        case .triangular(let low, let mode, let high):
            return "triangular, \(Figure.span(low)) to \(Figure.span(high)), most often \(Figure.span(mode))"
        case .mixture(let parts):
            return parts.map { "\(share($0.weight)) \(words($0.distribution))" }.joined(separator: "; ")
        case .empirical(let sample):
            return mean("one of \(Figure.count(sample.values.count, "recorded value", "recorded values"))")
        }
    }

    /// A pure number with three digits.
    static func number(_ value: Double) -> String { Figure.fixed(value, max(2, Figure.decimals(for: value))) }

    /// A share in per cent, with the digits it needs.
    static func share(_ value: Double) -> String {
        var scaled = value * 100
        for decimals in 0...3 {
            if abs(scaled - scaled.rounded()) < 1e-7 { return Figure.fixed(value * 100, decimals) + " %" }
            scaled *= 10
        }
        return Figure.fixed(value * 100, 4) + " %"
    }
}
