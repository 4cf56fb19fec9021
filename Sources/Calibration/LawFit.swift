import EventEngine

/// The law of a family that makes the data most likely.
package struct LawFit: Sendable {
    package let law: OffLaw
    package let logLikelihood: Double
    /// Of `law.parameters`, in their order: the square roots of the diagonal of the inverse Hessian; nil where the likelihood
    /// has no curvature to tell.
    package let errors: [Double?]

    /// Akaike's criterion: less is better. H. Akaike, "A new look at the statistical model identification", IEEE Transactions
    /// on Automatic Control 19 (1974).
    package var criterion: Double { 2 * (Double(law.family.parameters) - logLikelihood) }

    /// - Parameters:
    ///   - typical: a time off that is not absurd, in seconds, to begin with.
    ///   - logLikelihood: of a law.
    /// - Returns: nil if no law of the family has a finite likelihood.
    init?(_ family: OffLaw.Family, typical: Double, logLikelihood: (OffLaw) -> Double) {
        guard let law = Self.best(family, typical: typical, logLikelihood) else { return nil }
        self.law = law
        self.logLikelihood = logLikelihood(law)
        errors = Self.errors(law, logLikelihood)
    }

    private static func best(
        _ family: OffLaw.Family,
        typical: Double,
        _ logLikelihood: (OffLaw) -> Double
    ) -> OffLaw? {
        let start =
            switch family {
            case .weibull: [-0.3, naturalLogarithm(typical)]
            case .lognormal: [naturalLogarithm(typical), 0.2]
            case .exponential: [naturalLogarithm(typical)]
            }
        // A second search from where the first one ended finds out of a simplex that has collapsed.
        guard let first = OffLaw(family, at: search(family, from: start, size: 0.5, 1e-4, logLikelihood)) else {
            return nil
        }
        let law = refined(first, tolerance: 1e-6, logLikelihood)
        return logLikelihood(law).isFinite ? law : nil
    }

    /// The best law near one that is nearly the best.
    ///
    /// - Parameter tolerance: in the coordinates, most of which are logarithms.
    static func refined(_ law: OffLaw, tolerance: Double, _ logLikelihood: (OffLaw) -> Double) -> OffLaw {
        OffLaw(law.family, at: search(law.family, from: law.point, size: 0.05, tolerance, logLikelihood)) ?? law
    }

    private static func search(
        _ family: OffLaw.Family,
        from start: [Double],
        size: Double,
        _ tolerance: Double,
        _ logLikelihood: (OffLaw) -> Double
    ) -> [Double] {
        Simplex(tolerance: tolerance).minimum(from: start, size: size) { point in
            guard let law = OffLaw(family, at: point) else { return .infinity }
            let value = -logLikelihood(law)
            return value.isNaN ? .infinity : value
        }
    }

    /// By the delta method: a parameter's error is its coordinate's times its slope, which is the parameter itself for a
    /// logarithm.
    private static func errors(_ law: OffLaw, _ logLikelihood: (OffLaw) -> Double) -> [Double?] {
        let point = law.point
        let step = 1e-3
        func value(_ changes: [Double]) -> Double {
            OffLaw(law.family, at: zip(point, changes).map { $0 + $1 * step }).map(logLikelihood) ?? -.infinity
        }
        let parameters = law.parameters
        if point.count == 1 {
            let curvature = (2 * value([0]) - value([1]) - value([-1])) / (step * step)
            return [curvature > 0 ? parameters[0].value / curvature.squareRoot() : nil]
        }
        let center = value([0, 0])
        let a = (2 * center - value([1, 0]) - value([-1, 0])) / (step * step)
        let b = (2 * center - value([0, 1]) - value([0, -1])) / (step * step)
        let c = -(value([1, 1]) - value([1, -1]) - value([-1, 1]) + value([-1, -1])) / (4 * step * step)
        let determinant = a * b - c * c
        guard a > 0, b > 0, determinant > 0, determinant.isFinite else { return [nil, nil] }
        return [
            parameters[0].value * (b / determinant).squareRoot(), parameters[1].value * (a / determinant).squareRoot(),
        ]
    }
}
