import EventEngine
import PatchModel

/// What the simulator needs to know of the people who mend devices.
struct RepairPlan: Sendable {
    let technicians: Int?
    let duration: Law
    let travel: Law
    let noticedAfter: Law
    let handlesAll: Bool

    init(_ repair: RepairShop, arena: Arena) {
        technicians = repair.technicians
        duration = Law(repair.duration, in: arena)
        travel = Law(repair.travel, in: arena)
        noticedAfter = Law(repair.noticedAfter, in: arena)
        handlesAll = repair.handles == .all
    }
}

/// The technicians and the tickets that wait for them, in the order in which they were written.
struct Repairs: ActiveSubject {
    enum Event: UInt8, CaseIterable {
        /// Entity: incident.
        case visitEnd
    }

    static let firstKind = Run.FirstKind.repairs

    /// Nil: as many as needed.
    private let technicians: Int?
    private var busy = 0
    /// Numbers of incidents.
    private var waiting = WaitingLine()
    /// By group and patch.
    private var visits: [Int]
    private var technicianSeconds: [Int64]
    /// By group.
    private var lastRepair: [Tick?]

    init(_ world: World) {
        technicians = world.repair?.technicians
        visits = Array(repeating: 0, count: world.cellCount)
        technicianSeconds = Array(repeating: 0, count: world.cellCount)
        lastRepair = Array(repeating: nil, count: world.groups.count)
    }

    static func serve(_ event: Event, _ incident: Int, in run: inout Run) {
        switch event {
        case .visitEnd: endVisit(to: incident, in: &run)
        }
    }

    /// What is seen of them.
    var status: RepairStatus { RepairStatus(technicians: technicians, busy: busy, waiting: waiting.count) }

    private var hasFreeTechnician: Bool { technicians.map { busy < $0 } ?? true }

    /// A device known to be in trouble waits for a technician, if the shop takes such devices.
    static func requestVisit(_ incident: Int, in run: inout Run) {
        guard let repair = run.world.repair, repair.handlesAll || run.defects.isUnreachable(incident, run.world) else {
            return
        }
        run.repairs.waiting.add(incident)
        sendTechnicians(in: &run)
    }

    private static func sendTechnicians(in run: inout Run) {
        guard let repair = run.world.repair else { return }
        while run.repairs.hasFreeTechnician {
            // The oldest waiting ticket about what is not over yet.
            var next = run.repairs.waiting.takeNext()
            while let number = next, !run.defects.isActive(number) { next = run.repairs.waiting.takeNext() }
            guard let number = next else { return }
            let device = run.defects.device(of: number)
            let key = run.defects.occurrence(of: number, run.world)
            let length =
                run.random.span(repair.travel, .travel, device, key)
                + run.random.span(repair.duration, .repairDuration, device, key)
            run.repairs.busy += 1
            let cell = run.defects.cell(of: number, run.world)
            run.repairs.visits[cell] += 1
            run.repairs.technicianSeconds[cell] += min(length, max(0, run.world.scenario.horizon - run.agenda.now))
            schedule(.visitEnd, number, at: min(.latest, run.agenda.now + length), in: &run)
        }
    }

    /// The technician leaves a device that works, without the patches that broke it.
    private static func endVisit(to incident: Int, in run: inout Run) {
        run.repairs.busy -= 1
        if run.defects.isActive(incident) { mend(run.defects.device(of: incident), in: &run) }
        sendTechnicians(in: &run)
    }

    /// Everything that was wrong is over. What a defect came with is taken off until there is a fixed revision, and what could
    /// not be rolled back as the rollback would have done; an installation that failed has left nothing to take off.
    private static func mend(_ device: Int, in run: inout Run) {
        let group = run.world.group(of: device)
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        let wrong = run.defects.incidents(of: device).filter(run.defects.isActive)
        for number in wrong { Defects.end(number, in: &run) }
        for number in wrong {
            guard case .defect = run.defects[number].cause else { continue }
            let local = run.defects.patch(of: number)
            switch run.pairs.state(first + local) {
            case .running, .rollingBack: Rollbacks.takeOff(device, group, local, leaving: .held, in: &run)
            case .upgrading: Rollbacks.takeOff(device, group, local, leaving: .arrivingFixed, in: &run)
            default: break
            }
        }
        for number in wrong where run.defects[number].cause == .rollback {
            let local = run.defects.patch(of: number)
            guard run.pairs.state(first + local) == .running else { continue }
            let state = Rollbacks.stateAfterwards(of: plan.patches[local], in: run)
            Rollbacks.takeOff(device, group, local, leaving: state, in: &run)
        }
        run.repairs.lastRepair[group] = run.agenda.now
        run.recorder?.note(device, run.agenda.now, .repaired)
        Conditions.update(device, group, in: &run)
        switch run.devices.activity(device) {
        case .idle, .called, .awaitingContact, .unreachable:
            run.devices.occupy(device, with: .idle)
            CheckIns.finish(device, group, in: &run)
        default: break
        }
    }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        for cell in run.world.cells(in: part) {
            ledger.labour.technicianVisits += visits[cell]
            ledger.labour.technicianSeconds += technicianSeconds[cell]
        }
        ledger.labour.lastRepair = part.groups.compactMap { lastRepair[$0] }.max()
    }

    func violations(in run: Run) -> [String] {
        var found: [String] = []
        if busy < 0 || busy > technicians ?? .max { found.append("\(busy) technicians are busy") }
        if hasFreeTechnician, run.world.repair != nil, waiting.contains(where: run.defects.isActive) {
            found.append("a technician is free, and somebody waits")
        }
        return found
    }
}

/// Numbers in the order in which they came, to be taken from the front.
struct WaitingLine: Sendable {
    private var numbers: [Int] = []
    private var served = 0

    /// Numbers that were not taken yet.
    var count: Int { numbers.count - served }

    /// Numbers that take up memory, served or not.
    var kept: Int { numbers.count }

    mutating func add(_ number: Int) { numbers.append(number) }

    mutating func takeNext() -> Int? {
        guard served < numbers.count else { return nil }
        let next = numbers[served]
        served += 1
        if served >= 1024 && 2 * served >= numbers.count {
            numbers.removeFirst(served)
            served = 0
        }
        return next
    }

    func contains(where isMeant: (Int) -> Bool) -> Bool { numbers[served...].contains(where: isMeant) }
}
