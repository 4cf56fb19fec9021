import Testing

@testable import Experiments

@Suite("Designs")
struct DesignTests {
    @Test("A grid holds every combination once, the last factor fastest, and no more than allowed")
    func grid() {
        #expect(Design.grid([2, 3]) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
        #expect(Design.grid([]) == [[]])
        #expect(Design.grid([1000, 1000, 1000]) == nil)
        #expect(Design.grid([0]) == nil)
    }

    @Test("Every slice of every factor of a Latin hypercube holds one point, and another seed gives another one")
    func latinHypercube() {
        let points = Design.latinHypercube(factors: 3, count: 40, seed: 1)
        for factor in 0..<3 {
            #expect(points.map { Int($0.places[factor] * 40) }.sorted() == Array(0..<40))
        }
        #expect(points == Design.latinHypercube(factors: 3, count: 40, seed: 1))
        #expect(points != Design.latinHypercube(factors: 3, count: 40, seed: 2))
    }

    @Test("The plain Sobol sequence has the coordinates that SciPy 1.17 gives for the same direction numbers")
    func sobolReference() throws {
        // scipy.stats.qmc.Sobol(d=40, scramble=False).random(1024), points 1, 2, 5, 100 and 1023, dimensions 1, 2, 3, 12, 24, 40.
        let expected: [Int: [Double]] = [
            1: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
            2: [0.75, 0.25, 0.25, 0.75, 0.25, 0.25],
            5: [0.875, 0.875, 0.125, 0.875, 0.375, 0.375],
            100: [0.4140625, 0.2578125, 0.7734375, 0.6796875, 0.4921875, 0.1328125],
            1023: [0.0009765625, 0.7529296875, 0.6123046875, 0.0361328125, 0.1962890625, 0.6982421875],
        ]
        let sequence = try #require(SobolSequence(dimensions: 40))
        #expect(sequence.point(0).allSatisfy { $0 == 0 })
        for (number, coordinates) in expected {
            let point = sequence.point(number)
            #expect([0, 1, 2, 11, 23, 39].map { point[$0] } == coordinates)
        }
    }

    @Test("Of 256 points of a Sobol sequence, scrambled or not, each of 256 slices of each of 40 axes holds one")
    func sobolSlices() throws {
        for seed in [nil, 1, 77] as [UInt64?] {
            let sequence = try #require(SobolSequence(dimensions: 40, scrambledBy: seed))
            let points = (0..<256).map(sequence.point)
            for dimension in 0..<40 {
                #expect(points.map { Int($0[dimension] * 256) }.sorted() == Array(0..<256))
            }
        }
    }

    @Test("Scrambled points keep their boxes: of 64 points in two dimensions each of 8 by 8 holds one")
    func sobolBoxes() throws {
        let sequence = try #require(SobolSequence(dimensions: 2, scrambledBy: 5))
        let boxes = (0..<64).map(sequence.point).map { Int($0[0] * 8) * 8 + Int($0[1] * 8) }
        #expect(boxes.sorted() == Array(0..<64))
    }

    @Test("A Sobol sequence integrates a smooth function thirty times better than as many independent points")
    func integration() throws {
        // Of the product of 0.5 + x over five dimensions, whose mean is 1, with 4,096 points.
        let variance = (0..<5).reduce(1.0) { product, _ in product * 13 / 12 } - 1
        let standardError = variance.squareRoot() / 64
        for seed in 1...5 as ClosedRange<UInt64> {
            let sequence = try #require(SobolSequence(dimensions: 5, scrambledBy: seed))
            var sum = 0.0
            for number in 0..<4096 { sum += sequence.point(number).reduce(1) { $0 * (0.5 + $1) } }
            #expect(abs(sum / 4096 - 1) < standardError / 30)
        }
    }

    @Test("There is no Sobol sequence of no dimensions, or of more than there are direction numbers for")
    func sobolBounds() {
        #expect(SobolSequence(dimensions: 0) == nil)
        #expect(SobolSequence(dimensions: SobolSequence.maximumDimensions) != nil)
        #expect(SobolSequence(dimensions: SobolSequence.maximumDimensions + 1) == nil)
    }
}
