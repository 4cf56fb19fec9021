import EventEngine

/// One run of the CMA evolution strategy: points are drawn from a normal law whose mean, width and shape follow the better
/// half of them.
///
/// N. Hansen, "The CMA evolution strategy: a tutorial" (2016), arXiv:1604.00772, with its default parameters and without the
/// optional negative weights. Coordinates of whole numbers and choices keep a least width, so that the search does not freeze
/// between two values: after Hansen, "A CMA-ES for mixed-integer nonlinear optimization", INRIA report 7751 (2011).
struct CovarianceAdaptation {
    let dimensions: Int
    /// Points of a generation.
    let population: Int
    private(set) var mean: [Double]
    private(set) var width: Double
    private(set) var generation = 0

    private let weights: [Double]
    private let effective: Double
    private let leastWidths: [Double]
    private let random: KeyedRandom
    private let stream: Int

    private var covariance: [[Double]]
    private var eigen: SymmetricEigen
    private var pathOfWidth: [Double]
    private var pathOfShape: [Double]
    /// The points of this generation as steps from the mean, in units of the width.
    private var steps: [[Double]] = []

    /// - Parameters:
    ///   - leastWidths: the smallest standard deviation of each coordinate.
    ///   - stream: distinguishes the draws of several runs.
    init(
        start: [Double],
        width: Double,
        population: Int?,
        leastWidths: [Double],
        random: KeyedRandom,
        stream: Int
    ) {
        let n = start.count
        dimensions = n
        let count = population ?? Self.population(dimensions: n)
        self.population = count
        mean = start
        self.width = width
        self.leastWidths = leastWidths
        self.random = random
        self.stream = stream
        let half = count / 2
        let raw = (1...half).map { naturalLogarithm(Double(count + 1) / 2) - naturalLogarithm(Double($0)) }
        let sum = raw.reduce(0, +)
        weights = raw.map { $0 / sum }
        effective = 1 / weights.reduce(0) { $0 + $1 * $1 }
        covariance = (0..<n).map { row in (0..<n).map { $0 == row ? 1 : 0 } }
        eigen = SymmetricEigen(covariance)
        pathOfWidth = Array(repeating: 0, count: n)
        pathOfShape = pathOfWidth
    }

    /// The default number of points of a generation.
    static func population(dimensions: Int) -> Int { 4 + Int(3 * naturalLogarithm(Double(dimensions))) }

    /// The standard deviation of each coordinate.
    var deviations: [Double] { (0..<dimensions).map { width * max(0, covariance[$0][$0]).squareRoot() } }

    /// The ratio of the longest axis to the shortest, squared.
    var condition: Double {
        guard let least = eigen.values.min(), let greatest = eigen.values.max(), least > 0 else { return .infinity }
        return greatest / least
    }

    /// The points of the next generation.
    mutating func sample() -> [[Double]] {
        let deviations = deviations
        steps = (0..<population).map { point in
            let normal = (0..<dimensions).map { dimension in
                var draw = random.draw(.search, stream &* 1_000_003 &+ generation, point * dimensions + dimension)
                return normalQuantile(draw.uniform()) * max(0, eigen.values[dimension]).squareRoot()
            }
            return (0..<dimensions).map { row in
                let step = (0..<dimensions).reduce(0) { $0 + eigen.vectors[row][$1] * normal[$1] }
                guard deviations[row] < leastWidths[row], deviations[row] > 0 else { return step }
                return step * leastWidths[row] / deviations[row]
            }
        }
        return steps.map { step in (0..<dimensions).map { mean[$0] + width * step[$0] } }
    }

    /// Learns from the generation.
    ///
    /// - Parameter order: its points, the best first.
    mutating func learn(_ order: [Int]) {
        let n = Double(dimensions)
        let best = order.prefix(weights.count).map { steps[$0] }
        let step = (0..<dimensions).map { row in zip(weights, best).reduce(0) { $0 + $1.0 * $1.1[row] } }
        for row in 0..<dimensions { mean[row] += width * step[row] }

        // The step without the shape: C^(-1/2) times it.
        let rotated = (0..<dimensions).map { column in
            (0..<dimensions).reduce(0) { $0 + eigen.vectors[$1][column] * step[$1] }
        }
        let whitened = (0..<dimensions).map { row in
            (0..<dimensions).reduce(0) {
                $0 + eigen.vectors[row][$1] * rotated[$1] / max(1e-300, eigen.values[$1]).squareRoot()
            }
        }
        let rateOfWidth = (effective + 2) / (n + effective + 5)
        let damping = 1 + 2 * max(0, ((effective - 1) / (n + 1)).squareRoot() - 1) + rateOfWidth
        let keep = (rateOfWidth * (2 - rateOfWidth) * effective).squareRoot()
        for row in 0..<dimensions { pathOfWidth[row] = (1 - rateOfWidth) * pathOfWidth[row] + keep * whitened[row] }
        let length = pathOfWidth.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let expected = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))

        let rateOfPath = (4 + effective / n) / (n + 4 + 2 * effective / n)
        var fading = 1.0
        for _ in 0..<(2 * (generation + 1)) { fading *= 1 - rateOfWidth }
        let isSteady = length / max(1e-300, 1 - fading).squareRoot() < (1.4 + 2 / (n + 1)) * expected
        let shapeKeep = isSteady ? (rateOfPath * (2 - rateOfPath) * effective).squareRoot() : 0
        for row in 0..<dimensions { pathOfShape[row] = (1 - rateOfPath) * pathOfShape[row] + shapeKeep * step[row] }

        let rateOfOne = 2 / ((n + 1.3) * (n + 1.3) + effective)
        let rateOfMany = min(
            1 - rateOfOne,
            2 * (0.25 + effective + 1 / effective - 2) / ((n + 2) * (n + 2) + effective)
        )
        let correction = isSteady ? 0 : rateOfOne * rateOfPath * (2 - rateOfPath)
        for row in 0..<dimensions {
            for column in 0..<dimensions {
                let many = zip(weights, best).reduce(0) { $0 + $1.0 * $1.1[row] * $1.1[column] }
                covariance[row][column] =
                    (1 - rateOfOne - rateOfMany + correction) * covariance[row][column]
                    + rateOfOne * pathOfShape[row] * pathOfShape[column] + rateOfMany * many
            }
        }
        width *= exponential(min(1, rateOfWidth / damping * (length / expected - 1)))
        eigen = SymmetricEigen(covariance)
        generation += 1
    }
}
