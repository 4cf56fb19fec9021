import EventEngine

/// The likelihood of absences under a law of the time off.
///
/// Of gaps longer than v a complete one counts with its density, one that was still open at the end with the chance for its silence, both
/// under the condition of being longer than v. A silence at the start, of a device that is known to have been there, is met at a
/// random moment, and so has the density S(x) / ∫ S from v on (D. R. Cox, "Renewal theory", 1962, section 5.4); a device that
/// was never seen has the integral of that beyond the whole period.
struct GapLikelihood {
    let tally: GapTally
    let polling: Polling

    /// - Parameter weights: by class, how often it occurs.
    func logarithm(_ off: OffLaw, _ weights: [Double]) -> Double {
        let law = GapLaw(off: off, polling: polling)
        // A law that shows nothing explains nothing: what is divided by must not be rounding.
        let chance = law.survival(polling.visible)
        guard chance > 1e-300 else { return -.infinity }
        let visible = naturalLogarithm(chance)
        // Only where somebody was silent at the start is its integral needed.
        var beyondVisible: Double?
        var sum = 0.0
        for index in weights.indices where weights[index] > 0 {
            let length = tally.lengths[index]
            let value: Double
            switch tally.kinds[index] {
            case .complete: value = law.logDensity(length) - visible
            case .silentAtEnd: value = naturalLogarithm(max(law.survival(length), 1e-300)) - visible
            case .silentAtStart, .neverSeen:
                let whole = beyondVisible == nil ? off.beyond(polling.visible) : 1
                guard whole > 1e-300 else { return -.infinity }
                let beyond = beyondVisible ?? naturalLogarithm(whole)
                beyondVisible = beyond
                let chance = tally.kinds[index] == .neverSeen ? off.beyond(length) : off.survival(length)
                value = naturalLogarithm(max(chance, 1e-300)) - beyond
            }
            sum += weights[index] * value
        }
        return sum
    }
}
