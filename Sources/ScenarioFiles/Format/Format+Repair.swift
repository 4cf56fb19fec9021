import EventEngine
import PatchModel

extension Format {
    static let repair = Shape(
        "repair",
        "The people who mend devices by hand.",
        blank: RepairShop(technicians: nil, duration: .zero, travel: .zero, notice: .zero)
    ) {
        Field(
            "technicians",
            \.technicians,
            Notation.whole(1...1_000_000).as { $0 }.or(.word("unlimited", "as many as needed", nil)),
            "How many of them there are."
        )
        Field("duration", \.duration, .positiveDistribution, "Work on one device.")
        Field(
            "travel",
            \.travel,
            .distribution,
            default: .seconds(0),
            "Getting to the device; the technician is busy meanwhile."
        )
        Field(
            "notice",
            \.notice,
            .distribution,
            default: .seconds(0),
            "Until somebody misses a dead device that nobody calls about, and writes a ticket; by the clock."
        )
        Field(
            "handles",
            \.handles,
            .words {
                switch $0 {
                case .all: "every device known to be in trouble, by its own report or by a ticket"
                case .unreachable: "only those that the console cannot reach"
                }
            },
            default: .word(.all),
            "Which devices in trouble a technician visits."
        )
    }
}
