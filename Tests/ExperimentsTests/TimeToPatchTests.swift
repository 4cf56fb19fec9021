import EventEngine
import Experiments
import Testing

@testable import PatchSimulator

@Suite("The two estimators by Kaplan and Meier")
struct TimeToPatchTests {
    @Test("The simulator's quantiles of times to patch are those of the estimator over single observations")
    func agreement() throws {
        let random = KeyedRandom(seed: 3, replication: 0)
        for study in 0..<100 {
            var times = TimeToPatch()
            var observations: [KaplanMeier.Observation] = []
            for group in 0..<4 {
                let watched = 50 + 37 * group
                var waits: [Int32] = []
                for device in 0..<20 {
                    var draw = random.draw(entity: UInt64(device), purpose: 1, occurrence: UInt64(study * 4 + group))
                    let wait = Int32(160 * draw.uniform())
                    if Int(wait) <= watched { waits.append(wait) }
                }
                times.add(pairs: 20, watchedFor: Tick(watched), waits: waits)
                observations += waits.map { .init(time: Double($0), happened: true) }
                observations += (waits.count..<20).map { _ in .init(time: Double(watched), happened: false) }
            }
            let curve = try #require(KaplanMeier(observations))
            let shares = [0.1, 0.5, 0.9, 0.95]
            #expect(times.quantiles(shares).map { $0.map(Double.init) } == shares.map { curve.quantile($0) })
        }
    }
}
