import Testing

@testable import Reports

@Suite("Tables and figures")
struct TextTableTests {
    @Test("Columns that do not fit the width go on below with the first column repeated")
    func wraps() {
        var table = TextTable(headings: [["name"], ["first"], ["second"]])
        table.rows = [[["a"], ["1"], ["2"]], [["bcd"], ["10"], ["20"]]]
        #expect(
            table.lines(width: 80) == [
                "name  first  second", "───────────────────", "a         1       2", "bcd      10      20",
            ]
        )
        #expect(
            table.lines(width: 12) == [
                "name  first", "───────────", "a         1", "bcd      10", "", "name  second", "────────────",
                "a          2", "bcd       20",
            ]
        )
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

    @Test("Text is broken at spaces, and a word longer than the width stands alone")
    func wrapping() {
        #expect(wrapped("one two three", width: 7) == ["one two", "three"])
        #expect(wrapped("a incomprehensibilities b", width: 5) == ["a", "incomprehensibilities", "b"])
        #expect(wrapped("", width: 5).isEmpty)
    }
}
