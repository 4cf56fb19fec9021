import EventEngine

/// An interval for a probability of which `successes` were seen in `trials` independent trials.
///
/// Wilson's score interval, which keeps its coverage where the textbook's p ± z √(p (1 − p) / n) collapses: at shares near 0
/// and 1 and in small samples. E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927).
///
/// - Parameters:
///   - successes: from 0 to `trials`.
///   - trials: at least one.
///   - level: between 0 and 1 exclusively.
/// - Returns: nil if an argument is out of range. With no success the lower end is 0, with nothing else the upper end is 1.
public func wilsonInterval(successes: Int, of trials: Int, level: Double = 0.95) -> ConfidenceInterval? {
    guard trials > 0, successes >= 0, successes <= trials, level > 0, level < 1 else { return nil }
    let count = Double(trials)
    let share = Double(successes) / count
    let z = normalQuantile((1 + level) / 2)
    let shrink = 1 + z * z / count
    let centre = (share + z * z / (2 * count)) / shrink
    let reach = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / shrink
    return ConfidenceInterval(
        lower: successes == 0 ? 0 : centre - reach,
        upper: successes == trials ? 1 : centre + reach,
        level: level
    )
}
