/// When a difference may be called one: the rules that everything shares that says "better", "worse", "wins" or "best".
public enum Significance {
    /// The probability of a false finding among those that are read together.
    public static let level = 0.05

    /// With fewer replications nothing is called significant, whatever its p-value.
    ///
    /// What happens in one replication of thirty is missing from every second sample of 20, and no formula knows of what the
    /// sample does not hold. Where such a rare loss decides, a paired t-test at 20 replications claims a difference that is
    /// not there in 14 to 58 % of studies instead of 2.5 %. It is in nine of ten samples of 80.
    public static let fewestReplications = 80

    /// So many standard errors from zero is a mean that is forecast to be told from zero: the 98.75 % quantile of the normal
    /// law, which is a two-sided level of 2.5 %.
    public static let z = 2.24
}
