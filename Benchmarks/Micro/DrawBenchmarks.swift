import Benchmark
import EventEngine
import Models

/// A million draws of each kind.
func benchmarkDraws() {
    let count = 1_000_000
    Benchmark("Draw.keyed") { _ in
        let random = KeyedRandom(seed: 1, replication: 0)
        var sum: UInt64 = 0
        for entity in 0..<UInt64(count) {
            var draw = random.draw(entity: entity, purpose: 3, occurrence: 7)
            sum &+= draw.next()
        }
        blackHole(sum)
    }
    Benchmark("Draw.uniform") { _ in
        let random = KeyedRandom(seed: 1, replication: 0)
        var sum = 0.0
        for entity in 0..<UInt64(count) {
            var draw = random.draw(entity: entity, purpose: 3)
            sum += draw.uniform()
        }
        blackHole(sum)
    }
    for (name, make) in distributions {
        Benchmark("Distribution.\(name)") { benchmark in
            let law = try make()
            let random = KeyedRandom(seed: 1, replication: 0)
            benchmark.startMeasurement()
            var sum: Tick = 0
            for entity in 0..<UInt64(count) {
                var draw = random.draw(entity: entity, purpose: 3)
                sum += law.sampleTicks(&draw)
            }
            benchmark.stopMeasurement()
            blackHole(sum)
        }
    }
}

private let distributions: [(String, @Sendable () throws -> Distribution)] = [
    ("constant", { try .constant(60) }),
    ("uniform", { try .uniform(low: 60, high: 300) }),
    ("exponential", { try .exponential(mean: 3600) }),
    ("shiftedExponential", { try .exponential(mean: 900, plus: 120) }),
    ("weibull", { try .weibull(shape: 0.53, scale: 53_568) }),
    ("logNormal", { try .logNormal(median: 360, sigma: 0.7) }),
    ("logLogistic", { try .logLogistic(median: 7200, shape: 2.5) }),
    ("gamma", { try .gamma(shape: 2, scale: 3600) }),
    ("triangular", { try .triangular(low: 20, mode: 60, high: 300) }),
    ("mixture", { try .mixture([(0.3, .constant(300)), (0.7, .exponential(mean: 3600))]) }),
    ("empirical", { try .empirical((1...100).map { Double($0 * $0) }) }),
]
