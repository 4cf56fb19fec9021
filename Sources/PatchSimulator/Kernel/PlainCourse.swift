import EventEngine
import PatchModel

/// What most devices do that are run past the present: one that was called checks in, takes the only patch that there is for
/// it, is kept on while it installs that at the first attempt, reports, and has nothing more to do.
///
/// That is worked out beforehand, for many devices at once, and written down in one go, without a step for each event. It is
/// what the handlers do, for devices to which nothing else happens, and nothing that they would not do: a device that fails, or
/// is not through by the end, gets its check-in as its next step, and the handlers take it from there. In exact order there are
/// no plain courses, so that each way is the other's test.
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
    /// How far the slot of a device is from its number: it has one.
    private let toSlot: Int
    private let patch: Reference<PatchPlan>
    private let attempt: FirstAttempt
    private let limit: Int32
    private let contacts: FirstContacts
    private let devices: Devices.Callable
    private let pairs: Pairs.Untried
    private var reports: PlainReports
    private var times: PlainTimes?
    private let exposure: PlainExposure
    private let sweep: Sweep

    /// Nil if something else may happen to all devices of the group.
    ///
    /// - Parameter limit: up to when they are run.
    init?(_ plan: Reference<GroupPlan>, to limit: Int32, in run: inout Run) {
        guard run.recorder == nil, plan.patches.count == 1, !plan.maintenance.isRestricted,
            !plan.services.isMember
        else { return nil }
        let number = plan.patches[0]
        let patch = run.world.patches[number]
        guard patch.installation.finishesBeforeShutdown, patch.restart.kind == .none,
            patch.installation.brickChance == 0,
            patch.defects.isEmpty,
            patch.size == 0 || plan.download.bandwidth == nil, plan.exposure.jointClasses[0].isEmpty,
            let reports = run.console.plainReports(of: number, plan.index)
        else { return nil }
        self.plan = plan
        toSlot = plan.firstSlot - plan.firstDevice
        self.patch = patch
        attempt = FirstAttempt(number, patch, run.random)
        self.limit = limit
        contacts = FirstContacts(plan, run.onPeriods.sessions)
        devices = run.devices.callable
        pairs = run.pairs.untried
        self.reports = reports
        times = run.series?.plainTimes
        exposure = PlainExposure(plan, run.exposure)
        sweep = run.agenda.sweep
    }

    /// The same for another thread: what the console is going to hear, and the series to show, is counted apart.
    func apart() -> PlainCourse {
        var other = self
        other.reports = reports.apart()
        other.times = times?.apart()
        return other
    }

    /// Devices that are looked at together: whole blocks of them, few enough to stay in the nearest cache but one.
    private static let lot = Sweep.blockSize * 32

    /// Runs devices of the group that may be due, from the beginning of a block, or of the group, to the end of one.
    func run(_ range: Range<Int>) -> Sums {
        var sums = Sums()
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * Self.lot) { numbers in
            withUnsafeTemporaryAllocation(of: Bool.self, capacity: Self.lot) { failures in
                guard let numbers = numbers.baseAddress, let failures = failures.baseAddress else { return }
                var found = Found(
                    devices: numbers,
                    contacts: numbers + Self.lot,
                    spans: numbers + 2 * Self.lot,
                    failures: failures
                )
                var begin = range.lowerBound
                while begin < range.upperBound {
                    let end = min((begin / Self.lot + 1) * Self.lot, range.upperBound)
                    run(begin..<end, &found, &sums)
                    begin = end
                }
            }
        }
        return sums
    }

    /// Devices that were called at the same moment, and what comes of them.
    private struct Found {
        let devices: UnsafeMutablePointer<Int32>
        let contacts: UnsafeMutablePointer<Int32>
        let spans: UnsafeMutablePointer<Int32>
        let failures: UnsafeMutablePointer<Bool>
        var count = 0
        var called: Int32 = 0
    }

    /// Runs the devices of a lot.
    private func run(_ range: Range<Int>, _ found: inout Found, _ sums: inout Sums) {
        forEachDueBlock(range) { _, part in
            devices.forEachCalled(part) { device in
                let due = devices.due(device)
                guard due <= limit, pairs.contains(device &+ toSlot), reports.isOffered(device) else { return }
                if due != found.called {
                    run(&found, &sums)
                    found.called = due
                }
                found.devices[found.count] = Int32(truncatingIfNeeded: device)
                found.count &+= 1
            }
        }
        run(&found, &sums)
        forEachDueBlock(range) { block, part in
            if part.count == Sweep.blockSize { sweep.close(block, devices.earliest(part)) }
        }
    }

    /// Calls `body` with each block in which a device may be due, and with those of its devices that are in the range.
    @inline(__always)
    private func forEachDueBlock(_ range: Range<Int>, _ body: (Int, Range<Int>) -> Void) {
        var begin = range.lowerBound
        while begin < range.upperBound {
            let block = begin / Sweep.blockSize
            let end = min((block + 1) * Sweep.blockSize, range.upperBound)
            if sweep.isDue(block, by: limit) { body(block, begin..<end) }
            begin = end
        }
    }

    /// Runs the devices that were found.
    private func run(_ found: inout Found, _ sums: inout Sums) {
        guard found.count > 0 else { return }
        let list = UnsafeBufferPointer(start: found.devices, count: found.count)
        let called = Tick(found.called)
        contacts.find(of: list, from: called, into: found.contacts)
        attempt.draw(of: list, spans: found.spans, failures: found.failures)
        var through = 0
        var installing: Tick = 0
        var ends: Tick = 0
        var place = 0
        while place < found.count {
            let device = Int(found.devices[place])
            let contact = Tick(found.contacts[place])
            let end = contact &+ Tick(found.spans[place])
            let hasFailed = found.failures[place]
            place &+= 1
            guard contact < .never else {
                devices.rest(device)
                continue
            }
            guard !hasFailed, end <= Tick(limit) else {
                devices.awaitContact(device, at: contact)
                continue
            }
            pairs.run(device &+ toSlot, since: end)
            reports.hear(device, takesAt: contact, installedAt: end)
            times?.note(from: contact, to: end)
            devices.rest(device)
            through &+= 1
            installing &+= end &- contact
            ends &+= end
            if !exposure.isLine(from: called) { sums.exposure += exposure.curve(to: end) }
        }
        sums.devices += through
        if patch.installation.interrupts { sums.installing += installing }
        if exposure.isLine(from: called) { sums.exposure += exposure.line(to: ends, of: through) }
        found.count = 0
    }

    /// Adds what devices did that went through.
    func add(_ sums: Sums, to run: inout Run) {
        guard sums.devices > 0 else { return }
        // A check-in, and the end of the installation.
        run.agenda.eventCount += 2 * sums.devices
        run.installations.noteSuccesses(sums.devices, plan.firstCell)
        run.downloads.count(patch.size, times: sums.devices, plan.index)
        run.conditions.noteInstalling(seconds: sums.installing, plan.index)
        run.exposure.noteSafe(sums.exposure, plan, patch: 0)
        reports.tell()
        if let times {
            let begins = plan.exposure.soleClasses[0].map { run.exposure.begins(of: plan.exposure.classes[$0].number) }
            run.series?.add(
                times,
                released: patch.released,
                from: begins,
                interrupts: patch.installation.interrupts
            )
        }
    }
}

/// The first attempts of devices at a patch: how long they take, and whether they fail.
private struct FirstAttempt: Sendable {
    private let random: KeyedRandom
    private let occurrence: UInt64
    private let duration: Law
    private let failureChance: Double

    init(_ number: Int, _ patch: Reference<PatchPlan>, _ random: KeyedRandom) {
        self.random = random
        occurrence = Pairs.firstOccurrence(number)
        duration = patch.installation.duration
        failureChance = patch.installation.failureChance
    }

    func draw(
        of devices: UnsafeBufferPointer<Int32>,
        spans: UnsafeMutablePointer<Int32>,
        failures: UnsafeMutablePointer<Bool>
    ) {
        if let (shift, mean) = duration.exponential {
            random.exponentialTicks(
                shift: shift,
                mean: mean,
                purpose: DrawPurpose.installDuration.rawValue,
                occurrence: occurrence,
                of: devices,
                into: spans
            )
        } else {
            for place in devices.indices {
                spans[place] = Int32(random.span(duration, .installDuration, Int(devices[place]), occurrence))
            }
        }
        random.chances(
            failureChance,
            purpose: DrawPurpose.installFailure.rawValue,
            occurrence: occurrence,
            of: devices,
            into: failures
        )
    }
}

/// What devices of a group are exposed to until the only patch that there is for them runs.
private struct PlainExposure: Sendable {
    private let exposure: Exposure
    /// Numbers of the classes.
    private let classes: [Int]
    /// From some time on exposure is a line, weight × time − moment.
    private var begin: Tick = 0
    private var weight = ExposureSeconds()
    private var moment = ExposureSeconds()

    init(_ plan: Reference<GroupPlan>, _ exposure: Exposure) {
        self.exposure = exposure
        classes = plan.exposure.soleClasses[0].map { plan.exposure.classes[$0].number }
        for number in classes {
            let line = exposure.line(of: number)
            begin = max(begin, line.from)
            weight += line.weight
            moment += line.moment
        }
    }

    /// True if all times from `time` on lie on the line.
    @inline(__always)
    func isLine(from time: Tick) -> Bool { time >= begin }

    /// The exposure of devices up to times, all on the line, of which there is the sum.
    func line(to times: Tick, of devices: Int) -> ExposureSeconds {
        var sum = ExposureSeconds()
        sum.add(weight, times: times)
        sum.add(moment, times: -Int64(devices))
        return sum
    }

    /// The exposure of a device up to `time`.
    func curve(to time: Tick) -> ExposureSeconds {
        classes.reduce(into: ExposureSeconds()) { $0 += exposure.exposure(to: $1, at: time) }
    }
}
