import EventEngine

/// What of a rollout's numbers changes with time alone.
extension Rollout {
    /// True if there is any such thing.
    var hasTimes: Bool { turns != nil || timeOuts != nil }

    mutating func unshare() {
        flags.unshare()
        timeOuts?.unshare()
        deadlines?.unshare()
    }

    mutating func settleTimeOuts(at now: Tick) { timeOuts?.settle(flags, ringOf, at: now) }

    /// Adds it to what devices have reported.
    func addTimes(to rings: inout [RingStatus], at now: Tick) {
        let width = DeviceFlags.combinations
        let timedOut = timeOuts?.counted(flags, ringOf, at: now)
        for ring in rings.indices {
            if let turns, let elapsed = clock.elapsed(ring, at: now) {
                rings[ring].waiting = turns.waiting(in: ring, after: elapsed)
            }
            if let timedOut { rings[ring].addTimeOuts(timedOut[ring * width..<(ring + 1) * width]) }
        }
    }
}

extension RolloutBook {
    /// The first turn at `time` or later that the device gets in any rollout; nil: there is none.
    func nextTurn(of device: Int, from time: Tick) -> Tick? {
        rollouts.compactMap { $0.turn(of: device) }.filter { $0 >= time }.min()
    }
}
