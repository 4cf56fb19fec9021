import PatchModel
import Warnings

extension DiagnosticCode {
    /// What can be wrong with names and versions.
    var nameExplanation: Explanation? {
        switch self {
        case .badName:
            Explanation(
                "A name is empty, holds a control character, or, for a component, a blank or one of < > =, which would make ranges of versions ambiguous.",
                wrong: "components: { open ssl: { versions: [3.0.15] } }",
                right: "components: { openssl: { versions: [3.0.15] } }"
            )
        case .duplicateName:
            Explanation(
                "Two things that are distinguished by their names have the same one, or one thing is listed twice.",
                wrong: "laptop: [openssl 3.0.15, openssl 3.0.16]",
                right: "laptop: [openssl 3.0.16]"
            )
        case .badVersion:
            Explanation(
                "Versions follow Debian's rules, [epoch:]upstream[-revision], of letters, digits and . + - ~ only. Plain versions such as 5.10 are the simple case. With `order: listed` at the component any text is a version.",
                wrong: "versions: [5.1_beta]",
                right: "versions: [5.1~beta]"
            )
        case .badConstraint:
            Explanation(
                "Components are written as `openssl 3.0.15` in images, `openssl -> 3.0.16` in updates, and `openssl < 3.0.16` (with < <= = >= >) or just `openssl` in conditions.",
                wrong: "affects: [openssl != 3.0.16]",
                right: "affects: [openssl < 3.0.16]"
            )
        case .versionsNotAscending:
            Explanation(
                "The versions of a component are listed from the oldest to the newest by Debian's rules, by which numbers count as numbers (5.9 is older than 5.10) and ~ sorts before everything. With `order: listed` at the component the list itself is the order.",
                wrong: "versions: [5.10, 5.9]",
                right: "versions: [5.9, 5.10]"
            )
        case .unknownComponent:
            unknown(
                "component",
                in: "software.components",
                wrong: "updates: opensl -> 3.0.16",
                right: "updates: openssl -> 3.0.16"
            )
        case .unknownVersion:
            Explanation(
                "The component has no such version under software.components.",
                wrong: "laptop: [openssl 3.0.51]",
                right: "laptop: [openssl 3.0.15]"
            )
        case .unknownImage: unknown("image", in: "software.images", wrong: "image: labtop", right: "image: laptop")
        case .unknownGroup:
            unknown("group", in: "fleet", wrong: "where: { group: traveling }", right: "where: { group: travelling }")
        case .unknownSite:
            Explanation(
                "No group of the fleet has this site.",
                wrong: "where: { site: Paris }",
                right: "where: { site: paris }"
            )
        case .unknownTag:
            Explanation(
                "No group of the fleet has this tag.",
                wrong: "where: { tag: pilots }",
                right: "where: { tag: pilot }"
            )
        case .unknownPatch:
            unknown("patch", in: "patches", wrong: "requires: [openssl]", right: "requires: [openssl-3.0.16]")
        case .unknownVulnerability:
            unknown(
                "vulnerability",
                in: "vulnerabilities",
                wrong: "fixes: [CVE-2026-123]",
                right: "fixes: [CVE-2026-1234]"
            )
        case .unknownConnectivity:
            Explanation(
                "There is no connectivity profile of that name, neither in the scenario nor among those that come with PatchLab.",
                wrong: "connectivity: laptops",
                right: "connectivity: laptop"
            )
        default: nil
        }
    }

    private func unknown(_ thing: String, in section: String, wrong: String, right: String) -> Explanation {
        Explanation("There is no \(thing) of that name under \(section).", wrong: wrong, right: right)
    }

    /// What can fail to hold together, and what is doubtful.
    var senseExplanation: Explanation {
        switch self {
        case .emptyFleet:
            Explanation(
                "Without devices there is nothing to simulate.",
                wrong: "fleet: []",
                right: "fleet: [{ group: shop, count: 8, class: server, image: web }]"
            )
        case .tooManyDevices:
            Explanation(
                "A fleet can have at most 2^\(Scenario.maximumDevices.trailingZeroBitCount) (\(Format.mostDevices)) devices, and 2^\(Scenario.maximumMeetingDevices.trailingZeroBitCount) (\(Format.mostMeetingDevices)) if patches may break any or some fail by themselves: devices meet then, at the technicians or the vendor. Scale it down: shares and rates do not depend on its size.",
                wrong: "count: 1000000000000",
                right: "count: 20000"
            )
        case .noVersionMatches:
            Explanation(
                "No version that is declared for the component lies in this range, so the condition could never hold.",
                wrong: "affects: [openssl > 4]       # versions: [3.0.15, 3.0.16]",
                right: "affects: [openssl < 3.0.16]"
            )
        case .noImageHasVersion:
            Explanation(
                "A component requires a version of another that no image has and no patch brings.",
                wrong: "vpn: { versions: [5.1], requires: [openssl >= 3.1] }   # no image has openssl 3.1",
                right: "vpn: { versions: [5.1], requires: [openssl >= 3.0] }"
            )
        case .unmetRequirement:
            Explanation(
                "An image has a component, and beside it a version of another component that the first cannot work with: the device would be broken from the start.",
                wrong: "old: [openssl 1.1, vpn 5.1]      # vpn requires openssl >= 3.0",
                right: "old: [openssl 3.0.15, vpn 5.1]"
            )
        case .fixStillAffected:
            Explanation(
                "A patch says that it fixes a vulnerability, but the version that it installs is among those affected.",
                wrong: "affects: [openssl <= 3.0.16]     # and a patch with updates: openssl -> 3.0.16",
                right: "affects: [openssl < 3.0.16]"
            )
        case .cyclicPrerequisites:
            Explanation(
                "Patches wait for each other (`requires`) in a circle, so none of them could ever be installed.",
                wrong: "patches: { a: { requires: [b], ... }, b: { requires: [a], ... } }",
                right: "patches: { a: { ... }, b: { requires: [a], ... } }"
            )
        case .unreachableFrom:
            Explanation(
                "A patch asks by `from` for a version that no image has, and that no patch brings which could be installed itself: it is never offered.",
                wrong: "from: openssl >= 3.0.12     # images have openssl 3.0.10, and no patch brings 3.0.12",
                right: "from: openssl >= 3.0.10"
            )
        case .restNotLast:
            Explanation(
                "The ring `rest` takes all remaining devices, so the rings after it would be empty.",
                wrong: "rings: [1%, rest, 50%]",
                right: "rings: [1%, 50%, rest]"
            )
        case .noGate:
            Explanation(
                "Rings without a gate and without dates all open at once; that is a big bang. Give a `gate`, or `after` for the rings.",
                wrong: "slow: { kind: staged, rings: [1%, rest] }",
                right: "slow: { kind: staged, rings: [1%, rest], gate: { soak: 48h, success: 95% } }"
            )
        case .unknownCode:
            Explanation(
                "A comment `# patchlab: allow CODE` silences a warning about its line. There is no warning of that name: nothing would be silenced.",
                wrong: "count: 2     # patchlab: allow canary-canot-fail",
                right: "count: 2     # patchlab: allow canary-cannot-fail"
            )
        case .absentRequirement:
            Explanation(
                "An image has a component but not what it requires. The dependency has no effect on such devices. That may be meant where an alternative takes its place."
            )
        case .patchNowhere:
            Explanation("No image has an older version of what the patch updates, so no device will ever take it.")
        case .vulnerabilityNowhere:
            Explanation("No image has an affected version, so no device is ever exposed.")
        case .releasedTooLate:
            Explanation("The patch is released after the end of the simulation.")
        case .matchesNothing:
            Explanation(
                "No group of the fleet meets these conditions, each of which could be met by itself.",
                wrong: "where: { class: server, image: laptop }",
                right: "where: { class: laptop, image: laptop }"
            )
        case .withdrawWithoutCause:
            Explanation(
                "A vendor withdraws a patch because of a regression. This patch has none, so that `withdraw` has no effect.",
                wrong: "regressions: []      # and vendor-fix: { after: 2d, withdraw: 4h }",
                right: "vendor-fix: { after: 2d }"
            )
        case .noEffect:
            // The same code is given by a rule, too.
            WarningRule.withoutEffect.explanation
        case .renamed:
            Explanation(
                "The key or word had this name in an earlier version. It is still understood, and will not be by the next version."
            )
        default:
            Explanation(
                "The scenario is inconsistent, and PatchLab cannot point to a line. The message says how; if a file that looks right brings this about, please report it."
            )
        }
    }
}
