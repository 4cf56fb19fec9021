/// How good the decisions were, given what could be known.
package struct Score: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable {
        case passed
        case failed
        /// The interval reaches to both sides of what is asked for.
        case cannotTell = "cannot-tell"
    }

    /// What is asked for.
    package static let pass = 70.0

    /// From 0 to 100: 100 is deciding as the expert does, 0 as badly as the naive strategy does on the mean, or worse.
    package var value: Double
    /// Half the width of its 95 % interval, before it is cut off at 0 and 100.
    package var half: Double
    package var verdict: Verdict

    /// Nil: the lesson has no par, or deciding naively costs nothing there.
    package init?(_ debrief: Debrief, _ belief: Belief) {
        guard let scale = debrief.lesson.par?.scale, scale > 0 else { return nil }
        let raw = 100 * (1 - Double(max(0, belief.decisions)) / Double(scale))
        value = min(100, max(0, raw))
        half = 100 * Double(belief.half) / Double(scale)
        let isDutiful = debrief.must.allSatisfy(\.isMet) && !debrief.never.contains(where: \.isBroken)
        let lower = 100 * (1 - Double(max(0, belief.decisions + belief.half)) / Double(scale))
        let upper = 100 * (1 - Double(max(0, belief.decisions - belief.half)) / Double(scale))
        if !isDutiful || upper < Self.pass {
            verdict = .failed
        } else {
            verdict = lower >= Self.pass ? .passed : .cannotTell
        }
    }
}
