import Testing

@testable import Feeds

@Suite("Reading tables in JSON")
struct JSONTableTests {
    static func rows(_ text: String, _ columns: [String], at rows: String) throws(InputError) -> [[String]] {
        var found: [[String]] = []
        try TableFile(Array(text.utf8), name: "t.json").forEachRow(columns, rows: rows) { _, cells in
            found.append(cells)
        }
        return found
    }

    static func error(_ text: String, at place: String = "[]") -> InputError? {
        do throws(InputError) {
            _ = try rows(text, ["a"], at: place)
            return nil
        } catch {
            return error
        }
    }

    @Test("rows are found at their place, members by points, items by numbers, and names with points as a whole")
    func places() throws {
        let text = """
            {"kind": "x]", "content": [
              {"id": 7, "poll": {"at": 1795582800000, "late": false}, "labels": {"a.b/c": "z", "a": {"b": "no"}}},
              {"id": "q", "list": [{"t": "one"}, {"t": "two"}], "poll": null}
            ], "rest": [1, {"]": "["}]}
            """
        let columns = ["id", "poll.at", "poll.late", "labels.a.b/c", "list[1].t", "nothing"]
        #expect(
            try Self.rows(text, columns, at: "content[]")
                == [["7", "1795582800000", "false", "z", "", ""], ["q", "", "", "", "two", ""]]
        )
        #expect(try Self.rows("[{\"a\":\"\\u00e9\"}]", ["a"], at: "[]") == [["\u{E9}"]])
        #expect(try Self.rows("{\"a\":{\"b\":[]}}", ["a"], at: "a.b[]").isEmpty)
    }

    @Test("what is wrong is told with its line")
    func mistakes() {
        let cases: [(String, String, InputError.Code, Int?)] = [
            (String(repeating: "[", count: 600) + String(repeating: "]", count: 600), "[]", .badJSON, 1),
            ("[{\"a\": 1, \"a\": 2}]", "[]", .badJSON, 1),
            ("{\"b\": [\n{\"a\": 1},\n{\"a\": x}]}", "b[]", .badJSON, 3),
            ("[{\"a\": 1}\n", "[]", .badJSON, 2),
            ("[{\"a\": 1}] x", "[]", .badJSON, 1),
            ("[{\"a\": 1}}", "[]", .badJSON, 1),
            ("[{\"a\": \"x}]", "[]", .badJSON, 1),
            ("{\"c\": 1}", "b[]", .nothingFound, nil),
        ]
        for (text, place, code, line) in cases {
            let error = Self.error(text, at: place)
            #expect(error?.code == code, "\(text.prefix(40)): \(String(describing: error))")
            #expect(error?.line == line, "\(text.prefix(40)): \(String(describing: error))")
        }
    }

    @Test("a document beyond the limit is refused")
    func limit() {
        var limits = TableLimits()
        limits.documentBytes = 10
        #expect(throws: InputError.self) { try TableFile(Array("[{\"a\":1,\"b\":2}]".utf8), name: "t", limits: limits) }
    }
}
