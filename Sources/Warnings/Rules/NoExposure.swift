import PatchModel

extension WarningRule {
    /// Nothing is ever exposed.
    static let noExposure = WarningRule(
        "no-exposure",
        Explanation(
            "No vulnerability affects any device, so that exposure is zero whatever the strategy does. Waiting costs nothing then, and the slowest strategy looks best.",
            wrong: "vulnerabilities: {}",
            right: "vulnerabilities:\n  CVE-2026-1234: { affects: [openssl < 3.0.16], severity: high }"
        ),
        .scenario { facts in
            let scenario = facts.scenario
            guard !scenario.patches.isEmpty else { return [] }
            let images = Set(scenario.groups.map(\.image)).map { scenario.software.images[$0] }
            let fixed = scenario.patches.filter { patch in images.contains { patch.applies(to: $0) } }.flatMap(\.fixes)
            let known = Set(fixed)
            let isExposed = scenario.vulnerabilities.enumerated().contains { index, vulnerability in
                vulnerability.disclosed < scenario.horizon
                    && (vulnerability.affects.isEmpty
                        ? known.contains(index) : images.contains { scenario.isAffected($0, by: index) })
            }
            guard !isExposed else { return [] }
            let isWritten = facts.isWritten(["vulnerabilities"])
            return [
                Finding(
                    "nothing is exposed in this scenario: exposure is zero, and waiting costs nothing",
                    at: isWritten ? ["vulnerabilities"] : ["patches"],
                    help: "add the vulnerabilities that the patches fix; when importing, give `--advisories`"
                )
            ]
        }
    )
}

extension Scenario {
    /// Whether devices with the image are exposed to a vulnerability at the start: to one that does not say what it affects,
    /// if they are to get a patch that fixes it.
    func isAffected(_ image: Image, by index: Int) -> Bool {
        let affects = vulnerabilities[index].affects
        guard affects.isEmpty else {
            return affects.contains { image.installed[$0.component].map($0.versions.contains) ?? false }
        }
        return patches.contains { $0.fixes.contains(index) && $0.applies(to: image) }
    }
}
