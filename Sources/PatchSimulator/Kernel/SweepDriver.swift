import EventEngine
import PatchModel

/// Running devices one by one; see `Sweep`.
extension Run {
    /// The strongest coupling that any subject has, as things stand.
    mutating func coupling() -> Coupling {
        var strongest = Coupling.none
        for place in Self.subjects.indices { strongest = max(strongest, Self.subjects[place].coupling(&self)) }
        return strongest
    }

    /// Runs every device up to and including `time`.
    ///
    /// - Parameters:
    ///   - end: how far devices may be run ahead, because nobody is going to look at them before.
    ///   - isCancelled: when it says yes, the sweep ends before it begins, or, if devices are run ahead or in exact order, on
    ///     the way.
    /// - Returns: false if it was cancelled.
    mutating func sweep(to time: Tick, lookingAheadTo end: Tick, unless isCancelled: () -> Bool) -> Bool {
        if isCancelled() { return false }
        if !isAhead { lookAhead(from: time, to: end) }
        guard serveEvents(to: time, unless: isCancelled) else { return false }
        guard runDevices(to: console.lookahead?.end ?? time, unless: isCancelled) else { return false }
        console.hearReports(until: time)
        return true
    }

    /// Serves what is in the list, and brings whom it concerns up to its time before.
    private mutating func serveEvents(to time: Tick, unless isCancelled: () -> Bool) -> Bool {
        let start = agenda.now
        let isMixed = agenda.sweptGroups < world.groups.count
        var served = 0
        while let raw = agenda.events.min, EventKey(rawValue: raw).time <= time {
            if isMixed && served & 0x3FFF == 0x3FFF && isCancelled() {
                // Whoever looks finds all at the same moment.
                return runDevices(to: agenda.now - 1, unless: { false }) && false
            }
            served += 1
            let key = EventKey(rawValue: raw)
            let before = Self.lastStep(before: key)
            switch Self.reaches[Int(key.kind)] {
            case .coupled: break
            case .device: bringUp(key.entity, to: before)
            case .fleet: _ = runDevices(to: before, unless: { false })
            }
            _ = agenda.events.popMin()
            agenda.now = key.time
            serve(key)
        }
        agenda.now = start
        return true
    }

    /// The last second of which the steps of devices come before the event in the order of ties.
    static func lastStep(before key: EventKey) -> Tick {
        key.kind > FirstKind.devices ? key.time : key.time - 1
    }

    /// By kind of event, whom it concerns.
    private static let reaches: [Reach] = {
        var reaches = Array(repeating: Reach.coupled, count: 64)
        for entry in subjects { for kind in entry.type.kinds { reaches[Int(kind)] = entry.type.reach } }
        return reaches
    }()

    private mutating func bringUp(_ device: Int, to time: Tick) {
        let group = world.group(of: device)
        if agenda.sweeps(group) { run(device, group, to: time) }
    }

    private mutating func runDevices(to time: Tick, unless isCancelled: () -> Bool) -> Bool {
        let before = agenda.now
        defer { agenda.now = before }
        let limit = Int32(clamping: time)
        // Mostly there is nothing to do but to await the next decision.
        guard agenda.sweep.soonest <= limit else { return true }
        for group in world.groups where agenda.sweeps(group.index) {
            let devices = group.devices
            if let course = PlainCourse(group, to: limit, in: &self) {
                let courses = PlainCourses(course, threads: threads, devices: devices)
                guard courses.run(devices, in: &self, unless: isCancelled) else { return false }
            }
            var begin = devices.lowerBound
            while begin < devices.upperBound {
                let block = begin / Sweep.blockSize
                let end = min((block + 1) * Sweep.blockSize, devices.upperBound)
                defer { begin = end }
                guard agenda.sweep.isDue(block, by: limit) else { continue }
                if isAhead && block & 0x3FF == 0 && isCancelled() { return false }
                // Devices that are not run to the end in one go are going to ask again where they are.
                if !onPeriods.keepsAll && time < world.scenario.horizon { onPeriods.keepAll(world) }
                var left = runDevices(begin..<end, group.index, to: limit)
                // The block may begin in the group before, or end in the next one.
                let whole = block * Sweep.blockSize..<min((block + 1) * Sweep.blockSize, world.deviceCount)
                for device in whole.lowerBound..<begin { left = min(left, sweptDue(device)) }
                for device in end..<whole.upperBound { left = min(left, sweptDue(device)) }
                agenda.sweep.close(block, left)
            }
        }
        agenda.sweep.closeAll()
        return true
    }

    /// Runs devices of one block and group, and returns when the first of them has a step due after that.
    private mutating func runDevices(_ devices: Range<Int>, _ group: Int, to limit: Int32) -> Int32 {
        var left = Int32(Tick.never)
        var found = 0
        for device in devices {
            let due = self.devices.due(device)
            if due <= limit {
                agenda.sweep.found[found] = Int32(device)
                found += 1
            } else {
                left = min(left, due)
            }
        }
        // Looking up check-ins is long sums of random spans and nothing else: one device after the other, the processor has
        // several of them under way at once.
        for place in 0..<found where self.devices.activity(Int(agenda.sweep.found[place])) == .called {
            let device = Int(agenda.sweep.found[place])
            agenda.now = Tick(self.devices.due(device))
            Devices.takeStep(device, group, in: &self)
        }
        for place in 0..<found {
            let device = Int(agenda.sweep.found[place])
            run(device, group, to: Tick(limit))
            left = min(left, self.devices.due(device))
        }
        return left
    }

    /// Takes all steps of a device that are due up to and including `time`.
    private mutating func run(_ device: Int, _ group: Int, to time: Tick) {
        while Tick(devices.due(device)) <= time {
            agenda.now = Tick(devices.due(device))
            Devices.takeStep(device, group, in: &self)
        }
    }

    /// When the device's step is due, if it is swept; never if its steps are events.
    private func sweptDue(_ device: Int) -> Int32 {
        agenda.sweeps(world.group(of: device)) ? devices.due(device) : Int32(Tick.never)
    }

    // MARK: Which devices are swept

    /// Sweeps all devices until something couples them.
    mutating func beginSweeping() {
        agenda.beginSweeping(groups: world.groups.count, devices: world.deviceCount)
        followCoupling()
    }

    /// To be called when something has happened that may couple devices more strongly than before: the groups that are coupled
    /// always are swept no longer.
    mutating func followCoupling() {
        guard agenda.isSweeping else { return }
        let subjects = Self.subjects.filter { $0.coupling(&self) == .always }
        guard !subjects.isEmpty else { return }
        for group in world.groups where agenda.sweeps(group.index) {
            if subjects.contains(where: { $0.couplingOfGroup(group, &self) == .always }) { endSweeping(of: group) }
        }
    }

    /// From here on everything happens in exact order.
    mutating func endSweeping() {
        unshare()
        for group in world.groups where agenda.sweeps(group.index) { endSweeping(of: group) }
    }

    private mutating func endSweeping(of group: Reference<GroupPlan>) {
        agenda.endSweeping(of: group.index)
        if !onPeriods.keepsAll { onPeriods.keepAll(world) }
        Devices.planSteps(of: group, in: &self)
    }

    // MARK: Looking ahead

    /// True if devices have been run past the present.
    var isAhead: Bool { console.lookahead != nil }

    /// Lets devices be run to `end` if nothing that the next decisions are likely to do concerns those that are under way.
    /// The next decision is at `time`; those after it are expected at the same distance.
    private mutating func lookAhead(from time: Tick, to end: Tick) {
        let now = agenda.now
        guard mayLookAhead, recorder == nil, time < end, now >= 0, now < time, coupling() == .none else { return }
        console.lookAhead(from: now, every: time - now, to: end)
    }

    /// False if devices have been run past the present and the action may concern them.
    func isForeseen(_ action: Action) -> Bool {
        guard isAhead else { return true }
        if case .open = action { return true }
        return false
    }

    /// False if devices have been run past `time` and their reports up to then are not known.
    func isForeseen(_ time: Tick) -> Bool { console.lookahead?.expects(time) ?? true }
}
