import Foundation
import Testing
import Text

/// What of a text is shown, and what is spelt out.
@Suite("Safe text")
struct SafeTextTests {
    @Test(
        "Characters that act, hide or turn the text round are spelt out",
        arguments: [
            ("a\u{1B}[2Jb", "a\\u001b[2Jb"), ("a\rb", "a\\u000db"), ("a\u{7F}b", "a\\u007fb"),
            ("a\u{9B}b", "a\\u009bb"),
            ("a\u{85}b", "a\\u0085b"), ("a\tb", "a\\u0009b"), ("a\u{0}b", "a\\u0000b"),
            ("\u{202E}gpj.exe", "\\u202egpj.exe"), ("\u{2066}x\u{2069}", "\\u2066x\\u2069"),
            ("\u{61C}x\u{200E}\u{200F}", "\\u061cx\\u200e\\u200f"), ("a\u{2028}b\u{2029}c", "a\\u2028b\\u2029c"),
            ("a\u{200B}\u{200D}\u{2060}\u{FEFF}b", "a\\u200b\\u200d\\u2060\\ufeffb"), ("so\u{AD}ft", "so\\u00adft"),
            ("a\u{3164}b\u{115F}", "a\\u3164b\\u115f"), ("a\u{E0041}", "a\\udb40\\udc41"), ("a\u{FE0F}", "a\\ufe0f"),
            ("\u{E000}", "\\ue000"), ("\r\n", "\\u000d\\u000a"),
        ]
    )
    func spelt(text: String, shown: String) {
        #expect(SafeText.line(text) == shown)
    }

    @Test("Everything else stays as it is, line feeds only in texts of several lines")
    func kept() {
        for text in ["", "plain", "é漢字 ✔–…\u{A0}", "\\u001b", "e\u{301}", "👍"] {
            #expect(SafeText.line(text) == text)
            #expect(SafeText.shown(text) == text)
        }
        #expect(SafeText.shown("a\nb\r\n") == "a\nb\\u000d\n")
        #expect(SafeText.line("a\nb") == "a\\u000ab")
    }

    @Test("Going through twice is going through once, whatever the scalar")
    func idempotent() {
        for value in UInt32(0)..<0x11_0000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = SafeText.shown(String(scalar))
            #expect(SafeText.shown(once) == once)
            #expect(once.unicodeScalars.allSatisfy { $0 == "\n" || SafeText.isHarmless($0) })
        }
    }

    @Test("A JSON text means the same afterwards")
    func json() throws {
        let value = "a\u{7F}\u{9B}\u{202E}\u{2028}\u{E0041}\\\u{200B}\"\n"
        let text = String(decoding: try JSONEncoder().encode([value]), as: UTF8.self)
        let shown = SafeText.shown(text)
        #expect(shown.unicodeScalars.allSatisfy(SafeText.isHarmless))
        #expect(try JSONDecoder().decode([String].self, from: Data(shown.utf8)) == [value])
    }

    @Test("An excerpt is cut before it is spelt out")
    func excerpt() {
        #expect(SafeText.excerpt("abc", limit: 3) == "abc")
        #expect(SafeText.excerpt("abcd", limit: 3) == "abc...")
        #expect(SafeText.excerpt("\u{1B}bcd", limit: 1) == "\\u001b...")
    }
}
