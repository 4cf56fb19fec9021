import EventEngine
import PatchModel

/// What most devices do that are run past the present: one that was called checks in, takes the only patch that there is for
/// it, is kept on while it installs that at the first attempt, reports, and has nothing more to do.
///
/// That is worked out beforehand and written down in one go, without a step for each event. It is what the handlers do, for
/// devices to which nothing else happens, and nothing that they would not do: a device that fails, or is not through by the
/// end, gets its check-in as its next step, and the handlers take it from there. In exact order there are no plain courses, so
/// that each way is the other's test.
///
/// The state lies in columns that it shares with the run; sums are kept apart, and added afterwards.
struct PlainCourse: Sendable {
    /// What devices that went through add to the run.
    struct Sums: Sendable {
        var devices = 0
        var installing: Tick = 0
        var exposure = ExposureSeconds()

        static func += (left: inout Sums, right: Sums) {
            left.devices += right.devices
            left.installing += right.installing
            left.exposure += right.exposure
        }
    }

    private let plan: Reference<GroupPlan>
    private let patch: Reference<PatchPlan>
    private let attempt: UInt64
    private let limit: Int32
    private let random: KeyedRandom
    private let sessions: SessionGenerator
    private let devices: Devices.Callable
    private let pairs: Pairs.Untried
    private var reports: PlainReports
    private let exposure: Exposure
    private let sweep: Sweep

    /// Nil if something else may happen to all devices of the group.
    ///
    /// - Parameter limit: up to when they are run.
    init?(_ plan: Reference<GroupPlan>, to limit: Int32, in run: inout Run) {
        guard run.recorder == nil, run.series == nil, plan.patches.count == 1 else { return nil }
        let number = plan.patches[0]
        let patch = run.world.patches[number]
        guard patch.installation.keepsOn, patch.restart.kind == .none, patch.installation.bricks == 0,
            patch.defects.isEmpty,
            patch.size == 0 || plan.download.bandwidth == nil, plan.exposure.jointClasses[0].isEmpty,
            let reports = run.console.plainReports(of: number, plan.index)
        else { return nil }
        self.plan = plan
        self.patch = patch
        attempt = Pairs.firstOccurrence(number)
        self.limit = limit
        random = run.random
        sessions = run.onPeriods.sessions
        devices = run.devices.callable
        pairs = run.pairs.untried
        self.reports = reports
        exposure = run.exposure
        sweep = run.agenda.sweep
    }

    /// The same for another thread: what the console is going to hear is counted apart.
    func apart() -> PlainCourse {
        var other = self
        other.reports = reports.apart()
        return other
    }

    /// Adds what the console is going to hear of devices that took the course in another thread.
    func hear(_ other: PlainCourse) { reports.add(other.reports) }

    /// Runs devices of the group that may be due, from the beginning of a block, or of the group, to the end of one.
    func run(_ range: Range<Int>) -> Sums {
        var sums = Sums()
        var begin = range.lowerBound
        while begin < range.upperBound {
            let block = begin / Sweep.blockSize
            let end = min((block + 1) * Sweep.blockSize, range.upperBound)
            if sweep.isDue(block, by: limit) {
                var left = Int32(Tick.never)
                for device in begin..<end {
                    if devices.due(device) <= limit { run(device, &sums) }
                    left = min(left, devices.due(device))
                }
                if end - begin == Sweep.blockSize { sweep.close(block, left) }
            }
            begin = end
        }
        return sums
    }

    @inline(__always)
    private func run(_ device: Int, _ sums: inout Sums) {
        let slot = plan.slots(of: device)
        guard devices.isCalled(device), pairs.contains(slot), reports.isOffered(device) else { return }
        let called = Tick(devices.due(device))
        let session = sessions.beginning(device, plan)
        guard let contact = sessions.checkIn(from: called, session, device, plan) else {
            devices.rest(device)
            return
        }
        let end = contact + random.span(patch.installation.duration, .installDuration, device, attempt)
        guard end <= Tick(limit), !random.chance(patch.installation.failure, .installFailure, device, attempt) else {
            devices.awaitContact(device, at: contact)
            return
        }
        for number in plan.exposure.soleClasses[0] {
            sums.exposure += exposure.exposure(to: plan.exposure.classes[number].number, at: end)
        }
        pairs.run(slot, since: end)
        reports.hear(device, takesAt: contact, installedAt: end)
        devices.rest(device)
        sums.devices += 1
        if patch.installation.interrupts { sums.installing += end - contact }
    }

    /// Adds what devices did that went through.
    func add(_ sums: Sums, to run: inout Run) {
        // A check-in, and the end of the installation.
        run.agenda.eventCount += 2 * sums.devices
        run.installations.noteSuccesses(sums.devices, plan.firstCell)
        run.downloads.count(patch.size, times: sums.devices, plan.index)
        run.conditions.noteInstalling(seconds: sums.installing, plan.index)
        run.exposure.noteSafe(sums.exposure, plan, patch: 0)
    }
}
