import EventEngine

/// What must be installed by some time: then neither windows nor users keep it from the device, though freezes do.
extension Maintenance {
    /// When the installation that waits must begin; `Tick.never` where nobody says.
    static func installationDeadline(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Tick {
        guard run.console.hasDeadlines else { return .never }
        return deadlines(device, group, in: &run).map(\.time).min() ?? .never
    }

    /// When a restart must begin for which the device waits from now on; `Tick.never` where nobody says.
    static func restartDeadline(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Tick {
        guard run.console.hasDeadlines else { return .never }
        let now = run.agenda.now
        return deadlines(device, group, in: &run).map { $0.restart(waitingSince: now) }.min() ?? .never
    }

    /// Those of the patches that are being installed.
    private static func deadlines(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run)
        -> [Deadlines.Deadline]
    {
        var found: [Deadlines.Deadline] = []
        for local in run.pairs.find(.arriving, from: group.slots(of: device), group.patches.count) {
            if let deadline = run.console.deadline(of: group.patches[local], on: device) { found.append(deadline) }
        }
        return found
    }
}
