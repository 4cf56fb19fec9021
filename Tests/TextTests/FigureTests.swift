import Testing
import Text

/// Numbers as a reader wants them, and what is no number.
@Suite("Figures")
struct FigureTests {
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

    @Test("Bytes stand whatever number comes")
    func bytes() {
        #expect(Figure.bytes(.nan).hasPrefix("?"))
        #expect(Figure.bytes(1e30).contains("PiB"))
    }

    @Test(
        "Numbers have groups of three, the decimals asked for, and no minus zero",
        arguments: [
            (1234567.891, 2, "1,234,567.89"), (0.005, 2, "0.01"), (-0.001, 2, "0.00"), (-1234.5, 0, "-1,235"),
            (999.999, 2, "1,000.00"), (0, 1, "0.0"), (.infinity, 1, "∞"),
        ]
    )
    func numbers(value: Double, decimals: Int, text: String) {
        #expect(Figure.fixed(value, decimals) == text)
    }

    @Test("Times show days only where there are some")
    func times() {
        #expect(Figure.time(0) == "00:00:00")
        #expect(Figure.time(86_399) == "23:59:59")
        #expect(Figure.time(3 * 86_400 + 3723) == "3 d 01:02:03")
        #expect(Figure.time(-60) == "-00:01:00")
        #expect(Figure.span(90) == "90 s")
        #expect(Figure.span(86_400) == "24.0 h")
        #expect(Figure.span(11.65 * 86_400) == "11.7 d")
        #expect(Figure.bytes(22 * 1024 * 1024) == "22.0 MiB")
    }

    @Test("The same without groups, and shares as percentages")
    func ungrouped() {
        #expect(Figure.ungrouped(1234567.891, 2) == "1234567.89")
        #expect(Figure.ungrouped(-0.004, 2) == "0.00")
        #expect(Figure.ungrouped(2.675, 1) == "2.7")
        #expect(Figure.percentage(0.0274, 2) == "2.74%")
    }
}
