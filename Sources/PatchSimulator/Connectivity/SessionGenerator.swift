import EventEngine
import PatchModel

/// The on-periods of devices, and the check-ins in them.
struct SessionGenerator: Sendable {
    let random: KeyedRandom
    /// Nobody asks for periods that begin later: a device without one before is as good as switched off for ever.
    let horizon: Tick

    /// The period in which the device is at time 0, or the first one after.
    func first(_ device: Int, _ group: Reference<GroupPlan>) -> SessionCursor {
        switch group.connectivity.onPeriods {
        case .alwaysOn:
            // On since ever: its polls have any phase. The last poll before the start is not the first of all, so that it
            // is late by its jitter like every other.
            return SessionCursor(
                index: 0,
                start: Int32(-anyAge(device, group)),
                end: Int32(Tick.never - 1),
                place: .corporate
            )
        case .memoryless(let periods, let away):
            return period(of: periods, at: 0, device, group, awayShare: away)
        case .alternating(let on, let off, let online, let away):
            // Equilibrium: on with the stationary probability; what has passed and what is left of the period under way.
            var underWay = random.draw(.firstPeriod, device)
            guard random.chance(online, .startsOnline, device) else {
                let start = off.sampleEquilibriumResidual(&underWay)
                return onPeriod(device, index: 0, from: start, on: on, awayShare: away)
            }
            // Only polls count from the beginning.
            let (age, residual) =
                group.connectivity.isPush
                ? (1, on.sampleEquilibriumResidual(&underWay)) : on.sampleEquilibrium(&underWay)
            return SessionCursor(
                index: 0,
                start: Int32(-max(1, shortened(age, device, group))),
                end: Int32(max(1, residual)),
                place: place(device, 0, awayShare: away)
            )
        case .weekly, .trace:
            var cursor = SessionCursor(index: -1, start: -1, end: 0, place: .corporate)
            repeat { cursor = next(after: cursor, device, group) } while Tick(cursor.end) <= 0
            return cursor
        }
    }

    /// From where the device's period at any time is looked for: the first one, or nowhere, if those before are of no use.
    @inline(__always)
    func beginning(_ device: Int, _ group: Reference<GroupPlan>) -> SessionCursor {
        if case .memoryless = group.connectivity.onPeriods { return .beforeAll }
        return first(device, group)
    }

    /// The memoryless period that contains `time`, or the next one.
    @inline(__always)
    private func period(
        of periods: MemorylessPeriods,
        at time: Tick,
        _ device: Int,
        _ group: Reference<GroupPlan>,
        awayShare: Double
    ) -> SessionCursor {
        guard let (start, end) = periods.period(at: time, device, random, latest: horizon) else { return .finished }
        // Half a word holds the start of any but one of decades.
        let index = Int32(clamping: start)
        return SessionCursor(
            index: index,
            start: start >= -Self.longAge ? index : Int32(-anyAge(device, group)),
            end: Int32(min(.latest, end)),
            place: place(device, index, awayShare: awayShare)
        )
    }

    /// An age of a period with any phase of the polls.
    private func anyAge(_ device: Int, _ group: Reference<GroupPlan>) -> Tick {
        var phase = random.draw(.pollPhase, device)
        return max(
            1,
            Tick(phase.uniform() * Double(group.connectivity.every))
                + (group.connectivity.every <= Self.longAge ? group.connectivity.every : 0)
        )
    }

    /// An age that fits into half a word. One of decades has any phase.
    private func shortened(_ age: Tick, _ device: Int, _ group: Reference<GroupPlan>) -> Tick {
        age > Self.longAge ? anyAge(device, group) : age
    }

    /// 2³⁰ seconds, 34 years: the longest horizon there is.
    private static let longAge: Tick = 1 << 30

    /// The period after `cursor`.
    func next(after cursor: SessionCursor, _ device: Int, _ group: Reference<GroupPlan>) -> SessionCursor {
        let index = cursor.index &+ 1
        switch group.connectivity.onPeriods {
        case .alwaysOn:
            return .finished
        case .memoryless(let periods, let away):
            return period(of: periods, at: Tick(cursor.end), device, group, awayShare: away)
        case .alternating(let on, let off, _, let away):
            let pause = random.span(off, .offPeriod, device, UInt64(index))
            return onPeriod(device, index: index, from: Tick(cursor.end) + pause, on: on, awayShare: away)
        case .weekly(let windows, let attendance, let arrival, let isAway):
            return workday(device, windows, attendance, arrival, isAway, from: Int(index))
        case .trace(let rows):
            let row = rows[(device - group.firstDevice) % rows.count]
            guard Int(index) < row.count else { return .finished }
            let session = row[Int(index)]
            return SessionCursor(
                index: index,
                start: Int32(session.start),
                end: Int32(session.end),
                place: session.place
            )
        }
    }

    /// Moves the cursor to the period that contains `time`, or to the next one.
    @inline(__always)
    func advance(_ cursor: inout SessionCursor, to time: Tick, _ device: Int, _ group: Reference<GroupPlan>) {
        guard Tick(cursor.end) <= time else { return }
        switch group.connectivity.onPeriods {
        case .memoryless(let periods, let away):
            cursor = period(of: periods, at: time, device, group, awayShare: away)
        case .alternating(let on, let off, _, let away): walk(&cursor, to: time, device, on, off, away)
        case .alwaysOn, .weekly, .trace:
            repeat { cursor = next(after: cursor, device, group) } while Tick(cursor.end) <= time && !cursor.isFinished
        }
    }

    /// The same as going from period to period.
    private func walk(
        _ cursor: inout SessionCursor,
        to time: Tick,
        _ device: Int,
        _ on: Law,
        _ off: Law,
        _ awayShare: Double
    ) {
        let pauses = random.stream(.offPeriod, device)
        let lengths = random.stream(.onPeriod, device)
        var index = cursor.index
        var start: Tick
        var end = Tick(cursor.end)
        repeat {
            index &+= 1
            start = end + pauses.span(off, UInt64(index))
            guard start <= horizon else {
                cursor = .finished
                return
            }
            end = min(.latest, start + max(1, lengths.span(on, UInt64(index))))
        } while end <= time
        cursor = SessionCursor(
            index: index,
            start: Int32(start),
            end: Int32(end),
            place: place(device, index, awayShare: awayShare)
        )
    }

    private func onPeriod(
        _ device: Int,
        index: Int32,
        from start: Tick,
        on: Law,
        awayShare: Double
    ) -> SessionCursor {
        let length = max(1, random.span(on, .onPeriod, device, UInt64(index)))
        guard start <= horizon else { return .finished }
        return SessionCursor(
            index: index,
            start: Int32(start),
            end: Int32(min(.latest, start + length)),
            place: place(device, index, awayShare: awayShare)
        )
    }

    private func place(_ device: Int, _ index: Int32, awayShare: Double) -> Place {
        random.chance(awayShare, .away, device, UInt64(UInt32(bitPattern: index))) ? .away : .corporate
    }

    private func workday(
        _ device: Int,
        _ windows: Table<Session>,
        _ attendance: Double,
        _ arrival: Double,
        _ isAwayWhenAbsent: Bool,
        from first: Int
    ) -> SessionCursor {
        var index = first
        while index < windows.count {
            let window = windows[index]
            let attends = random.chance(attendance, .attendance, device, UInt64(index))
            if attends || isAwayWhenAbsent {
                var draw = random.draw(.arrival, device, UInt64(index))
                // Daylight saving may shorten the hours to less than the latest arrival.
                let latest = min(arrival, Double(window.end - window.start))
                let late = Tick(draw.uniform() * latest)
                return SessionCursor(
                    index: Int32(index),
                    start: Int32(window.start + late),
                    end: Int32(window.end),
                    place: attends ? .corporate : .away
                )
            }
            index += 1
        }
        return .finished
    }

    /// The first check-in at or after `time`; nil if there is none before the end of representable time.
    ///
    /// Polls lie on a grid that begins with the connection, also with one that was there before the scenario's start; each
    /// but that at the connection is displaced by its own jitter.
    func checkIn(from time: Tick, _ cursor: SessionCursor, _ device: Int, _ group: Reference<GroupPlan>) -> Tick? {
        var session = cursor
        advance(&session, to: time, device, group)
        while !session.isFinished {
            if group.connectivity.reaches(session),
                let found = checkIn(from: time, within: session, device, group)
            {
                return found
            }
            session = next(after: session, device, group)
        }
        return nil
    }

    private func checkIn(from time: Tick, within session: SessionCursor, _ device: Int, _ group: Reference<GroupPlan>)
        -> Tick?
    {
        let start = Tick(session.start)
        if time <= start { return max(start, 0) }
        if group.connectivity.isPush { return time }
        var number = (time - start) / group.connectivity.every
        while true {
            var candidate = start + number * group.connectivity.every
            if group.connectivity.jitter > 0 && number > 0 {
                let occurrence = UInt64(UInt32(bitPattern: session.index)) << 32 | UInt64(number)
                var draw = random.draw(.pollJitter, device, occurrence)
                candidate += Tick(draw.uniform() * group.connectivity.jitter * Double(group.connectivity.every))
            }
            if candidate >= Tick(session.end) { return nil }
            if candidate >= time { return candidate }
            number += 1
        }
    }
}
