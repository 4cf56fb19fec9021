import Testing
import Text

/// The examples on the page of the texts, played.
@Suite("The page of the texts")
struct PageExampleTests {
    @Test("A table that nothing breaks")
    func table() {
        var table = TextTable(headings: [["strategy"], ["exposed"]])
        table.append(["big-bang", Figure.grouped(1_234_567)])
        table.append(["ri\nngs", Figure.percentage(0.25, 1)])
        let lines = table.lines(width: 40)
        #expect(lines.count == 4 && Set(lines.map(\.count)).count == 1)
        #expect(lines[2].hasPrefix("big-bang") && lines[2].hasSuffix("1,234,567"))
        #expect(lines[3].contains("ngs") && !lines[3].contains("\n"))
    }

    @Test("JSON read and written")
    func json() throws {
        let rings = try JSONReader.read("[{\"name\": \"pilot\", \"share\": 0.05}]")
        let text = rings.printed()
        #expect(try JSONReader.read(text).printed() == text && text.contains("0.05"))
    }
}
