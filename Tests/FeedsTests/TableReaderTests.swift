import Foundation
import Testing

@testable import Feeds

@Suite("Reading tables")
struct TableReaderTests {
    static func table(_ text: String, limits: TableLimits = TableLimits()) throws(InputError) -> TableFile {
        try TableFile(Array(text.utf8), name: "t.csv", limits: limits)
    }

    static func rows(_ text: String, _ columns: [String], limits: TableLimits = TableLimits()) throws -> [[String]] {
        var rows: [[String]] = []
        try table(text, limits: limits).forEachRow(columns, rows: nil) { _, cells in rows.append(cells) }
        return rows
    }

    static func error(_ text: String, limits: TableLimits = TableLimits()) -> InputError? {
        do throws(InputError) {
            let table = try table(text, limits: limits)
            try table.checkRows()
            return nil
        } catch {
            return error
        }
    }

    @Test("cells come as RFC 4180 has them: quotation marks, separators and line feeds within, empty lines passed over")
    func cells() throws {
        let text = "a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n\"\",2\n=1+1,\" 3 \"\n"
        #expect(try Self.rows(text, ["b", "a"]) == [["x, \"y\"\nz", "1"], ["2", ""], [" 3 ", "=1+1"]])
    }

    @Test("a row without a line end, lone carriage returns, and a table of its names alone")
    func ends() throws {
        #expect(try Self.rows("a,b\n1,2", ["a", "b"]) == [["1", "2"]])
        #expect(try Self.rows("a,b\r1,2\r3,4\r", ["a", "b"]) == [["1", "2"], ["3", "4"]])
        #expect(try Self.rows("a,b\n", ["a"]).isEmpty)
        #expect(try Self.rows("a,b\n1,\"\"", ["b"]) == [[""]])
    }

    @Test("byte-order mark, semicolons and tabs are recognised and told; sep= is no row")
    func separators() throws {
        let marked = try Self.table("\u{FEFF}a;b;\"c,d\"\n1,5;2;3\n")
        #expect(
            marked.notes == ["a byte-order mark stands before the first column", "a semicolon stands between cells"]
        )
        #expect(try marked.missing(["a", "c,d"], rows: nil).isEmpty)
        #expect(try Self.table("a\tb\n").notes == ["a tab stands between cells"])
        #expect(try Self.rows("sep=;\na;b\n1,5;2\n", ["a"]) == [["1,5"]])
    }

    @Test("what is wrong is told with its line and its column")
    func mistakes() {
        let cases: [(String, InputError.Code, Int?, String?)] = [
            ("a,b\n\"x,1\ny,2\n", .badQuote, 2, "a"),
            ("a,b\n1,2\nx\"y,1\n", .badQuote, 3, "a"),
            ("a,b\n1,\"2\n\n\"3\n", .badQuote, 4, "b"),
            ("a,b,c\n1,2\n", .raggedRow, 2, nil),
            ("a,b\n\"1\n1\",2\n1,2,3\n", .raggedRow, 4, nil),
            ("a,b, a \n", .twoColumns, 1, "a"),
            ("<!DOCTYPE html><title>Sign in</title>\n", .wrongFormat, 1, nil),
            ("<?xml version=\"1.0\"?><bom/>", .wrongFormat, 1, nil),
            ("a\0b", .wrongFormat, 1, nil), ("", .nothingFound, nil, nil), ("\n \n", .nothingFound, nil, nil),
        ]
        for (text, code, line, column) in cases {
            let error = Self.error(text)
            #expect(error?.code == code, "\(text)")
            #expect(error?.line == line, "\(text): \(String(describing: error))")
            #expect(error?.column == column, "\(text): \(String(describing: error))")
        }
    }

    @Test("UTF-16, workbooks and other encodings are told with what to do")
    func encodings() throws {
        func code(_ bytes: [UInt8]) -> InputError? {
            do throws(InputError) {
                try TableFile(bytes, name: "t").forEachRow(["a"], rows: nil) { _, _ in }
                return nil
            } catch {
                return error
            }
        }
        let wide = code([0xFF, 0xFE, 0x61, 0, 0x0A, 0])
        #expect(wide?.code == .wrongFormat)
        #expect(wide?.message.contains("iconv -f UTF-16") ?? false)
        let latin = code(Array("a,b\n".utf8) + [0xE9, 0x2C, 0x31, 0x0A])
        #expect(latin?.code == .wrongFormat)
        #expect(latin?.line == 2)
        #expect(latin?.column == "a")
        // Of a column that is not asked for nothing is made.
        #expect(code(Array("a,b\n1,".utf8) + [0xE9, 0x0A]) == nil)
    }

    @Test("limits hold for columns, cells, rows of bytes and rows")
    func limits() {
        var limits = TableLimits()
        limits.columns = 2
        #expect(Self.error("a,b,c\n", limits: limits)?.code == .tooLarge)
        limits = TableLimits()
        limits.cellBytes = 4
        #expect(Self.error("a\n12345\n", limits: limits)?.code == .tooLarge)
        #expect(Self.error("a\n\"12345\"\n", limits: limits)?.code == .tooLarge)
        #expect(Self.error("a\n1234\n", limits: limits) == nil)
        limits = TableLimits()
        limits.rows = 2
        #expect(Self.error("a\n1\n2\n", limits: limits) == nil)
        #expect(Self.error("a\n1\n2\n3\n", limits: limits)?.line == 4)
    }

    @Test("a table of any length is read alike from a file, wherever the pieces end")
    func pieces() throws {
        let folder = try Folder()
        defer { folder.remove() }
        // Rows of varying length, quotation marks and line feeds in them, so that the ends of pieces fall on all of them.
        var text = "a,b\n"
        var expected: [String] = []
        for number in 0..<60_000 {
            let filling = String(repeating: "x", count: number % 37)
            text += number % 3 == 0 ? "\"\(filling)\"\"\r\n,\",\(number)\r\n" : "\(filling),\(number)\n"
            expected.append(number % 3 == 0 ? "\(filling)\"\r\n," : filling)
        }
        let path = try folder.write("t.csv", text)
        var cells: [String] = []
        var sum = 0
        try TableFile(path: path).forEachRow(["b", "a"], rows: nil) { _, row in
            cells.append(row[1])
            sum += Int(row[0]) ?? 0
        }
        #expect(cells == expected)
        #expect(sum == 60_000 * 59_999 / 2)
    }

    @Test("damaged tables never trap, and end in rows or in an error", arguments: 0..<8)
    func damage(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array("a,;\t\"\"\n\r={}[]:1\u{FEFF}\u{E9}".utf8)
        for _ in 0..<2000 {
            let bytes = (0..<random(40)).map { _ in alphabet[random(alphabet.count)] }
            do throws(InputError) {
                let table = try TableFile(bytes, name: "t")
                try table.forEachRow(["a"], rows: "a[]") { line, _ in #expect(line > 0) }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}

/// A folder for files of a test.
struct Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/patchlab-tables-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
