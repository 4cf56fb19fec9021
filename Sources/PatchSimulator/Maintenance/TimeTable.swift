import EventEngine

/// Half-open times, ascending, none of which touches another; free to copy.
struct TimeTable: Sendable {
    private struct Span: Sendable, BitwiseCopyable {
        let start: Tick
        let end: Tick
    }

    private let spans: Table<Span>

    init(_ times: [Range<Tick>], in arena: Arena) {
        spans = arena.table(times.map { Span(start: $0.lowerBound, end: $0.upperBound) })
    }

    var isEmpty: Bool { spans.isEmpty }

    /// The place of the first time that ends after `moment`, by bisection.
    private func place(after moment: Tick) -> Int {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].end <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The end of the time that contains `moment`; nil if none does.
    func end(at moment: Tick) -> Tick? {
        let place = place(after: moment)
        return place < spans.count && spans[place].start <= moment ? spans[place].end : nil
    }

    /// The end of the last time that began at `moment` or before; nil if none did.
    func lastEnd(before moment: Tick) -> Tick? {
        let place = place(after: moment)
        if place < spans.count, spans[place].start <= moment { return spans[place].end }
        return place > 0 ? spans[place - 1].end : nil
    }

    /// The first moment from `moment` on that lies in a time, is not among its last `cutoff` seconds, and has `length` before it to the
    /// end; nil if there is none.
    func opening(from moment: Tick, cutoff: Tick, length: Tick) -> Tick? {
        for place in place(after: moment)..<spans.count {
            let begin = max(moment, spans[place].start)
            if begin < spans[place].end - cutoff, begin + length <= spans[place].end { return begin }
        }
        return nil
    }
}
