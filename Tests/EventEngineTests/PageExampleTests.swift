import EventEngine
import Testing

/// The example on the page of the engine, played.
@Suite("The page of the engine")
struct PageExampleTests {
    @Test("Three machines break down about twelve times a year each, and always at the same moments")
    func machines() throws {
        let counts = try (0..<2).map { _ in
            let random = KeyedRandom(seed: 1, replication: 0)
            let uptime = try Distribution.exponential(mean: 30 * 86_400)
            let repair = try Distribution.exponential(mean: 3_600)
            var pending = FutureEventList()
            var breakdowns = [0, 0, 0]
            for machine in 0..<3 {
                var draw = random.draw(entity: UInt64(machine), purpose: 1)
                pending.push(EventKey(time: uptime.sampleTicks(&draw), kind: 0, entity: machine).rawValue)
            }
            while let next = pending.popMin() {
                let event = EventKey(rawValue: next)
                guard event.time <= 365 * 86_400 else { break }
                breakdowns[event.entity] += 1
                var draw = random.draw(
                    entity: UInt64(event.entity),
                    purpose: 1,
                    occurrence: UInt64(breakdowns[event.entity])
                )
                let mended = event.time + repair.sampleTicks(&draw)
                pending.push(
                    EventKey(time: mended + uptime.sampleTicks(&draw), kind: 0, entity: event.entity).rawValue
                )
            }
            #expect(pending.count == 2, "the other machines still run")
            return breakdowns
        }
        #expect(counts[0] == counts[1])
        // About Poisson with mean 3 × 365 / 30.04 = 36.4: within four standard deviations of 6.
        #expect(abs(counts[0].reduce(0, +) - 36) <= 24 && counts[0].allSatisfy { $0 > 0 })
    }
}
