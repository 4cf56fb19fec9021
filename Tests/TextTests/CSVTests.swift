import Testing
import Text

/// Cells and lines of comma-separated values.
@Suite("Comma-separated values")
struct CSVTests {
    @Test("A cell is quoted where it must be, by scalars, and cannot begin a row or a column")
    func cells() {
        #expect(CSV.line(["a", "", "b c"]) == "a,,b c\n")
        #expect(CSV.line(["a,b", "say \"no\""]) == "\"a,b\",\"say \"\"no\"\"\"\n")
        #expect(CSV.line(["a,\u{301}b"]) == "\"a,\u{301}b\"\n")
        #expect(CSV.line(["a\nb", "c\rd"]) == "a\\u000ab,c\\u000dd\n")
    }
}
