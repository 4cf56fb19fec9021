/// How a real rollout went: how many devices had the patch, day by day.
package struct AdoptionCurve: Sendable, Hashable {
    package struct Point: Sendable, Hashable {
        /// Days since the release; not negative.
        package let day: Double
        /// Devices that have the patch.
        package let patched: Double
        /// Devices that are to have it; nil: nobody knows.
        package let of: Double?

        package init(day: Double, patched: Double, of: Double?) {
            (self.day, self.patched, self.of) = (day, patched, of)
        }
    }

    /// The group of the fleet; nil: all of it.
    package let group: String?
    /// By ascending day; not empty.
    package let points: [Point]

    package init(group: String?, points: [Point]) { (self.group, self.points) = (group, points) }

    /// True if it is known at each point of how many devices it tells.
    package var hasShares: Bool { points.allSatisfy { $0.of != nil } }

    /// The share at a day, in a straight line between two points; nil if the shares are not known.
    func share(at day: Double) -> Double? {
        var before: (day: Double, share: Double) = (0, 0)
        for point in points {
            guard let of = point.of else { return nil }
            let share = point.patched / of
            if day <= point.day {
                let span = point.day - before.day
                return span > 0 ? before.share + (share - before.share) * (day - before.day) / span : share
            }
            before = (point.day, share)
        }
        return before.share
    }
}
