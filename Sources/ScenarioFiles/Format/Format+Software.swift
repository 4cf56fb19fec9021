import PatchModel

extension Format {
    static let software = Shape(
        id: "software",
        doc: "Components, their dependency graph, and the images made of them.",
        keys: [
            Key("components", .named(.map(component), of: "components"), .required, "The pieces of software by name."),
            Key(
                "images",
                .named(.list(.installed), of: "images"),
                .required,
                "What devices have installed at the start: lists of components with their versions.",
                example: "{ laptop: [openssl 3.0.15, vpn 5.1] }"
            ),
        ]
    )

    static let component = Shape(
        id: "component",
        doc: "A piece of software.",
        keys: [
            Key(
                "versions",
                .list(.version, count: 1...100_000),
                .required,
                "Its known versions, the oldest first, by Debian's rules.",
                example: "[3.0.15, 3.0.16]"
            ),
            Key(
                "requires",
                .oneOrMore(.constraint),
                .standard("[]"),
                "What must be present for it to work; when that is down, so is this.",
                example: "[\"openssl >= 3.0\"]"
            ),
        ]
    )

    static let vulnerability = Shape(
        id: "vulnerability",
        doc: "A weakness of some component versions.",
        keys: [
            Key(
                "affects",
                .oneOrMore(.constraint),
                .optional("the versions older than those to which the patches that fix it update"),
                "The versions that have it.",
                example: "[openssl < 3.0.16]"
            ),
            Key("severity", .words(of: Severity.self), .standard("medium"), "How bad it is."),
            Key(
                "disclosed",
                .moment,
                .standard("0d"),
                "When it became public; may precede the start.",
                example: "-12d"
            ),
            Key(
                "exploited",
                .either([.words([Word("never")]), .moment, .map(distributionShape)]),
                .standard("never"),
                "When attackers begin to use it: at a time relative to the start, or that long after disclosure by a distribution. Exposure is exploited from then on, or from disclosure if that is later.",
                example: "{ lognormal: { median: 6d, sigma: 1.8 } }"
            ),
            Key("exploitation", .share(zero: true), .standard("100%"), "The chance that it is exploited at all."),
            Key("source", .text, .optional("not said"), "Where the figures come from."),
        ]
    )

    /// Which devices are meant, for rings and canaries; every condition that is given must hold.
    static let condition = Shape(
        id: "condition",
        doc: "Which devices are meant. Every condition that is given must hold; none: all devices.",
        keys: conditions
    )

    /// The same with a share, for regressions.
    static let regressionCondition = Shape(
        id: "regression-condition",
        doc: "Which devices have the defect. Every condition that is given must hold; none: all devices.",
        keys: conditions + [
            Key(
                "share",
                .share(zero: true),
                .standard("100%"),
                "The share of the devices meant on which the effect occurs."
            )
        ]
    )

    private static let conditions = [
        Key(
            "component",
            .oneOrMore(.constraint),
            .standard("[]"),
            "Components that must be installed, in these versions.",
            example: "vpn < 5.2"
        ),
        Key("class", .words(of: DeviceClass.self), .optional("any"), "What the device is."),
        Key("group", .name(.group), .optional("any"), "The group it belongs to."),
        Key("site", .name(.site), .optional("any"), "Where it stands."),
        Key("tag", .name(.tag), .optional("any"), "A tag of its group."),
        Key("image", .name(.image), .optional("any"), "The image it began with."),
        Key("risk", .words(of: RiskCategory.self), .optional("any"), "Its risk category."),
        Key("exposure", .words(of: ExposureClass.self), .optional("any"), "Its exposure class."),
    ]
}
