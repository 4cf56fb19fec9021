import EventEngine
import PatchModel

/// What a group has to do with failures that have nothing to do with patches.
struct BackgroundFailuresPlan: Sendable {
    /// Failures a day of a device.
    let perDay: Double
}

/// Failures that have nothing to do with patches: they are planned from the start, and only make a ticket.
struct BackgroundFailures: ActiveSubject {
    enum Event: UInt8, CaseIterable {
        /// Entity: device.
        case failure
    }

    static let firstKind = Run.FirstKind.backgroundFailures

    /// Failures that are planned, or wait for their users.
    private var pending = 0

    static func plan(in run: inout Run) {
        for group in run.world.groups where group.backgroundFailures.perDay > 0 {
            guard let gap = try? Distribution.exponential(mean: 86_400 / group.backgroundFailures.perDay) else {
                continue
            }
            for device in group.devices {
                var time: Tick = 0
                var count: UInt64 = 0
                while true {
                    time += max(1, run.random.span(gap, .backgroundFailures, device, count))
                    if time > run.world.scenario.horizon { break }
                    schedule(.failure, device, at: time, in: &run)
                    run.backgroundFailures.pending += 1
                    count += 1
                }
            }
        }
    }

    static func serve(_ event: Event, _ device: Int, in run: inout Run) {
        switch event {
        case .failure: fail(device, in: &run)
        }
    }

    /// The user calls, now or when the device is used next; nobody does of a device that cannot be reached anyway.
    private static func fail(_ device: Int, in run: inout Run) {
        run.backgroundFailures.pending -= 1
        guard run.devices.activity(device) != .unreachable,
            let time = CheckIns.nextInUse(device, run.world.group(of: device), in: &run)
        else { return }
        guard time <= run.agenda.now else {
            schedule(.failure, device, at: time, in: &run)
            run.backgroundFailures.pending += 1
            return
        }
        ConsoleServer.hearTicket(of: device, in: &run)
        run.recorder?.note(device, run.agenda.now, .unrelatedTicket)
        ConsoleServer.hear(troubleOf: device, with: nil, in: &run)
    }

    static var reach: Reach { .device }

    /// A ticket is for the next decision to know of, and for no earlier one.
    static func coupling(in run: inout Run) -> Coupling { run.backgroundFailures.pending > 0 ? .atDecisions : .none }

    static func coupling(of outline: RunOutline) -> Coupling {
        outline.scenario.groups.contains { $0.backgroundFailuresPerDay > 0 } ? .atDecisions : .none
    }

    /// A planned event for each failure.
    static func footprint(of outline: RunOutline) -> Int {
        outline.scenario.groups.reduce(0) { sum, group in
            let days = Double(outline.scenario.horizon) / 86_400
            let failures = group.backgroundFailuresPerDay * days * Double(group.count)
            return sum + MemoryLayout<UInt64>.size * Int(min(1e15, max(0, failures)))
        }
    }

    func violations(in run: Run) -> [String] {
        pending < 0 ? ["more background failures have come than were planned"] : []
    }
}
