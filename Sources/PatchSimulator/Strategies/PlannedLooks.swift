package import EventEngine
import Synchronization

/// Looks at a test that are planned before it begins: evenly over a time, with a level spent over them.
///
/// The bounds are those of a walk with independent normal steps of equal variance, which the difference of two groups is when trouble
/// is as frequent all the time. Source: C. Jennison, B. W. Turnbull, Group Sequential Methods with Applications to Clinical Trials
/// (2000), chapters 7 and 19; see `SpendingSchedule`.
package struct PlannedLooks: Sendable, Hashable {
    package let count: Int
    /// Seconds from the beginning to the last look.
    let span: Tick
    /// One-sided, in (0, 1).
    private let level: Double

    package init(_ count: Int, over span: Tick, level: Double) {
        self.count = count
        self.span = span
        self.level = level
    }

    /// Seconds from the beginning to a look, which are numbered from 1.
    package func date(_ look: Int) -> Tick { span * Tick(look) / Tick(count) }

    /// The number of the newest look whose date has come; 0: none has.
    func newest(after seconds: Tick) -> Int { (1...count).last { date($0) <= seconds } ?? 0 }

    /// By look, the greatest p-value at which it fails.
    package var levels: [Double] {
        let key = Key(count: count, level: level)
        return Self.known.withLock { known in
            if let found = known[key] { return found }
            let found = SpendingSchedule(level: level, looks: Array(1...count)).nominal
            known[key] = found
            return found
        }
    }

    private struct Key: Hashable {
        var count: Int
        var level: Double
    }

    /// The integrals take milliseconds, and every run of a study asks for the same.
    private static let known = Mutex<[Key: [Double]]>([:])
}
