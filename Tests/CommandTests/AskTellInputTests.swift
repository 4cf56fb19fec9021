import Foundation
import Testing

/// What another program writes to a search, byte by byte.
@Suite("Input of ask and tell")
struct AskTellInputTests {
    @Test("A line of ask and tell that is not UTF-8 is refused at its place, and the next one is answered")
    func askNotUTF8() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("h.yaml", holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let input =
            Data("{\"id\":\"é".utf8) + [0xFF] + Data("b\", \"values\": {}}\r\n\n{\"id\": 7, \"values\": {}}".utf8)
        let result = try await patchlab.run(
            "optimise",
            "h.yaml",
            "--vary",
            "fleet[0].count=5,9",
            "-n",
            "2",
            "--ask-tell",
            input: input
        )
        let answers = try result.outputText.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        try #require(answers.count == 3, "\(result.outputText)")
        let error = try #require(answers[1]["error"] as? [String: Any])
        #expect(error["code"] as? String == "bad-json")
        #expect(error["message"] as? String == "column 9: this is not UTF-8; expected JSON in UTF-8")
        #expect(answers[1]["id"] is NSNull)
        #expect(answers[2]["id"] as? Int == 7)
        #expect(answers[2]["metrics"] != nil)
        #expect(result.status == 0)
    }
}
