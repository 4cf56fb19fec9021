import Experiments
import Testing

@testable import Reports

@Suite("Figures that do not move, or are no numbers")
struct DegenerateFiguresTests {
    @Test("A length is a whole number of characters within the room, also of what is no number")
    func length() {
        #expect(Figure.length(.nan, of: 30) == 0)
        #expect(Figure.length(0.0 / 0.0, of: 30) == 0)
        #expect(Figure.length(.infinity, of: 30) == 30)
        #expect(Figure.length(-.infinity, of: 30) == 0)
        #expect(Figure.length(0.5, of: 30) == 15)
        #expect(Figure.length(1e300, of: 30) == 30)
        #expect(Figure.length(0.5, of: 0) == 0)
    }

    @Test(
        "An interval is written by its ends, by half its width where it is symmetric, and ? where an end is not known"
    )
    func interval() {
        #expect(Figure.interval(1, 3.5, 1) == "1.0…3.5")
        #expect(Figure.interval(1, 3, 1, isSymmetric: true) == "±1.0")
        #expect(Figure.interval(1, nil, 1, isSymmetric: true) == "1.0…?")
        #expect(Figure.interval(nil, 3, 0) == "?…3")
        #expect(Figure.interval(nil, nil, 0) == "")
    }

    @Test("Bytes, sparklines and forecasts stand whatever number comes")
    func others() {
        #expect(Figure.bytes(.nan).hasPrefix("?"))
        #expect(Figure.bytes(1e30).contains("PiB"))
        #expect(Sparkline.text([.infinity, .nan, 1e300, -1e300, 0.5], width: 5) == "  █▁▅")
        #expect(VerdictWords.replications(340) == "340")
        #expect(VerdictWords.replications(1_000_001) == "more than a million")
        #expect(VerdictWords.atLeast(1_000_000) == "at least 1,000,000")
        #expect(VerdictWords.atLeast(1_000_001) == "more than a million")
    }
}
