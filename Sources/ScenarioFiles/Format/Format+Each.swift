import PatchModel

extension Format {
    /// Rings that are made of the parts of the fleet.
    struct EachPart: Sendable {
        enum Part: String, Sendable, CaseIterable {
            case site, group, cluster
        }

        enum Order: String, Sendable, CaseIterable {
            case asWritten = "as-written"
            case smallestFirst = "smallest-first"
            case largestFirst = "largest-first"
        }

        enum Pilots: String, Sendable, CaseIterable {
            case inTurn = "in-turn"
            case first
        }

        var part = Part.site
        var order = Order.asWritten
        /// Devices of each part that go before the others of that part; nil: none do.
        var pilots: Int?
        var pilotsGo = Pilots.inTurn
        /// What it comes to.
        var rings: [Ring] = []
    }

    static let each = Shape(
        "each",
        "A ring for each part of the fleet, 250 at most with those of pilots.",
        blank: EachPart()
    ) {
        Field(
            "each",
            \.part,
            .words {
                switch $0 {
                case .site: "a ring for each site, and one for the groups that have none"
                case .group: "a ring for each group, also if the patches concern nobody of it"
                case .cluster:
                    "a ring for all devices with the same versions of what the patches update and of what depends on it"
                }
            },
            "What a ring is made of.",
            example: "cluster"
        )
        Field(
            "order",
            \.order,
            .words {
                switch $0 {
                case .asWritten: "in the order of the groups"
                case .smallestFirst: "the part with the fewest devices first, whether the patches concern them or not"
                case .largestFirst: "the part with the most devices first"
                }
            },
            default: .word(.asWritten),
            "Which part comes first."
        )
        Field(
            "pilots",
            \.pilots,
            .whole(1...maximumCount),
            absent: "none go before the others",
            "So many devices of each part are a ring of their own, which opens before that of the others.",
            example: "1"
        )
        Field(
            "pilots-go",
            \.pilotsGo,
            .words {
                switch $0 {
                case .inTurn: "before the others of their part, when it is the turn of that part"
                case .first: "all together, in the first ring"
                }
            },
            default: .word(.inTurn),
            "When these pilots get their turn."
        )
    } finish: { each, map, builder in
        if each.pilots == nil, each.pilotsGo == .first {
            builder.report(
                .conflictingKeys,
                "`pilots-go` says when `pilots` go, and there are none",
                at: map.position(of: "pilots-go")
            )
        }
        each.rings = builder.rings(ofEach: each, at: map.position)
    }

    /// Pilots chosen for what they run.
    static let representDoc =
        "So many devices of each of the fewest images that together have every combination of what the patches update and of what depends on it, among the devices that `where` means (found by a greedy method)."
}
