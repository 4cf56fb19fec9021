import EventEngine
import Testing

@Suite("Distributions: parameters that make no law")
struct DistributionErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable () throws(DistributionError) -> Distribution

        init(_ message: String, _ make: @escaping @Sendable () throws(DistributionError) -> Distribution) {
            testDescription = message
            self.make = make
        }
    }

    static let cases: [Case] = [
        Case("value must not be negative, but is -1.0") { () throws(DistributionError) in try .constant(-1) },
        Case("value must be a finite number, not nan") { () throws(DistributionError) in try .constant(.nan) },
        Case("value must be a finite number, not inf") { () throws(DistributionError) in try .constant(.infinity) },
        Case("low must not be negative, but is -2.0") { () throws(DistributionError) in
            try .uniform(low: -2, high: 1)
        },
        Case("high (1.0) must not be less than low (2.0)") { () throws(DistributionError) in
            try .uniform(low: 2, high: 1)
        },
        Case("high must be a finite number, not inf") { () throws(DistributionError) in
            try .uniform(low: 2, high: .infinity)
        },
        Case("mean must be greater than zero, but is 0.0") { () throws(DistributionError) in
            try .exponential(mean: 0)
        },
        Case("mean must be a finite number, not nan") { () throws(DistributionError) in
            try .exponential(mean: .nan)
        },
        Case("shape must be greater than zero, but is 0.0") { () throws(DistributionError) in
            try .weibull(shape: 0, scale: 1)
        },
        Case("scale must be greater than zero, but is -3.0") { () throws(DistributionError) in
            try .weibull(shape: 1, scale: -3)
        },
        Case("mu must be a finite number, not -inf") { () throws(DistributionError) in
            try .logNormal(mu: -.infinity, sigma: 1)
        },
        Case("sigma must be greater than zero, but is 0.0") { () throws(DistributionError) in
            try .logNormal(mu: -4, sigma: 0)
        },
        Case("median must be greater than zero, but is 0.0") { () throws(DistributionError) in
            try .logNormal(median: 0, sigma: 1)
        },
        Case("median must be greater than zero, but is -1.0") { () throws(DistributionError) in
            try .logLogistic(median: -1, shape: 2)
        },
        Case("shape must be a finite number, not inf") { () throws(DistributionError) in
            try .logLogistic(median: 1, shape: .infinity)
        },
        Case("shape must be greater than zero, but is -1.0") { () throws(DistributionError) in
            try .gamma(shape: -1, scale: 1)
        },
        Case("shape must be at most 1000000.0, but is 2000000.0") { () throws(DistributionError) in
            try .gamma(shape: 2e6, scale: 1)
        },
        Case("mode (1.0) must not be less than low (2.0)") { () throws(DistributionError) in
            try .triangular(low: 2, mode: 1, high: 3)
        },
        Case("high (2.5) must not be less than mode (2.75)") { () throws(DistributionError) in
            try .triangular(low: 2, mode: 2.75, high: 2.5)
        },
        Case("mixture must have at least one element") { () throws(DistributionError) in try .mixture([]) },
        Case("weight number 2 must not be negative, but is -0.5") { () throws(DistributionError) in
            try .mixture([(1, .zero), (-0.5, .zero)])
        },
        Case("at least one weight must be greater than zero") { () throws(DistributionError) in
            try .mixture([(0, .zero), (0, .zero)])
        },
        Case("weight must be a finite number, not inf") { () throws(DistributionError) in
            try .mixture([(1e308, .zero), (1e308, .zero)])
        },
        Case("sample must have at least one element") { () throws(DistributionError) in try .empirical([]) },
        Case("sample number 3 must not be negative, but is -1.0") { () throws(DistributionError) in
            try .empirical([1, 2, -1])
        },
        Case("sample number 1 must be a finite number, not nan") { () throws(DistributionError) in
            try .empirical([.nan])
        },
    ]

    @Test("A bad parameter is refused by name, with the reason", arguments: cases)
    func refused(example: Case) {
        let error = #expect(throws: DistributionError.self) { try example.make() }
        #expect(error?.description == example.testDescription)
    }

    @Test("The error can be matched by parameter, position and problem")
    func matched() {
        let error = #expect(throws: DistributionError.self) {
            try Distribution.mixture([(1, .zero), (-0.5, .zero)])
        }
        #expect(error?.parameter == .weight)
        #expect(error?.index == 1)
        #expect(error?.problem == .negative(-0.5))
    }
}
