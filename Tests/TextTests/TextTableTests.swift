import Testing
import Text

/// Cells in columns, and words in lines.
@Suite("Tables and paragraphs")
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

    @Test("Without a rule the heading is a row like the others, and a cell may be made of one string")
    func noRule() {
        var table = TextTable(headings: [["name"], ["n"]], hasRule: false)
        table.append(["a\u{1B}", "10"])
        #expect(table.lines(width: .max) == ["name      n", "a\\u001b  10"])
    }

    @Test("Text is broken at spaces, and a word longer than the width is broken, too")
    func wrapping() {
        #expect(wrapped("one two three", width: 7) == ["one two", "three"])
        #expect(
            wrapped("a incomprehensibilities b", width: 5) == ["a", "incom", "prehe", "nsibi", "litie", "s b"]
        )
        #expect(wrapped("ab 東京都庁 c", width: 4, indent: " ") == ["ab", " 東", " 京", " 都", " 庁", " c"])
        #expect(wrapped("", width: 5).isEmpty)
    }

    @Test("Words of a paragraph stay whole, and its indent counts on every line")
    func paragraphs() {
        let words = ["a b", "cd", "e\nf", "g"]
        #expect(paragraph(words, width: 9, indent: "  ", separator: ",") == "a b,\n  cd,\n  e\\u000af,\n  g")
        #expect(paragraph(words, width: 10, indent: "  ", separator: ",") == "a b, cd,\n  e\\u000af,\n  g")
        #expect(paragraph(words, width: 80, indent: "  ") == "a b cd e\\u000af g")
    }
}
