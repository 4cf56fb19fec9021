import EventEngine
import PatchModel

/// Running all devices together, event by event in the order of time.
extension Run {
    /// Serves all events up to and including `time`, in parts small enough for a user who waits.
    ///
    /// - Parameters:
    ///   - end: not before `time`; nobody is going to look at the state, but for decisions, before that.
    ///   - isCancelled: when it says yes, the state stays somewhere on the way.
    /// - Returns: false if it was cancelled on the way.
    @discardableResult
    mutating func advance(
        to time: Tick,
        lookingAheadTo end: Tick,
        unless isCancelled: () -> Bool = { false }
    ) -> Bool {
        unshare()
        if agenda.isSweeping {
            guard sweep(to: time, lookingAheadTo: end, unless: isCancelled) else { return false }
        } else {
            let asksAhead = asksAhead
            var served = 0
            while let key = agenda.events.min, EventKey(rawValue: key).time <= time {
                if served & 0x3FFF == 0 && isCancelled() { return false }
                served += 1
                if asksAhead { askAhead() }
                serveNext()
            }
        }
        agenda.now = max(agenda.now, time)
        return !isCancelled()
    }

    /// Time of the next event; nil if none is planned.
    var nextEvent: Tick? {
        let other = agenda.nextEvent
        guard agenda.isSweeping, let earliest = devices.earliestStep else { return other }
        return min(earliest, other ?? .never)
    }

    /// Serves the next event alone, in the exact order of all.
    mutating func step() {
        endSweeping()
        unshare()
        serveNext()
    }

    private mutating func serveNext() {
        guard let raw = agenda.events.popMin() else { return }
        let key = EventKey(rawValue: raw)
        agenda.now = key.time
        serve(key)
    }
}
