import PatchModel

extension Format {
    static let deadline = Shape(
        "install-deadline",
        "By when devices must have installed what they are offered. Then an installation that waits begins as soon as the device is on, and a restart that waits does, too, whatever windows and users say; freezes hold it up.",
        blank: InstallDeadline(after: 0)
    ) {
        Field("after", \.after, .duration(.nonNegative), "How long they have.", example: "7d")
        Field(
            "grace",
            \.grace,
            .duration(.nonNegative),
            default: .seconds(0),
            "A restart has at least this long from when it waits, even after the deadline."
        )
        Field(
            "counts-from",
            \.countsFrom,
            .words {
                switch $0 {
                case .discovery: "the check-in at which the device takes the offer"
                case .offer: "the opening of the ring, also for a device that was not there"
                case .release: "the beginning of the rollout"
                }
            },
            default: .word(.discovery),
            "From when that counts."
        )
    }
}
