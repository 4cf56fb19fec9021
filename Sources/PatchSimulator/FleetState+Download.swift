import EventEngine
import PatchModel

/// Downloads. What has been moved is counted as it moves: at any moment the ledger has the bytes of the seconds that the
/// device has been connected for.
extension FleetState {
    /// Gets the patches that the device has just accepted; then they are installed.
    mutating func beginDownload(_ device: Int, _ plan: Reference<GroupPlan>, _ bytes: Int64) {
        guard let bandwidth = plan.bandwidth, bytes > 0 else {
            countBytes(bytes)
            beginInstallation(device, plan.index)
            return
        }
        let seconds = Tick(rounding: Double(bytes) / bandwidth)
        guard let end = endOfDownload(device, plan, seconds: seconds) else {
            // It is not connected for long enough again up to the horizon.
            activity[device] = .downloading
            unfinishedDownloads[device] = now
            return
        }
        proceed(device, to: .downloading, at: end)
    }

    mutating func endDownload(_ device: Int, _ group: Int) {
        countBytes(bytesUnderWay(device, world.groups[group]))
        beginInstallation(device, group)
    }

    /// The device loses what it was downloading; what has been moved was moved.
    mutating func breakDownload(_ device: Int, _ group: Reference<GroupPlan>) {
        guard activity[device] == .downloading else { return }
        countBytes(bytesMoved(device, group))
        unfinishedDownloads[device] = nil
    }

    private mutating func countBytes(_ bytes: Int64) { tally.bytes = Self.sum(tally.bytes, bytes) }

    /// The greatest number in place of one that is too great.
    static func sum(_ bytes: Int64, _ more: Int64) -> Int64 {
        let (sum, isTooMuch) = bytes.addingReportingOverflow(more)
        return isTooMuch ? .max : sum
    }

    /// The size of the download that is under way.
    private func bytesUnderWay(_ device: Int, _ group: Reference<GroupPlan>) -> Int64 {
        let first = group.slots(of: device)
        var bytes: Int64 = 0
        for local in group.patches.indices where slots[first + local].state.isArriving {
            bytes = Self.sum(bytes, world.patches[group.patches[local]].size)
        }
        return bytes
    }

    /// What has been moved up to now of the download that is under way.
    func bytesMoved(_ device: Int, _ group: Reference<GroupPlan>) -> Int64 {
        guard let bandwidth = group.bandwidth else { return 0 }
        let bytes = bytesUnderWay(device, group)
        let seconds = Tick(rounding: Double(bytes) / bandwidth)
        let moved =
            unfinishedDownloads[device].map { connectedSeconds(device, group, from: $0, to: now) }
            ?? seconds - connectedSeconds(device, group, from: now, to: Tick(due[device]))
        guard moved < seconds else { return bytes }
        return Int64((Double(bytes) * (Double(max(0, moved)) / Double(seconds))).rounded(.down))
    }

    /// For how long the console can be reached between two moments.
    private func connectedSeconds(_ device: Int, _ group: Reference<GroupPlan>, from start: Tick, to end: Tick) -> Tick
    {
        var session = sessions.first(device, group)
        sessions.advance(&session, to: start, device, group)
        var sum: Tick = 0
        while !session.isFinished && Tick(session.start) < end {
            if !(group.needsCorporate && session.place == .away) {
                sum += min(Tick(session.end), end) - max(Tick(session.start), start)
            }
            session = sessions.next(after: session, device, group)
        }
        return sum
    }

    /// When a download that needs that many seconds of connection is complete; it goes on in later sessions.
    private mutating func endOfDownload(_ device: Int, _ plan: Reference<GroupPlan>, seconds: Tick) -> Tick? {
        var session = session(device, plan.index)
        var left = seconds
        var from = now
        while true {
            if !(plan.needsCorporate && session.place == .away) {
                let available = Tick(session.end) - from
                if left < available { return from + left }
                left -= available
            }
            session = sessions.next(after: session, device, plan)
            if session.isFinished { return nil }
            from = Tick(session.start)
        }
    }
}
