import PatchModel
import Text

/// Writes the findings of an import as a scenario, whole or in part: the same findings give the same bytes.
package struct ScenarioWriter: Sendable {
    /// What is written.
    package enum Parts: String, Sendable, Hashable, CaseIterable {
        /// A scenario that runs as it is.
        case all
        /// Only what comes from the inventories and feeds: software, patches and vulnerabilities. Fleet, strategies and
        /// repair are left to the scenario that imports the file, so that both can be kept up to date apart.
        case software
    }

    /// What is written; the whole unless stated.
    package var parts = Parts.all
    /// How many machines of each image the fleet has; images that are not named have 100.
    package var counts: [String: Int] = [:]

    /// A writer with the usual numbers of machines.
    package init() {}

    /// The scenario.
    ///
    /// - Throws: ``FeedError`` with code `conflict` if a count names no image, is not positive, or makes the fleet larger than
    ///   a scenario may be, or if a date is farther from the start than a scenario may reach; `nothingFound` if nothing is
    ///   pending, so that there would be nothing to roll out.
    package func text(_ findings: DebianFindings) throws(FeedError) -> String {
        let names = findings.request.machines.map(\.name)
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            guard names.contains(name) else {
                let message =
                    "a count is given for '\(name)', which is not one of the images (\(names.joined(separator: ", ")))"
                throw FeedError(.conflict, file: "--count", message)
            }
            guard count > 0 else {
                throw FeedError(.conflict, file: "--count", "the count \(count) for '\(name)' is not above zero")
            }
        }
        // Compared one by one first, so that no sum overflows.
        let largest = Scenario.maximumMeetingDevices
        guard names.allSatisfy({ (counts[$0] ?? 0) <= largest }),
            names.reduce(0, { $0 + (counts[$1] ?? Assumptions.count) }) <= largest
        else {
            throw FeedError(.conflict, file: "--count", "a fleet can have at most \(largest) machines")
        }
        let file = findings.request.indexFiles
        guard !findings.updates.isEmpty else {
            let kept = findings.keptBack.count
            let message =
                kept == 0
                ? "it offers nothing newer than what the machines have installed"
                : "all that it offers is kept back by packages on hold (\(kept) source packages), so that there is nothing to "
                    + "roll out"
            throw FeedError(.nothingFound, file: file, message)
        }
        guard let start = findings.start else {
            let message =
                "no advisory matches a pending update of \(findings.release), and the advisories decide when the "
                + "scenario starts: give the advisory lists (--advisories FILE...), the release if it is another one "
                + "(--release NAME), or the start (--start DATE)"
            throw FeedError(.conflict, file: file, message)
        }
        try ScenarioSpan(start).check(findings)
        let knowledge = [
            PatchWriter(findings: findings).text, software(findings), vulnerabilities(findings, start),
        ]
        let sections =
            switch parts {
            case .all:
                [head(findings, start), AssumedFleet(counts: counts).text(names), strategies(findings).text] + knowledge
            case .software: [partHead(findings, start)] + knowledge
            }
        return sections.joined(separator: "\n")
    }

    /// The opening of a file that a scenario imports.
    private func partHead(_ findings: DebianFindings, _ start: CalendarDate) -> String {
        """
        patchlab: 1
        # Made by `patchlab import debian --parts software`: what is installed on the machines, which security updates are
        # pending, and what they fix. To be imported by a scenario that starts on \(start) and brings the fleet, the
        # strategies and the repair staff. What comes from the feeds bears its source; what no feed gives is marked "assumed":
        # the durations and failures of installation and restart, and how a regression shows itself.

        """ + provenance(findings)
    }

    private func head(_ findings: DebianFindings, _ start: CalendarDate) -> String {
        let number = findings.updates.count
        let machines = findings.request.machines.count
        let kinds = machines == 1 ? "one kind" : "\(machines) kinds"
        return """
            patchlab: 1
            question: Should the \(number) pending security updates of \(kinds) of Debian machines go out \(strategies(findings).choices)?
            # Made by `patchlab import debian`. What comes from the feeds bears its source. What no feed gives is marked
            # "assumed": put your own figures there. Marked so are the number and use of the machines, the durations and
            # failures of installation and restart, how a regression shows itself, and the repair staff.
            start: \(start)T00:00:00
            timezone: UTC
            horizon: \(Assumptions.horizonDays)d

            """ + provenance(findings)
    }

    /// Where everything came from, and what was found on each image.
    private func provenance(_ findings: DebianFindings) -> String {
        let report = DebianReport(findings)
        var text = "sources:\n"
        for source in sources(findings) { text += "  - \(YAMLText.text(source))\n" }
        text +=
            "\n# image: installed packages; pending source packages; CVEs they fix (of which by the advisory's date only)\n"
        for image in report.images {
            text += "# \(image.name): \(image.installed) installed; \(image.pendingSources.count) pending; "
            if let fixed = image.vulnerabilities, let byDate = image.matchedByDateOnly {
                text += "\(counted(fixed, "CVE")) (\(byDate)); "
            } else {
                text += "CVEs not known; "
            }
            text += image.knownExploited.map { "\($0.count) known exploited\n" } ?? "which are exploited is not known\n"
            if !image.keptBack.isEmpty {
                text += "# \(image.name): kept back, no patch is offered: "
                text += paragraph(image.keptBack, width: 110, indent: "#   ", separator: ",")
                text +=
                    "; " + (image.keptBackVulnerabilities.map { staysOpen($0) } ?? "what stays open is not known")
                    + "\n"
            }
        }
        for warning in report.warnings {
            let words = "warning: \(warning)".split { $0 == " " || $0.isNewline }.map { SafeText.line($0) }
            text += "# " + paragraph(words, width: 110, indent: "#   ") + "\n"
        }
        return text
    }

    private func sources(_ findings: DebianFindings) -> [String] {
        let request = findings.request
        func base(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
        var list = request.machines.map { "Inventory of image \($0.name): \(base($0.status.file)), dpkg status" }
        list += request.indexes.map {
            "Security updates: \(base($0.file)), package index of Debian \($0.release ?? findings.release)"
        }
        list += request.advisories.map { "Advisories: \(base($0.file)), Debian security tracker" }
        if let kev = request.exploited {
            list.append("Known exploited: \(base(kev.file)), CISA, catalogue \(kev.catalogVersion), CC0")
        }
        if let epss = request.prediction {
            list.append("Exploit prediction: \(base(epss.file)), EPSS by FIRST.org, https://www.first.org/epss")
        }
        return list
    }

    private func strategies(_ findings: DebianFindings) -> AssumedStrategies {
        let devices = findings.updates.map { update in
            Set(update.binaries.flatMap(\.installed.keys)).reduce(0) { $0 + (counts[$1] ?? Assumptions.count) }
        }
        return AssumedStrategies(fewest: devices.min())
    }

    private func software(_ findings: DebianFindings) -> String {
        var text = """
            # The components that matter: packages with a pending update and those that depend on one of them directly.\(keptNote(findings))
            software:
              components:

            """
        for component in findings.components.components {
            let versions = component.versions.map { YAMLText.text($0.description) }.joined(separator: ", ")
            let name = YAMLText.key(YAMLText.text(component.name), indent: "    ")
            if component.requires.isEmpty {
                text += "\(name) { versions: [\(versions)] }\n"
                continue
            }
            let requires = component.requires.map { YAMLText.text($0) }.joined(separator: ", ")
            let oneLine = "\(name) { versions: [\(versions)], requires: [\(requires)] }"
            if oneLine.count <= YAMLText.pageWidth {
                text += oneLine + "\n"
            } else {
                text += "\(name)\n      versions: [\(versions)]\n"
                text += "      requires: \(YAMLText.list(component.requires, indent: 6, column: 16))\n"
            }
        }
        text += "  images:\n"
        for machine in findings.request.machines {
            let items = findings.components.components.compactMap { component in
                component.installed[machine.name].map { "\(component.name) \($0)" }
            }
            let start = YAMLText.key(YAMLText.text(machine.name), indent: "    ") + " "
            text += start + YAMLText.list(items, indent: 4, column: start.count) + "\n"
        }
        return text
    }

    private func keptNote(_ findings: DebianFindings) -> String {
        guard !findings.keptBack.isEmpty else { return "" }
        return
            "\n# NAME_held is the package NAME on a machine that keeps it back (on hold, or with one on hold): no patch updates it."
    }

    private func vulnerabilities(_ findings: DebianFindings, _ start: CalendarDate) -> String {
        guard !findings.vulnerabilities.isEmpty else {
            return
                "# No advisory list was given or none matched: what the updates fix is not known.\nvulnerabilities: {}\n"
        }
        var text = """
            # disclosed: the earliest advisory that names the CVE. exploited: the day it entered the catalogue of known exploited
            # ones; or, after EPSS, with that probability at a time uniform within the \(ExploitPrediction.horizonDays) days after the start (EPSS gives the
            # probability for \(ExploitPrediction.horizonDays) days and no law; the span is counted from disclosure here). No EPSS score: never.
            # severity, a rule of thumb since no feed scores it: known exploited critical, EPSS of 10 % or more high, else medium.
            vulnerabilities:

            """
        for vulnerability in findings.vulnerabilities { text += entry(vulnerability, findings, start) }
        return text
    }

    private func entry(_ vulnerability: DebianFindings.Vulnerability, _ findings: DebianFindings, _ start: CalendarDate)
        -> String
    {
        var source = vulnerability.advisories.joined(separator: ", ")
        if vulnerability.matchedByDateOnly { source += " (by date)" }
        return VulnerabilityWriter(
            name: vulnerability.name,
            affects: vulnerability.affected.map { "\($0.name) < \($0.bound)" },
            severity: vulnerability.severity,
            disclosed: vulnerability.disclosed,
            exploitedSince: vulnerability.exploitedSince,
            exploitedSource: "CISA KEV",
            probability: vulnerability.probability,
            source: source,
            predicted: findings.request.prediction?.date
        ).text(start: start)
    }
}
