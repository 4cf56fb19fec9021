import Testing

@testable import Experiments

@Suite("A search")
struct SearchTests {
    /// The best point after so many judged points, at most one generation more.
    private func minimum(
        _ levels: [Int?],
        from start: [Double],
        points: Int,
        seed: UInt64 = 1,
        _ score: ([Double]) -> SearchScore
    ) throws -> (places: [Double], score: SearchScore) {
        var search = Search(levels: levels, start: start, seed: seed)
        var count = 0
        while count < points {
            let asked = search.ask()
            #expect(asked.allSatisfy { $0.allSatisfy { (0...1).contains($0) } })
            search.tell(asked.map(score))
            count += asked.count
        }
        return try #require(search.best)
    }

    @Test("finds the minimum of a sphere, also at a corner and beyond a bound")
    func sphere() throws {
        for target in [[0.3, 0.6, 0.8, 0.2, 0.5], [0, 1, 0, 1, 0.5], [-0.3, 0.5, 1.2, 0.5, 0.5]] {
            let found = try minimum(
                Array(repeating: nil, count: 5),
                from: Array(repeating: 0.5, count: 5),
                points: 1500
            ) {
                SearchScore(zip($0, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
            }
            for (place, wanted) in zip(found.places, target) { #expect(abs(place - min(1, max(0, wanted))) < 0.01) }
        }
    }

    @Test("follows Rosenbrock's valley to its end")
    func rosenbrock() throws {
        let found = try minimum(Array(repeating: nil, count: 4), from: [0.1, 0.9, 0.1, 0.9], points: 8000) { places in
            let x = places.map { 4 * $0 - 2 }
            return SearchScore(
                zip(x, x.dropFirst()).reduce(0) {
                    $0 + 100 * ($1.1 - $1.0 * $1.0) * ($1.1 - $1.0 * $1.0) + (1 - $1.0) * (1 - $1.0)
                }
            )
        }
        for place in found.places { #expect(abs(4 * place - 2 - 1) < 0.02) }
    }

    @Test("finds the best of whole numbers and choices together with that of a range")
    func mixed() throws {
        // 21 whole numbers, three choices and a range; the best is 13, the second choice and 0.7.
        for seed in 1...5 as ClosedRange<UInt64> {
            let found = try minimum([21, 3, nil], from: [0.02, 0.1, 0.1], points: 2000, seed: seed) { places in
                let whole = (places[0] * 21).rounded(.down)
                let choice = [0.4, 0, 0.6][min(2, Int(places[1] * 3))]
                return SearchScore(0.01 * (whole - 13) * (whole - 13) + choice + (places[2] - 0.7) * (places[2] - 0.7))
            }
            #expect((found.places[0] * 21).rounded(.down) == 13)
            #expect(Int(found.places[1] * 3) == 1)
            #expect(abs(found.places[2] - 0.7) < 0.01)
        }
    }

    @Test("leaves a local minimum by beginning again elsewhere, in most of twenty searches")
    func restarts() throws {
        // A wide bowl at 0.2 and a narrow, deeper one at 0.85.
        let found = try (1...20 as ClosedRange<UInt64>).map { seed in
            try minimum([nil, nil], from: [0.2, 0.2], points: 4000, seed: seed) { places in
                func bowl(_ centre: Double) -> Double { places.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } }
                return SearchScore(min(bowl(0.2) + 0.05, 8 * bowl(0.85)))
            }.score.value
        }
        // The one that it is in is 0.05 deep. Where it begins again is a matter of luck.
        #expect(found.count { $0 < 0.01 } > 10)
        #expect(found.count { $0 < 0.05 } > 15)
    }

    @Test("keeps constraints: of a falling function it finds the edge of what is allowed")
    func constraints() throws {
        let found = try minimum([nil, nil], from: [0.9, 0.9], points: 2000) { places in
            let sum = places[0] + places[1]
            return SearchScore(-sum - 0.1 * places[0], violation: max(0, sum - 1))
        }
        #expect(found.score.violation == 0)
        #expect(abs(found.places[0] - 1) < 0.01)
        #expect(abs(found.places[1]) < 0.01)
    }

    @Test("takes the same way for the same seed, and goes on where everything is equal")
    func deterministic() throws {
        func way(_ seed: UInt64) -> [[[Double]]] {
            var search = Search(levels: [nil, 4], start: [0.5, 0.5], seed: seed)
            return (0..<10).map { _ in
                let points = search.ask()
                search.tell(points.map { SearchScore($0[0]) })
                return points
            }
        }
        #expect(way(1) == way(1))
        #expect(way(1) != way(2))
        let flat = try minimum([nil, 4], from: [0.5, 0.5], points: 500) { _ in SearchScore(1) }
        #expect(flat.score.value == 1)
        let hopeless = try minimum([nil], from: [0.5], points: 500) { _ in .worst }
        #expect(hopeless.score == .worst)
    }

    @Test("orders points by what they break, then by what they are worth")
    func scores() {
        #expect(SearchScore(5) < SearchScore(1, violation: 0.1))
        #expect(SearchScore(5, violation: 0.1) < SearchScore(1, violation: 0.2))
        #expect(SearchScore(1) < SearchScore(2))
        #expect(SearchScore(1e300) < SearchScore.worst)
    }
}

@Suite("Eigenvectors")
struct SymmetricEigenTests {
    @Test("of a symmetric matrix rebuild it, and are orthonormal")
    func rebuild() {
        let matrix: [[Double]] = [[4, 1, -2, 0], [1, 3, 0, 0.5], [-2, 0, 5, 1], [0, 0.5, 1, 1]]
        let eigen = SymmetricEigen(matrix)
        for row in 0..<4 {
            for column in 0..<4 {
                let rebuilt = (0..<4).reduce(0) {
                    $0 + eigen.vectors[row][$1] * eigen.values[$1] * eigen.vectors[column][$1]
                }
                let product = (0..<4).reduce(0) { $0 + eigen.vectors[$1][row] * eigen.vectors[$1][column] }
                #expect(abs(rebuilt - matrix[row][column]) < 1e-12)
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
            }
        }
    }
}
