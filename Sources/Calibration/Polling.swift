/// How devices check in while they are on: on connection, and then after every p to p (1 + jitter) seconds.
package struct Polling: Sendable, Hashable {
    /// p, in seconds; positive.
    package let every: Double
    /// From 0 to 1.
    package let jitter: Double

    /// - Returns: nil if a number is out of range.
    package init?(every: Double, jitter: Double = 0) {
        guard every.isFinite, every > 0, (0...1).contains(jitter) else { return nil }
        (self.every, self.jitter) = (every, jitter)
    }

    /// t: the mean time between two polls. Between a device's last check-in and its going off lies a time that is uniform on
    /// [0, t], or nearly so.
    package var spacing: Double { every * (1 + jitter / 2) }

    /// v: a longer gap between two check-ins is an absence; shorter ones may be polls.
    package var visible: Double { 2.2 * every }
}
