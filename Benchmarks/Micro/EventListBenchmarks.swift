import Benchmark
import EventEngine
import Models

/// How far ahead of the event that plans them new events lie. The mean is about 1,000 ticks.
enum DelayShape: String, CaseIterable {
    case exponential
    case constant
    /// Nine in ten within ten ticks, the others ten times as far away as usual.
    case mostlyShort
    /// From nothing on: many at the very time that is being served.
    case noLookahead

    func law() throws -> Distribution {
        switch self {
        case .exponential: try .exponential(mean: 1000, plus: 100)
        case .constant: try .constant(1000)
        case .mostlyShort: try .mixture([(0.9, .uniform(low: 0, high: 10)), (0.1, .exponential(mean: 10_000))])
        case .noLookahead: try .mixture([(0.5, .zero), (0.5, .exponential(mean: 2000))])
        }
    }
}

/// A list that is held at a steady number of pending events, and delays drawn beforehand, so that only the list is measured.
struct SteadyList {
    private var list = FutureEventList()
    private let delays: [Tick]
    private var next = 0

    init(pending: Int, _ shape: DelayShape) throws {
        let random = KeyedRandom(seed: 1, replication: 0)
        let law = try shape.law()
        delays = (0..<1 << 16).map { number in
            var draw = random.draw(entity: UInt64(number), purpose: 0)
            return law.sampleTicks(&draw)
        }
        list.reserveCapacity(pending)
        for entity in 0..<pending {
            let time = delays[entity & (delays.count - 1)]
            list.push(EventKey(time: time, kind: 0, entity: entity).rawValue)
        }
    }

    /// Takes the next event out and puts it in again later, that many times.
    mutating func hold(_ count: Int) {
        for _ in 0..<count {
            guard let raw = list.popMin() else { return }
            let key = EventKey(rawValue: raw)
            next = (next + 1) & (delays.count - 1)
            list.push(EventKey(time: key.time + delays[next], kind: 0, entity: key.entity).rawValue)
        }
    }
}

func benchmarkEventList() {
    for shape in DelayShape.allCases {
        for exponent in 2...7 {
            Benchmark("EventList.hold.\(shape.rawValue).1e\(exponent)") { benchmark in
                let pending = (0..<exponent).reduce(1) { count, _ in count * 10 }
                var list = try SteadyList(pending: pending, shape)
                // Into the steady state first.
                list.hold(min(2 * pending, 5_000_000))
                benchmark.startMeasurement()
                list.hold(1_000_000)
                benchmark.stopMeasurement()
                blackHole(list)
            }
        }
    }
}
