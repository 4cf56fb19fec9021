public import EventEngine

/// How devices of a ring that is open get their turn: one after the other, and not all at once.
///
/// Turns are a function of time alone. A device whose turn has come is offered the patches at its next check-in.
public enum OfferPace: Sendable, Hashable {
    /// At a rate, in the order of the draw.
    case rate(OfferRate)
    /// Each device draws a whole number from 0 to 100, and gets its turn when the percentage reaches it.
    case percentages([PercentageStep])
}

/// A rate at which devices get their turn, and which grows with their number.
public struct OfferRate: Sendable, Hashable {
    /// Devices a minute at first, above 0.
    public var perMinute: Double
    /// What the rate is multiplied by after each step, at least 1.
    public var factor: Double
    /// After that many more devices, at least 1; nil: it stays as it is.
    public var step: Int?
    /// Devices a minute that are never exceeded; nil: there is no such limit.
    public var cap: Double?

    public init(perMinute: Double, factor: Double = 1, step: Int? = nil, cap: Double? = nil) {
        self.perMinute = perMinute
        self.factor = factor
        self.step = step
        self.cap = cap
    }

    /// When each of that many devices gets its turn, in seconds since the ring opened, rounded up; `Tick.never` after the end of
    /// representable time. The last bits of a binary fraction are forgiven.
    public func turns(of count: Int) -> [Tick] {
        var turns: [Tick] = []
        turns.reserveCapacity(count)
        var (begin, rate) = (0.0, limited(perMinute))
        var taken = 0
        while turns.count < count {
            taken += 1
            let exact = begin + Double(taken) * 60 / rate
            let nearest = exact.rounded()
            let seconds = abs(exact - nearest) < 1e-9 * max(1, exact) ? nearest : exact.rounded(.up)
            turns.append(seconds <= Double(Tick.latest) ? Tick(seconds) : .never)
            if taken == step {
                begin = exact
                rate = limited(rate * factor)
                taken = 0
            }
        }
        return turns
    }

    private func limited(_ rate: Double) -> Double { min(rate, cap ?? .infinity) }
}

/// From some time on that percentage of the devices is offered the patches.
public struct PercentageStep: Sendable, Hashable {
    /// Seconds since the ring opened.
    public var after: Tick
    /// From 0 to 100, whole or not.
    public var percentage: Double

    public init(after: Tick, percentage: Double) {
        self.after = after
        self.percentage = percentage
    }
}

extension Strategy {
    /// True if devices of one of its rings get their turn one after the other.
    public var hasTurns: Bool {
        if case .staged(let staged) = kind { staged.rings.contains { $0.pace != nil } } else { false }
    }
}

extension Sequence<PercentageStep> {
    /// When the percentage reaches what was drawn; nil: never.
    public func turn(ofDraw draw: Int) -> Tick? {
        // 0.3 × 100 and the like are not exact.
        first { $0.percentage + 1e-9 >= Double(draw) }?.after
    }
}
