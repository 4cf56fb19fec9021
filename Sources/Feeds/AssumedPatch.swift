import ScenarioFiles
import Text

/// What no inventory and no advisory tells of a patch: how it is installed, and what it may break.
struct AssumedPatch {
    /// The component that fails if the patch is bad.
    let component: String
    let restart: TableMap.Restart

    var text: String {
        "    install: \(Assumptions.install)  # assumed\n" + restartText
            + "    rollback: \(Assumptions.rollback)  # assumed\n" + regression
    }

    private var restartText: String {
        switch restart {
        case .none: "    restart: { kind: none }\n"
        case .service:
            "    restart: { kind: service, duration: \(Assumptions.serviceRestartDuration) }  # duration: assumed\n"
        case .reboot: "    restart: { kind: reboot, duration: \(Assumptions.rebootDuration) }  # duration: assumed\n"
        }
    }

    private var regression: String {
        let name = YAMLText.text(component)
        let onset =
            switch restart {
            case .none: Assumptions.delayedOnset
            case .service: "at-once"
            case .reboot: "restart"
            }
        let delay = Assumptions.vendorDelay
        return """
                regressions:  # assumed
                  - name: \(YAMLText.text("\(component) fails after the update"))
                    chance: \(Figure.percentage(Assumptions.regressionChance, 1))
                    where: { component: \(name), share: \(Assumptions.affectedShare) }
                    onset: \(onset)
                    effect: { down: \(name) }
                    telemetry: \(Assumptions.telemetry)
                    help-desk: \(Assumptions.helpDesk)
                vendor-fix: { after: { lognormal: { mu: \(delay.mu), sigma: \(delay.sigma), unit: d } }, reports: \(Assumptions.reportsBeforeVendorActs) }  # assumed

            """
    }
}
