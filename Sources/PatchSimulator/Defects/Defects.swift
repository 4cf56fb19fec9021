import EventEngine
import PatchModel

/// The defects of patches: where they take hold, and what they do. Also what else goes wrong with a device because of a patch.
/// Who hears of it is the matter of `Signals`.
struct Defects: ActiveSubject {
    /// Entity: incident.
    enum Event: UInt8, CaseIterable {
        case onset
    }

    static let firstKind = Run.FirstKind.defects

    /// For each defect: whether this replication has it.
    private let isPresent: [Bool]
    /// For each patch: whether this replication has any defect of it.
    private let isPresentIn: [Bool]
    private var incidents = Incidents()
    private var hitDevices = 0
    private var falseStops = 0

    init(_ world: World, _ random: KeyedRandom, _ draws: ScenarioDraws) {
        let isPresent = world.defects.indices.map { draws.isPresent($0, world, random) }
        self.isPresent = isPresent
        isPresentIn = world.patches.map { $0.defects.contains { isPresent[$0] } }
    }

    static func serve(_ event: Event, _ incident: Int, in run: inout Run) {
        switch event {
        case .onset: beginEffect(of: incident, in: &run)
        }
    }

    // MARK: Questions

    /// True if any of the patches carries a defect in this replication.
    func isPresent(inAny patches: [Int], _ world: World) -> Bool {
        world.defects.indices.contains { isPresent[$0] && patches.contains(world.defects[$0].patch) }
    }

    /// True if this replication has the defect of that number.
    func hasDefect(_ number: Int) -> Bool { isPresent[number] }

    /// True if the patch carries a defect in this replication.
    @inline(__always)
    func isPresent(in patch: Int) -> Bool { isPresentIn[patch] }

    /// Numbers of the device's incidents, the newest first.
    func incidents(of device: Int) -> [Int] { incidents.numbers(of: device) }

    func isActive(_ incident: Int) -> Bool { incidents[incident].phase == .active }

    func device(of incident: Int) -> Int { incidents[incident].device }

    /// Local number of the patch that is to blame, in the device's group.
    func patch(of incident: Int) -> Int { incidents[incident].patch }

    /// All incidents so far.
    var all: Range<Int> { incidents.indices }

    subscript(incident: Int) -> Incident { incidents[incident] }

    /// True if the incident keeps its device from checking in.
    func isUnreachable(_ incident: Int, _ world: World) -> Bool {
        incidents.effect(of: incidents[incident], world).isUnreachable
    }

    /// What the device's incidents make of it.
    func impact(on device: Int, _ world: World) -> Incidents.Impact { incidents.impact(on: device, world) }

    /// Names an incident among all draws of its device.
    func occurrence(of incident: Int, _ world: World) -> UInt64 { incidents.occurrence(of: incident, world) }

    /// Names a strike of a defect among all draws of its device.
    func occurrence(ofStrike incident: Int, _ defect: Int) -> UInt64 {
        incidents.occurrence(ofStrike: incident, defect)
    }

    // MARK: From the installation to the effect

    /// The first revision of a patch begins to run: its defects settle on the devices that match.
    ///
    /// - Parameter afterReboot: the job's restart, after which the patch runs, was a reboot.
    static func awaken(_ device: Int, _ group: Int, _ local: Int, afterReboot: Bool, in run: inout Run) {
        let plan = run.world.groups[group]
        let patch = plan.patches[local]
        for number in run.world.patches[patch].defects where run.defects.isPresent[number] && plan.defects[number] {
            let regression = run.world.defects[number]
            guard run.pairs.runsAll(regression.components, device, plan),
                run.random.chance(regression.share, .defectShare, device, UInt64(number))
            else { continue }
            let incident = add(device, local, .defect(number), .latent, in: &run)
            switch regression.onset {
            case .atOnce:
                beginEffect(of: incident, in: &run)
            case .after(let delay):
                let strike = run.defects.occurrence(ofStrike: incident, number)
                let span = run.random.span(delay, .defectOnset, device, strike)
                schedule(.onset, incident, at: run.agenda.now + span, in: &run)
            case .restart:
                if afterReboot {
                    beginEffect(of: incident, in: &run)
                } else if let start = CheckIns.nextSwitchOn(device, group, in: &run) {
                    schedule(.onset, incident, at: start, in: &run)
                }
            }
        }
    }

    private static func add(
        _ device: Int,
        _ local: Int,
        _ cause: Incident.Cause,
        _ phase: Incident.Phase,
        in run: inout Run
    ) -> Int {
        run.devices.mark(device, .hasIncidents)
        run.signals.begin()
        let cell = run.world.groups[run.world.group(of: device)].firstCell + local
        return run.defects.incidents.add(device, local, cause, phase, cell: cell)
    }

    /// The device has been rebooted: defects that wait for a restart take effect. A restart of services is none.
    static func meetRestart(_ device: Int, in run: inout Run) {
        guard run.devices.isMarked(device, .hasIncidents) else { return }
        for number in run.defects.incidents(of: device).reversed() where run.defects.incidents[number].phase == .latent
        {
            guard case .defect(let defect) = run.defects.incidents[number].cause,
                case .restart = run.world.defects[defect].onset
            else { continue }
            beginEffect(of: number, in: &run)
        }
    }

    private static func beginEffect(of number: Int, in run: inout Run) {
        let incident = run.defects.incidents[number]
        guard incident.phase == .latent, case .defect(let defect) = incident.cause else { return }
        let device = incident.device
        run.defects.incidents[number].phase = .active
        run.defects.incidents[number].struck = run.agenda.now
        noteHit(device, in: &run)
        run.recorder?.note(device, run.agenda.now, .broke(run.world.nameOfDefect(defect)))
        if run.world.defects[defect].effect.isUnreachable { loseContact(device, in: &run) }
        Signals.plan(of: number, defect, in: &run)
        Conditions.update(device, run.world.group(of: device), in: &run)
    }

    private static func noteHit(_ device: Int, in run: inout Run) {
        guard !run.devices.isMarked(device, .wasHit) else { return }
        run.devices.mark(device, .wasHit)
        run.defects.hitDevices += 1
        run.series?.noteHit(run.agenda.now)
    }

    /// Whatever the device was doing ends here; it cannot check in any more.
    private static func loseContact(_ device: Int, in run: inout Run) {
        let group = run.world.groups[run.world.group(of: device)]
        let first = group.slots(of: device)
        Downloads.breakOff(device, group, in: &run)
        Maintenance.breakOff(device, group.index, in: &run)
        for local in group.patches.indices {
            if run.pairs.isArriving(first + local) { run.pairs.withdraw(first + local) }
            if run.pairs.state(first + local) == .rollingBack { run.pairs.move(first + local, to: .running) }
        }
        run.devices.occupy(device, with: .unreachable)
        run.recorder?.noteLoss(device, run.agenda.now)
        Retries.forget(device, in: &run)
        run.devices.unmark(device, [.interrupted, .cutShort])
    }

    /// An installation or a rollback leaves the device dead.
    static func die(_ device: Int, _ local: Int, _ cause: Incident.Cause, in run: inout Run) {
        let number = add(device, local, cause, .active, in: &run)
        run.defects.incidents[number].isOfFixed = cause == .installation && isOfFixed(device, local, in: &run)
        loseContact(device, in: &run)
        Signals.planNotice(of: number, in: &run)
        Conditions.update(device, run.world.group(of: device), in: &run)
    }

    /// True if the attempt that has just failed was one to bring in the fixed revision, whether it was the last or not.
    private static func isOfFixed(_ device: Int, _ local: Int, in run: inout Run) -> Bool {
        let group = run.world.groups[run.world.group(of: device)]
        switch run.pairs.state(group.slots(of: device) + local) {
        case .arrivingFixed, .upgrading, .failedFixed, .running: return true
        default: return false
        }
    }

    /// What was wrong with the device is over. The caller brings its condition up to date.
    static func end(_ incident: Int, in run: inout Run) { run.defects.incidents[incident].phase = .over }

    /// Whatever was wrong with the device because of the patch is over. The caller brings its condition up to date.
    static func end(of device: Int, patch local: Int, in run: inout Run) {
        guard run.devices.isMarked(device, .hasIncidents) else { return }
        for number in run.defects.incidents(of: device) where run.defects.incidents[number].patch == local {
            run.defects.incidents[number].phase = .over
        }
    }

    /// A rollout of these patches was stopped.
    static func noteStop(of patches: [Int], in run: inout Run) {
        if !run.defects.isPresent(inAny: patches, run.world) { run.defects.falseStops += 1 }
    }

    // MARK: What the manifest asks

    /// Devices that are in trouble meet others at the technicians and the vendor: from the moment on when a patch with a
    /// defect is given out.
    static func coupling(in run: inout Run) -> Coupling {
        for number in run.world.defects.indices where isGivenOut(number, in: &run) { return .always }
        return .none
    }

    /// Devices that do not match a defect never have it.
    static func coupling(of group: Reference<GroupPlan>, in run: inout Run) -> Coupling {
        for number in run.world.defects.indices where group.defects[number] && isGivenOut(number, in: &run) {
            if group.patches.contains(run.world.defects[number].patch) { return .always }
        }
        return .none
    }

    private static func isGivenOut(_ defect: Int, in run: inout Run) -> Bool {
        run.defects.isPresent[defect] && run.console.rollout(of: run.world.defects[defect].patch) >= 0
    }

    static func coupling(of outline: RunOutline) -> Coupling {
        let mayBreak = outline.scenario.patches.contains { patch in patch.regressions.contains { $0.chance > 0 } }
        return mayBreak ? .always : .none
    }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        ledger.rollouts.falseStops = falseStops
        let struck = incidents.numbers(in: part, run.world).filter { incidents[$0].struck != nil }
        ledger.defects.blastRadius = Set(struck.map { incidents[$0].device }).count
        ledger.defects.firstEffect = struck.compactMap { incidents[$0].struck }.min()
    }

    /// The incidents whose device and patch belong to the part.
    func incidents(in part: Part, _ world: World) -> [Int] { incidents.numbers(in: part, world) }

    /// The cell of the incident's group and patch.
    func cell(of incident: Int, _ world: World) -> Int {
        world.groups[world.group(of: incidents[incident].device)].firstCell + incidents[incident].patch
    }

    func violations(in run: Run) -> [String] {
        var found: [String] = []
        var hit = 0
        for device in 0..<run.world.deviceCount {
            if run.devices.isMarked(device, .wasHit) { hit += 1 }
            if incidents.numbers(of: device).isEmpty == run.devices.isMarked(device, .hasIncidents) {
                found.append("the mark of device \(device) does not say whether it has incidents")
            }
        }
        if hit != hitDevices { found.append("\(hit) devices were hit, and \(hitDevices) are counted") }
        return found
    }
}
