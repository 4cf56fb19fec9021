import EventEngine

/// A distribution in an arena: free to copy.
struct Law: Sendable {
    /// Laws that are drawn without a look into the table.
    private enum Kind {
        case exponential(shift: Double, mean: Double)
        case constant(Tick)
        case triangular(TriangularInverse)
        case other
    }

    private let table: Table<Distribution>
    private let kind: Kind

    init(_ distribution: Distribution, in arena: Arena) {
        table = arena.table(CollectionOfOne(distribution))
        switch distribution.law {
        case .exponential(let mean): kind = .exponential(shift: 0, mean: mean)
        case .shiftedExponential(let shift, let mean): kind = .exponential(shift: shift, mean: mean)
        case .constant(let value): kind = .constant(Tick(rounding: value))
        case .triangular(let low, let mode, let high):
            kind = .triangular(TriangularInverse(low: low, mode: mode, high: high))
        default: kind = .other
        }
    }

    /// Shift and mean of an exponential law; nil if it is another one.
    var exponential: (shift: Double, mean: Double)? {
        if case .exponential(let shift, let mean) = kind { (shift, mean) } else { nil }
    }

    private var isMemoryless: Bool { if case .exponential(0, _) = kind { true } else { false } }

    @inline(__always)
    func sampleTicks(_ draw: inout KeyedDraw) -> Tick {
        switch kind {
        case .exponential(let shift, let mean): draw.exponentialTicks(shift: shift, mean: mean)
        case .constant(let value): value
        case .triangular(let inverse): Tick(rounding: inverse.quantile(draw.uniform()))
        case .other: table[0].sampleTicks(&draw)
        }
    }

    /// How much is left of a period that is met at a random instant.
    func sampleEquilibriumResidual(_ draw: inout KeyedDraw) -> Tick {
        // What is left of a memoryless period is such a period.
        isMemoryless ? sampleTicks(&draw) : Tick(rounding: table[0].sampleEquilibriumResidual(&draw))
    }

    /// How much of a period that is met at a random instant has passed, and how much is left: the same as
    /// `sampleEquilibriumResidual(_:)` says of the same draw.
    func sampleEquilibrium(_ draw: inout KeyedDraw) -> (age: Tick, residual: Tick) {
        if isMemoryless {
            let residual = sampleTicks(&draw)
            return (sampleTicks(&draw), residual)
        }
        let (age, residual) = table[0].sampleEquilibrium(&draw)
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
