import Testing

@testable import EventEngine

/// The reference values were computed with SciPy 1.17; those of log-gamma next to its zeros and of the normal law at −37,
/// where SciPy has fewer digits, with mpmath.
@Suite("Special functions")
struct SpecialFunctionTests {
    @Test("The log-gamma function equals reference values")
    func logGammaValues() {
        let values: [(Double, Double)] = [
            (1e-10, 23.025850929882733), (0.1, 2.252712651734206), (0.5, 0.5723649429247),
            (0.99999, 5.772238896093089e-06), (1.00001, -5.7720744027504825e-06), (1.3, -0.10817480950786049),
            (1.9999, -4.227520877215346e-05), (2.5, 0.2846828704729192), (4.7, 2.736405146315567),
            (9.99, 12.779315214350195), (10, 12.801827480081469), (23.5, 50.03349410501915),
            (1000, 5905.220423209181), (1e8, 1742068066.1038349), (1e100, 2.292585092994046e102),
        ]
        for (x, expected) in values { #expect(agree(logGamma(x), expected, within: 1e-14), "at \(x)") }
        #expect(logGamma(1) == 0)
        #expect(logGamma(2) == 0)
        #expect(logGamma(0) == .infinity)
        #expect(logGamma(.infinity) == .infinity)
        #expect(logGamma(1e307) == .infinity || logGamma(1e307) > 1e307)
        #expect(logGamma(-1).isNaN)
        #expect(logGamma(.nan).isNaN)
    }

    @Test("The normal distribution function equals reference values")
    func normalCumulativeValues() {
        let values: [(Double, Double)] = [
            (-37, 5.725571222524577e-300), (-20, 2.7536241186061556e-89), (-8, 6.22096057427174e-16),
            (-3, 0.0013498980316300933), (-1.6, 0.054799291699557974), (-1.5, 0.06680720126885807),
            (-1.4, 0.08075665923377107), (-0.3, 0.3820885778110474), (0, 0.5), (1e-9, 0.5000000003989423),
            (0.7, 0.758036347776927), (1.49, 0.9318878820332746), (1.51, 0.9344782879110836),
            (3, 0.9986501019683699), (6, 0.9999999990134123), (-.infinity, 0), (.infinity, 1),
        ]
        for (x, expected) in values { #expect(agree(normalCumulative(x), expected, within: 1e-13), "at \(x)") }
        #expect(normalCumulative(.nan).isNaN)
    }

    @Test("The normal quantile equals reference values")
    func normalQuantileValues() {
        let values: [(Double, Double)] = [
            (1e-300, -37.0470962993612), (1e-20, -9.262340089798409), (1e-12, -7.034483825301131),
            (1e-5, -4.264890793922825), (0.001, -3.090232306167813), (0.02, -2.053748910631823),
            (0.07, -1.4757910281791706), (0.08, -1.4050715603096329), (0.3, -0.5244005127080409), (0.5, 0),
            (0.51, 0.02506890825871106), (0.9, 1.2815515655446004), (0.93, 1.475791028179171),
            (0.975, 1.959963984540054), (0.9999, 3.719016485455709), (0.9999999, 5.199337582290661),
            (0, -.infinity), (1, .infinity),
        ]
        for (p, expected) in values { #expect(agree(normalQuantile(p), expected, within: 4e-15), "at \(p)") }
        #expect(normalQuantile(-0.1).isNaN)
        #expect(normalQuantile(1.1).isNaN)
        #expect(normalQuantile(.nan).isNaN)
    }

    @Test("The incomplete gamma functions equal reference values")
    func incompleteGamma() {
        let values: [(Double, Double, Double, Double)] = [
            (0.01, 1e-5, 0.8963367982671969, 0.10366320173280281), (0.5, 0.2, 0.47291074313446196, 0.5270892568655381),
            (0.5, 9, 0.9999779095030014, 2.2090496998585475e-05), (1, 1, 0.6321205588285577, 0.36787944117144245),
            (3, 1.1, 0.09958371859669479, 0.9004162814033052), (3, 20, 0.9999995444850495, 4.5551495055892125e-07),
            (9.9, 11, 0.6710018840507669, 0.3289981159492331), (10.1, 8, 0.27224323445226284, 0.7277567655477372),
            (100, 130, 0.9972495916326934, 0.002750408367306518), (1e4, 9900, 0.15865119219356463, 0.8413488078064354),
            (1e6, 1.002e6, 0.9771959041012303, 0.022804095898769836),
        ]
        for (shape, x, lower, upper) in values {
            let value = regularizedGamma(x, shape: shape)
            #expect(agree(value.lower, lower, within: 1e-12), "P(\(shape), \(x))")
            #expect(agree(value.upper, upper, within: 1e-12), "Q(\(shape), \(x))")
        }
    }

    @Test("The inverse incomplete gamma function equals reference values")
    func inverseIncompleteGamma() {
        let values: [(Double, Double, Double)] = [
            (0.1, 0.3, 3.5860860184109674e-06), (0.5, 0.999, 5.413783085331366), (2, 0.5, 1.6783469900166612),
            (17.5, 1e-6, 4.187799417862869), (300, 0.9, 322.40022284953517), (1e6, 0.25, 999325.3286845871),
        ]
        for (shape, p, expected) in values {
            #expect(agree(inverseRegularizedGamma(p, shape: shape), expected, within: 1e-12), "at \(shape), \(p)")
        }
    }

    @Test("The incomplete beta function equals reference values")
    func incompleteBeta() {
        let values: [(Double, Double, Double, Double)] = [
            (0.1, 0.5, 0.5, 0.20483276469913345), (0.5, 2, 3, 0.6875), (0.9, 2, 3, 0.9963),
            (0.01, 10, 0.3, 6.64184349393896e-22), (0.3, 1.5, 100, 0.999999999999998),
            (1e-5, 0.1, 7, 0.401164668089682), (0.5, 500, 520, 0.734506577151153),
            (0.02, 3, 200, 0.7706531762613916), (0.999, 900, 1.2, 0.49450634632097357),
            (0.4, 1e4, 1.5e4, 0.5003433569189795), (0, 2, 3, 0), (1, 2, 3, 1),
        ]
        for (x, a, b, expected) in values {
            #expect(agree(regularizedBeta(x, a, b), expected, within: 2e-12), "at \(x), \(a), \(b)")
        }
        #expect(regularizedBeta(0.5, 0, 1).isNaN)
        #expect(regularizedBeta(.nan, 1, 1).isNaN)
    }

    @Test("Student's distribution function equals reference values")
    func studentCumulative() {
        let values: [(Double, Double, Double)] = [
            (0.5, 1, 0.6475836176504333), (-2, 2.5, 0.07869574787898295), (2, 9, 0.9617235881146495),
            (-6, 19, 4.4896177362454195e-06), (1e-9, 5, 0.5000000003796067), (-0.3, 0.4, 0.42790475430174657),
            (3.1, 1e3, 0.9990053272344389), (-1.2, 1e6, 0.11506981236586235), (-40, 3, 1.7190340394579253e-05),
            (-4, 1e10, 3.167124206063137e-05), (0, 3, 0.5), (.infinity, 3, 1), (-.infinity, 3, 0),
        ]
        for (t, degrees, expected) in values {
            let value = studentTCumulative(t, degreesOfFreedom: degrees)
            #expect(agree(value, expected, within: 1e-11), "at \(t), \(degrees)")
        }
        #expect(studentTCumulative(1, degreesOfFreedom: 0).isNaN)
    }

    @Test("Student's quantile equals reference values")
    func studentQuantile() {
        let values: [(Double, Double, Double)] = [
            (0.975, 1, 12.706204736174694), (0.975, 4, 2.7764451051977934), (0.975, 19, 2.0930240544083087),
            (0.95, 99, 1.6603911560169906), (0.995, 2.5, 7.163728138948783), (0.001, 7, -4.785289628638334),
            (0.3, 0.4, -1.1974301614558018), (0.6, 1e3, 0.25341451583949876), (0.975, 1e6, 1.959966356814107),
            (1e-12, 3, -10331.108244292487), (0.975, 1e10, 1.959963984777281), (0.5, 3, 0),
            (0.975, .infinity, 1.959963984540054), (0, 3, -.infinity), (1, 3, .infinity),
        ]
        for (p, degrees, expected) in values {
            let value = studentTQuantile(p, degreesOfFreedom: degrees)
            #expect(agree(value, expected, within: 1e-11), "at \(p), \(degrees)")
        }
        #expect(studentTQuantile(1.5, degreesOfFreedom: 3).isNaN)
        #expect(studentTQuantile(0.5, degreesOfFreedom: -1).isNaN)
    }
}
