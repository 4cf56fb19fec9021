import EventEngine

/// For how long a device has been silent when it is met in an absence: each gap is met at each of its ages, so that the number
/// of gaps older than a is the density at a, as far as the log's end lets them get so old.
struct SilenceAges {
    /// Lengths of gaps, ascending.
    private let lengths: [Double]
    private let visible: Double
    /// Ages with the time that gaps spend below them by the fitted law, ascending.
    private var grid: [(age: Double, below: Double)] = []

    init(_ gaps: [GapSample.Gap], _ law: GapLaw) {
        lengths = gaps.map(\.length).sorted()
        visible = law.polling.visible
        let longest = gaps.map(\.longest).sorted()
        guard let end = longest.last, end > visible else { return }
        // Even steps of the age's ratio; the density is taken in the middle of each.
        let steps = 1000
        var below = 0.0
        var age = visible
        var gone = 0
        let ratio = exponential(naturalLogarithm(end / visible) / Double(steps))
        grid.append((age, 0))
        for _ in 0..<steps {
            let next = age * ratio
            let middle = (age + next) / 2
            while gone < longest.count, longest[gone] <= middle { gone += 1 }
            below += Double(longest.count - gone) * law.survival(middle) * (next - age)
            age = next
            grid.append((age, below))
        }
    }

    /// The age below which this share of the observed ages lies.
    func observed(_ share: Double) -> Double {
        let total = lengths.reduce(0) { $0 + max($1 - visible, 0) }
        var left = share * total
        var from = visible
        for (index, length) in lengths.enumerated() where length > from {
            let room = (length - from) * Double(lengths.count - index)
            if room >= left { return from + left / Double(lengths.count - index) }
            left -= room
            from = length
        }
        return from
    }

    /// The same by the fitted law.
    func fitted(_ share: Double) -> Double {
        guard let total = grid.last?.below, total > 0 else { return visible }
        let upper = max(grid.firstIndex { $0.below >= share * total } ?? grid.count - 1, 1)
        let (left, right) = (grid[upper - 1], grid[upper])
        let part = right.below > left.below ? (share * total - left.below) / (right.below - left.below) : 0
        return left.age + part * (right.age - left.age)
    }
}
