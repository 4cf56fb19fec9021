import EventEngine
import PatchModel

extension Format {
    static let patch = Shape(
        "patch",
        "A patch: what it updates, which vulnerabilities it fixes, how it installs, and what it may break.",
        blank: Patch(name: "", updates: [], installation: installation.blank, restart: restart.blank)
    ) {
        Field(
            "updates",
            \.updates,
            .updates,
            "The components with their new versions.",
            example: "openssl -> 3.0.16"
        )
        Field(
            "fixes",
            \.fixes,
            .oneOrMore(.index(of: .vulnerability)),
            default: .emptyList,
            "The vulnerabilities it fixes.",
            example: "[CVE-2026-1234]"
        )
        Field(
            "released",
            \.released,
            .moment,
            default: .days(0),
            "When it can be rolled out; a time before the start means that it was waiting already."
        )
        Field(
            "severity",
            \.severity,
            .words(of: Severity.self),
            absent: .means("the highest of what it fixes, or \(Severity.medium.rawValue)") { patch, _, builder in
                patch.severity = patch.fixes.map { builder.vulnerabilities[$0].severity }.max() ?? .medium
            },
            "It decides the deadline."
        )
        Field(
            "requires",
            \.prerequisites,
            .oneOrMore(.index(of: .patch)),
            default: .emptyList,
            "Patches that must run on the device before, where they apply to it."
        ).formerly("after")
        Field(
            "from",
            \.from,
            .oneOrMore(.range),
            absent: "any older version",
            "What must run on the device when the patch is offered to it. A device that is further behind takes the steps in between first, one job after the other.",
            example: "openssl >= 3.0.12"
        )
        Field("size", \.size, .size, default: .bytes(0), "What a device downloads.", example: "6 MiB")
        Field("install", \.installation, .map(installation), "How it installs.")
        Field(
            "restart",
            \.restart,
            .map(restart),
            default: .emptyMap,
            "What must restart before the new version runs."
        )
        Field(
            "rollback",
            Notation<DeclaredRollback?>.word("false", "it cannot be rolled back", nil)
                .or(Notation.map(rollback).as { $0 }),
            default: .emptyMap,
            "How it is rolled back."
        ) { patch, declared, _, _ in
            patch.rollback = declared.map {
                Rollback(duration: $0.duration ?? patch.installation.duration, failureChance: $0.failureChance)
            }
        }
        Field(
            "regressions",
            \.regressions,
            .list(.map(regression), count: 0...1000),
            default: .emptyList,
            "Hidden defects, which no strategy knows of."
        )
        Field(
            "vendor-fix",
            \.vendorFix,
            .map(vendorFix),
            absent: "the vendor never reacts",
            "What the vendor does about reports."
        )
    } finish: { patch, map, builder in
        builder.checkSense(of: patch, map)
    }

    static let installation = Shape(
        "install",
        "How a patch installs.",
        blank: Installation(duration: .zero, revert: .zero)
    ) {
        Field(
            "duration",
            \.duration,
            .positiveDistribution,
            "One attempt, whether it succeeds or fails.",
            example: "{ triangular: [20s, 60s, 5m] }"
        )
        Field(
            "failure-chance",
            \.failureChance,
            .share(zero: true),
            default: .percent(0),
            "The chance, for each attempt, of a clean failure."
        ).formerly("failure")
        Field("attempts", \.attempts, .whole(1...15), default: 3, "Attempts before the device gives up.")
        Field(
            "backoff",
            \.backoff,
            .duration(.nonNegative),
            default: .hours(1),
            "The wait of this patch after its first failure, doubled after each further one."
        )
        Field(
            "revert",
            \.revert,
            .distribution,
            default: .minutes(5),
            "How long a failed attempt takes to return to the state before."
        )
        Field(
            "brick-chance",
            \.brickChance,
            .share(zero: true),
            default: .percent(0),
            "The chance, for each attempt, that the device does not come back by itself."
        ).formerly("bricks")
        Field(
            "interrupts",
            \.interrupts,
            .flag,
            default: false,
            "Whether the device cannot be used while it installs, nor while a job with it does."
        )
        Field(
            "finishes-before-shutdown",
            \.finishesBeforeShutdown,
            .flag,
            default: false,
            "Whether a device that is switched off meanwhile stays on until the attempt is over, and reports its outcome before it goes."
        ).formerly("keeps-on")
    }

    static let restart = Shape(
        "restart",
        "What must restart before the new version runs.",
        blank: Restart(kind: .none, duration: .zero, wait: .zero)
    ) {
        Field(
            "kind",
            \.kind,
            .words {
                switch $0 {
                case .none: "nothing"
                case .service: "the services that use it"
                case .reboot: "the device"
                }
            },
            default: .word(.none),
            "What restarts."
        )
        Field(
            "duration",
            Notation.distribution,
            absent: .means("required, unless the kind is `\(Restart.Kind.none.rawValue)`") { restart, place, builder in
                guard restart.kind != .none else { return }
                let what = "how long a \(restart.kind.rawValue) takes"
                builder.report(.missingKey, "the key `duration` is missing: \(what)", at: place)
            },
            "How long it is down; in a job of several patches the longest counts."
        ) { restart, law, place, builder in
            restart.duration = law
            if restart.kind != .none, law.mean <= 0 {
                builder.report(.zeroDuration, "the duration must be above zero", at: place)
            }
        }
        Field(
            "wait",
            \.wait,
            .distribution,
            default: .seconds(0),
            "Until the user, or the administrator, lets the restart happen."
        )
    }

    /// How a patch is taken back; without a duration, it takes as long as the installation.
    struct DeclaredRollback {
        var duration: Distribution?
        var failureChance = 0.0
    }

    static let rollback = Shape(
        "rollback",
        "How a patch is rolled back.",
        blank: DeclaredRollback()
    ) {
        Field(
            "duration",
            \.duration,
            .distribution,
            absent: "the installation's",
            "How long it takes, restart included."
        )
        Field(
            "failure-chance",
            \.failureChance,
            .share(zero: true),
            default: .percent(0),
            "The chance that it does not work and the device needs a technician."
        ).formerly("failure")
    }

    static let vendorFix = Shape(
        "vendor-fix",
        "What the vendor does about reports of a regression.",
        blank: VendorFix(after: .zero)
    ) {
        Field("after", \.after, .distribution, "From the decisive report to the vendor's answer.")
        Field(
            "reports",
            \.reports,
            .whole(1...1_000_000_000),
            default: 1,
            "The number of reporting devices that make the vendor look into it."
        )
        Field(
            "elsewhere",
            \.elsewhere,
            Notation<Distribution?>.word("never", "they never do, or never report it", nil)
                .or(Notation.distribution.as { $0 }),
            absent: "never",
            "From the release until other customers have found a regression, if the patch has one, and reported it: then the vendor knows, even if no device of this fleet has the patch. Without it, waiting spares no device.",
            example: "{ lognormal: { mu: 2.26, sigma: 1.32, unit: d } }"
        )
        Field(
            "withdraw",
            \.withdrawal,
            .distribution,
            absent: "the patch is offered until the fixed one is there",
            "From the decisive report of a regression until the vendor pulls the patch: from then on no device is offered it, and offers that are not yet installed are cancelled. What runs stays.",
            example: "4h"
        )
    }
}

extension Notation where Meaning == [ComponentUpdate] {
    /// Components with the versions that they are to have, each once.
    static var updates: Notation {
        Notation(.oneOrMore(.update)) { value, _, builder in builder.updates(value.items) }
    }
}
