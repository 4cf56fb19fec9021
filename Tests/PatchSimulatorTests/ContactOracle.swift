import EventEngine
import PatchModel

@testable import PatchSimulator

/// The contacts of all devices up to now, gathered by going through a run event by event and looking at what each device does:
/// nothing is deduced from what `ContactBook` writes down.
struct ContactOracle {
    private var simulation: Simulation<DeclaredPolicy>
    /// By device, from when on it was silent or not, at the ends of seconds.
    private var changes: [[(time: Tick, isSilent: Bool)]]
    /// By device, seconds at which it reported as its last act before it went off.
    private var lastActs: [[Tick]]

    init(_ number: Int) throws {
        let devices = RandomScenarios.scenario(number).deviceCount
        simulation = try LawTests.simulation(number, recording: Array(0..<devices))
        changes = Array(repeating: [(-1, false)], count: devices)
        lastActs = Array(repeating: [], count: devices)
    }

    private static func isSilent(_ activity: Activity) -> Bool { activity == .unreachable || activity == .restarting }

    /// Goes on to the end of that second.
    mutating func advance(to end: Tick) {
        let devices = simulation.world.deviceCount
        while !simulation.isFinished, simulation.nextMoment.map({ $0 <= end }) ?? false {
            let wasKeptOn = (0..<devices).map { simulation.fleet.devices.isMarked($0, .keptOn) }
            simulation.step()
            for device in 0..<devices {
                let activity = simulation.fleet.devices.activity(device)
                let isSilent = Self.isSilent(activity)
                let rests = activity == .idle || activity == .awaitingContact
                if wasKeptOn[device], !simulation.fleet.devices.isMarked(device, .keptOn), rests, !isCancelled(device) {
                    lastActs[device].append(simulation.now)
                }
                if changes[device].last?.isSilent != isSilent {
                    changes[device].append((simulation.now, isSilent))
                }
            }
        }
        simulation.advance(to: end)
    }

    private func isCancelled(_ device: Int) -> Bool {
        simulation.recordedLife(of: device).contains {
            if $0.time == simulation.now, case .cancelled = $0.event { true } else { false }
        }
    }

    /// The seconds in which the device was in contact up to now.
    func contacts(of device: Int) -> [Range<Tick>] {
        let now = simulation.now
        let group = simulation.world.groups[simulation.world.group(of: device)]
        var found =
            (lastActs[device] + simulation.recordedLife(of: device).filter { $0.event == .checkedIn }.map(\.time))
            .map { $0..<$0 + 1 }
        let ends = changes[device].dropFirst().map(\.time) + [now + 1]
        // Within one second the last state counts.
        let heard = zip(changes[device], ends).filter { !$0.isSilent && $1 > $0.time }.map { max(0, $0.time)..<$1 }
        let generator = simulation.fleet.onPeriods.sessions
        if group.connectivity.isPush {
            var period = generator.first(device, group)
            while !period.isFinished, Tick(period.start) <= now {
                if group.connectivity.reaches(period) {
                    found += heard.map { $0.clamped(to: max(0, Tick(period.start))..<Tick(period.end)) }
                }
                period = generator.next(after: period, device, group)
            }
        } else {
            var time: Tick = 0
            let cursor = generator.first(device, group)
            while let poll = generator.checkIn(from: time, cursor, device, group), poll <= now {
                if heard.contains(where: { $0.contains(poll) }) { found.append(poll..<poll + 1) }
                time = poll + 1
            }
        }
        return found.filter { !$0.isEmpty }
    }

    /// What `Console.lastSeen` and `Console.contacts` must be, the latter summed over groups.
    func summary() -> (lastSeen: [Tick?], total: Contacts) {
        let now = simulation.now
        let days = (now + 1) / 86_400
        var total = Contacts(daily: Array(repeating: 0, count: min(Contacts.maximumDays, Int(days))))
        var lastSeen: [Tick?] = []
        for device in 0..<simulation.world.deviceCount {
            let contacts = contacts(of: device)
            lastSeen.append(contacts.map { $0.upperBound - 1 }.max())
            func isSeen(after begin: Tick, to end: Tick) -> Bool {
                contacts.contains { $0.overlaps(begin + 1..<end + 1) }
            }
            total.devices += 1
            if contacts.isEmpty { total.never += 1 }
            if isSeen(after: now - 3600, to: now) { total.withinHour += 1 }
            if isSeen(after: now - 86_400, to: now) { total.withinDay += 1 }
            if isSeen(after: now - 7 * 86_400, to: now) { total.withinWeek += 1 }
            if isSeen(after: now - 30 * 86_400, to: now) { total.withinMonth += 1 }
            for day in total.daily.indices {
                let end = now - Tick(day) * 86_400
                if isSeen(after: end - 86_400, to: end) { total.daily[day] += 1 }
            }
        }
        return (lastSeen, total)
    }
}

extension Simulation {
    /// When the next thing happens, event or decision.
    var nextMoment: Tick? { [fleet.nextEvent, nextDecision].compactMap { $0 }.min() }
}
