import EventEngine
import PatchModel

/// How many of some things held at each day of `DayMark.all`, although they hold no more, or began to anew since.
struct Lapses: Sendable {
    /// Place × number of days + number of the day → how many; few have any.
    private var counts: [Int: Int64] = [:]

    /// What has the place held from `begin` until before `end`.
    mutating func note(_ place: Int, from begin: Tick, to end: Tick) {
        for (number, day) in DayMark.all.enumerated() {
            let time = DayMark.time(day)
            if begin <= time && time < end { counts[place * DayMark.all.count + number, default: 0] += 1 }
        }
    }

    func count(_ place: Int, day number: Int) -> Int64 {
        counts.isEmpty ? 0 : counts[place * DayMark.all.count + number] ?? 0
    }
}

/// Counts by the day by which something began to hold that holds to the end.
private struct DayCounts {
    private static let last = DayMark.all.last ?? 0
    private var days = [Int64](repeating: 0, count: last + 2)

    @inline(__always)
    mutating func count(_ time: Tick) {
        days[min(Self.last + 1, Int(UInt32(truncatingIfNeeded: time) + 86_399) / 86_400)] += 1
    }

    /// By each day of `DayMark.all`.
    var sums: [Int64] { DayMark.all.map { day in days[...day].reduce(0, +) } }
}

extension Pairs {
    /// A pair that runs its patch ceases to, or is to count as running from now on only. What held until now is written down
    /// where nothing else would show it at the end.
    ///
    /// - Parameters:
    ///   - first: the device's first slot.
    ///   - goesOn: whether the pair runs on.
    static func noteLapse(
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        _ local: Int,
        goesOn: Bool,
        in run: inout Run
    ) {
        let now = run.agenda.now
        let since = run.pairs.runningSince(first + local)
        run.pairs.lapses.note(plan.firstCell + local, from: since, to: now)
        for number in plan.exposure.jointClasses[local] {
            let item = plan.exposure.classes[number]
            guard let old = safeSince(item, first, run.pairs, where: local, since: since) else { continue }
            let new = safeSince(item, first, run.pairs, where: local, since: goesOn ? now : nil)
            run.pairs.classLapses.note(item.number, from: old, to: new ?? now)
        }
    }

    /// Since when the device is safe from the class; nil if it is not.
    ///
    /// - Parameters:
    ///   - other: a local patch that is to count as running since another time; −1: none.
    ///   - time: that time; nil: it is to count as not running.
    @inline(__always)
    private static func safeSince(
        _ item: ExposureClass,
        _ first: Int,
        _ pairs: Pairs,
        where other: Int = -1,
        since time: Tick? = nil
    ) -> Tick? {
        var last: Tick = 0
        for clause in item.clauses {
            var earliest = Tick.never
            for local in clause {
                if local == other {
                    earliest = min(earliest, time ?? .never)
                } else if pairs.isRunning(first + local) {
                    earliest = min(earliest, pairs.runningSince(first + local))
                }
            }
            if earliest == .never { return nil }
            last = max(last, earliest)
        }
        return last
    }

    /// Adds to the ledger how far the part was at each day mark: no changes are looked at but those that did not last.
    func addDayMarks(to ledger: inout Ledger, of part: Part, in run: Run) {
        let count = DayMark.all.count { DayMark.time($0) <= ledger.time }
        guard count > 0 else { return }
        for group in run.world.groups(in: part) {
            var running: [Int: [Int64]] = [:]
            for (local, patch) in group.patches.enumerated() where part.contains(patch: patch) {
                let released = run.world.patches[patch].released
                let sums = numbersRunning(group, local, count)
                running[local] = sums
                for mark in 0..<count where released <= DayMark.time(DayMark.all[mark]) {
                    ledger.days.counts[mark].released += Int64(group.count)
                    ledger.days.counts[mark].patched += sums[mark]
                }
            }
            for item in group.exposure.classes
            where item.patch < 0 ? part.hasIncurable : part.contains(patch: item.patch) {
                var safe: [Int64]
                if item.clauses.count == 1, item.clauses[0].count == 1 {
                    let local = item.clauses[0][0]
                    safe = running[local] ?? numbersRunning(group, local, count)
                    running[local] = safe
                } else {
                    safe = numbersSafe(group, item)
                }
                addExposure(to: item.number, group.count, safe, count, run.exposure, &ledger)
            }
            if part.hasIncurable {
                let none = DayMark.all.map { _ in Int64(0) }
                addExposure(to: group.exposure.incurable, group.count, none, count, run.exposure, &ledger)
            }
        }
    }

    private func addExposure(
        to number: Int,
        _ devices: Int,
        _ safe: [Int64],
        _ count: Int,
        _ exposure: Exposure,
        _ ledger: inout Ledger
    ) {
        let begins = exposure.begins(of: number)
        for mark in 0..<count {
            let time = DayMark.time(DayMark.all[mark])
            let open = Int64(begins.count { $0 <= time })
            ledger.days.counts[mark].affected += open * Int64(devices)
            ledger.days.counts[mark].exposed += open * (Int64(devices) - safe[mark])
        }
    }

    /// By day mark, up to `count` of them, how many devices of the group ran the patch, whether it was out or not.
    private func numbersRunning(_ group: Reference<GroupPlan>, _ local: Int, _ count: Int) -> [Int64] {
        let times = DayMark.all.prefix(count).map(DayMark.time)
        return numbersRunning(group, local, by: times).enumerated().map { mark, number in
            Int64(number) + lapses.count(group.firstCell + local, day: mark)
        }
    }

    /// By day mark, how many devices of the group were safe from a class that several patches decide.
    private func numbersSafe(_ group: Reference<GroupPlan>, _ item: ExposureClass) -> [Int64] {
        var begins = DayCounts()
        for device in group.devices {
            if let time = Self.safeSince(item, group.slots(of: device), self) { begins.count(time) }
        }
        return begins.sums.enumerated().map { $1 + classLapses.count(item.number, day: $0) }
    }
}
