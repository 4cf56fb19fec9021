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
}
