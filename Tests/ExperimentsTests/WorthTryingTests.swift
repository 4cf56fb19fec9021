import Experiments
import Testing

/// How many runs are advised.
@Suite("Runs worth trying")
struct WorthTryingTests {
    @Test("So many are advised that a difference is shown in four of five studies, and never fewer than may be judged")
    func power() {
        #expect(Significance.worthTrying(1) == Significance.fewestReplications)
        #expect(Significance.worthTrying(80) == 80)
        #expect(Significance.worthTrying(150) == 300)
        #expect(Significance.worthTrying(Int.max) > 0)
        // (z + 0.8416)² / z², the 80 % quantile of the normal law above the level that must be met.
        let least = (Significance.z + 0.8416) * (Significance.z + 0.8416) / (Significance.z * Significance.z)
        #expect(2 >= least && least > 1.8)
    }
}
