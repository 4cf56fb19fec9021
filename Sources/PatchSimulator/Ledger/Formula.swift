/// How a number follows from the figures of a ledger: a small tree that can be evaluated, and written down in another
/// language, such as the SQL of a study's views.
public indirect enum Formula: Sendable, Hashable {
    /// The sum of figures, in whole numbers.
    case figures([Ledger.Figure.ID])
    case sum([Formula])
    case product(Formula, Double)
    case quotient(Formula, Double)
    /// None where the second is zero.
    case ratio(Formula, Formula)
    /// A time that may not be reached: then it counts as what was simulated, which is a lower bound. None unless there is any
    /// of what is counted.
    case time(Ledger.Figure.ID, simulated: Ledger.Figure.ID, ifAny: Ledger.Figure.ID)

    /// 1 if the figure is above zero, and 0 if not.
    case happens(Ledger.Figure.ID)

    /// A single figure.
    public static func figure(_ id: Ledger.Figure.ID) -> Formula { .figures([id]) }

    /// The value for a run, and whether it is only a lower bound; nil if there is none, or if the ledger does not have one
    /// of the figures.
    public func value(in ledger: Ledger) -> (value: Double, isBound: Bool)? {
        switch self {
        case .figures(let names):
            var sum: Int64 = 0
            for name in names {
                guard let value = Self.value(of: name, in: ledger) else { return nil }
                sum &+= value
            }
            return (Double(sum), false)
        case .sum(let parts):
            var (sum, isBound) = (0.0, false)
            for part in parts {
                guard let found = part.value(in: ledger) else { return nil }
                sum += found.value
                isBound = isBound || found.isBound
            }
            return (sum, isBound)
        case .product(let part, let factor): return part.value(in: ledger).map { ($0.value * factor, $0.isBound) }
        case .quotient(let part, let divisor): return part.value(in: ledger).map { ($0.value / divisor, $0.isBound) }
        case .ratio(let above, let below):
            guard let above = above.value(in: ledger), let below = below.value(in: ledger), below.value > 0 else {
                return nil
            }
            return (above.value / below.value, above.isBound)
        case .time(let reached, let simulated, let counted):
            guard let figure = Ledger.figure(reached), !ledger.absent.contains(reached),
                let end = Self.value(of: simulated, in: ledger), let count = Self.value(of: counted, in: ledger),
                count > 0
            else { return nil }
            let value = ledger[figure]
            return (Double(value ?? end), value == nil)
        case .happens(let name): return Self.value(of: name, in: ledger).map { ($0 > 0 ? 1 : 0, false) }
        }
    }

    private static func value(of name: Ledger.Figure.ID, in ledger: Ledger) -> Int64? {
        Ledger.figure(name).flatMap { ledger[$0] }
    }

    /// The figures that it is made of.
    public var names: Set<Ledger.Figure.ID> {
        switch self {
        case .figures(let names): Set(names)
        case .sum(let parts): parts.reduce(into: []) { $0.formUnion($1.names) }
        case .product(let part, _), .quotient(let part, _): part.names
        case .ratio(let above, let below): above.names.union(below.names)
        case .time(let reached, let simulated, let counted): [reached, simulated, counted]
        case .happens(let name): [name]
        }
    }
}
