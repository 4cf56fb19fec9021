import EventEngine
import PatchModel
import PatchSimulator
import Reports

/// The tracks of one device: when it was connected, how patches came to it, and how it served its user.
struct DeviceTracks {
    let life: [RecordedEvent]
    let sessions: [Session]
    let horizon: Tick
    let process: Int
    let words: DeviceEventWords

    var events: [TraceEvent] { connections + patching + happenings + conditions }

    private var connections: [TraceEvent] {
        sessions.filter { $0.end > $0.start }.map {
            TraceEvent.slice($0.place == .away ? "away" : "corporate", process, 0, from: $0.start, to: $0.end)
        }
    }

    /// From the offer to what came of it.
    private var patching: [TraceEvent] {
        var slices: [TraceEvent] = []
        var phase: String?
        var since: Tick = 0
        let change = { (next: String?, time: Tick) in
            if let phase, time > since { slices.append(.slice(phase, process, 1, from: since, to: time)) }
            phase = next
            since = time
        }
        for entry in life {
            switch entry.event {
            case .offered: change("downloads and installs", entry.time)
            case .awaitsWindow: change("awaits window", entry.time)
            case .drains: change("drains", entry.time)
            case .awaitsRestart: change("awaits restart", entry.time)
            case .restarts: change("restarts", entry.time)
            case .rollsBack: change("takes back", entry.time)
            case .runs, .cancelled, .failed, .bricked, .rolledBack, .rollbackFailed: change(nil, entry.time)
            default: break
            }
        }
        change(nil, horizon)
        return slices
    }

    private var happenings: [TraceEvent] {
        words.sentences(life).map { .instant($0.words, process, 1, at: $0.time) }
    }

    /// Whatever is not simply up.
    private var conditions: [TraceEvent] {
        var slices: [TraceEvent] = []
        var condition = Condition.up
        var since: Tick = 0
        let change = { (next: Condition, time: Tick) in
            if condition != .up, time > since {
                slices.append(.slice(condition.name, process, 2, from: since, to: time))
            }
            condition = next
            since = time
        }
        for entry in life {
            if case .became(let next) = entry.event { change(next, entry.time) }
        }
        change(.up, horizon)
        return slices
    }
}
