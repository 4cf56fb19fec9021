import Experiments

/// Short names for long keys: as many steps from the end as tell them apart.
struct SweepNames {
    private let short: [String: String]

    init(_ keys: [String]) {
        var short: [String: String] = [:]
        for key in keys {
            let others = keys.filter { $0 != key }
            let starts =
                key.indices.filter { key[$0] == "." }.map { key.index(after: $0) }.reversed() + [key.startIndex]
            let start = starts.first { start in
                let tail = key[start...]
                // A tail that begins with a number would be half of a name that holds a dot.
                return !(tail.first?.isNumber ?? true) && !others.contains { $0.hasSuffix(tail) }
            }
            short[key] = String(key[(start ?? key.startIndex)...])
        }
        self.short = short
    }

    subscript(_ key: String) -> String { short[key] ?? key }

    /// `soak 1h, share 2%`; of no settings: that.
    func text(_ settings: [SweepSetting]) -> String {
        settings.isEmpty ? "as written" : settings.map { "\(self[$0.key]) \($0.value)" }.joined(separator: ", ")
    }
}
