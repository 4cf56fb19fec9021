public import EventEngine

/// The days at whose end it is counted how far the fleet is.
public enum DayMark {
    /// Days after the start, ascending.
    public static let all = [1, 2, 3, 7, 14, 30]

    /// The moment, in seconds after the start.
    public static func time(_ day: Int) -> Tick { Tick(day) * 86_400 }
}

/// How far the fleet is at each of the days of `DayMark.all`: nothing of days after the end.
public struct DayMarkLedger: Sendable, Hashable {
    /// What is counted of one day, after everything that happens at its moment.
    public struct Counts: Sendable, Hashable {
        /// (device, patch) pairs to which a patch applies that is out, and how many of them run it.
        public var released: Int64 = 0
        public var patched: Int64 = 0
        /// (device, vulnerability) pairs whose vulnerability counts by then, and how many of them are exposed.
        public var affected: Int64 = 0
        public var exposed: Int64 = 0
    }

    /// In the order of `DayMark.all`.
    public var counts: [Counts] = DayMark.all.map { _ in Counts() }

    static let figures: [Ledger.Figure] = DayMark.all.enumerated().flatMap { place, day in
        [
            figure(
                "released_day_\(day)_pairs",
                .pairs,
                "pairs to which a patch applies that is out by day \(day)",
                place,
                \.released
            ),
            figure("patched_day_\(day)_pairs", .pairs, "those of them that run it on day \(day)", place, \.patched),
            figure(
                "affected_day_\(day)_pairs",
                .vulnerabilityPairs,
                "(device, vulnerability) pairs disclosed by day \(day)",
                place,
                \.affected
            ),
            figure(
                "exposed_day_\(day)_pairs",
                .vulnerabilityPairs,
                "those of them that are exposed on day \(day)",
                place,
                \.exposed
            ),
        ]
    }

    private static func figure(
        _ id: Ledger.Figure.ID,
        _ unit: Ledger.Figure.Unit,
        _ meaning: String,
        _ place: Int,
        _ path: any WritableKeyPath<Counts, Int64> & Sendable
    ) -> Ledger.Figure {
        .other(id, unit, meaning, per: .pairs) {
            $0.days.counts[place][keyPath: path]
        } write: {
            $0.days.counts[place][keyPath: path] = $1
        }
    }
}
