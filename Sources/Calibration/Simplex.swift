/// Looks for the least value of a function of a few numbers: J. A. Nelder and R. Mead, "A simplex method for function
/// minimization", The Computer Journal 7 (1965), with their coefficients 1, 2, ½ and ½.
///
/// It needs no derivatives and takes infinity for "not here". For smooth functions of one or two numbers it is as good as any.
struct Simplex {
    /// Ends when all corners are so near to the best one, in each coordinate.
    var tolerance = 1e-7
    var mostValues = 2000

    /// - Parameter size: the length of the edges at first.
    /// - Returns: the best point seen.
    func minimum(from start: [Double], size: Double, of value: ([Double]) -> Double) -> [Double] {
        let count = start.count
        var corners = [(point: start, value: value(start))]
        for axis in start.indices {
            var point = start
            point[axis] += size
            corners.append((point, value(point)))
        }
        var values = corners.count
        func moved(_ from: [Double], _ to: [Double], _ factor: Double) -> [Double] {
            from.indices.map { from[$0] + factor * (to[$0] - from[$0]) }
        }
        while values < mostValues {
            corners.sort { $0.value < $1.value }
            let (best, worst) = (corners[0], corners[count])
            let spread = corners.reduce(0.0) { spread, corner in
                zip(corner.point, best.point).reduce(spread) { max($0, abs($1.0 - $1.1)) }
            }
            if spread < tolerance { break }
            let center = start.indices.map { axis in
                corners.dropLast().reduce(0.0) { $0 + $1.point[axis] } / Double(count)
            }
            let reflected = moved(center, worst.point, -1)
            let reflectedValue = value(reflected)
            values += 1
            if reflectedValue < best.value {
                let expanded = moved(center, worst.point, -2)
                let expandedValue = value(expanded)
                values += 1
                corners[count] =
                    expandedValue < reflectedValue ? (expanded, expandedValue) : (reflected, reflectedValue)
            } else if reflectedValue < corners[count - 1].value {
                corners[count] = (reflected, reflectedValue)
            } else {
                let isOutside = reflectedValue < worst.value
                let contracted = moved(center, isOutside ? reflected : worst.point, 0.5)
                let contractedValue = value(contracted)
                values += 1
                if contractedValue < min(worst.value, reflectedValue) {
                    corners[count] = (contracted, contractedValue)
                } else {
                    for corner in 1...count {
                        let point = moved(best.point, corners[corner].point, 0.5)
                        corners[corner] = (point, value(point))
                    }
                    values += count
                }
            }
        }
        return corners.min { $0.value < $1.value }?.point ?? start
    }
}
