import Experiments
import Testing

@testable import Reports

@Suite("Figures that do not move, or are no numbers")
struct DegenerateFiguresTests {
    @Test("Sparklines and forecasts stand whatever number comes")
    func others() {
        #expect(Sparkline.text([.infinity, .nan, 1e300, -1e300, 0.5], width: 5) == "  █▁▅")
        #expect(VerdictWords.replications(340) == "340")
        #expect(VerdictWords.replications(1_000_001) == "more than a million")
        #expect(VerdictWords.atLeast(1_000_000) == "at least 1,000,000")
        #expect(VerdictWords.atLeast(1_000_001) == "more than a million")
    }
}
