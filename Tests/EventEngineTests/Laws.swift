import EventEngine
import Testing

/// A law with the values it must have.
struct ReferenceLaw: Sendable, CustomTestStringConvertible {
    let distribution: Distribution
    let mean: Double
    let variance: Double
    /// At 0.01, 0.5 and 0.999.
    let quantiles: [Double]

    var testDescription: String { "\(distribution.law)" }

    init(_ distribution: Distribution, mean: Double, variance: Double, quantiles: [Double]) {
        self.distribution = distribution
        self.mean = mean
        self.variance = variance
        self.quantiles = quantiles
    }

    /// Continuous laws; the values were computed with SciPy 1.17.
    static func continuous() throws -> [ReferenceLaw] {
        [
            ReferenceLaw(
                try .uniform(low: 10, high: 30),
                mean: 20,
                variance: 33.33333333333333,
                quantiles: [10.2, 20, 29.98]
            ),
            ReferenceLaw(
                try .uniform(low: 0, high: 3_600),
                mean: 1800,
                variance: 1_080_000,
                quantiles: [36, 1800, 3596.4]
            ),
            ReferenceLaw(
                try .exponential(mean: 7_200),
                mean: 7200,
                variance: 51_840_000,
                quantiles: [72.36241814521038, 4990.659700031606, 49735.83800867138]
            ),
            ReferenceLaw(
                try .exponential(mean: 900, plus: 120),
                mean: 1_020,
                variance: 810_000,
                quantiles: [129.0453022681513, 743.8324625039508, 6336.979751083922]
            ),
            ReferenceLaw(
                try .weibull(shape: 0.53, scale: 53_568),
                mean: 96756.90836941291,
                variance: 39890803997.97636,
                quantiles: [9.108247400985485, 26827.247329858776, 2053808.9505983163]
            ),
            ReferenceLaw(
                try .weibull(shape: 2.5, scale: 600),
                mean: 532.3582905018452,
                variance: 51892.80808684039,
                quantiles: [95.28476787889304, 518.1809403614249, 1299.8284182570144]
            ),
            ReferenceLaw(
                try .logNormal(mu: 2.26, sigma: 1.32),
                mean: 22.90144479374669,
                variance: 2470.824807385527,
                quantiles: [0.4445115706163946, 9.583089166764376, 566.2901866846471]
            ),
            ReferenceLaw(
                try .logNormal(median: 360, sigma: 0.7),
                mean: 459.9436727537592,
                variance: 133765.34684783532,
                quantiles: [70.64451851384698, 360, 3131.4976319673506]
            ),
            ReferenceLaw(
                try .logLogistic(median: 7_200, shape: 2.5),
                mean: 9513.406077679077,
                variance: 131154511.90866867,
                quantiles: [1145.7198002166153, 7200, 114066.65123246815]
            ),
            ReferenceLaw(
                try .logLogistic(median: 60, shape: 4),
                mean: 66.64324407237548,
                variance: 1213.5447959714172,
                quantiles: [19.021398831140583, 60, 337.3204122652594]
            ),
            ReferenceLaw(
                try .gamma(shape: 0.4, scale: 500),
                mean: 200,
                variance: 100_000,
                quantiles: [0.0037076969798038586, 72.53907082171771, 2521.3042942299817]
            ),
            ReferenceLaw(
                try .gamma(shape: 3.5, scale: 100),
                mean: 350,
                variance: 35_000,
                quantiles: [61.95211527839649, 317.2905597760757, 1216.0943173928426]
            ),
            ReferenceLaw(
                try .gamma(shape: 250, scale: 2),
                mean: 500,
                variance: 1000,
                quantiles: [429.3875427745797, 499.3334915888738, 603.4460057951776]
            ),
            ReferenceLaw(
                try .triangular(low: 20, mode: 60, high: 300),
                mean: 126.66666666666666,
                variance: 3822.2222222222226,
                quantiles: [30.58300524425836, 116.69697220176639, 291.8024393872323]
            ),
            ReferenceLaw(
                try .triangular(low: 0, mode: 0, high: 90),
                mean: 30,
                variance: 450,
                quantiles: [0.45113066040420313, 26.360389693210717, 87.15395010584847]
            ),
        ]
    }

    /// Laws with atoms; the values follow from the definitions.
    static func discrete() throws -> [ReferenceLaw] {
        [
            ReferenceLaw(try .constant(240), mean: 240, variance: 0, quantiles: [240, 240, 240]),
            ReferenceLaw(
                try .uniform(low: 60, high: 60),
                mean: 60,
                variance: 0,
                quantiles: [60, 60, 60]
            ),
            ReferenceLaw(
                try .triangular(low: 5, mode: 5, high: 5),
                mean: 5,
                variance: 0,
                quantiles: [5, 5, 5]
            ),
            ReferenceLaw(
                try .empirical([7_200, 3_600, 18_000, 3_600]),
                mean: 8_100,
                variance: 34_830_000,
                quantiles: [3_600, 3_600, 18_000]
            ),
            ReferenceLaw(
                try .mixture([(3, .constant(300)), (0, .constant(1)), (7, .exponential(mean: 3_600))]),
                mean: 2_610,
                // 0.7 · 2 · 3600² + 0.3 · 300² − 2610²
                variance: 11_358_900,
                // F(x) = 0.7 (1 − exp(−x / 3600)), and 0.3 more from 300 on.
                quantiles: [51.79945482755859, 1211.3000518363665, 23583.889206156255]
            ),
        ]
    }

    static func all() throws -> [ReferenceLaw] { try continuous() + discrete() }
}

/// True when two numbers agree to the given relative error.
func agree(_ a: Double, _ b: Double, within relative: Double) -> Bool {
    a == b || abs(a - b) <= relative * max(abs(a), abs(b))
}
