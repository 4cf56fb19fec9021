import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Makes a run twice, swept where it can be and in exact order throughout, and holds one against the other on the way.
///
/// - Parameter parts: into how many spans the time is cut, at the end of each of which they are compared.
func expectSameInBothDrivers(
    _ world: World,
    _ strategy: Strategy,
    seed: UInt64,
    replication: Int,
    parts: Int,
    _ name: String
) {
    var swept = Simulation(world, policy: DeclaredPolicy(strategy), seed: seed, replication: replication)
    var exact = swept
    exact.fleet.endSweeping()
    for part in 1...parts {
        let time = swept.horizon * Tick(part) / Tick(parts)
        swept.advance(to: time)
        exact.advance(to: time)
        #expect(swept.ledger == exact.ledger, "\(name) at \(time)")
        #expect(swept.console == exact.console, "\(name) at \(time)")
        #expect(swept.fleet.violations() == [], "\(name) at \(time)")
        #expect(exact.fleet.violations() == [], "\(name) at \(time)")
    }
    #expect(swept.log == exact.log, "\(name)")
}
