import EventEngine

/// A distribution in an arena: free to copy.
struct Law: Sendable {
    private enum Kind: UInt8 { case exponential, constant, triangular, other }

    /// What is too large to be copied with each law.
    private struct Entry {
        let distribution: Distribution
        /// If it is a triangular law.
        let inverse: TriangularInverse
    }

    private let table: Table<Entry>
    private let kind: Kind
    // Most laws are exponential or constant, and then there is no need to look into the table at every draw.
    private let shift: Double
    private let mean: Double

    init(_ distribution: Distribution, in arena: Arena) {
        var inverse = TriangularInverse(low: 0, mode: 0, high: 0)
        switch distribution.law {
        case .exponential(let mean): (kind, shift, self.mean) = (.exponential, 0, mean)
        case .shiftedExponential(let shift, let mean): (kind, self.shift, self.mean) = (.exponential, shift, mean)
        case .constant(let value): (kind, shift, mean) = (.constant, value, 0)
        case .triangular(let low, let mode, let high):
            inverse = TriangularInverse(low: low, mode: mode, high: high)
            (kind, shift, mean) = (.triangular, 0, 0)
        default: (kind, shift, mean) = (.other, 0, 0)
        }
        table = arena.table(CollectionOfOne(Entry(distribution: distribution, inverse: inverse)))
    }

    /// Shift and mean of an exponential law; nil if it is another one.
    var exponential: (shift: Double, mean: Double)? {
        kind == .exponential ? (shift, mean) : nil
    }

    private var isMemoryless: Bool { kind == .exponential && shift == 0 }

    @inline(__always)
    func sampleTicks(_ draw: inout KeyedDraw) -> Tick {
        switch kind {
        case .exponential: draw.exponentialTicks(shift: shift, mean: mean)
        case .constant: Tick(rounding: shift)
        case .triangular: Tick(rounding: table[0].inverse.quantile(draw.uniform()))
        case .other: table[0].distribution.sampleTicks(&draw)
        }
    }

    /// How much is left of a period that is met at a random instant.
    func sampleEquilibriumResidual(_ draw: inout KeyedDraw) -> Tick {
        // What is left of a memoryless period is such a period.
        isMemoryless ? sampleTicks(&draw) : Tick(rounding: table[0].distribution.sampleEquilibriumResidual(&draw))
    }

    /// How much of a period that is met at a random instant has passed, and how much is left: the same as
    /// `sampleEquilibriumResidual(_:)` says of the same draw.
    func sampleEquilibrium(_ draw: inout KeyedDraw) -> (age: Tick, residual: Tick) {
        if isMemoryless {
            let residual = sampleTicks(&draw)
            return (sampleTicks(&draw), residual)
        }
        let (age, residual) = table[0].distribution.sampleEquilibrium(&draw)
        return (Tick(rounding: age), Tick(rounding: residual))
    }
}

extension KeyedRandom {
    /// A span drawn from `law`, in whole seconds.
    @inline(__always)
    func span(_ law: Law, _ purpose: DrawPurpose, _ entity: Int, _ occurrence: UInt64 = 0) -> Tick {
        var draw = draw(purpose, entity, occurrence)
        return law.sampleTicks(&draw)
    }
}

extension KeyedStream {
    /// A span drawn from `law`, in whole seconds.
    @inline(__always)
    func span(_ law: Law, _ occurrence: UInt64) -> Tick {
        var draw = draw(occurrence)
        return law.sampleTicks(&draw)
    }
}
