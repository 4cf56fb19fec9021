public import EventEngine

/// The customary synthetic load of event-list studies ("parallel hold", Fujimoto, "Performance of Time Warp under
/// synthetic workloads", 1990), on one thread.
///
/// There are as many logical processes as pending events. An event touches eight bytes of state of its process and plans
/// one event at a process chosen uniformly, after a delay of 0.1 plus an exponential span of mean 1.
public struct PHOLD: Sendable {
    /// A mean delay of one is that many ticks.
    private let unit: Double
    private let random: KeyedRandom
    private let delay: Distribution
    private let processes: UInt64
    private var pending = FutureEventList()
    /// For each process the events that it has served: its state, and what numbers its draws.
    private var served: [UInt64]
    public private(set) var now: Tick = 0

    /// - Parameters:
    ///   - processes: logical processes, and pending events; below `EventKey.maximumEntities`.
    ///   - events: how many are to be served; sets the length of a tick, as short as lets all of them fit into its range.
    public init(processes: Int, events: Int, seed: UInt64 = 1) throws {
        let duration = 1.1 * Double(events) / Double(processes) + 50
        unit = min(1e6, Double(Tick.latest) / duration).rounded(.down)
        random = KeyedRandom(seed: seed, replication: 0)
        delay = try .exponential(mean: unit, plus: unit / 10)
        self.processes = UInt64(processes)
        served = Array(repeating: 0, count: processes)
        pending.reserveCapacity(processes)
        for process in 0..<processes {
            var draw = random.draw(entity: UInt64(process), purpose: 1)
            pending.push(EventKey(time: delay.sampleTicks(&draw), kind: 0, entity: process).rawValue)
        }
    }

    /// Serves that many events.
    public mutating func run(events: Int) {
        // Out of the model while they are changed, so that the compiler knows nobody else does.
        var pending = FutureEventList()
        swap(&pending, &self.pending)
        var now = now
        let (random, delay, processes) = (random, delay, processes)
        served.withUnsafeMutableBufferPointer { served in
            guard let state = served.baseAddress else { return }
            for _ in 0..<events {
                if let ahead = pending.upcoming(24) { prefetch(state + EventKey(rawValue: ahead).entity) }
                guard let raw = pending.popMin() else { break }
                let key = EventKey(rawValue: raw)
                let process = key.entity
                served[process] += 1
                var draw = random.draw(entity: UInt64(process), purpose: 0, occurrence: served[process])
                let destination = Int(truncatingIfNeeded: draw.next().multipliedFullWidth(by: processes).high)
                let time = key.time + delay.sampleTicks(&draw)
                pending.push(EventKey(time: time, kind: 0, entity: destination).rawValue)
                now = key.time
            }
        }
        swap(&pending, &self.pending)
        self.now = now
    }

    /// An estimate of the mean delay from the time that has passed: 1.1, if all is well.
    ///
    /// By renewal theory a process has seen t / m + (v / m² − 1) / 2 events after the time t, where the delay has the mean
    /// m = 1.1 and the variance v = 1 (Cox, "Renewal theory", 1962, section 4.2).
    public func meanDelay(after events: Int) -> Double {
        Double(now) / unit / (Double(events) / Double(processes) - (1 / 1.21 - 1) / 2)
    }
}
