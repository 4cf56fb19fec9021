import EventEngine
import PatchModel

extension Format {
    static let repair = Shape(
        "repair",
        "Technicians who repair devices on site.",
        blank: RepairShop(technicians: nil, duration: .zero, travel: .zero, noticedAfter: .zero)
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
            "noticed-after",
            \.noticedAfter,
            .distribution,
            default: .seconds(0),
            "Time until someone opens a ticket about a dead device that no user reports; by the clock."
        ).formerly("notice")
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
