import EventEngine
import PatchModel

/// What of a strategy can be made greater to find more: how many go first, or how long they are watched.
package enum StrategyDial: String, Sendable, CaseIterable {
    /// Devices of the first ring.
    case n
    /// The share of the matching devices that the first ring takes.
    case share
    /// The time from the opening of the first ring to when the next one may open.
    case soak

    /// Whole numbers that one would write, ascending: all of two digits, and larger ones with two digits and noughts.
    static func roundNumbers(upTo most: Int) -> [Int] {
        var numbers: [Int] = []
        var (next, step) = (1, 1)
        while next <= most {
            numbers.append(next)
            if next == 100 * step { step *= 10 }
            next += step
        }
        return numbers
    }

    /// What one would try, ascending: devices, shares in (0, 1], or seconds.
    ///
    /// - Parameters:
    ///   - devices: that could go first, so that others remain to follow.
    ///   - matching: that match the first ring's condition; more than 0.
    ///   - time: there is, in seconds.
    func values(devices: Int, of matching: Int, time: Tick, notBelow least: Tick) -> [Double] {
        switch self {
        case .n:
            return Self.roundNumbers(upTo: devices).map(Double.init)
        case .share:
            // In hundredths of a percent; what is less than one device is none.
            return Self.roundNumbers(upTo: 10_000).map { Double($0) / 10_000 }
                .filter { $0 * Double(matching) >= 1 && $0 * Double(matching) <= Double(devices) }
        case .soak:
            let (hour, day) = (3600 as Tick, 86_400 as Tick)
            let hours = stride(from: hour, to: 2 * day, by: Int(hour))
            let quarters = stride(from: 2 * day, to: 14 * day, by: Int(6 * hour))
            let days = stride(from: 14 * day, through: max(14 * day, time), by: Int(day))
            return (Array(hours) + Array(quarters) + Array(days)).filter { $0 <= time && $0 >= least }.map(Double.init)
        }
    }
}

extension Strategy {
    /// From the release to when the second ring may open; nil: there is none.
    var firstSoak: Tick? {
        switch kind {
        case .bigBang: nil
        case .staged(let staged):
            staged.rings.count > 1 ? max(staged.rings[1].after, staged.gate.map { $0.soak + $0.delay } ?? 0) : nil
        case .canary(let canary):
            // Planned looks end with the soak, unless reports are missing.
            canary.soak + (canary.sequential?.method == .safeLogrank ? canary.extend ?? 0 : 0)
        }
    }

    /// How many of the devices that could go first may: others must follow, and a canary's control group be no smaller than it.
    func mostFirst(of matching: Int) -> Int {
        if case .canary = kind { matching / 2 } else { matching - 1 }
    }

    /// The least soak that the strategy may have: one in which all planned looks find their place.
    var leastSoak: Tick {
        guard case .canary(let canary) = kind else { return 0 }
        return Tick(canary.sequential?.plannedLooks ?? 0) * checkEvery
    }

    /// The strategy with another first ring, or another soak.
    ///
    /// - Throws: `Failure` if there is no such thing to set.
    func with(_ dial: StrategyDial, _ value: Double) throws -> Strategy {
        var strategy = self
        let size: RingSize = dial == .share ? .share(value) : .count(Int(value))
        switch kind {
        case .bigBang:
            throw Failure("\"\(name)\" is a big bang: nobody goes first, so there is nothing to find")
        case .staged(var staged):
            guard staged.rings.count > 1 else {
                throw Failure("\"\(name)\" has a single ring: nobody goes first, so there is nothing to find")
            }
            if dial == .soak {
                guard staged.gate != nil else {
                    throw Failure(
                        "the rings of \"\(name)\" open by their dates, without a gate: it has no soak to find"
                    )
                }
                staged.gate?.soak = Tick(value)
            } else {
                staged.rings[0].size = size
            }
            strategy.kind = .staged(staged)
        case .canary(var canary):
            if dial == .soak { canary.soak = Tick(value) } else { canary.size = size }
            strategy.kind = .canary(canary)
        }
        return strategy
    }
}
