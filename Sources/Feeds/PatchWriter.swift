import Text

/// The part of a scenario that holds the patches.
struct PatchWriter {
    let findings: DebianFindings

    var text: String {
        var text = """
            # One patch for each source package. All are published already and pending on the machines, hence `released: 0d`.
            # size: the largest sum, over the images, of the packages that an image downloads.
            # restart: reboot for kernel, C library, init system, message bus and microcode; service for services, the libraries
            # and packages they use, and the display server; none for the rest.
            # \(chanceExplanation)
            # A regression shows in the component that depends on the update and is a service or most widespread; if nothing
            # depends on it, in the update itself. How it shows and who is affected is assumed.
            patches:

            """
        var names: Set<String> = []
        for index in findings.updates.indices {
            let update = findings.updates[index]
            var name = "\(update.advisorySource)-\(update.version)"
            // Source `a-1` in version 2 and source `a` in version 1-2.
            while !names.insert(name).inserted { name += "'" }
            text += patch(index, name: name)
        }
        return text
    }

    private var chanceExplanation: String {
        let record = findings.regressions
        guard record.overall.count > 0 else {
            return "chance: Debian's rate from 2015 to March 2023; give advisory lists for rates by package."
        }
        let overall = "\(record.overall.count) of \(record.overall.total) advisories"
        return
            "chance: the package's record of regression updates since \(Assumptions.regressionsSince), drawn towards the "
            + "overall\n# rate (\(overall)), which weighs as \(Figure.ungrouped(record.prior.strength, 0)) advisories."
    }

    private func patch(_ index: Int, name: String) -> String {
        let update = findings.updates[index]
        let advisories = findings.advisories[index]
        let fixes = findings.vulnerabilities.filter { $0.updates.contains(index) }.map(\.name)
        var text = YAMLText.key(YAMLText.text(name), indent: "  ") + "\n"
        if advisories.isEmpty {
            text += "    # no advisory matches\n"
        } else {
            let names = advisories.map { "\($0.name) of \($0.date)\($0.byDateOnly ? " (by date)" : "")" }
            text += "    # " + paragraph(names, width: 110, indent: "    # ", separator: ",") + "\n"
        }
        let updates = update.binaries.map { "\($0.name) -> \($0.version)" }
        text += "    updates: \(YAMLText.list(updates, indent: 4, column: 13))\n"
        if !fixes.isEmpty { text += "    fixes: \(YAMLText.list(fixes, indent: 4, column: 11))\n" }
        text += "    released: 0d\n"
        if update.size > 0 { text += "    size: \(byteSize(update.size))\n" }
        text += "    install: \(Assumptions.install)  # assumed\n"
        switch update.restart {
        case .none:
            text += "    restart: { kind: none }  # \(update.restartReason)\n"
        case .service:
            text += "    restart: { kind: service, duration: \(Assumptions.serviceRestartDuration) }"
            text += "  # \(update.restartReason)\n"
        case .reboot:
            text +=
                "    restart: { kind: reboot, duration: \(Assumptions.rebootDuration) }  # \(update.restartReason)\n"
        }
        text += "    rollback: \(Assumptions.rollback)  # assumed\n"
        return text + regression(of: update) + vendorFix
    }

    private func regression(of update: PendingUpdate) -> String {
        let chance = findings.regressions.chance(ofSource: update.advisorySource)
        let isKnown = findings.regressions.overall.count > 0
        let rate = isKnown ? chance.rate : Assumptions.regressionChance
        let record = isKnown ? "  # \(chance.record.count) of \(chance.record.total) advisories" : ""
        let own = update.binaries.first { $0.shipsService } ?? update.binaries[0]
        let dependant = findings.components.mostExposedDependant(of: update)
        let component = dependant ?? own.name
        let name = "\(component) fails after the update" + (dependant == nil ? "" : " of \(update.advisorySource)")
        let onset =
            switch update.restart {
            case .none: Assumptions.delayedOnset
            case .service: "at-once"
            case .reboot: "restart"
            }
        return """
                regressions:
                  - name: \(YAMLText.text(name))
                    chance: \(Figure.percentage(rate, 2))\(record)
                    where: { component: \(YAMLText.text(component)), share: \(Assumptions.affectedShare) }  # share: assumed
                    onset: \(onset)
                    effect: { down: \(YAMLText.text(component)) }
                    telemetry: \(Assumptions.telemetry)  # assumed
                    help-desk: \(Assumptions.helpDesk)  # assumed

            """
    }

    private var vendorFix: String {
        let fit = findings.regressions.delay
        let mu = Figure.ungrouped(fit?.mu ?? Assumptions.vendorDelay.mu, 2)
        // Delays that are nearly equal leave a spread that rounds to zero, which no law has.
        let sigma = Figure.ungrouped(max(0.01, fit?.sigma ?? Assumptions.vendorDelay.sigma), 2)
        let reports = Assumptions.reportsBeforeVendorActs
        return "    vendor-fix: { after: { lognormal: { mu: \(mu), sigma: \(sigma), unit: d } }, reports: \(reports) }"
            + "  # reports: assumed\n"
    }
}
