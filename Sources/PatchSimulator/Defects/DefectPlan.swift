import EventEngine
import PatchModel

/// What the simulator needs to know of one regression, free to copy.
struct DefectPlan: Sendable {
    enum Onset: Sendable {
        case atOnce
        case restart
        case after(Law)
    }

    let patch: Int
    let chance: Double
    let share: Double
    /// Conditions on what is installed; those on the group are in `DefectMatches`.
    let components: Table<VersionRange>
    let onset: Onset
    let effect: Regression.Effect
    let telemetryProbability: Double
    let telemetryDelay: Law
    let helpDeskProbability: Double
    let helpDeskDelay: Law

    init(_ regression: Regression, patch: Int, arena: Arena) {
        self.patch = patch
        chance = regression.chance
        share = regression.share
        components = arena.table(regression.condition.components)
        switch regression.onset {
        case .atOnce: onset = .atOnce
        case .restart: onset = .restart
        case .after(let delay): onset = .after(Law(delay, in: arena))
        }
        effect = regression.effect
        telemetryProbability = regression.telemetry.probability
        telemetryDelay = Law(regression.telemetry.delay, in: arena)
        helpDeskProbability = regression.helpDesk.probability
        helpDeskDelay = Law(regression.helpDesk.delay, in: arena)
    }
}

/// Which defects the devices of a group may have.
struct DefectMatches: Sendable {
    /// For each defect whether its conditions on the group hold, and the group has the components that it needs.
    private let matches: Table<Bool>

    init(_ group: DeviceGroup, scenario: Scenario, arena: Arena) {
        let image = scenario.software.images[group.image]
        matches = arena.table(
            scenario.patches.flatMap(\.regressions).map { defect in
                // What is not installed is not brought by a patch either.
                defect.condition.matchesGroup(group)
                    && defect.condition.components.allSatisfy { image.installed[$0.component] != nil }
            }
        )
    }

    subscript(defect: Int) -> Bool { matches[defect] }
}
