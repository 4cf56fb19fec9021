import EventEngine

/// A distribution in an arena: free to copy.
struct Law: Sendable {
    private let table: Table<Distribution>
    // Most laws are exponential, and then there is no need to look into the table at every draw.
    private let isExponential: Bool
    private let shift: Double
    private let mean: Double

    init(_ distribution: Distribution, in arena: Arena) {
        table = arena.table(CollectionOfOne(distribution))
        switch distribution.law {
        case .exponential(let mean): (isExponential, shift, self.mean) = (true, 0, mean)
        case .shiftedExponential(let shift, let mean): (isExponential, self.shift, self.mean) = (true, shift, mean)
        default: (isExponential, shift, mean) = (false, 0, 0)
        }
    }

    /// Shift and mean of an exponential law; nil if it is another one.
    var exponential: (shift: Double, mean: Double)? { isExponential ? (shift, mean) : nil }

    @inline(__always)
    func sampleTicks(_ draw: inout KeyedDraw) -> Tick {
        isExponential ? draw.exponentialTicks(shift: shift, mean: mean) : table[0].sampleTicks(&draw)
    }

    /// How much is left of a period that is met at a random instant.
    func sampleEquilibriumResidual(_ draw: inout KeyedDraw) -> Tick {
        // What is left of a memoryless period is such a period.
        isExponential && shift == 0 ? sampleTicks(&draw) : Tick(rounding: table[0].sampleEquilibriumResidual(&draw))
    }

    /// How much of a period that is met at a random instant has passed, and how much is left: the same as
    /// `sampleEquilibriumResidual(_:)` says of the same draw.
    func sampleEquilibrium(_ draw: inout KeyedDraw) -> (age: Tick, residual: Tick) {
        if isExponential && shift == 0 {
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
