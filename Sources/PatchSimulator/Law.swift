import EventEngine

/// A distribution in an arena: free to copy.
struct Law: Sendable {
    private let table: Table<Distribution>
    private let isMemoryless: Bool

    init(_ distribution: Distribution, in arena: Arena) {
        table = arena.table(CollectionOfOne(distribution))
        if case .exponential = distribution.law { isMemoryless = true } else { isMemoryless = false }
    }

    @inline(__always)
    func sampleTicks(_ draw: inout KeyedDraw) -> Tick { table[0].sampleTicks(&draw) }

    func sampleEquilibriumResidual(_ draw: inout KeyedDraw) -> Tick {
        // What is left of a memoryless period is such a period.
        isMemoryless ? sampleTicks(&draw) : Tick(rounding: table[0].sampleEquilibriumResidual(&draw))
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
