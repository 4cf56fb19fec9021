import EventEngine
import PatchModel

/// How the devices of a group download.
struct DownloadPlan: Sendable {
    /// Bytes a second; nil: no time passes.
    let bandwidth: Double?
}

/// Downloads. What has been moved is counted as it moves: at any moment the ledger has the bytes of the seconds that the
/// device has been connected for.
struct Downloads: Subject {
    /// Device → since when it downloads what it will not have whole before the horizon.
    private var unfinished: [Int: Tick] = [:]
    /// By group.
    private var bytes: Column<Int64>

    init(_ world: World) { bytes = Column(zeros: world.groups.count) }

    static func unshare(in run: inout Run) { run.downloads.bytes.unshare() }

    /// Gets the patches that the device has just accepted; then they are installed.
    static func begin(_ device: Int, _ plan: Reference<GroupPlan>, _ bytes: Int64, in run: inout Run) {
        guard let bandwidth = plan.download.bandwidth, bytes > 0 else {
            run.downloads.count(bytes, plan.index)
            Installations.begin(device, plan.index, in: &run)
            return
        }
        let seconds = Tick(rounding: Double(bytes) / bandwidth)
        guard let end = endOfDownload(device, plan, seconds: seconds, in: &run) else {
            // It is not connected for long enough again up to the horizon.
            run.devices.occupy(device, with: .downloading)
            run.downloads.unfinished[device] = run.agenda.now
            return
        }
        Devices.proceed(device, plan.index, to: .downloading, at: end, in: &run)
    }

    /// The download is complete.
    static func end(_ device: Int, _ group: Int, in run: inout Run) {
        run.downloads.count(bytesUnderWay(device, run.world.groups[group], run.pairs, run.world), group)
        Installations.begin(device, group, in: &run)
    }

    /// The device loses what it was downloading; what has been moved was moved.
    static func breakOff(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) {
        guard run.devices.activity(device) == .downloading else { return }
        let moved = run.downloads.bytesMoved(device, group, in: run)
        run.downloads.count(moved, group.index)
        run.downloads.unfinished[device] = nil
    }

    /// That many devices of the group got a patch of that size without loss of time.
    func count(_ size: Int64, times: Int, _ group: Int) {
        let (more, isTooMuch) = size.multipliedReportingOverflow(by: Int64(times))
        count(isTooMuch ? .max : more, group)
    }

    @inline(__always)
    private func count(_ more: Int64, _ group: Int) { bytes[group] = Self.sum(bytes[group], more) }

    /// The greatest number in place of one that is too great.
    private static func sum(_ bytes: Int64, _ more: Int64) -> Int64 {
        let (sum, isTooMuch) = bytes.addingReportingOverflow(more)
        return isTooMuch ? .max : sum
    }

    /// The size of the download that is under way.
    private static func bytesUnderWay(_ device: Int, _ group: Reference<GroupPlan>, _ pairs: Pairs, _ world: World)
        -> Int64
    {
        let first = group.slots(of: device)
        var bytes: Int64 = 0
        for local in pairs.find(.arriving, from: first, group.patches.count) {
            bytes = sum(bytes, world.patches[group.patches[local]].size)
        }
        return bytes
    }

    /// What has been moved up to now of the download that is under way.
    private func bytesMoved(_ device: Int, _ group: Reference<GroupPlan>, in run: Run) -> Int64 {
        guard let bandwidth = group.download.bandwidth else { return 0 }
        let bytes = Self.bytesUnderWay(device, group, run.pairs, run.world)
        let seconds = Tick(rounding: Double(bytes) / bandwidth)
        let sessions = run.onPeriods.sessions
        let moved =
            unfinished[device].map { Self.connectedSeconds(sessions, device, group, from: $0, to: run.now) }
            ?? seconds
            - Self.connectedSeconds(sessions, device, group, from: run.now, to: Tick(run.devices.due(device)))
        guard moved < seconds else { return bytes }
        return Int64((Double(bytes) * (Double(max(0, moved)) / Double(seconds))).rounded(.down))
    }

    /// For how long the console can be reached between two moments.
    private static func connectedSeconds(
        _ sessions: SessionGenerator,
        _ device: Int,
        _ group: Reference<GroupPlan>,
        from start: Tick,
        to end: Tick
    ) -> Tick {
        var session = sessions.first(device, group)
        sessions.advance(&session, to: start, device, group)
        var sum: Tick = 0
        while !session.isFinished && Tick(session.start) < end {
            if group.connectivity.reaches(session) {
                sum += min(Tick(session.end), end) - max(Tick(session.start), start)
            }
            session = sessions.next(after: session, device, group)
        }
        return sum
    }

    /// When a download that needs that many seconds of connection is complete; it goes on in later sessions.
    private static func endOfDownload(
        _ device: Int,
        _ plan: Reference<GroupPlan>,
        seconds: Tick,
        in run: inout Run
    ) -> Tick? {
        var session = run.onPeriods.session(at: run.agenda.now, device, plan)
        var left = seconds
        var from = run.agenda.now
        while true {
            if plan.connectivity.reaches(session) {
                let available = Tick(session.end) - from
                if left < available { return from + left }
                left -= available
            }
            session = run.onPeriods.sessions.next(after: session, device, plan)
            if session.isFinished { return nil }
            from = Tick(session.start)
        }
    }

    // MARK: What the manifest asks

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        guard part.hasDevices else { return }
        for group in run.world.groups(in: part) {
            ledger.downloads.bytes = Self.sum(ledger.downloads.bytes, bytes[group.index])
            // Where no time passes, none is under way.
            guard group.download.bandwidth != nil else { continue }
            for device in group.devices where run.devices.activity(device) == .downloading {
                ledger.downloads.bytes = Self.sum(ledger.downloads.bytes, bytesMoved(device, group, in: run))
            }
        }
    }

    func violations(in run: Run) -> [String] {
        unfinished.keys.filter { run.devices.activity($0) != .downloading }
            .map { "device \($0) has a download without an end, and does not download" }
    }
}
