import EventEngine
import PatchModel

extension RolloutCourse {
    /// Opens every ring whose date has come and whose gate lets it.
    mutating func advance(at now: Tick, _ staged: StagedRollout, _ status: RolloutStatus?) -> [ReasonedAction] {
        var actions: [ReasonedAction] = []
        while opened < staged.rings.count, now - began >= staged.rings[opened].after {
            guard let reason = reasonToOpen(staged, now, status, hasOpenedNow: !actions.isEmpty) else { break }
            actions.append(open(at: now, because: reason))
        }
        return actions
    }

    private func reasonToOpen(
        _ staged: StagedRollout,
        _ now: Tick,
        _ status: RolloutStatus?,
        hasOpenedNow: Bool
    ) -> String? {
        guard opened > 0 else { return "first ring" }
        guard let gate = staged.gate else { return "its date has come" }
        guard let status, status.rings.indices.contains(opened - 1) else { return nil }
        let ring = status.rings[opened - 1]
        if ring.targets == 0 { return "the ring before is empty" }
        // What was opened at this moment has had no time to report.
        guard !hasOpenedNow, ring.opened != nil, now - soakBegan >= gate.soak else { return nil }
        if let hold = gate.hold, Self.reasonToStop(hold, status) != nil { return nil }
        if ring.expected == 0 { return "all \(ring.setAside) devices of the ring before are set aside" }
        let base = ring.denominator(gate.of)
        guard ring.reporting >= min(gate.minimum, ring.expected) else { return nil }
        let isReached = Limit(.share(gate.success), isStrict: false).isPassed(count: ring.succeeded, of: base)
        guard isReached || gate.tolerates(ring) else { return nil }
        return "\(ring.succeeded) of \(base) \(gate.of.words) well after the soak"
            + (isReached ? "" : "; \(ring.unhealthy) not well, \(gate.tolerated) tolerated") + ring.setAsideWords
    }
}

extension Gate {
    /// True if the ring has reported whole, and no more of it is unwell than the gate lets pass whatever the share.
    func tolerates(_ ring: RingStatus) -> Bool {
        tolerated > 0 && ring.reporting >= ring.expected && ring.unhealthy <= tolerated
    }
}
