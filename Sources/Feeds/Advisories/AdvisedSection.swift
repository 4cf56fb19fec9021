import Text

/// The section of vulnerabilities that advisories tell of.
enum AdvisedSection {
    static let head = """
        # disclosed: the day on which the earliest advisory about it was published. severity: the highest of its scores (CVSS 3) or words
        # in advisories; where none says it, known exploited is critical, EPSS of 10 % or more high, all else medium.
        # exploited: the day since when that is known; or, after EPSS, with that probability at a time uniform within the
        # \(ExploitPrediction.horizonDays) days after the start (EPSS gives the probability for \(ExploitPrediction.horizonDays) days and no law; the span is counted from disclosure
        # here). Neither: never.
        vulnerabilities:

        """

    static func entry(
        _ vulnerability: AdvisedVulnerability,
        _ affects: [String],
        _ request: AdvisoryRequest
    ) -> VulnerabilityWriter {
        VulnerabilityWriter(
            name: vulnerability.name,
            affects: affects,
            severity: vulnerability.severity,
            disclosed: vulnerability.disclosed,
            exploitedSince: vulnerability.exploitedSince,
            exploitedSource: vulnerability.exploitedSource,
            probability: vulnerability.probability,
            source: vulnerability.sources.joined(separator: ", "),
            predicted: request.prediction?.date
        )
    }

    /// What is worth saying of advisories in a report.
    static func warnings(_ advisories: AdvisoryFindings, names: [Int: String]) -> [String] {
        var warnings: [String] = []
        let split = advisories.advice.enumerated().filter { $0.element.lines > 1 }.compactMap { names[$0.offset] }
        if !split.isEmpty {
            let some = split.prefix(3).joined(separator: ", ") + (split.count > 3 ? ", ..." : "")
            warnings.append(
                "advisories fix several lines of \(some), each by a version of its own; all devices are sent to the newest one, "
                    + "which may ask more of them than a patch"
            )
        }
        if !advisories.unfixed.isEmpty {
            let some = advisories.unfixed.prefix(3).joined(separator: ", ")
            warnings.append(
                "\(counted(advisories.unfixed.count, "vulnerability", "vulnerabilities")) in what is installed "
                    + "\(advisories.unfixed.count == 1 ? "has" : "have") no fix yet and "
                    + "\(advisories.unfixed.count == 1 ? "is" : "are") not in the scenario, such as \(some)"
            )
        }
        let unread = advisories.advice.reduce(0) { $0 + $1.unread }
        if unread > 0 {
            warnings.append(
                "\(counted(unread, "range or list", "ranges or lists")) of versions in advisories cannot be compared and were passed over"
            )
        }
        if advisories.later > 0 {
            warnings.append(
                "\(counted(advisories.later, "advisory", "advisories")) on this software, published after the start, "
                    + "\(advisories.later == 1 ? "does" : "do") not count"
            )
        }
        return warnings
    }

    /// The lines of a report that say what was taken.
    static func summary(_ advisories: AdvisoryFindings) -> String {
        var text = ""
        for file in advisories.files {
            text += "  \(file.name): \(counted(file.advisories, "advisory", "advisories"))\n"
        }
        if !advisories.ecosystems.isEmpty {
            text += "  that apply are of: \(advisories.ecosystems.joined(separator: "; "))\n"
        }
        return text.split(separator: "\n").map { SafeText.line($0) + "\n" }.joined()
    }
}
