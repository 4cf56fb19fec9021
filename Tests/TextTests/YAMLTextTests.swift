import Testing
import Text

/// What needs quotation marks in YAML, and what does not.
@Suite("YAML text")
struct YAMLTextTests {
    @Test(
        "A text that a reader would take for something else is quoted",
        arguments: [
            "", "yes", "No", "null", "1", "1_000", "0x1f", "2026-03-01", "2026-03", "a: b", "a #b", "[a", "-a", "a ",
            "é", "a\nb",
        ]
    )
    func quoted(text: String) { #expect(YAMLText.text(text) == YAMLText.quoted(text)) }

    @Test(
        "Any other stays as it is",
        arguments: ["a", "libc6", "a b", "1 a", "1.2.3-4+deb12u5", "a-b_c/d", "2026-03-32"]
    )
    func plain(text: String) { #expect(YAMLText.text(text) == text) }

    @Test("A scalar that stood without quotation marks keeps its kind")
    func scalars() {
        #expect(YAMLText.scalar("5", isPlain: true) == "5")
        #expect(YAMLText.scalar("5", isPlain: false) == "\"5\"")
        #expect(YAMLText.scalar("-2h", isPlain: true) == "-2h")
        #expect(YAMLText.scalar("-x", isPlain: true) == "\"-x\"")
    }

    @Test("A list that fits stays on its line, and a longer one is broken within the page")
    func lists() {
        #expect(YAMLText.list(["a", "yes"], indent: 2, column: 10) == "[a, \"yes\"]")
        let names = (0..<40).map { "name\($0)" }
        let lines = YAMLText.list(names, indent: 2, column: 10).split(separator: "\n")
        #expect(lines.first == "[" && lines.count > 2)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("    name") && $0.count <= YAMLText.pageWidth + 1 })
    }
}
