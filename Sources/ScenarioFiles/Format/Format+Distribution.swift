import EventEngine
import PatchModel

extension Format {
    /// A law of probability for a duration: a bare duration is a constant.
    static let distribution = Kind.either([.duration(.nonNegative), .map(distributionShape.outline)])

    static let distributionShape = Shape(
        "distribution",
        "A probability distribution for a duration. A bare duration is a constant.",
        blank: Law(),
        exactlyOne: [laws.map(\.key.name)]
    ) {
        laws
    }

    /// What a map with one law gives.
    struct Law {
        /// Nil where a parameter could not be read, or where there is none of that law.
        var distribution: Distribution?
        /// Why there is no such law.
        var failure: DistributionError?
    }

    /// A distribution by its name; `make` gives it its parameters.
    private static func law<Parameters>(
        _ name: String,
        _ notation: Notation<Parameters>,
        _ doc: String,
        example: String,
        _ make: @escaping @Sendable (Parameters) throws(DistributionError) -> Distribution
    ) -> Field<Law> {
        Field(name, notation, absent: "another distribution", doc, example: example) { law, parameters, _, _ in
            // Two laws exclude each other, which has been reported: nothing is said about the second.
            guard law.distribution == nil, law.failure == nil else { return }
            do throws(DistributionError) {
                law.distribution = try make(parameters)
            } catch {
                law.failure = error
            }
        }
    }

    @FieldList<Law> private static var laws: [Field<Law>] {
        law("constant", .seconds(.nonNegative), "Always the same.", example: "{ constant: 4m }") {
            value throws(DistributionError) in
            try .constant(value)
        }
        law(
            "uniform",
            .every(.seconds(.nonNegative), count: 2...2),
            "Equally likely everywhere between two bounds.",
            example: "{ uniform: [1m, 5m] }"
        ) { bounds throws(DistributionError) in
            try .uniform(low: bounds[0], high: bounds[1])
        }
        law(
            "exponential",
            .sound(exponential),
            "Memoryless, or with a constant added.",
            example: "{ exponential: { mean: 2d } }"
        ) { law throws(DistributionError) in
            try .exponential(mean: law.mean, plus: law.plus)
        }
        law("weibull", .sound(weibull), "Weibull distribution.", example: "{ weibull: { shape: 0.53, scale: 0.62d } }")
        {
            law throws(DistributionError) in
            try .weibull(shape: law.shape, scale: law.scale)
        }
        law(
            "lognormal",
            .variants([
                Notation.sound(logNormalByMedian).as { LogNormal.median($0.median, sigma: $0.sigma) },
                Notation.sound(logNormalByMu).as { LogNormal.mu($0.mu, sigma: $0.sigma, unit: $0.scale) },
            ]),
            "Log-normal distribution: the exponential of a normal variable.",
            example: "{ lognormal: { median: 6d, sigma: 1.8 } }"
        ) { law throws(DistributionError) in
            try law.distribution()
        }
        law(
            "loglogistic",
            .sound(logLogistic),
            "Log-logistic distribution, with a heavier tail than the log-normal.",
            example: "{ loglogistic: { median: 2d, shape: 2.5 } }"
        ) { law throws(DistributionError) in
            try .logLogistic(median: law.median, shape: law.shape)
        }
        law("gamma", .sound(gamma), "Gamma distribution.", example: "{ gamma: { shape: 2, scale: 3h } }") {
            law throws(DistributionError) in
            try .gamma(shape: law.shape, scale: law.scale)
        }
        law(
            "triangular",
            .every(.seconds(.nonNegative), count: 3...3),
            "Least, most likely and greatest value.",
            example: "{ triangular: [20s, 60s, 5m] }"
        ) { corners throws(DistributionError) in
            try .triangular(low: corners[0], mode: corners[1], high: corners[2])
        }
        law(
            "mixture",
            .every(.sound(mixturePart), count: 1...1000),
            "A mixture: one of several distributions, chosen by weight.",
            example: "{ mixture: [{ weight: 30%, of: 5m }, { weight: 70%, of: { exponential: { mean: 1h } } }] }"
        ) { parts throws(DistributionError) in
            try .mixture(parts.map { ($0.weight, $0.law) })
        }
        law(
            "empirical",
            .every(.seconds(.nonNegative), count: 1...100_000),
            "One of the values of a recorded sample, each equally likely.",
            example: "{ empirical: [1h, 2h, 5h] }"
        ) { sample throws(DistributionError) in
            try .empirical(sample)
        }
    }

    /// The parameters of laws, of which each has some.
    struct LawParameters {
        var mean = 1.0
        var plus = 0.0
        var shape = 1.0
        var scale = 1.0
        var median = 1.0
        var mu = 0.0
        var sigma = 1.0
    }

    private static let shape = Field<LawParameters>("shape", \.shape, .number(0...1e6), "The shape parameter.")
    private static let median = Field<LawParameters>("median", \.median, .seconds(.positive), "The median.")
    private static let sigma = Field<LawParameters>(
        "sigma",
        \.sigma,
        .number(0...100),
        "The standard deviation of the natural logarithm."
    )

    private static func scale(_ doc: String) -> Field<LawParameters> {
        Field("scale", \.scale, .seconds(.positive), doc)
    }

    static let exponential = Shape(
        "exponential",
        "Memoryless: x has the density exp(-x / mean) / mean. With `plus`, that and a constant.",
        blank: LawParameters()
    ) {
        Field("mean", \.mean, .seconds(.positive), "The mean of the memoryless part.")
        Field(
            "plus",
            \.plus,
            .seconds(.nonNegative),
            default: .seconds(0),
            "Added to every value; the mean of the sum is `mean` plus `plus`.",
            example: "2m"
        )
    }

    static let weibull = Shape("weibull", "F(x) = 1 - exp(-(x / scale)^shape).", blank: LawParameters()) {
        shape
        scale("The value below which 63 % lie.")
    }

    static let logNormalByMedian = Shape(
        "lognormal-median",
        "The log-normal distribution by its median.",
        blank: LawParameters()
    ) {
        median
        sigma
    }

    static let logNormalByMu = Shape(
        "lognormal-mu",
        "The log-normal distribution by its parameters, as R and SciPy print them.",
        blank: LawParameters()
    ) {
        Field("mu", \.mu, .number(-100...100), "The mean of the natural logarithm.")
        sigma
        Field("unit", \.scale, .durationUnit, "The unit of the values whose logarithm is meant.")
    }

    static let logLogistic = Shape("loglogistic", "F(x) = 1 / (1 + (x / median)^-shape).", blank: LawParameters()) {
        median
        shape
    }

    static let gamma = Shape(
        "gamma",
        "Density proportional to x^(shape - 1) exp(-x / scale).",
        blank: LawParameters()
    ) {
        shape
        scale("The scale; the mean is shape times scale.")
    }

    /// The two ways to tell a log-normal law.
    enum LogNormal {
        case median(Double, sigma: Double)
        /// The unit is worth so many seconds.
        case mu(Double, sigma: Double, unit: Double)

        func distribution() throws(DistributionError) -> Distribution {
            switch self {
            case .median(let median, let sigma):
                return try .logNormal(median: median, sigma: sigma)
            case .mu(let mu, let sigma, let unit):
                // A change of unit adds the logarithm of their ratio to mu; the median of exp(N(0, 1)) in units is one unit.
                guard case .logNormal(let shift, _) = try Distribution.logNormal(median: unit, sigma: 1).law else {
                    return .zero
                }
                return try .logNormal(mu: mu + shift, sigma: sigma)
            }
        }
    }

    static let mixturePart = Shape("mixture-part", "One distribution of a mixture.", blank: Part()) {
        Field("weight", \.weight, .share(zero: false), "Its weight; weights are scaled to a sum of 100 %.")
        Field("of", \.law, .distribution, "The distribution.")
    }

    /// One law of a mixture.
    struct Part {
        var weight = 1.0
        var law = Distribution.zero
    }
}

extension Notation where Meaning == Double {
    /// A unit of durations, by what it is worth in seconds.
    fileprivate static var durationUnit: Notation {
        .choice(Unit.durations.map { Choice($0.name, $0.plural, $0.worth) })
    }
}
