import CLanes
import EventEngine
import PatchModel

/// The (device, patch) pairs to which a patch applies. A pair has a number, its slot.
struct Pairs: Subject {
    private var slots: Column<Slot>
    /// One more than when the pair began to run for the last time, while it runs; 0 otherwise.
    private var begins: Column<UInt32>
    /// Slot → how often the attempts that `Slot` counts have been full; few have any.
    private var furtherAttempts: [Int: UInt64] = [:]
    /// What ran its patch at a day mark, by cell, and what was safe from a class that several patches decide, by number of the
    /// class, and did not stay so.
    var lapses = Lapses()
    var classLapses = Lapses()

    init(_ world: World) {
        slots = Column(zeros: world.slotCount)
        begins = Column(zeros: world.slotCount)
    }

    static func unshare(in run: inout Run) {
        run.pairs.slots.unshare()
        run.pairs.begins.unshare()
    }

    // MARK: Questions

    @inline(__always)
    subscript(slot: Int) -> Slot { slots[slot] }

    @inline(__always)
    func state(_ slot: Int) -> PairState { slots[slot].state }

    @inline(__always)
    func isRunning(_ slot: Int) -> Bool { slots[slot].state.isRunning }

    @inline(__always)
    func isArriving(_ slot: Int) -> Bool { slots[slot].state.isArriving }

    /// Asks for the state of pairs in advance, from the first one of a device on.
    @inline(__always)
    func askFor(_ slot: Int) {
        slots.askFor(slot)
        begins.askFor(slot)
    }

    /// The local numbers of those pairs of a device that are in some states; see `FoundPairs`.
    ///
    /// - Parameters:
    ///   - first: the device's first slot.
    ///   - count: how many pairs of it are asked about.
    @inline(__always)
    func find(_ states: PairStates, from first: Int, _ count: Int) -> FoundPairs {
        slots.withElements(first..<first + count) { FoundPairs(states, among: $0, count) }
    }

    /// When the pair began to run for the last time; meaningful while it runs.
    @inline(__always)
    func runningSince(_ slot: Int) -> Tick { Tick(begins[slot]) - 1 }

    /// How many devices of the group run the patch, and have done so since `time` or longer.
    func numberRunning(_ group: Reference<GroupPlan>, _ local: Int, by time: Tick = .latest) -> Int {
        guard time >= 0 else { return 0 }
        return withBegins(group, local) {
            Int(patchlab_count_up_to($0, group.count, group.patches.count, UInt32(min(time, .latest))))
        }
    }

    /// The same for each of some times, ascending or not, that are not negative.
    func numbersRunning(_ group: Reference<GroupPlan>, _ local: Int, by times: [Tick]) -> [Int] {
        let limits = times.map { UInt32(min($0, .latest)) }
        var found = [UInt32](repeating: 0, count: limits.count)
        withBegins(group, local) { begins in
            for first in stride(from: 0, to: limits.count, by: 8) {
                let lot = min(8, limits.count - first)
                limits[first..<first + lot].withUnsafeBufferPointer { limits in
                    found[first..<first + lot].withUnsafeMutableBufferPointer { found in
                        patchlab_count_up_to_each(
                            begins,
                            group.count,
                            group.patches.count,
                            limits.baseAddress,
                            lot,
                            found.baseAddress
                        )
                    }
                }
            }
        }
        return found.map(Int.init)
    }

    /// Counts how long after `released` the pairs of a patch began to run on the devices of a group. Returns how many run.
    func count(_ group: Reference<GroupPlan>, _ local: Int, after released: Tick, in search: inout RankSearch) -> Int {
        withBegins(group, local) { search.count($0, group.count, step: group.patches.count, less: released) }
    }

    /// The same, to find those of the ranks that are looked for.
    func collect(_ group: Reference<GroupPlan>, _ local: Int, after released: Tick, in search: inout RankSearch) {
        withBegins(group, local) { search.collect($0, group.count, step: group.patches.count, less: released) }
    }

    /// Calls `body` with each device of the group that does not run all of the patches, ascending, and with its first slot.
    @inline(__always)
    func forEachLacking(_ locals: [Int], of group: Reference<GroupPlan>, _ body: (Int, Int) -> Void) {
        let step = group.patches.count
        if locals.count == 1 {
            withBegins(group, locals[0]) { begins in
                var place = patchlab_next_zero(begins, 0, group.count, step)
                while place < group.count {
                    body(group.firstDevice + place, group.firstSlot + place * step)
                    place = patchlab_next_zero(begins, place + 1, group.count, step)
                }
            }
            return
        }
        locals.withUnsafeBufferPointer { locals in
            var first = group.firstSlot
            for device in group.devices {
                for local in locals where begins[first &+ local] == 0 {
                    body(device, first)
                    break
                }
                first &+= step
            }
        }
    }

    @inline(__always)
    private func withBegins<Result>(
        _ group: Reference<GroupPlan>,
        _ local: Int,
        _ body: (UnsafePointer<UInt32>) -> Result
    ) -> Result {
        let step = group.patches.count
        return begins.withElements(group.firstSlot..<group.firstSlot + step * group.count) { body($0 + local) }
    }

    /// When the pairs of a patch that run on the devices of a group began to.
    func begins(of group: Reference<GroupPlan>, _ local: Int) -> Begins {
        Begins(
            column: begins,
            slot: group.firstSlot + local,
            step: group.patches.count,
            end: group.firstSlot + group.patches.count * group.count
        )
    }

    /// Times at which pairs began to run that do.
    struct Begins: Sequence, IteratorProtocol {
        fileprivate let column: Column<UInt32>
        fileprivate var slot: Int
        fileprivate let step: Int
        fileprivate let end: Int

        @inline(__always)
        mutating func next() -> Tick? {
            while slot < end {
                let begin = column[slot]
                slot &+= step
                if begin != 0 { return Tick(begin) - 1 }
            }
            return nil
        }
    }

    /// Names an attempt among all draws of a device: the patch, and how many attempts to install it have come to an end since
    /// the start. What is drawn for the same patch again is drawn anew; one that was broken off is tried again as it was.
    @inline(__always)
    func occurrence(_ patch: Int, ofSlot slot: Int) -> UInt64 {
        let attempts = UInt64(slots[slot].attempts)
        let further = furtherAttempts.isEmpty ? 0 : (furtherAttempts[slot] ?? 0) * Slot.maximumAttempts
        return Self.firstOccurrence(patch) | (attempts + further)
    }

    /// The name of the first attempt.
    @inline(__always)
    static func firstOccurrence(_ patch: Int) -> UInt64 { UInt64(patch) << 32 }

    /// The version of a component that the device runs now; nil if it does not have the component.
    func version(of component: Int, _ device: Int, _ group: Reference<GroupPlan>) -> Int? {
        let software = group.software
        guard software.installed.indices.contains(component), software.installed[component] >= 0 else { return nil }
        var version = software.installed[component]
        let first = group.slots(of: device)
        for update in software.updatesOf[component] where slots[first + update.local].state.isRunning {
            version = max(version, update.version)
        }
        return version
    }

    /// True if the device runs all the components in the given versions.
    func runsAll(_ ranges: some Sequence<VersionRange>, _ device: Int, _ group: Reference<GroupPlan>) -> Bool {
        ranges.allSatisfy { range in
            guard let version = version(of: range.component, device, group) else { return false }
            return range.versions.contains(version)
        }
    }

    // MARK: Changes

    /// Gives a pair its new state: the only way to change one. `PairState.moves` are all moves that there are.
    ///
    /// Where the pair begins or ceases to run, `change` does this.
    @inline(__always)
    mutating func move(_ slot: Int, to state: PairState) {
        assert(slots[slot].state.mayMove(to: state), "no pair moves from \(slots[slot].state) to \(state)")
        slots[slot].state = state
    }

    /// Gives a pair its new state, and the ledger what follows for exposure.
    static func change(_ device: Int, _ group: Int, _ local: Int, to state: PairState, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        let isRunning = state.isRunning
        guard run.pairs.isRunning(first + local) != isRunning else {
            run.pairs.move(first + local, to: state)
            return
        }
        if !isRunning {
            noteLapse(plan, first, local, goesOn: false, in: &run)
            run.console.unsettle(device)
        }
        Exposure.pairChanges(plan, first, local, isRunning: isRunning, in: &run)
        run.pairs.move(first + local, to: state)
        if !isRunning { run.pairs.begins[first + local] = 0 }
        let now = run.agenda.now
        let released = run.world.patches[plan.patches[local]].released
        run.series?.notePatched(now, released: released, by: isRunning ? 1 : -1)
        run.recorder?.note(device, now, isRunning ? .closed(local) : .reopened(local))
    }

    /// The pair begins to run what the patch brings; older patches that it makes superfluous are done with.
    static func setRunning(_ device: Int, _ group: Int, _ local: Int, _ state: PairState, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        if run.pairs.isRunning(first + local) { noteLapse(plan, first, local, goesOn: true, in: &run) }
        change(device, group, local, to: state, in: &run)
        run.pairs.noteBegin(first + local, at: run.agenda.now)
        for older in plan.software.covers[local] where !run.pairs.isRunning(first + older) {
            run.console.unsettle(device)
            change(device, group, older, to: .covered, in: &run)
            run.pairs.noteBegin(first + older, at: run.agenda.now)
        }
    }

    @inline(__always)
    private mutating func noteBegin(_ slot: Int, at time: Tick) { begins[slot] = UInt32(time) + 1 }

    /// What was arriving does not arrive.
    @inline(__always)
    mutating func withdraw(_ slot: Int) { move(slot, to: slots[slot].state == .upgrading ? .running : .absent) }

    /// What was arriving does not arrive, and is not tried again. The first revision stays where it runs.
    mutating func giveUp(_ slot: Int) {
        switch slots[slot].state {
        case .upgrading: move(slot, to: .running)
        case .arrivingFixed: move(slot, to: .failedFixed)
        default: move(slot, to: .failed)
        }
    }

    /// Another attempt has come to an end, of which the device has yet to report.
    @inline(__always)
    mutating func countAttempt(_ slot: Int) {
        slots[slot].countAttempt()
        if slots[slot].attempts == 0 { furtherAttempts[slot, default: 0] += 1 }
    }

    /// The attempt has failed.
    mutating func noteFailure(_ slot: Int) {
        slots[slot].failures += 1
        slots[slot].markFailure()
    }

    /// Attempts are counted anew.
    @inline(__always)
    mutating func forgetFailures(_ slot: Int) { slots[slot].failures = 0 }

    /// The device has reported how the attempt ended, or nobody asks any more.
    @inline(__always)
    mutating func forgetOutcome(_ slot: Int) { slots[slot].forgetOutcome() }

    /// The columns by themselves, for pairs that do nothing but take a plain course.
    struct Untried: Sendable {
        fileprivate let slots: Column<Slot>
        fileprivate let begins: Column<UInt32>

        /// True if nothing ever happened to the pair.
        @inline(__always)
        func contains(_ slot: Int) -> Bool { slots[slot] == Slot() }

        /// The pair runs from `time` on, at the first attempt, and that was reported.
        @inline(__always)
        func run(_ slot: Int, since time: Tick) {
            slots[slot] = Slot.runningAtOnce
            begins[slot] = UInt32(truncatingIfNeeded: time) &+ 1
        }
    }

    var untried: Untried { Untried(slots: slots, begins: begins) }

    // MARK: What the manifest asks

    static func footprint(of outline: RunOutline) -> Int {
        outline.pairs * (MemoryLayout<Slot>.size + MemoryLayout<Int32>.size)
    }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        addTimes(to: &ledger, of: part, in: run)
        addUnpatched(to: &ledger, of: part, in: run)
        addDayMarks(to: &ledger, of: part, in: run)
    }

    func violations(in run: Run) -> [String] {
        run.world.groups.flatMap { group in
            group.devices.flatMap { device in violations(device, group, in: run) }
        }
    }

    private func violations(_ device: Int, _ group: Reference<GroupPlan>, in run: Run) -> [String] {
        let first = group.slots(of: device)
        let activity = run.devices.activity(device)
        return group.patches.indices.compactMap { local in
            let name = "patch \(group.patches[local]) on device \(device)"
            let state = slots[first + local].state
            if state.isArriving && !activity.isInstallation { return "\(name) is \(state), and the device \(activity)" }
            if state == .rollingBack && activity != .rollingBack { return "\(name) rolls back without its device" }
            let isBrought = group.software.coveredBy[local].contains {
                isRunning(first + $0) && slots[first + $0].state != .covered
            }
            if state == .covered && !isBrought { return "\(name) is covered by nothing" }
            if state.isRunning != (begins[first + local] > 0) { return "\(name) does not say since when it runs" }
            if state.isRunning && runningSince(first + local) > run.now { return "\(name) runs from later on" }
            if slots[first + local].hasOutcome && !run.devices.isMarked(device, .hasOutcomes) {
                return "\(name) has an outcome that its device does not know of"
            }
            return nil
        }
    }
}
