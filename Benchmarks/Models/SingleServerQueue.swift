import EventEngine

/// The queue M/M/1: Poisson arrivals, exponential service, one server, first come first served.
public struct SingleServerQueue: Sendable {
    /// The share of time that the server is busy.
    public static let load = 0.8
    /// The mean wait before service in the long run, in mean service times.
    public static let expectedWait = load / (1 - load)

    private enum Kind: UInt8 {
        case departure, arrival
    }

    /// Spans of one law, drawn one ahead: then the event that needs one does not wait for it.
    private struct Spans {
        private let random: KeyedRandom
        private let law: Distribution
        private let purpose: UInt16
        private var number: UInt64 = 0
        private var next: Tick = 0

        init(_ random: KeyedRandom, _ law: Distribution, purpose: UInt16) {
            (self.random, self.law, self.purpose) = (random, law, purpose)
            _ = take()
        }

        mutating func take() -> Tick {
            let span = next
            number += 1
            var draw = random.draw(entity: 0, purpose: purpose, occurrence: number)
            next = law.sampleTicks(&draw)
            return span
        }
    }

    private var betweenArrivals: Spans
    private var service: Spans
    /// Ticks of a mean service time.
    private let unit: Double
    private var pending = FutureEventList()
    /// Times of arrival of who waits, in a ring; its size is a power of two.
    private var waiting: [Tick] = Array(repeating: 0, count: 1024)
    private var head = 0
    private var length = 0
    private var isBusy = false
    private var begun = 0
    private var totalWait: Tick = 0

    /// - Parameter customers: how many are to come; sets the length of a tick, so that all of them fit into its range.
    public init(customers: Int, seed: UInt64 = 1) throws {
        unit = min(1000, 1e9 / Double(customers)).rounded(.down)
        let random = KeyedRandom(seed: seed, replication: 0)
        betweenArrivals = Spans(random, try .exponential(mean: unit / Self.load), purpose: 0)
        service = Spans(random, try .exponential(mean: unit), purpose: 1)
    }

    /// Serves customers until that many have begun their service, and returns their mean wait in mean service times.
    public mutating func run(customers: Int) -> Double {
        planArrival(after: 0)
        while begun < customers, let raw = pending.popMin() {
            let key = EventKey(rawValue: raw)
            if key.kind == Kind.arrival.rawValue {
                planArrival(after: key.time)
                if isBusy { enqueue(key.time) } else { begin(at: key.time, arrived: key.time) }
            } else if length > 0 {
                begin(at: key.time, arrived: dequeue())
            } else {
                isBusy = false
            }
        }
        return Double(totalWait) / unit / Double(begun)
    }

    private mutating func planArrival(after time: Tick) {
        pending.push(EventKey(time: time + betweenArrivals.take(), kind: Kind.arrival.rawValue, entity: 0).rawValue)
    }

    private mutating func begin(at time: Tick, arrived arrival: Tick) {
        isBusy = true
        begun += 1
        totalWait += time - arrival
        pending.push(EventKey(time: time + service.take(), kind: Kind.departure.rawValue, entity: 0).rawValue)
    }

    private mutating func enqueue(_ time: Tick) {
        if length == waiting.count {
            waiting = (0..<length).map { waiting[(head + $0) & (length - 1)] } + Array(repeating: 0, count: length)
            head = 0
        }
        waiting[(head + length) & (waiting.count - 1)] = time
        length += 1
    }

    private mutating func dequeue() -> Tick {
        let time = waiting[head]
        head = (head + 1) & (waiting.count - 1)
        length -= 1
        return time
    }
}
