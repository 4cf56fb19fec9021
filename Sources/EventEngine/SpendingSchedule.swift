/// How a level is spent over looks at growing numbers of what is observed: what is used up early is little, and most is kept for
/// the end.
///
/// α(f) = 2 − 2 Φ(z₁₋ₐ⸝₂ / √f), one-sided, at the share f of what the last look has: the spending function of the
/// type of O'Brien and Fleming in K. K. G. Lan and D. L. DeMets, "Discrete sequential boundaries for clinical trials", Biometrika
/// 70 (1983).
package struct SpendingSchedule: Sendable, Hashable {
    /// Spent up to each look; the level itself at the last one.
    package let spent: [Double]
    /// What is spent at each look. Tests at these levels keep the level over all looks together, whatever the law: their sum is it.
    package let increments: [Double]
    /// The nominal levels of tests of which those before are taken into account: never less than `increments`.
    package let nominal: [Double]

    /// - Parameters:
    ///   - level: one-sided, between 0 and 1 exclusively.
    ///   - looks: numbers of observations, or times, ascending from 1 on; at least one.
    package init(level: Double, looks: [Int]) {
        let most = Double(looks.last ?? 1)
        let fractions = looks.map { Double($0) / most }
        let spent = fractions.map { $0 >= 1 ? level : Self.spent(level, $0) }
        self.spent = spent
        increments = spent.indices.map { $0 == 0 ? spent[0] : max(0, spent[$0] - spent[$0 - 1]) }
        nominal = Self.nominalLevels(increments, fractions)
    }

    /// α(f).
    static func spent(_ level: Double, _ fraction: Double) -> Double {
        min(level, 2 * normalCumulative(normalQuantile(level / 2) / fraction.squareRoot()))
    }

    /// Levels that spend `increments` on a walk whose steps are independent and normal, as means over growing numbers of
    /// observations have them.
    ///
    /// P. Armitage, C. K. McPherson and B. C. Rowe, "Repeated significance tests on accumulating data", Journal of the Royal
    /// Statistical Society A 132 (1969): the density of the walk, as far as it has not crossed, is carried from look to look.
    /// Simpson's rule on 257 points; with 1,025 the levels of five equal looks are the same to nine digits.
    static func nominalLevels(_ increments: [Double], _ fractions: [Double], points: Int = 257) -> [Double] {
        var levels: [Double] = []
        var density = Density(places: [0], weights: [1])
        var before = 0.0
        for (increment, fraction) in zip(increments, fractions) {
            let step = (fraction - before).squareRoot()
            let scale = fraction.squareRoot()
            let boundary = density.boundary(step: step, increment, from: -9 * scale, to: 40 * scale)
            levels.append(increment > 0 ? normalCumulative(-boundary / scale) : 0)
            density = density.moved(step: step, from: -9 * scale, to: min(boundary, 9 * scale), points)
            before = fraction
        }
        return levels
    }
}

/// Where a walk is that has not crossed a boundary: places, and the density there times the weight of the rule of integration.
private struct Density {
    var places: [Double]
    var weights: [Double]

    /// The place that the walk exceeds after a step with the given chance.
    func boundary(step: Double, _ chance: Double, from low: Double, to high: Double) -> Double {
        guard chance > 0 else { return high }
        var (low, high) = (low, high)
        // 2⁻⁴⁰ of a range of 49 standard deviations: beyond what the rule of integration gives.
        for _ in 0..<40 {
            let middle = low + (high - low) / 2
            var above = 0.0
            for (place, weight) in zip(places, weights) where weight > 0 {
                above += weight * normalCumulative((place - middle) / step)
            }
            if above > chance { low = middle } else { high = middle }
        }
        return high
    }

    /// After a step, without what has crossed.
    func moved(step: Double, from low: Double, to high: Double, _ points: Int) -> Density {
        let width = (high - low) / Double(points - 1)
        var found = Density(places: [], weights: [])
        for number in 0..<points {
            let place = low + width * Double(number)
            var density = 0.0
            for (before, weight) in zip(places, weights) {
                let z = (place - before) / step
                density += weight * exponential(-z * z / 2)
            }
            let rule = number == 0 || number == points - 1 ? 1.0 : number % 2 == 1 ? 4 : 2
            found.places.append(place)
            found.weights.append(density * 0.3989422804014327 / step * rule * width / 3)
        }
        return found
    }
}
