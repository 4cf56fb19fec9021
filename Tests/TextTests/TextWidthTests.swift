import Testing

@testable import Text

@Suite("Width on a terminal")
struct TextWidthTests {
    @Test(
        "Is two columns for wide characters, none for marks that join the one before, and one for all others",
        arguments: [
            ("abc", 3), ("", 0), ("e\u{301}", 1), ("東京", 4), ("한국", 4), ("ﾃｽﾄ", 3), ("ＡＢ", 4), ("ä±≥…", 4), ("🚀", 2),
            ("─│█", 3),
        ]
    )
    func columns(text: String, expected: Int) {
        #expect(text.columns == expected)
    }

    @Test("A beginning takes no more columns than there are, and no character is cut in two")
    func beginnings() {
        #expect("東京都".prefix(columns: 5) == "東京")
        #expect("abc".prefix(columns: 5) == "abc")
        #expect("e\u{301}a".prefix(columns: 1) == "e\u{301}")
        #expect("東京都".shortened(to: 5) == "東京…")
        #expect("東京都".shortened(to: 6) == "東京都")
        #expect(padded("東", to: 4) == "東  " && aligned("東", to: 4) == "  東")
    }

    @Test("A table with wide characters keeps its columns in line")
    func table() {
        var table = TextTable(headings: [["name"], ["n"]])
        table.append(["東京", "1"])
        table.append(["a", "10"])
        #expect(table.lines(width: 80) == ["name   n", "────────", "東京   1", "a     10"])
    }
}
