import PatchModel

extension Format {
    static let patch = Shape(
        id: "patch",
        doc: "An update: what it changes, what it mends, what it costs, and what it may break.",
        keys: [
            Key(
                "updates",
                .oneOrMore(.update),
                .required,
                "The components with their new versions.",
                example: "openssl -> 3.0.16"
            ),
            Key(
                "fixes",
                .oneOrMore(.name(.vulnerability)),
                .standard("[]"),
                "The vulnerabilities it mends.",
                example: "[CVE-2026-1234]"
            ),
            Key(
                "released",
                .moment,
                .standard("0d"),
                "When it can be rolled out; a time before the start means that it was waiting already."
            ),
            Key(
                "severity",
                .words(of: Severity.self),
                .optional("the highest of what it fixes, or medium"),
                "By it the deadline is chosen."
            ),
            Key(
                "after",
                .oneOrMore(.name(.patch)),
                .standard("[]"),
                "Patches that must run on the device before, where they apply to it."
            ),
            Key("size", .size, .standard("0 B"), "What a device downloads.", example: "6 MiB"),
            Key("install", .map(installation), .required, "How it installs."),
            Key("restart", .map(restart), .standard("{}"), "What must restart before the new version runs."),
            Key(
                "rollback",
                .either([.words([Word("false", "it cannot be taken back")]), .map(rollback)]),
                .standard("{}"),
                "How it is taken back."
            ),
            Key(
                "regressions",
                .list(.map(regression), count: 0...1000),
                .standard("[]"),
                "Hidden defects, which no strategy knows of."
            ),
            Key(
                "vendor-fix",
                .map(vendorFix),
                .optional("the vendor never reacts"),
                "What the vendor does about reports."
            ),
        ]
    )

    static let installation = Shape(
        id: "install",
        doc: "How a patch installs.",
        keys: [
            Key(
                "duration",
                .distribution,
                .required,
                "One attempt, whether it succeeds or fails.",
                example: "{ triangular: [20s, 60s, 5m] }"
            ),
            Key("failure", .share(zero: true), .standard("0%"), "The chance, for each attempt, of a clean failure."),
            Key("attempts", .whole(1...15), .standard("3"), "Attempts before the device gives up."),
            Key(
                "backoff",
                .duration(.nonNegative),
                .standard("1h"),
                "The wait of this patch after its first failure, doubled after each further one."
            ),
            Key("revert", .distribution, .standard("5m"), "What a failed attempt needs to return to the state before."),
            Key(
                "bricks",
                .share(zero: true),
                .standard("0%"),
                "The chance, for each attempt, that the device does not come back by itself."
            ),
            Key(
                "interrupts",
                .flag,
                .standard("false"),
                "Whether the device cannot be used while it installs, nor while a job with it does."
            ),
            Key(
                "keeps-on",
                .flag,
                .standard("false"),
                "Whether a device that is switched off meanwhile stays on until the attempt is over, and reports its outcome before it goes."
            ),
        ]
    )

    static let restart = Shape(
        id: "restart",
        doc: "What must restart before the new version runs.",
        keys: [
            Key(
                "kind",
                .words([
                    Word("none", "nothing"), Word("service", "the services that use it"), Word("reboot", "the device"),
                ]),
                .standard("none"),
                "What restarts."
            ),
            Key(
                "duration",
                .distribution,
                .optional("required, unless the kind is `none`"),
                "How long it is down; of a job the longest counts."
            ),
            Key(
                "wait",
                .distribution,
                .standard("0s"),
                "Until the user, or the administrator, lets the restart happen."
            ),
        ]
    )

    static let rollback = Shape(
        id: "rollback",
        doc: "How a patch is taken back.",
        keys: [
            Key("duration", .distribution, .optional("the installation's"), "How long it takes, restart included."),
            Key(
                "failure",
                .share(zero: true),
                .standard("0%"),
                "The chance that it does not work and the device needs a technician."
            ),
        ]
    )

    static let vendorFix = Shape(
        id: "vendor-fix",
        doc: "What the vendor does about reports of a regression.",
        keys: [
            Key("after", .distribution, .required, "From the decisive report to the vendor's answer."),
            Key(
                "reports",
                .whole(1...1_000_000_000),
                .standard("1"),
                "The number of reporting devices that make the vendor look into it."
            ),
        ]
    )

    static let regression = Shape(
        id: "regression",
        doc: "A hidden defect of a patch.",
        keys: [
            Key("name", .text, .required, "What users would call it.", example: "VPN drops after resume"),
            Key(
                "chance",
                .share(zero: true),
                .standard("100%"),
                "The chance that the defect is in the patch at all, drawn once per replication."
            ),
            Key("where", .map(regressionCondition), .standard("{}"), "The devices that have it."),
            Key(
                "onset",
                .either([
                    .words([
                        Word("at-once", "as soon as the patch runs"),
                        Word(
                            "restart",
                            "at the first reboot or switching on after the installation, whatever it is for"
                        ),
                    ]), .distribution,
                ]),
                .standard("at-once"),
                "When it takes effect on a device that runs the patch."
            ),
            Key(
                "effect",
                .either([
                    .words([
                        Word("restart-loop", "the device restarts for ever and cannot check in"),
                        Word("bricked", "the device is dead until a technician comes"),
                        Word("network-loss", "the device works, but cannot check in"),
                    ]), .variants([down, degraded]),
                ]),
                .required,
                "What it does to the device.",
                example: "{ down: vpn }"
            ),
            Key(
                "telemetry",
                .map(telemetry),
                .optional("it never shows by itself"),
                "The device's own report, which travels with its next check-in."
            ),
            Key(
                "help-desk",
                .map(helpDesk),
                .optional("nobody calls"),
                "The user's call, made while the device is on."
            ),
        ]
    )

    static let down = Shape(
        id: "down",
        doc: "A component, and all that needs it, does not work.",
        keys: [Key("down", .name(.component), .required, "The component.")]
    )

    static let degraded = Shape(
        id: "degraded",
        doc: "A component works with less than its capacity.",
        keys: [
            Key("degraded", .name(.component), .required, "The component."),
            Key("share", .share(zero: false), .required, "The share of its capacity that is lost."),
        ]
    )

    static let telemetry = Shape(
        id: "telemetry",
        doc: "How a defect shows by the device's own report.",
        keys: [
            Key("shows", .share(zero: true), .required, "The chance that it shows at all."),
            Key("after", .distribution, .standard("0s"), "How long after the onset."),
        ]
    )

    static let helpDesk = Shape(
        id: "help-desk",
        doc: "How users report a defect.",
        keys: [
            Key("reports", .share(zero: true), .required, "The chance that the user calls at all."),
            Key("after", .distribution, .standard("0s"), "How long after the onset."),
        ]
    )
}
