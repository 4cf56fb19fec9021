import PatchModel

/// The format of scenario files, version 1: the one description from which the reader, the JSON Schema and the reference
/// are made.
enum Format {
    /// The version that `patchlab:` names.
    static let version = 1

    /// A whole scenario.
    static let scenario = Outline(
        id: "scenario",
        doc: "A scenario file: a world, what is wrong with it, and the ways to mend it.",
        keys: [
            Key("patchlab", .whole(version...version), .required, "The version of the format.", example: "1"),
            Key("question", .text, .standard("\"\""), "What the scenario answers, in one sentence."),
            Key(
                "start",
                .date,
                .required,
                "The first instant simulated, in local time of the scenario's zone. A local time that does not exist is the moment at which the clocks skip it.",
                example: "2026-03-10T18:00:00"
            ),
            Key("timezone", .timeZone, .standard("UTC"), "IANA name of the time zone.", example: "Europe/Paris"),
            Key("horizon", .duration(.positive), .required, "How long is simulated; at most 34 years.", example: "45d"),
            Key(
                "imports",
                .list(.text, count: 0...1000),
                .standard("[]"),
                "Files to read first, relative to this one. Maps are merged, lists put one after the other; nothing may be defined twice.",
                example: "[common.yaml]"
            ),
            Key("sources", .list(.text), .standard("[]"), "Where the figures come from: citations, licences."),
            Key("software", .map(software), .required, "Components, their versions, and the images made of them."),
            Key(
                "connectivity",
                .named(.variants(profiles), of: "profiles"),
                .standard("{}"),
                "Connectivity profiles of your own, beside those that come with PatchLab."
            ),
            Key("fleet", .list(.map(group)), .required, "The groups of devices."),
            Key(
                "vulnerabilities",
                .named(.map(vulnerability.outline), of: "vulnerabilities"),
                .standard("{}"),
                "What is wrong with the software."
            ),
            Key(
                "patches",
                .named(.map(patch.outline), of: "patches"),
                .standard("{}"),
                "The updates that are rolled out."
            ),
            Key(
                "repair",
                .map(repair.outline),
                .optional(
                    "nobody mends devices by hand, and nobody misses dead ones: of these the console hears only if a user calls"
                ),
                "The people who mend devices by hand."
            ),
            Key(
                "strategies",
                .named(strategy.kind, of: "strategies"),
                .standard("{}"),
                "The ways to roll out that are compared."
            ),
            Key("measure", .map(measure), .standard("{}"), "By what the strategies are judged."),
            Key(
                "prices",
                .map(prices.outline),
                .optional("nothing is counted in money"),
                "What things cost; gives every strategy a cost and changes no run."
            ),
        ]
    )

    /// The keys of an imported file: the same, but none is required.
    static let importedScenario: Outline = {
        var outline = scenario
        outline.keys = outline.keys.map { key in
            var key = key
            if case .required = key.presence { key.presence = .optional("the importing file says it") }
            return key
        }
        return outline
    }()

    static let measure = Outline(
        id: "measure",
        doc: "By what the strategies are judged.",
        keys: [
            Key(
                "sla",
                .map(serviceLevel),
                .standard("{}"),
                "Deadlines after a patch's release, by its severity.",
                example: "{ critical: 14d, high: 30d }"
            ),
            Key(
                "ticket",
                .duration(.nonNegative),
                .standard("15m"),
                "The help desk's work on one ticket, which counts as effort; the standard is an assumption."
            ),
        ]
    )

    static let serviceLevel = Outline(
        id: "sla",
        doc: "Deadlines after a patch's release, by its severity.",
        keys: Severity.allCases.map {
            Key(
                $0.rawValue,
                .duration(.positive),
                .optional("no deadline"),
                "Until when devices should run patches of severity \($0.rawValue)."
            )
        }
    )
}
