import EventEngine
import Foundation
import Testing

/// The law of an on-period or off-period, with what renewal theory needs of it in closed form: nothing here is computed
/// by the program that is tested.
///
/// X is the period, in seconds, and R what is left of it when it is met at a random instant: P(R ≤ t) = ∫₀ᵗ P(X > x) dx
/// / E[X], E[R] = E[X²] / (2 E[X]), E[R²] = E[X³] / (3 E[X]) (D. R. Cox, "Renewal theory", 1962, section 5.4).
struct PeriodLaw: Sendable, CustomTestStringConvertible {
    let name: String
    let law: Distribution
    let mean: Double
    /// E[X²]; infinite for the log-logistic law of shape 2.
    let square: Double
    /// E[X³].
    let cube: Double
    /// ∫₀ᵗ P(X > x) dx.
    let survivalIntegral: @Sendable (Double) -> Double

    var testDescription: String { name }

    /// P(R ≤ t).
    func residual(_ t: Double) -> Double { min(1, survivalIntegral(max(0, t)) / mean) }

    /// E[min(R, end)], for an `end` that the light-tailed laws do not reach.
    func residualMean(upTo end: Double) -> Double {
        // ∫ (2/π) atan(a/t) dt, where a is the median and the mean a π/2.
        guard square.isFinite else {
            let a = 2 * mean / Double.pi
            return 2 / Double.pi * (end * atan(a / end) + a / 2 * Foundation.log(1 + end * end / (a * a)))
        }
        return square / (2 * mean)
    }

    /// E[min(R, end)²].
    func residualSquare(upTo end: Double) -> Double {
        guard square.isFinite else {
            let a = 2 * mean / Double.pi
            return 2 / Double.pi * (end * end * atan(a / end) + a * end - a * a * atan(end / a))
        }
        return cube / (3 * mean)
    }

    /// The same with everything in hours, hours² and hours³.
    private static func inHours(
        _ name: String,
        _ law: Distribution,
        mean: Double,
        square: Double,
        cube: Double,
        _ survivalIntegral: @escaping @Sendable (Double) -> Double
    ) -> PeriodLaw {
        let h = 3600.0
        return PeriodLaw(name: name, law: law, mean: mean * h, square: square * h * h, cube: cube * h * h * h) {
            h * survivalIntegral($0 / h)
        }
    }

    /// One of each law that the engine has, with means of 4.7 to 6.6 hours. Moments: N. L. Johnson, S. Kotz and N.
    /// Balakrishnan, "Continuous univariate distributions", volumes 1 and 2; the integrals are elementary.
    static func all() throws -> [PeriodLaw] {
        let h = 3600.0
        return [
            inHours("constant", try .constant(6 * h), mean: 6, square: 36, cube: 216) { min($0, 6) },
            inHours(
                "uniform",
                try .uniform(low: 2 * h, high: 10 * h),
                mean: 6,
                square: (1000 - 8) / 24,
                cube: (10_000 - 16) / 32
            ) { t in
                let x = min(t, 10)
                return x <= 2 ? x : x - (x - 2) * (x - 2) / 16
            },
            exponential(6 * h),
            inHours(
                "shifted exponential",
                try .exponential(mean: 4 * h, plus: 2 * h),
                mean: 6,
                square: 4 + 2 * 2 * 4 + 2 * 16,
                cube: 8 + 3 * 4 * 4 + 6 * 2 * 16 + 6 * 64
            ) { $0 <= 2 ? $0 : 2 + 4 * (1 - exp(-($0 - 2) / 4)) },
            // Of shape 1/2: E[Xⁿ] = scaleⁿ (2n)!, and with u = √(t / scale) ∫ₜ^∞ exp(−√(x/scale)) dx = 2 scale (1 + u)
            // e^(−u).
            inHours("Weibull", try .weibull(shape: 0.5, scale: 3 * h), mean: 6, square: 24 * 9, cube: 720 * 27) { t in
                let u = (t / 3).squareRoot()
                return 6 * (1 - (1 + u) * exp(-u))
            },
            // E[Xⁿ] = medianⁿ exp(n² σ² / 2); ∫₀ᵗ P(X > x) dx = t (1 − Φ(z)) + E[X] Φ(z − σ) with z = ln(t / median) /
            // σ.
            inHours(
                "log-normal",
                try .logNormal(median: 4 * h, sigma: 1),
                mean: 4 * exp(0.5),
                square: 16 * exp(2),
                cube: 64 * exp(4.5)
            ) { t in
                guard t > 0 else { return 0 }
                let z = Foundation.log(t / 4)
                return t * normal(-z) + 4 * exp(0.5) * normal(z - 1)
            },
            // Of shape 2: P(X > x) = a² / (a² + x²), so that ∫₀ᵗ = a atan(t / a).
            inHours(
                "log-logistic",
                try .logLogistic(median: 3 * h, shape: 2),
                mean: 3 * Double.pi / 2,
                square: .infinity,
                cube: .infinity
            ) { 3 * atan($0 / 3) },
            // Erlang's law of two stages: P(X > x) = e^(−y) (1 + y) with y = x / scale, E[Xⁿ] = scaleⁿ (n + 1)!.
            inHours("gamma", try .gamma(shape: 2, scale: 3 * h), mean: 6, square: 6 * 9, cube: 24 * 27) {
                3 * (2 - (2 + $0 / 3) * exp(-$0 / 3))
            },
            // E[Xⁿ] is the mean of all monomials of degree n in low, mode and high.
            inHours(
                "triangular",
                try .triangular(low: 1 * h, mode: 4 * h, high: 13 * h),
                mean: 6,
                square: (1 + 16 + 169 + 4 + 13 + 52) / 6,
                cube: (1 + 64 + 2197 + 4 + 16 + 13 + 169 + 208 + 676 + 52) / 10
            ) { t in
                let x = min(t, 13)
                if x <= 1 { return x }
                if x <= 4 { return x - (x - 1) * (x - 1) * (x - 1) / (3 * 12 * 3) }
                return 6 - (13 - x) * (13 - x) * (13 - x) / (3 * 12 * 9)
            },
            inHours(
                "mixture",
                try .mixture([(1, .constant(2 * h)), (1, .exponential(mean: 10 * h))]),
                mean: 6,
                square: (4 + 200) / 2,
                cube: (8 + 6000) / 2
            ) { 0.5 * min($0, 2) + 0.5 * 10 * (1 - exp(-$0 / 10)) },
            inHours(
                "empirical",
                try .empirical([1, 2, 3, 6, 18].map { $0 * h }),
                mean: 6,
                square: (1 + 4 + 9 + 36 + 324) / 5,
                cube: (1 + 8 + 27 + 216 + 5832) / 5
            ) { t in [1, 2, 3, 6, 18].reduce(0.0) { $0 + min(t, $1) } / 5 },
        ]
    }

    static func exponential(_ mean: Double) -> PeriodLaw {
        PeriodLaw(
            name: "exponential",
            law: (try? .exponential(mean: mean)) ?? .zero,
            mean: mean,
            square: 2 * mean * mean,
            cube: 6 * mean * mean * mean
        ) { mean * (1 - exp(-$0 / mean)) }
    }

    /// The normal distribution function.
    private static func normal(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
}
