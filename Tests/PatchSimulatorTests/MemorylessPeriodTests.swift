import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// Memoryless periods that are found without those before: the same as when all points are gone through, and of the law of an
/// alternating process in equilibrium (D. R. Cox, "Renewal theory", 1962, chapter 7).
@Suite("Memoryless periods")
struct MemorylessPeriodTests {
    typealias W = SmallWorlds

    /// Means of on-periods and off-periods, in seconds.
    static let means: [(on: Double, off: Double)] = [
        (4 * W.hour, 8 * W.hour), (60, 60), (100 * W.hour, 70), (61.5, 30 * W.day), (40 * W.day, 25 * W.day),
    ]

    static func periods(on: Double, off: Double) throws -> MemorylessPeriods {
        try #require(MemorylessPeriods(on: .exponential(mean: on), off: .exponential(mean: off)))
    }

    /// All periods of a device that end after 0, up to some time after `end`: every point is looked at, in order.
    static func enumerated(_ periods: MemorylessPeriods, _ device: Int, _ random: KeyedRandom, to end: Tick)
        -> [(start: Tick, end: Tick)]
    {
        let paths = periods.points(device, random)
        let unit = Tick(1) << PoissonPoints.secondBits
        // Since the last point before the start at which it is switched off the device is off, and all begins there.
        var slot: Int64 = 0
        var begin: Int64?
        while begin == nil {
            begin = paths.off.points(inSlot: slot).filter { $0 <= 0 }.max()
            slot -= 1
        }
        var points: [(time: Int64, isOn: Bool)] = []
        for (path, isOn) in [(paths.off, false), (paths.on, true)] {
            var slot = path.slot(of: begin ?? 0).number
            var last: Int64 = 0
            while last <= (end + 1) * unit {
                let found = path.points(inSlot: slot).filter { $0 >= begin ?? 0 }
                points += found.map { ($0, isOn) }
                last = max(last, found.max() ?? 0)
                slot += 1
            }
        }
        // Of two points at one moment the device is switched off first.
        points.sort { ($0.time, $0.isOn ? 1 : 0) < ($1.time, $1.isOn ? 1 : 0) }
        var result: [(start: Tick, end: Tick)] = []
        var start: Tick?
        for (time, isOn) in points {
            let second = (time + unit - 1) >> PoissonPoints.secondBits
            if isOn {
                if start == nil { start = second }
            } else if let begin = start {
                if begin < second && second > 0 { result.append((begin, second)) }
                start = nil
            }
        }
        return result
    }

    @Test("A million times, the period found is that of going through all points", arguments: means)
    func found(means: (on: Double, off: Double)) throws {
        let periods = try Self.periods(on: means.on, off: means.off)
        let random = KeyedRandom(seed: 5, replication: 1)
        let end = Tick(min(200 * (means.on + means.off), 300 * W.day))
        var disagreements = 0
        for device in 0..<50 {
            let all = Self.enumerated(periods, device, random, to: end)
            var draw = random.draw(entity: UInt64(device), purpose: 999)
            for query in 0..<4000 {
                // Any time, or one beside the ends of a period.
                var time = Tick(draw.uniform() * Double(end))
                if query % 4 == 0 {
                    let near = all[Int(draw.uniform() * Double(all.count))]
                    time = min(max(0, (query % 8 == 0 ? near.start : near.end) + Tick(draw.next() % 3) - 1), end)
                }
                let place = all.partitioningIndex { $0.end > time }
                let expected = place < all.count ? all[place] : nil
                let found = periods.period(at: time, device, random, latest: .latest)
                // The last period may be cut off, where no further points were looked at.
                if let expected, found?.start != expected.start || found?.end != expected.end { disagreements += 1 }
            }
        }
        #expect(disagreements == 0)
    }

    @Test("On with the stationary probability, waits, joint law and lengths, at any time", arguments: means.prefix(3))
    func law(means: (on: Double, off: Double)) throws {
        let (a, b) = means
        let periods = try Self.periods(on: a, off: b)
        let random = KeyedRandom(seed: 6, replication: 2)
        let devices = 20_000
        let online = a / (a + b)
        for time in [0, Tick(3.3 * (a + b)), 9_000_000] {
            let found = (0..<devices).compactMap { periods.period(at: time, $0, random, latest: .latest) }
            #expect(found.count == devices)
            let waits = found.map { Double(max(0, $0.start - time)) }
            Self.expectShare(found.count { $0.start <= time }, devices, online, "on")
            // E[W] = b² / (a + b), E[W²] = 2 b³ / (a + b); a wait that ends within a second is half of it too long.
            let mean = waits.reduce(0, +) / Double(devices)
            let error = ((2 * b * b * b / (a + b) - pow(b * b / (a + b), 2)) / Double(devices)).squareRoot()
            #expect(abs(mean - b * b / (a + b) - 0.5 * (1 - online)) < 4.5 * error, "mean wait at \(time)")
            for factor in [0.1, 0.5, 1, 2, 4] {
                let limit = (factor * b).rounded()
                Self.expectShare(waits.count { $0 > limit }, devices, (1 - online) * exp(-limit / b), "waits")
            }
            // What is left of a period under way is memoryless, too.
            let rests = found.filter { $0.start <= time }.map { Double($0.end - time) }
            for factor in [0.2, 1, 3] {
                let limit = (factor * a).rounded()
                Self.expectShare(rests.count { $0 > limit }, rests.count, exp(-limit / a), "rests")
            }
            for factor in [0.05, 0.2, 0.5, 1, 3] {
                let lag = (factor * min(a, b)).rounded()
                let both = found.enumerated().count { device, period in
                    guard period.start <= time else { return false }
                    let later = time + Tick(lag)
                    guard let other = periods.period(at: later, device, random, latest: .latest) else { return false }
                    return other.start <= later
                }
                let stays = online + (1 - online) * exp(-lag * (1 / a + 1 / b))
                Self.expectShare(both, devices, online * stays, "on at both, \(lag) s apart")
            }
            let neighbours = zip(found, found.dropFirst()).count { $0.start <= time && $1.start <= time }
            Self.expectShare(neighbours, devices - 1, online * online, "neighbouring devices", deviations: 6)
        }
    }

    @Test("Periods of a device one after the other have geometric lengths in seconds", arguments: means.prefix(2))
    func lengths(means: (on: Double, off: Double)) throws {
        let periods = try Self.periods(on: means.on, off: means.off)
        let random = KeyedRandom(seed: 7, replication: 3)
        var lengths: [Double] = []
        for device in 0..<200 {
            var end: Tick = 0
            for number in 0..<60 {
                let period = try #require(periods.period(at: end, device, random, latest: .latest))
                #expect(period.start < period.end && period.start >= end || number == 0)
                // The first one may have been met on its way.
                if number > 0 { lengths.append(Double(period.end - period.start)) }
                end = period.end
            }
        }
        // A period in which at least one second begins lasts for more than k with the chance e^(−k / a).
        for factor in [0.05, 0.25, 1, 2, 4] {
            let limit = (factor * means.on).rounded()
            Self.expectShare(
                lengths.count { $0 > limit },
                lengths.count,
                exp(-limit / means.on),
                "longer than \(limit)"
            )
        }
    }

    @Test("A slot that is not empty holds k points with chance (log 2)^k / k!")
    func counts() {
        var sum = 0.0
        var chance = 1.0
        for count in 1...10 {
            chance *= Foundation.log(2) / Double(count)
            sum += chance
            // The greatest number with which there are so many, and the least with more.
            let limit = UInt64((sum * 0x1p32).rounded(.down))
            #expect(PoissonPoints.Path.count(limit - 1) <= count)
            #expect(PoissonPoints.Path.count(limit + 1) > count || limit + 1 > UInt32.max)
        }
        #expect(PoissonPoints.Path.count(0) == 1 && PoissonPoints.Path.count(.max) == 11)
    }

    @Test("The shortest and the longest means do not trap, at the ends of time")
    func extremes() throws {
        let ends = [PoissonPoints.means.lowerBound, PoissonPoints.means.upperBound]
        let random = KeyedRandom(seed: 8, replication: 0)
        for on in ends {
            for off in ends {
                let periods = try Self.periods(on: on, off: off)
                for device in 0..<300 {
                    for time in [-1, 0, 1, Tick.latest - 1, .latest] {
                        let found = periods.period(at: time, device, random, latest: 1 << 62)
                        #expect(found.map { $0.end > time && $0.end > $0.start } == true)
                    }
                    #expect(periods.period(at: 100, device, random, latest: -1 << 62) == nil)
                }
            }
        }
        let short = try Distribution.exponential(mean: 59.9)
        let plain = try Distribution.exponential(mean: 60)
        #expect(MemorylessPeriods(on: short, off: plain) == nil)
        #expect(MemorylessPeriods(on: plain, off: try .exponential(mean: 0x1p35)) == nil)
        #expect(MemorylessPeriods(on: plain, off: try .exponential(mean: 60, plus: 1)) == nil)
    }

    @Test("Where a device is in a period does not depend on the way there")
    func places() throws {
        let group = W.group(
            40,
            connectivity: .alternating(
                on: try .exponential(mean: 2 * W.hour),
                off: try .exponential(mean: 3 * W.hour),
                awayShare: 0.4
            )
        )
        let simulation = try W.simulation(W.scenario([group], [], horizon: Tick(20 * W.day)), seed: 9)
        let sessions = simulation.fleet.onPeriods.sessions
        let plan = simulation.world.groups[0]
        var away = 0
        var count = 0
        for device in 0..<40 {
            for session in simulation.sessions(of: device) {
                var cursor = sessions.beginning(device, plan)
                sessions.advance(&cursor, to: (session.start + session.end) / 2, device, plan)
                #expect(max(0, Tick(cursor.start)) == session.start && cursor.place == session.place)
                away += cursor.place == .away ? 1 : 0
                count += 1
            }
        }
        Self.expectShare(away, count, 0.4, "away")
    }

    private static func expectShare(
        _ count: Int,
        _ all: Int,
        _ expected: Double,
        _ what: String,
        deviations: Double = 4.5
    ) {
        let error = (expected * (1 - expected) / Double(all)).squareRoot()
        #expect(abs(Double(count) / Double(all) - expected) < deviations * error, "\(what)")
    }
}

extension Array {
    /// The index of the first element that fulfils a condition that all after it fulfil.
    fileprivate func partitioningIndex(where isFulfilled: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if isFulfilled(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
