package import Experiments
package import ScenarioFiles

/// The points of a sweep.
package struct SweepPlan {
    /// What is made of the runs.
    package enum Analysis: String, Sendable, CaseIterable {
        case table, tornado, morris, sobol
    }

    /// How the points of a table are spread.
    package enum Spread: String, Sendable, CaseIterable {
        case grid
        case latinHypercube = "latin-hypercube"
        case sobol
    }

    /// What is asked for; nil: the usual.
    package struct Request {
        package var analysis: Analysis
        package var spread: Spread?
        /// How many points, trajectories or rows, where the design has a free number of them.
        package var points: Int?
        /// Of each point.
        package var replications: Int?
        package var seed: UInt64

        package init(analysis: Analysis, spread: Spread?, points: Int?, replications: Int?, seed: UInt64) {
            self.analysis = analysis
            self.spread = spread
            self.points = points
            self.replications = replications
            self.seed = seed
        }
    }

    package enum Kind {
        case table
        case tornado
        case morris(MorrisDesign)
        case sobol(SobolDesign)
    }

    package let kind: Kind
    package private(set) var points: [(values: [(Variation, String)], replications: [Int])]

    /// Values of a range in a grid, where the user does not say how many.
    private static let standardLevels = 5

    /// More points than that are refused, whatever the design.
    private static let maximumPoints = 100_000

    /// More single runs than that are refused: nobody could wait for them.
    private static let maximumRuns = 10_000_000

    /// - Throws: `Failure` if the design has too many points, or more keys than it can have.
    package init(_ request: Request, _ variations: [Variation]) throws {
        let seed = request.seed
        // Where luck is moved like a key, and where Sobol's rows begin with two points.
        let count: Int? =
            switch request.analysis {
            case .table: request.spread ?? .grid == .grid ? nil : request.points ?? 16
            case .tornado: nil
            case .morris: (request.points ?? 20) * (variations.count + 2)
            case .sobol: (request.points ?? 256) * (variations.count + 3)
            }
        if let count, count > Self.maximumPoints {
            throw Failure(
                "the design has \(count) points, more than \(Self.maximumPoints); vary less, or ask for fewer with --points"
            )
        }
        switch request.analysis {
        case .table:
            let replications = Array(0..<(request.replications ?? 20))
            kind = .table
            let places: [DesignPoint]
            switch request.spread ?? .grid {
            case .grid:
                let levels = variations.map { $0.levels(standard: Self.standardLevels) }
                guard let grid = Design.grid(levels.map(\.count), limit: Self.maximumPoints) else {
                    throw Failure(
                        "the grid has more than \(Self.maximumPoints) points; vary less, or with fewer values (--vary KEY=1h..7d/3)"
                    )
                }
                points = grid.map { point in
                    (variations.indices.map { (variations[$0], levels[$0][point[$0]]) }, replications)
                }
                return
            case .latinHypercube:
                places = Design.latinHypercube(factors: variations.count, count: request.points ?? 16, seed: seed)
            case .sobol:
                guard let found = Design.sobol(factors: variations.count, count: request.points ?? 16, seed: seed)
                else {
                    throw Failure("a Sobol sequence has at most \(SobolSequence.maximumDimensions) keys; vary fewer")
                }
                places = found
            }
            points = places.map { (Self.values(variations, $0), replications) }
        case .tornado:
            let replications = Array(0..<(request.replications ?? 20))
            kind = .tornado
            points = [([], replications)]
            for variation in variations {
                let levels =
                    variation.ends.map { [$0.lower, $0.upper] } ?? variation.levels(standard: Self.standardLevels)
                points += levels.map { ([(variation, $0)], replications) }
            }
        case .morris:
            guard let design = MorrisDesign(factors: variations.count, trajectories: request.points ?? 20, seed: seed)
            else {
                throw Failure("Morris's method needs a key to vary")
            }
            kind = .morris(design)
            points = Self.points(design.points, variations, request.replications)
        case .sobol:
            guard let design = SobolDesign(factors: variations.count, rows: request.points ?? 256, seed: seed) else {
                throw Failure("Sobol's indices take at most \(SobolDesign.maximumFactors) keys; vary fewer")
            }
            kind = .sobol(design)
            points = Self.points(design.points, variations, request.replications)
        }
    }

    /// - Throws: `Failure` if the sweep makes more runs than anybody could wait for.
    package func check(strategies: Int) throws {
        let runs = points.reduce(0) { $0 + $1.replications.count } * strategies
        guard runs <= Self.maximumRuns else {
            throw Failure(
                "\(points.count) points with \(strategies) strategies are \(runs) runs, more than "
                    + "\(Self.maximumRuns); vary less, or ask for fewer points or fewer runs of each (-n)"
            )
        }
    }

    private static func values(_ variations: [Variation], _ point: DesignPoint) -> [(Variation, String)] {
        zip(variations, point.places).map { ($0, $0.text(at: $1)) }
    }

    private static func points(
        _ points: [DesignPoint],
        _ variations: [Variation],
        _ replications: Int?
    ) -> [(values: [(Variation, String)], replications: [Int])] {
        let count = replications ?? 1
        return points.map { (values(variations, $0), Array(($0.luck * count)..<(($0.luck + 1) * count))) }
    }
}
