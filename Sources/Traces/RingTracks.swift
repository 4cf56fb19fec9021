import EventEngine
import PatchSimulator
import Reports

/// The tracks of rollouts: what was decided, and for each ring whether it waits, is open, or is stopped.
struct RingTracks {
    let decisions: [DecisionRecord]
    let rollouts: [RolloutStatus]
    let horizon: Tick
    let firstProcess: Int

    var events: [TraceEvent] {
        rollouts.indices.flatMap { number -> [TraceEvent] in
            let own = decisions.filter { $0.rollout == number }
            let process = firstProcess + number
            let instants = own.map { decision in
                TraceEvent.instant(
                    [decision.action, decision.ring].compactMap { $0 }.joined(separator: " "),
                    process,
                    0,
                    at: decision.seconds,
                    ["reason": .text(decision.reason)]
                )
            }
            let slices = rollouts[number].rings.indices.flatMap { ring in
                self.slices(rollouts[number], ring, own, process)
            }
            return instants + slices
        }
    }

    private func slices(_ rollout: RolloutStatus, _ ring: Int, _ own: [DecisionRecord], _ process: Int) -> [TraceEvent]
    {
        var slices: [TraceEvent] = []
        var state = "waits"
        var since = rollout.began
        var wasOpen = false
        let change = { (next: String, time: Tick) in
            if time > since { slices.append(.slice(state, process, ring + 1, from: since, to: time)) }
            state = next
            since = time
        }
        let opened = rollout.rings[ring].opened
        for decision in own {
            switch decision.action {
            case "open" where decision.seconds == opened && decision.ring == rollout.rings[ring].name:
                wasOpen = true
                change("open", decision.seconds)
            case "stop": change("stopped", decision.seconds)
            case "resume": change(wasOpen ? "open" : "waits", decision.seconds)
            default: break
            }
        }
        change(state, horizon)
        return slices
    }
}
