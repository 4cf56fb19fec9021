import Experiments
import Text

/// How many runs to try so that what is open may be told.
enum Advice {
    /// More than so many are not advised: it is said what it would take instead.
    static let most = 2000

    /// Begins with a full stop; empty where more runs are no help.
    ///
    /// - Parameters:
    ///   - needed: at least how many would tell.
    ///   - runs: how many there are.
    static func runs(_ needed: Int, of runs: Int) -> String {
        guard needed > runs else { return "" }
        return worthTrying(needed, of: runs).map { ". Try -n \($0)" }
            ?? ". It would take \(VerdictWords.atLeast(needed)) runs"
    }

    /// The number to try; nil if it is not more than there are, or more than anybody is advised to wait for.
    static func worthTrying(_ needed: Int, of runs: Int) -> Int? {
        guard needed > runs else { return nil }
        let count = Significance.worthTrying(needed)
        return count <= most ? count : needed <= most ? most : nil
    }
}
