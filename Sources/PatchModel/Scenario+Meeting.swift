extension Scenario {
    /// Why devices may have to be served in the exact order of time, in words; nil if each can be run by itself from one decision
    /// to the next, whatever happens.
    ///
    /// They have to where what one of them does may change at once what another one meets (at the technicians, at the vendor), or
    /// where something befalls it on its own. The first reason is told.
    public var meetingCause: String? {
        if let group = groups.first(where: { $0.backgroundFailuresPerDay > 0 }) {
            return "devices of group \(group.name) fail by themselves"
        }
        if let strategy = strategies.first(where: { !$0.allLimits.isEmpty }) {
            return "strategy \(strategy.name) limits how many devices are in flight at once"
        }
        for patch in patches {
            if patch.regressions.contains(where: { $0.chance > 0 }) { return "patch \(patch.name) may break devices" }
            if patch.installation.brickChance > 0 { return "installing patch \(patch.name) may leave devices dead" }
            if let rollback = patch.rollback, rollback.failureChance > 0 {
                return "rolling patch \(patch.name) back may leave devices dead"
            }
        }
        return nil
    }
}
