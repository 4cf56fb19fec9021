extension Format {
    /// A law of probability for a duration: a bare duration is a constant.
    static let distribution = Kind.either([.duration(.nonNegative), .map(distributionShape)])

    static let distributionShape = Shape(
        id: "distribution",
        doc: "A law of probability for a duration. A bare duration is a constant.",
        keys: laws,
        exactlyOne: [laws.map(\.name)]
    )

    private static let laws = [
        law("constant", .duration(.nonNegative), "Always the same.", example: "{ constant: 4m }"),
        law(
            "uniform",
            .list(.duration(.nonNegative), count: 2...2),
            "Equally likely everywhere between two bounds.",
            example: "{ uniform: [1m, 5m] }"
        ),
        law(
            "exponential",
            .map(exponential),
            "Memoryless, or with a constant added.",
            example: "{ exponential: { mean: 2d } }"
        ),
        law("weibull", .map(weibull), "Weibull's law.", example: "{ weibull: { shape: 0.53, scale: 0.62d } }"),
        law(
            "lognormal",
            .variants([logNormalByMedian, logNormalByMu]),
            "The exponential of a normal variable.",
            example: "{ lognormal: { median: 6d, sigma: 1.8 } }"
        ),
        law(
            "loglogistic",
            .map(logLogistic),
            "The log-logistic law, with a heavier tail than the log-normal.",
            example: "{ loglogistic: { median: 2d, shape: 2.5 } }"
        ),
        law("gamma", .map(gamma), "The gamma law.", example: "{ gamma: { shape: 2, scale: 3h } }"),
        law(
            "triangular",
            .list(.duration(.nonNegative), count: 3...3),
            "Least, most likely and greatest value.",
            example: "{ triangular: [20s, 60s, 5m] }"
        ),
        law(
            "mixture",
            .list(.map(mixturePart), count: 1...1000),
            "One of several laws, chosen by weight.",
            example: "{ mixture: [{ weight: 30%, of: 5m }, { weight: 70%, of: { exponential: { mean: 1h } } }] }"
        ),
        law(
            "empirical",
            .list(.duration(.nonNegative), count: 1...100_000),
            "One of the values of a recorded sample, each equally likely.",
            example: "{ empirical: [1h, 2h, 5h] }"
        ),
    ]

    private static func law(_ name: String, _ kind: Kind, _ doc: String, example: String) -> Key {
        Key(name, kind, .optional("another law"), doc, example: example)
    }

    private static let shape = Key("shape", .number(0...1e6), .required, "The shape parameter.")

    static let exponential = Shape(
        id: "exponential",
        doc: "Memoryless: x has the density exp(-x / mean) / mean. With `plus`, that and a constant.",
        keys: [
            Key("mean", .duration(.positive), .required, "The mean of the memoryless part."),
            Key(
                "plus",
                .duration(.nonNegative),
                .standard("0s"),
                "What every value has at least; the mean of the sum is `mean` plus `plus`.",
                example: "2m"
            ),
        ]
    )

    static let weibull = Shape(
        id: "weibull",
        doc: "F(x) = 1 - exp(-(x / scale)^shape).",
        keys: [shape, Key("scale", .duration(.positive), .required, "The value below which 63 % lie.")]
    )

    static let logNormalByMedian = Shape(
        id: "lognormal-median",
        doc: "The log-normal law by its median.",
        keys: [
            Key("median", .duration(.positive), .required, "The median."),
            Key("sigma", .number(0...100), .required, "The standard deviation of the natural logarithm."),
        ]
    )

    static let logNormalByMu = Shape(
        id: "lognormal-mu",
        doc: "The log-normal law by its parameters, as statistical programs print them.",
        keys: [
            Key("mu", .number(-100...100), .required, "The mean of the natural logarithm."),
            Key("sigma", .number(0...100), .required, "The standard deviation of the natural logarithm."),
            Key(
                "unit",
                .words([
                    Word("s", "seconds"), Word("m", "minutes"), Word("h", "hours"), Word("d", "days"),
                    Word("w", "weeks"),
                ]),
                .required,
                "The unit of the values whose logarithm is meant."
            ),
        ]
    )

    static let logLogistic = Shape(
        id: "loglogistic",
        doc: "F(x) = 1 / (1 + (x / median)^-shape).",
        keys: [Key("median", .duration(.positive), .required, "The median."), shape]
    )

    static let gamma = Shape(
        id: "gamma",
        doc: "Density proportional to x^(shape - 1) exp(-x / scale).",
        keys: [shape, Key("scale", .duration(.positive), .required, "The scale; the mean is shape times scale.")]
    )

    static let mixturePart = Shape(
        id: "mixture-part",
        doc: "One law of a mixture.",
        keys: [
            Key("weight", .share(zero: false), .required, "Its weight; weights are scaled to a sum of 100 %."),
            Key("of", .distribution, .required, "The law."),
        ]
    )
}
