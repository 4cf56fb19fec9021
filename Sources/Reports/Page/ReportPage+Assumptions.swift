import EventEngine
import Experiments
import PatchModel
import Text

extension ReportPage {
    /// Everything the figures rest on.
    var assumptions: HTML {
        let parts: [HTML] = [
            part("Not as written in the scenario", settingTable),
            part("Strategies", strategyTable), part("Fleet", fleetTable),
            part("When devices are on", connectivityTable),
            part("Patches", patchTable), part("Defects that patches may carry", defectTable),
            part("Vulnerabilities", vulnerabilityTable),
            part("Repair, deadlines and prices", otherTable),
            part("Data sources", sources),
        ].compactMap { $0 }
        let inShort: [HTML] = AssumptionLines(study).lines.map { "<li>\($0)</li>\n" }
        return """
            <section id="assumptions" class="assumptions" aria-labelledby="assumptions-title">
            <h2 id="assumptions-title">Assumptions</h2>
            <p class="lead">The figures are no better than these. Durations are random (distributions); each run draws new \
            values, the same for all strategies.</p>
            \(parts)</section>
            <section class="in-short short" aria-label="Assumptions in short">
            <h2>Assumptions, in short</h2>
            <ul>\(inShort)</ul>
            </section>
            """
    }

    /// Folded away on the screen, opened on paper.
    private func part(_ title: String, _ content: HTML?) -> HTML? {
        content.map { "<details class=\"printed\"><summary>\(title)</summary>\n\($0)</details>\n" }
    }

    private var scenario: Scenario { study.scenario }

    private var settingTable: HTML? {
        let rows: [[HTML]] = report.origin.settings.map { ["\($0.key)", "\($0.value)"] }
        guard !rows.isEmpty else { return nil }
        return .table(caption: "Settings", ["key", "set to"], rows, isText: true)
    }

    private var strategyTable: HTML {
        let rows: [[HTML]] = study.policies.map { policy in
            let words = policy.strategy.map { StrategyText($0, scenario).sentences.joined(separator: " ") }
            return [
                "\(policy.name)", "\(policy.kind)", "\(words ?? "not declared by the scenario")",
            ]
        }
        return .table(caption: "Strategies", ["strategy", "kind", "what it does"], rows, isText: true)
    }

    private var fleetTable: HTML {
        let images = scenario.software.images
        let rows: [[HTML]] = scenario.groups.map { group in
            let image = images.indices.contains(group.image) ? images[group.image].name : "–"
            return [
                "\(group.name)", "\(Figure.grouped(group.count))", "\(group.deviceClass.rawValue)", "\(image)",
                "\(group.criticality.rawValue)", "\(group.exposure.rawValue)", "\(group.connectivityName)",
                "\(words(group.checkIn))",
                "\(group.backgroundFailuresPerDay > 0 ? DistributionText.share(group.backgroundFailuresPerDay) : "–")",
            ]
        }
        return .table(
            caption: "Device groups",
            [
                "group", "devices", "class", "image", "criticality", "reachable from", "connectivity", "check-in",
                "background failures a day",
            ],
            rows,
            isText: true
        )
    }

    private func words(_ checkIn: CheckIn) -> String {
        let reach = checkIn.reach == .corporate ? ", on the corporate network" : ""
        switch checkIn.mode {
        case .push: return "at once" + reach
        case .poll(let every, let jitter):
            let spread = jitter > 0 ? " ± \(DistributionText.share(jitter))" : ""
            return "every \(Figure.span(Double(every)))\(spread)" + reach
        }
    }

    private var connectivityTable: HTML {
        var seen: Set<String> = []
        let rows: [[HTML]] = scenario.groups.filter { seen.insert($0.connectivityName).inserted }.map { group in
            let origin = ConnectivityProfiles.aliases.first { $0.name == group.connectivityName }
            let isPublished = ConnectivityProfiles.named(group.connectivityName) == group.connectivity
            let source =
                isPublished
                ? origin.map { "fit of \($0.origin)" }
                    ?? (group.connectivity == .alwaysOn ? "by definition" : "published fit")
                : "the scenario"
            return ["\(group.connectivityName)", "\(words(group.connectivity))", "\(source)"]
        }
        return .table(caption: "Connectivity", ["profile", "distribution", "source"], rows, isText: true)
    }

    private func words(_ connectivity: Connectivity) -> String {
        switch connectivity {
        case .alwaysOn: return "on without interruption"
        case .alternating(let on, let off, let away):
            let place = away > 0 ? "; \(DistributionText.share(away)) of the time on is spent away" : ""
            return "on for \(DistributionText.words(on)); off for \(DistributionText.words(off))" + place
        case .weekly(let pattern):
            let clock = { (seconds: Int64) in String(Figure.time(seconds).prefix(5)) }
            let days = Weekday.allCases.filter(pattern.days.contains).map(\.rawValue).joined(separator: " ")
            return
                "\(days), \(clock(pattern.opens)) to \(pattern.closes == 86_400 ? "24:00" : clock(pattern.closes)); at "
                + "work on \(DistributionText.share(pattern.attendance)) of the days"
        case .trace(let rows):
            return "recorded sessions of \(Figure.count(rows.count, "device", "devices"))"
        }
    }

    private var patchTable: HTML {
        let rows: [[HTML]] = scenario.patches.map { patch in
            let fix = patch.vendorFix.map {
                "\(Figure.count($0.reports, "report", "reports")), then \(DistributionText.words($0.after))"
                    + ($0.elsewhere.map { "; others find it after \(DistributionText.words($0))" } ?? "")
                    + ($0.withdrawal.map { "; withdrawn after \(DistributionText.words($0))" } ?? "")
            }
            let restart =
                patch.restart.kind == .none
                ? "none"
                : "\(patch.restart.kind.rawValue), \(DistributionText.words(patch.restart.duration))"
            return [
                "\(patch.name)", "\(patch.severity.rawValue)", "\(day(patch.released))", "\(patch.fixes.count)",
                "\(Figure.bytes(Double(patch.size)))", "\(DistributionText.words(patch.installation.duration))",
                "\(DistributionText.share(patch.installation.failureChance)), \(patch.installation.attempts) tries",
                "\(restart)", "\(patch.rollback == nil ? "no" : "yes")", "\(fix ?? "never")",
            ]
        }
        return .table(
            caption: "Patches",
            [
                "patch", "severity", "released", "fixes", "download", "installs in", "fails", "restart",
                "can be rolled back",
                "vendor answers after",
            ],
            rows,
            isText: true
        )
    }

    private func day(_ time: Tick) -> String {
        time < 0 ? "before the start" : time == 0 ? "at the start" : "day \(Figure.fixed(Double(time) / 86_400, 2))"
    }

    private var defectTable: HTML? {
        let rows: [[HTML]] = scenario.patches.flatMap { patch in
            patch.regressions.map { defect in
                [
                    "\(patch.name)", "\(defect.name)", "\(DistributionText.share(defect.chance))",
                    "\(DistributionText.share(defect.share)) of \(ConditionText(defect.condition, scenario).devices ?? "all devices")",
                    "\(words(defect.effect))", "\(words(defect.onset))",
                    "\(words(defect.telemetry))", "\(words(defect.helpDesk))",
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        return .table(
            caption: "Defects",
            [
                "patch", "defect", "chance", "devices it breaks", "effect", "begins", "own report",
                "help-desk ticket",
            ],
            rows,
            isText: true
        )
    }

    private func words(_ visibility: Regression.Visibility) -> String {
        guard visibility.probability > 0 else { return "never" }
        return "\(DistributionText.share(visibility.probability)) after \(DistributionText.words(visibility.delay))"
    }

    private func words(_ effect: Regression.Effect) -> String {
        let name = { (component: Int) in
            scenario.software.components.indices.contains(component)
                ? scenario.software.components[component].name : "a component"
        }
        switch effect {
        case .down(let component): return "\(name(component)) does not work"
        case .degraded(let component, let share):
            return "\(name(component)) loses \(DistributionText.share(share)) of its capacity"
        case .restartLoop: return "boot loop"
        case .bricked: return "dead until repaired"
        case .networkLoss: return "loses the network"
        }
    }

    private func words(_ onset: Regression.Onset) -> String {
        switch onset {
        case .atOnce: "at once"
        case .restart: "at the next restart"
        case .after(let delay): "after \(DistributionText.words(delay))"
        }
    }

    /// Rows beyond this many say little that their number does not.
    private static let mostRows = 1000

    private var vulnerabilityTable: HTML? {
        guard !scenario.vulnerabilities.isEmpty else { return nil }
        let rows: [[HTML]] = scenario.vulnerabilities.prefix(Self.mostRows).map { vulnerability in
            [
                "\(vulnerability.name)", "\(vulnerability.severity.rawValue)", "\(day(vulnerability.disclosed))",
                "\(words(vulnerability.exploitation, vulnerability.exploitationChance))",
                "\(vulnerability.source ?? "the scenario")",
            ]
        }
        let count = scenario.vulnerabilities.count
        let more: HTML = count > rows.count ? "<p>And \(count - rows.count) more.</p>" : ""
        let table = HTML.table(
            caption: "Vulnerabilities",
            ["vulnerability", "severity", "disclosed", "exploited", "source"],
            rows,
            isText: true
        )
        return "\(table)\(more)"
    }

    private func words(_ exploitation: Exploitation, _ chance: Double) -> String {
        let share = chance < 1 ? "\(DistributionText.share(chance)): " : ""
        switch exploitation {
        case .never: return "never"
        case .at(let time): return share + day(time)
        case .after(let delay): return share + "\(DistributionText.words(delay)) after disclosure"
        }
    }

    private var otherTable: HTML {
        var rows: [[HTML]] = []
        if let repair = scenario.repair {
            let staff = repair.technicians.map { Figure.count($0, "technician", "technicians") } ?? "enough technicians"
            rows.append([
                "repair", "\(staff), for \(repair.handles == .all ? "every" : "each unreachable") device in trouble",
            ])
            rows.append(["repair takes", "\(DistributionText.words(repair.duration))"])
            rows.append(["the way there takes", "\(DistributionText.words(repair.travel))"])
            rows.append(["a dead device is noticed after", "\(DistributionText.words(repair.noticedAfter))"])
        } else {
            rows.append(["repair", "no on-site repair"])
        }
        for severity in Severity.allCases {
            guard let deadline = scenario.serviceLevel.deadlines[severity] else { continue }
            rows.append(["deadline, \(severity.rawValue)", "\(Figure.span(Double(deadline))) after release"])
        }
        if let prices = scenario.prices {
            for item in CostItem.allCases where prices[item] > 0 {
                rows.append([
                    "price, \(item.pricedUnit)", "\(DistributionText.number(prices[item])) \(prices.currency)",
                ])
            }
        }
        return .table(caption: "Repair, deadlines and prices", ["what", "assumed"], rows, isText: true)
    }

    private var sources: HTML? {
        guard !scenario.sources.isEmpty else { return nil }
        let items: [HTML] = scenario.sources.map { "<li>\($0)</li>\n" }
        return "<ul>\(items)</ul>\n"
    }
}
