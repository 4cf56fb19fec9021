import Testing

@testable import EventEngine

@Suite("Elementary functions")
struct ElementaryTests {
    // Computed with mpmath to fifty digits, then rounded.
    static let logarithmValues: [(Double, Double)] = [
        (1e-300, -690.7755278982137),
        (1e-10, -23.025850929940457),
        (0.1, -2.3025850929940455),
        (0.5, -0.6931471805599453),
        (0.70710678, -0.3465735919580042),
        (0.70710679, -0.3465735778158687),
        (0.9, -0.10536051565782628),
        (0.999, -0.0010005003335835344),
        (0.9999999999, -1.000000082790371e-10),
        (1.0000000001, 1.000000082690371e-10),
        (1.001, 0.0009995003330834232),
        (1.1, 0.09531017980432493),
        (1.3, 0.26236426446749106),
        (1.41421356, 0.3465735886019411),
        (1.41421357, 0.3465735956730089),
        (2.0, 0.6931471805599453),
        (3.7, 1.308332819650179),
        (10.0, 2.302585092994046),
        (12345.678, 9.421061321291832),
        (10000000000.0, 23.025850929940457),
        (1e+100, 230.25850929940458),
        (1.7e+308, 709.7268368932282),
        (0.701546, -0.3544688078189953),
        (1.77115, 0.5716290531248158),
        (1.64566, 0.498141519557267),
        (0.882604, -0.12487865009260461),
        (1.24315, 0.21764848103222992),
        (1.17424, 0.16062112981461557),
        (1.47739, 0.39027701744196874),
        (1.68309, 0.5206313897147109),
        (0.640789, -0.44505504941777263),
        (0.542521, -0.6115284846393032),
        (1.75365, 0.5616993301388006),
        (1.14915, 0.13902253864880249),
    ]

    static let exponentialValues: [(Double, Double)] = [
        (-700.5, 5.980196118639791e-305),
        (-690.0, 2.171738281389827e-300),
        (-20.0, 2.061153622438558e-09),
        (-1.0, 0.36787944117144233),
        (-0.5, 0.6065306597126334),
        (-0.34, 0.7117703227626097),
        (-0.001, 0.999000499833375),
        (-1e-17, 1.0),
        (1e-17, 1.0),
        (1e-09, 1.000000001),
        (0.01, 1.010050167084168),
        (0.3465, 1.4141094938303624),
        (0.3466, 1.4142509118505286),
        (0.5, 1.6487212707001282),
        (1.0, 2.718281828459045),
        (2.5, 12.182493960703473),
        (10.0, 22026.465794806718),
        (100.0, 2.6881171418161356e+43),
        (699.0, 3.7311512151407716e+303),
        (705.0, 1.505253833063194e+306),
        (709.5, 1.3549863193146328e+308),
        (15.7368, 6829759.372773039),
        (-29.8736, 1.0618431394267521e-13),
        (-3.27677, 0.037749992574088884),
        (13.2924, 592674.1305277835),
        (-16.2743, 8.55384375532596e-08),
        (26.7162, 400588278544.12854),
        (24.0856, 28856468032.312626),
        (-28.1646, 5.865021857823344e-13),
        (-28.4732, 4.3077090028279707e-13),
        (2.48475, 11.998120349771245),
        (26.3489, 277448176127.8467),
        (-7.12775, 0.0008025230344560599),
    ]

    static let log1pValues: [(Double, Double)] = [
        (-0.999, -6.907755278982136),
        (-0.3, -0.35667494393873234),
        (-1e-10, -1.00000000005e-10),
        (1e-17, 1e-17),
        (1e-05, 9.999950000333332e-06),
        (0.4, 0.33647223662121295),
        (20.0, 3.044522437723423),
        (1e+18, 41.44653167389282),
    ]

    static let expm1Values: [(Double, Double)] = [
        (-40.0, -1.0),
        (-1.0, -0.6321205588285577),
        (-0.35, -0.29531191028128656),
        (-0.33, -0.28107626656807383),
        (-1e-10, -9.999999999500001e-11),
        (1e-17, 1e-17),
        (1e-05, 1.0000050000166668e-05),
        (0.2, 0.22140275816016985),
        (0.339, 0.4035433452127261),
        (0.341, 0.4063532408621692),
        (3.0, 19.085536923187668),
    ]

    @Test("Logarithms equal correctly rounded values to one unit in the last place")
    func logarithms() {
        for (x, expected) in Self.logarithmValues { #expect(abs(log(x) - expected) <= expected.ulp, "at \(x)") }
        #expect(log(1) == 0)
        #expect(log(0) == -.infinity)
        #expect(log(-1).isNaN)
        #expect(log(.nan).isNaN)
        #expect(log(.infinity) == .infinity)
    }

    @Test("Exponentials equal correctly rounded values to one unit in the last place")
    func exponentials() {
        for (x, expected) in Self.exponentialValues { #expect(abs(exp(x) - expected) <= expected.ulp, "at \(x)") }
        #expect(exp(0) == 1)
        #expect(exp(-.infinity) == 0)
        #expect(exp(-800) == 0)
        #expect(exp(710.5) == .infinity)
        #expect(exp(.infinity) == .infinity)
        #expect(exp(.nan).isNaN)
    }

    @Test("Differences from one keep their digits near zero")
    func nearZero() {
        for (x, expected) in Self.log1pValues { #expect(agree(log1p(x), expected, within: 1e-15), "at \(x)") }
        for (x, expected) in Self.expm1Values { #expect(agree(expm1(x), expected, within: 1e-15), "at \(x)") }
        #expect(log1p(-1) == -.infinity)
        #expect(log1p(.infinity) == .infinity)
        #expect(expm1(-.infinity) == -1)
    }

    @Test("The exponential undoes the logarithm, to the rounding of the latter")
    func inverse() {
        var draw = KeyedRandom(seed: 2, replication: 0).draw(entity: 0, purpose: 0)
        for _ in 0..<2_000 {
            let x = Double(bitPattern: draw.next() % Double.greatestFiniteMagnitude.bitPattern)
            let y = log(x)
            #expect(agree(exp(y), x, within: y.ulp + 4e-16) || x < .leastNormalMagnitude, "at \(x)")
        }
    }

    @Test("Powers have the limits of the mathematical function")
    func powers() {
        #expect(power(2, 10) == 1024 || agree(power(2, 10), 1024, within: 2e-15))
        #expect(power(0, 0.5) == 0)
        #expect(power(.infinity, 0.5) == .infinity)
        #expect(power(1, .infinity) == 1)
        #expect(power(0.5, .infinity) == 0)
        #expect(power(2, .infinity) == .infinity)
    }
}
