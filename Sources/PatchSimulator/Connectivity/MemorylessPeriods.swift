import CLanes
import EventEngine

/// On-periods and off-periods that are both memoryless: found at any time, without those before.
///
/// Two independent Poisson processes go over the whole line of time. At the points of one a device is switched off, if it is
/// on; at those of the other it is switched on, if it is off. So it has been on and off for ever, and is in equilibrium at any
/// time. What a device does does not depend on who looks, and when.
///
/// A device is on in a second if it is on at the beginning of that second: a period lasts from the first second that begins
/// in it to the first that begins after it, and one in which no second begins is not there.
struct MemorylessPeriods: Sendable {
    private let switchingOn: PoissonPoints
    private let switchingOff: PoissonPoints

    /// Nil if the laws are not both memoryless, or have means for which seconds are too coarse or time is too short.
    init?(on: Distribution, off: Distribution) {
        guard case .exponential(let on) = on.law, case .exponential(let off) = off.law,
            PoissonPoints.means.contains(on), PoissonPoints.means.contains(off)
        else { return nil }
        switchingOn = PoissonPoints(mean: off, occupied: .switchingOn, places: .switchingOnPlaces)
        switchingOff = PoissonPoints(mean: on, occupied: .switchingOff, places: .switchingOffPlaces)
    }

    /// The period that contains `time`, or the next one; nil if it begins after `latest`.
    @inline(__always)
    func period(at time: Tick, _ device: Int, _ random: KeyedRandom, latest: Tick) -> (start: Tick, end: Tick)? {
        let on = switchingOn.of(device, random)
        let off = switchingOff.of(device, random)
        var moment = time &<< PoissonPoints.secondBits
        while true {
            let begin = on.first(from: off.last(upTo: moment))
            let start = Self.second(from: begin)
            if start > latest { return nil }
            let end = Self.second(from: off.first(from: max(moment, begin) &+ 1))
            if start < end { return (start, end) }
            moment = end &<< PoissonPoints.secondBits
        }
    }

    /// The first second that begins at `time` or after it.
    @inline(__always)
    private static func second(from time: Int64) -> Tick {
        (time &+ (1 &<< PoissonPoints.secondBits &- 1)) &>> PoissonPoints.secondBits
    }

    /// The two processes for many devices at once.
    func lanes(_ random: KeyedRandom) -> (on: patchlab_points, off: patchlab_points) {
        (switchingOn.lanes(random), switchingOff.lanes(random))
    }

    /// The points at which a device is switched on and off, for tests.
    func points(_ device: Int, _ random: KeyedRandom) -> (on: PoissonPoints.Path, off: PoissonPoints.Path) {
        (switchingOn.of(device, random), switchingOff.of(device, random))
    }
}
