/// When a difference may be called one: the rules of all texts that say "better", "worse", "wins" or "best".
public enum Significance {
    /// With fewer replications nothing is called significant, whatever its p-value.
    ///
    /// What happens in one replication of thirty is missing from every second sample of 20, and no formula knows what the
    /// sample does not contain. Where such a rare loss decides, a paired t-test at 20 replications claims a difference that
    /// is not there in 14 to 58 % of studies instead of 2.5 %. Of samples of 80, nine in ten contain it.
    public static let fewestReplications = 80

    /// So many standard errors from zero is a mean that is forecast to be told from zero: the 98.75 % quantile of the normal
    /// law, which is a two-sided level of 2.5 %.
    public static let z = 2.24

    /// A number of replications worth trying where at least so many would tell: with the least number a difference as large as
    /// the one at hand is shown in every second study; with twice as many in four of five, since the 80 % quantile of the
    /// normal law is 0.84 and (z + 0.84)² / z² is 1.9.
    ///
    /// - Parameter needed: at least how many would tell.
    public static func worthTrying(_ needed: Int) -> Int {
        needed <= fewestReplications ? fewestReplications : 2 * min(needed, Int.max / 4)
    }
}
