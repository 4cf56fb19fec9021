/// How a suite is decided, and what it may take.
extension SuiteFormat {
    private static let mostReplications = 1_000_000
    /// As `Significance.fewestReplications` has it, which this room cannot see.
    package static let fewestReplications = 80

    /// A number of replications at which a verdict may be looked for.
    private static let look = Notation<Int>(.whole(2...mostReplications)) { value, _, builder in
        guard let look = value.whole else { return nil }
        if look < fewestReplications {
            let message =
                "a look at \(look) decides nothing: intervals of fewer than \(fewestReplications) replications are not trusted; "
                + "leave it out, or look at \(fewestReplications)"
            builder.report(.badLooks, message, at: value.position)
        }
        return look
    }

    static let decision = Shape("decide", "How sure the verdict is to be.", blank: SuiteFile.Decision()) {
        Field(
            "level",
            .share(zero: false),
            default: .percent(5),
            "The chance to fail a policy that is not worse, and to pass one that is worse by the margin; at most 25 %."
        ) { decision, level, place, builder in
            decision.level = min(level, 0.25)
            if level > 0.25 { builder.report(.numberOutOfRange, "the level must be at most 25%", at: place) }
        }
        Field(
            "power",
            .share(zero: false),
            default: .percent(90),
            "The chance to pass a policy that is as good, which `suite check` requires; 50 % to 99.9 %."
        ) { decision, power, place, builder in
            decision.power = min(max(power, 0.5), 0.999)
            if !(0.5...0.999).contains(power) {
                builder.report(.numberOutOfRange, "the power must lie between 50% and 99.9%", at: place)
            }
        }
        Field(
            "looks",
            \.looks,
            .list(look, count: 1...20),
            default: .written("[100, 200, 400]"),
            "After how many replications a verdict is sought, ascending, from 80 on. There are no looks at other times.",
            example: "[100, 200, 400, 800]"
        )
        Field(
            "max-replications",
            look,
            absent: "the last of `looks`",
            "The last look."
        ) { decision, most, place, builder in
            guard let last = decision.looks.last else { return }
            if last > most {
                builder.report(.badLooks, "the last look, at \(last), is beyond `max-replications`", at: place)
            } else if last < most {
                decision.looks.append(most)
            }
        }
    } finish: { decision, map, builder in
        let looks = decision.looks
        if zip(looks, looks.dropFirst()).contains(where: { $0 >= $1 }) {
            builder.report(.badLooks, "looks must ascend, each once", at: map.position(of: "looks"))
        }
    }

    static let budget = Shape("budget", "What a run of the suite may take.", blank: SuiteFile.Budget()) {
        Field(
            "time",
            \.time,
            .seconds(.positive),
            default: .minutes(10),
            "In real time; beyond it, there is no verdict."
        )
        Field(
            "threads",
            Notation.whole(1...1024).as { Optional($0) }.or(.word("all", "one for each processor", nil)),
            default: .written("all"),
            "Runs at the same time; does not affect results."
        ) { budget, threads, _, _ in budget.threads = threads }
    }

    static let programs = Shape(
        "policy",
        "How programs are run, and how much misbehaviour is tolerated.",
        blank: SuiteFile.Programs()
    ) {
        Field("decision", \.decision, .seconds(.nonNegative), default: .seconds(1), "For each answer.")
        Field(
            "bank",
            \.bank,
            .seconds(.nonNegative),
            default: .seconds(30),
            "What a run's answers may take beyond that."
        )
        Field(
            "incidents",
            \.incidents,
            .share(zero: true),
            default: .percent(0),
            "The share of runs that may have incidents; beyond it, the verdict is withheld."
        )
        Field(
            "sandbox",
            \.sandbox,
            .words { wish in
                switch wish {
                case .prefer: "cut off from the network if possible"
                case .require: "no program is started without it"
                case .off: "not tried"
                }
            },
            default: .word(.prefer),
            "Whether programs are cut off from the network."
        )
        Field(
            "audit",
            \.audit,
            .share(zero: true),
            default: .percent(5),
            "The share of the runs that is repeated, each in a separate program."
        )
    }
}
