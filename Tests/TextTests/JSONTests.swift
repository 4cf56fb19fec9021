import Foundation
import Testing

@testable import Text

/// What is read and written as JSON, held against Foundation where that does the same.
@Suite("JSON")
struct JSONTests {
    @Test("A text is written as Foundation writes it, whatever the scalar, and read back")
    func texts() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let all = (UInt32(0)..<0x11_0000).compactMap(Unicode.Scalar.init)
        for start in stride(from: 0, to: all.count, by: 4096) {
            let text = String(String.UnicodeScalarView(all[start..<min(start + 4096, all.count)]))
            let written = JSON.string(text).compact
            #expect(Array(written.utf8) == Array(try encoder.encode(text)))
            guard case .string(let read) = try JSONReader.read(written) else {
                Issue.record("no text")
                return
            }
            #expect(read.unicodeScalars.elementsEqual(text.unicodeScalars))
        }
    }

    @Test(
        "A number is written with as many digits as tell it apart, and whole ones without a point",
        arguments: [
            (0.1, "0.1"), (1e-7, "1e-07"), (3, "3"), (-0.0, "0"), (1e16, "1e+16"), (1e15, "1000000000000000"),
            (5e-1, "0.5"), (.infinity, "null"), (.nan, "null"),
        ]
    )
    func numbers(value: Double, text: String) { #expect(JSON.number(value).compact == text) }

    @Test("Escapes are read as what they stand for")
    func escapes() throws {
        guard case .string(let text) = try JSONReader.read(#""\"\\\/\b\f\n\r\tA\u0041\u00e9\uD83D\ude00""#) else {
            Issue.record("no text")
            return
        }
        #expect(text == "\"\\/\u{8}\u{C}\n\r\tAAé😀")
    }

    @Test(
        "What is no text of JSON is refused with its place",
        arguments: [
            #"["\x"]"#, #"["\ud800"]"#, #"["\udc00"]"#, #"["\ud83dx"]"#, #"["\uD83D\u0041"]"#, #"["\u12"]"#,
            "[\"a\tb\"]",
            #"["\u+123"]"#,
        ]
    )
    func wrongTexts(text: String) {
        let error = #expect(throws: JSONReader.Problem.self) { try JSONReader.read(text) }
        #expect(error?.message == "column 2: this text holds a control character or a wrong escape")
    }

    @Test("Whole numbers keep their digits up to the greatest of 64 bits, and what is printed is read as it was")
    func roundTrip() throws {
        let text =
            #"{"b":[9223372036854775807,-9223372036854775808,18446744073709551615],"a":{"x":null,"y":[true,false,0.25]}}"#
        #expect(try JSONReader.read(text).compact == text)
        #expect(try JSONReader.read(JSONReader.read(text).printed()).compact == text)
    }

    @Test(
        "Numbers are read as they may be spelt, and nothing else is one",
        arguments: [
            ("0", 0), ("-0", -0.0), ("10", 10), ("-7", -7), ("0.5", 0.5), ("1e3", 1000), ("1E+3", 1000), ("25e-1", 2.5),
            ("-1.5e2", -150), ("1e400", nil), ("01", nil), ("-", nil), ("+1", nil), (".5", nil), ("1.", nil),
            ("1e", nil),
            ("1e+", nil), ("1.e3", nil), ("0x1", nil), ("1_0", nil), ("--1", nil), ("1-", nil), ("Infinity", nil),
            ("٣", nil),
        ] as [(String, Double?)]
    )
    func numberSpelling(text: String, number: Double?) {
        #expect((try? JSONReader.read(text))?.number == number)
    }

    @Test("A key that stands twice is told apart from what is no JSON")
    func duplicates() {
        let twice = #expect(throws: JSONReader.Problem.self) { try JSONReader.read(#"{"a":1,"a":2}"#) }
        #expect(twice?.isDuplicate == true && twice?.message == "column 8: \"a\" stands twice in an object")
        let wrong = #expect(throws: JSONReader.Problem.self) { try JSONReader.read("{") }
        #expect(wrong?.isDuplicate == false)
    }

    @Test("Members made of a dictionary stand in the order of their keys")
    func order() { #expect(JSON.sorted(["b": .null, "a": .integer(1)]).compact == #"{"a":1,"b":null}"#) }
}
