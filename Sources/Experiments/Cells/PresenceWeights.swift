/// The probabilities that none, just one, or more of independent defects are present.
///
/// Sums of products of what is not negative, so that no digits cancel; they are exact where all products are.
struct PresenceWeights {
    /// None is.
    let none: Double
    /// By defect: it alone is.
    let alone: [Double]
    /// Two or more are.
    let more: Double

    /// - Parameter chances: of each defect, from 0 to 1.
    init(_ chances: [Double]) {
        // Of the defects before each one, and of those behind it, that none is present.
        var before: [Double] = [1]
        var more: Double = 0
        var one: Double = 0
        for chance in chances {
            let none = before[before.count - 1]
            more = more + one * chance
            one = one * (1 - chance) + none * chance
            before.append(none * (1 - chance))
        }
        var behind: Double = 1
        var alone: [Double] = []
        for (place, chance) in chances.enumerated().reversed() {
            alone.append(before[place] * chance * behind)
            behind = behind * (1 - chance)
        }
        none = before[before.count - 1]
        self.alone = alone.reversed()
        self.more = more
    }
}

/// Draws which defects are present on the condition that two or more are, defect by defect: each by its chance given how many are
/// still wanted. It takes one uniform number a defect, however seldom two are present.
struct TwoOrMore {
    private let chances: [Double]
    /// Of the defects from each place on: the probability that one at least is present, and two at least.
    private let atLeast: [(one: Double, two: Double)]

    init(_ chances: [Double]) {
        self.chances = chances
        var found = [(one: 0.0, two: 0.0)]
        for chance in chances.reversed() {
            let behind = found[found.count - 1]
            found.append(
                (
                    one: chance + (1 - chance) * behind.one,
                    two: chance * behind.one + (1 - chance) * behind.two
                )
            )
        }
        atLeast = found.reversed()
    }

    /// Places of those that are present, ascending; not fewer than two, where that is possible.
    ///
    /// - Parameter uniform: a number between 0 and 1 for each place.
    func places(_ uniform: (Int) -> Double) -> [Int] {
        var present: [Int] = []
        for (place, chance) in chances.enumerated() {
            let (here, behind) = (atLeast[place], atLeast[place + 1])
            let probability =
                switch present.count {
                case 0: here.two > 0 ? chance * behind.one / here.two : 1
                case 1: here.one > 0 ? chance / here.one : 1
                default: chance
                }
            if uniform(place) < probability { present.append(place) }
        }
        return present
    }
}
