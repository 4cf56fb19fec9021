import EventEngine

/// A Sobol sequence: points that fill the unit cube far more evenly than random ones. Of the first 2ᵏ points each of 2ᵏ equal
/// slices of each axis holds exactly one.
///
/// I. M. Sobol', "On the distribution of points in a cube and the approximate evaluation of integrals", USSR Computational
/// Mathematics and Mathematical Physics 7 (1967), in the order of Antonov and Saleev (Gray code), with the primitive
/// polynomials and initial direction numbers of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections", SIAM Journal on Scientific Computing 30 (2008), list new-joe-kuo-6.21201.
///
/// Scrambled as A. B. Owen proposed, "Randomly permuted (t,m,s)-nets and (t,s)-sequences" (1995): each binary digit is flipped
/// or not by a draw that depends on the digits before it. That keeps the evenness, makes every point uniform by itself, and
/// avoids the first point's being a corner.
public struct SobolSequence: Sendable {
    /// The number of dimensions for which there are direction numbers.
    public static let maximumDimensions = 1 + directions.count

    private static let bits = 32

    /// By dimension, the direction numbers as binary fractions.
    private let vectors: [[UInt32]]
    private let random: KeyedRandom?

    /// - Parameters:
    ///   - dimensions: from 1 to `maximumDimensions`; otherwise nil.
    ///   - seed: of the scrambling; nil: the plain sequence, which begins at the origin.
    public init?(dimensions: Int, scrambledBy seed: UInt64? = nil) {
        guard (1...Self.maximumDimensions).contains(dimensions) else { return nil }
        vectors = (0..<dimensions).map(Self.vectors)
        random = seed.map { KeyedRandom(design: $0) }
    }

    /// The point of that number, from 0 to 2³² − 1: coordinates in [0, 1), and within (0, 1) if scrambled.
    public func point(_ number: Int) -> [Double] {
        let gray = UInt32(truncatingIfNeeded: number ^ (number >> 1))
        return vectors.indices.map { dimension in
            var digits: UInt32 = 0
            for bit in 0..<Self.bits where gray & (1 << UInt32(bit)) != 0 { digits ^= vectors[dimension][bit] }
            guard let random else { return Double(digits) * 0x1p-32 }
            return (Double(Self.scrambled(digits, dimension, random)) + 0.5) * 0x1p-32
        }
    }

    private static func scrambled(_ digits: UInt32, _ dimension: Int, _ random: KeyedRandom) -> UInt32 {
        var result = digits
        for depth in 0..<bits {
            // The digits before this one, with a leading 1 that tells their number.
            let before = (UInt64(1) << UInt64(depth)) | (UInt64(digits) >> UInt64(bits - depth))
            var draw = random.draw(
                entity: before,
                purpose: DesignPurpose.scramble.rawValue,
                occurrence: UInt64(dimension)
            )
            if draw.next() >> 63 == 1 { result ^= 1 << UInt32(bits - 1 - depth) }
        }
        return result
    }

    /// Bratley and Fox, "Algorithm 659: Implementing Sobol's quasirandom sequence generator", ACM Transactions on
    /// Mathematical Software 14 (1988), for the recurrence.
    private static func vectors(_ dimension: Int) -> [UInt32] {
        guard dimension > 0 else { return (0..<bits).map { 1 << UInt32(bits - 1 - $0) } }
        let known = directions[dimension - 1]
        var result = known.initial.enumerated().map { $0.element << UInt32(bits - 1 - $0.offset) }
        for place in known.degree..<bits {
            var vector = result[place - known.degree] ^ (result[place - known.degree] >> UInt32(known.degree))
            for step in 1..<max(1, known.degree)
            where (known.coefficients >> UInt32(known.degree - 1 - step)) & 1 == 1 {
                vector ^= result[place - step]
            }
            result.append(vector)
        }
        return result
    }

    /// What makes a dimension's direction numbers.
    private struct Directions: Sendable {
        /// Of the primitive polynomial.
        var degree: Int
        /// Its inner coefficients as binary digits, the highest power first.
        var coefficients: UInt32
        var initial: [UInt32]

        init(_ degree: Int, _ coefficients: UInt32, _ initial: [UInt32]) {
            self.degree = degree
            self.coefficients = coefficients
            self.initial = initial
        }
    }

    /// From the second dimension on.
    private static let directions = [
        Directions(1, 0, [1]),
        Directions(2, 1, [1, 3]),
        Directions(3, 1, [1, 3, 1]),
        Directions(3, 2, [1, 1, 1]),
        Directions(4, 1, [1, 1, 3, 3]),
        Directions(4, 4, [1, 3, 5, 13]),
        Directions(5, 2, [1, 1, 5, 5, 17]),
        Directions(5, 4, [1, 1, 5, 5, 5]),
        Directions(5, 7, [1, 1, 7, 11, 19]),
        Directions(5, 11, [1, 1, 5, 1, 1]),
        Directions(5, 13, [1, 1, 1, 3, 11]),
        Directions(5, 14, [1, 3, 5, 5, 31]),
        Directions(6, 1, [1, 3, 3, 9, 7, 49]),
        Directions(6, 13, [1, 1, 1, 15, 21, 21]),
        Directions(6, 16, [1, 3, 1, 13, 27, 49]),
        Directions(6, 19, [1, 1, 1, 15, 7, 5]),
        Directions(6, 22, [1, 3, 1, 15, 13, 25]),
        Directions(6, 25, [1, 1, 5, 5, 19, 61]),
        Directions(7, 1, [1, 3, 7, 11, 23, 15, 103]),
        Directions(7, 4, [1, 3, 7, 13, 13, 15, 69]),
        Directions(7, 7, [1, 1, 3, 13, 7, 35, 63]),
        Directions(7, 8, [1, 3, 5, 9, 1, 25, 53]),
        Directions(7, 14, [1, 3, 1, 13, 9, 35, 107]),
        Directions(7, 19, [1, 3, 1, 5, 27, 61, 31]),
        Directions(7, 21, [1, 1, 5, 11, 19, 41, 61]),
        Directions(7, 28, [1, 3, 5, 3, 3, 13, 69]),
        Directions(7, 31, [1, 1, 7, 13, 1, 19, 1]),
        Directions(7, 32, [1, 3, 7, 5, 13, 19, 59]),
        Directions(7, 37, [1, 1, 3, 9, 25, 29, 41]),
        Directions(7, 41, [1, 3, 5, 13, 23, 1, 55]),
        Directions(7, 42, [1, 3, 7, 3, 13, 59, 17]),
        Directions(7, 50, [1, 3, 1, 3, 5, 53, 69]),
        Directions(7, 55, [1, 1, 5, 5, 23, 33, 13]),
        Directions(7, 56, [1, 1, 7, 7, 1, 61, 123]),
        Directions(7, 59, [1, 1, 7, 9, 13, 61, 49]),
        Directions(7, 62, [1, 3, 3, 5, 3, 55, 33]),
        Directions(8, 14, [1, 3, 1, 15, 31, 13, 49, 245]),
        Directions(8, 21, [1, 3, 5, 15, 31, 59, 63, 97]),
        Directions(8, 22, [1, 3, 1, 11, 11, 11, 77, 249]),
    ]
}
