import EventEngine
import PatchModel

/// The technicians and the tickets that wait for them, in the order in which they were written.
struct Workshop: Sendable {
    /// Nil: as many as needed.
    let technicians: Int?
    var busy = 0
    /// Numbers of incidents.
    var waiting: [Int] = []
    private var served = 0

    init(technicians: Int?) { self.technicians = technicians }

    var hasFreeTechnician: Bool { technicians.map { busy < $0 } ?? true }

    /// Takes the oldest waiting ticket for which `isOpen` still holds.
    mutating func takeNext(where isOpen: (Int) -> Bool) -> Int? {
        while served < waiting.count {
            let next = waiting[served]
            served += 1
            if served >= 1024 && 2 * served >= waiting.count {
                waiting.removeFirst(served)
                served = 0
            }
            if isOpen(next) { return next }
        }
        return nil
    }
}

extension FleetState {
    /// A user calls, or somebody misses the device. A user who is not there calls when the device is used next; a
    /// device is missed whether it would be on or not.
    mutating func writeTicket(about number: Int) {
        guard incidents[number].phase == .active, !incidents[number].hasTicket else { return }
        let device = incidents[number].device
        if !incidents[number].isMissed {
            guard let time = nextInUse(device, world.group(of: device)) else { return }
            guard time <= now else {
                schedule(.ticket, number, at: time)
                return
            }
        }
        incidents[number].hasTicket = true
        console.takeTicket(at: now)
        recorder?.note(device, now, .ticket)
        reportIncident(number)
    }

    /// A device known to be in trouble waits for a technician, if the shop takes such devices.
    mutating func requestVisit(_ number: Int) {
        guard let repair = world.repair, repair.handlesAll || effect(of: incidents[number]).isUnreachable else {
            return
        }
        shop.waiting.append(number)
        sendTechnicians()
    }

    private mutating func sendTechnicians() {
        guard let repair = world.repair else { return }
        while shop.hasFreeTechnician {
            let open = incidents
            guard let number = shop.takeNext(where: { open[$0].phase == .active }) else { return }
            let device = incidents[number].device
            let key = occurrence(ofIncident: number)
            let length =
                random.span(repair.travel, .travel, device, key)
                + random.span(repair.duration, .repairDuration, device, key)
            shop.busy += 1
            tally.visits += 1
            tally.technicianSeconds += min(length, max(0, world.scenario.horizon - now))
            schedule(.visitEnd, number, at: min(.latest, now + length))
        }
    }

    /// The technician leaves a device that works, without the patches that broke it.
    mutating func endVisit(to number: Int) {
        shop.busy -= 1
        if incidents[number].phase == .active { mend(incidents[number].device) }
        sendTechnicians()
    }

    /// Everything that was wrong is over. What a defect came with is taken off until there is a fixed revision, and what could
    /// not be rolled back as the rollback would have done; an installation that failed has left nothing to take off.
    private mutating func mend(_ device: Int) {
        let group = world.group(of: device)
        let first = world.groups[group].slots(of: device)
        let wrong = incidentNumbers(of: device).filter { incidents[$0].phase == .active }
        for number in wrong { incidents[number].phase = .over }
        for number in wrong {
            guard case .defect = incidents[number].cause else { continue }
            let local = incidents[number].patch
            switch slots[first + local].state {
            case .running, .rollingBack: takeOff(device, group, local, leaving: .held)
            case .upgrading: takeOff(device, group, local, leaving: .arrivingFixed)
            default: break
            }
        }
        for number in wrong where incidents[number].cause == .rollback {
            let local = incidents[number].patch
            guard slots[first + local].state == .running else { continue }
            takeOff(device, group, local, leaving: stateAfterRollback(of: world.groups[group].patches[local]))
        }
        tally.lastRepair = now
        recorder?.note(device, now, .repaired)
        updateCondition(device)
        switch activity[device] {
        case .idle, .called, .awaitingContact, .unreachable:
            activity[device] = .idle
            due[device] = Int32(Tick.never)
            finish(device, group)
        default: break
        }
    }
}
