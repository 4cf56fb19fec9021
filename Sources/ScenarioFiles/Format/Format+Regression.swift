import EventEngine
import PatchModel

extension Format {
    private static let unseen = Regression.Visibility(probability: 0, delay: .zero)

    static let noRegression = Regression(name: "", chance: 0, effect: .bricked, telemetry: unseen, helpDesk: unseen)

    static let regression = Shape("regression", "A hidden defect of a patch.", blank: noRegression) {
        Field("name", \.name, .text, "What users would call it.", example: "VPN drops after resume")
        Field(
            "chance",
            \.chance,
            .share(zero: true),
            default: .percent(100),
            "The chance that the defect is in the patch at all, drawn once per replication."
        )
        Field("where", into: \.self, regressionCondition, "The devices that have it.")
        Field(
            "onset",
            \.onset,
            .choice(
                Choice("at-once", "as soon as the patch runs", .atOnce),
                Choice(
                    "restart",
                    "at the first reboot or switching on after the installation, whatever it is for",
                    .restart
                )
            ).or(Notation.distribution.as { .after($0) }),
            default: .written("at-once"),
            "When it takes effect on a device that runs the patch."
        )
        Field(
            "effect",
            \.effect,
            .choice(
                Choice("restart-loop", "boot loop: the device keeps restarting and cannot check in", .restartLoop),
                Choice("bricked", "the device is dead until a technician comes", .bricked),
                Choice("network-loss", "the device works, but cannot check in", .networkLoss)
            ).or(
                .variants([
                    Notation.sound(down).as { .down(component: $0) },
                    Notation.sound(degraded).as { .degraded(component: $0.component, share: $0.share) },
                ])
            ),
            "What it does to the device.",
            example: "{ down: vpn }"
        )
        Field(
            "telemetry",
            \.telemetry,
            .map(telemetry),
            absent: "it never shows by itself",
            "The device's own report, which travels with its next check-in."
        )
        Field(
            "help-desk",
            \.helpDesk,
            .map(helpDesk),
            absent: "no user reports it",
            "The user's report, made while the device is on."
        )
    }

    static let down = Shape("down", "A component, and all that needs it, does not work.", blank: 0) {
        Field("down", \.self, .index(of: .component), "The component.")
    }

    static let degraded = Shape("degraded", "A component works with less than its capacity.", blank: Degradation()) {
        Field("degraded", \.component, .index(of: .component), "The component.")
        Field("share", \.share, .share(zero: false), "The share of its capacity that is lost.")
    }

    /// A component that works with less than its capacity.
    struct Degradation {
        var component = 0
        var share = 1.0
    }

    static let telemetry = Shape("telemetry", "How a defect shows by the device's own report.", blank: unseen) {
        Field("shows", \.probability, .share(zero: true), "The chance that it shows at all.")
        delay
    }

    static let helpDesk = Shape("help-desk", "How users report a defect.", blank: unseen) {
        Field("reports", \.probability, .share(zero: true), "The chance that the user reports it at all.")
        delay
    }

    private static let delay = Field<Regression.Visibility>(
        "after",
        \.delay,
        .distribution,
        default: .seconds(0),
        "How long after the onset."
    )
}
