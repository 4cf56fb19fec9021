import EventEngine
import Foundation
import Testing

@testable import ScenarioFiles

// The page "How to add a key" shows what stands between these two marks.
// BEGIN
struct Visit: Sendable {
    var greeting = ""
    var lasts: Tick = 0
    var crew: Int?
    var season = Season.winter
}

enum Season: String, CaseIterable { case winter, summer }

let visit = Shape("visit", "When a site may be worked on.", blank: Visit()) {
    Field("greeting", \.greeting, .text, "What is said at the door.", example: "hello")
    Field("lasts", \.lasts, .duration(.positive), default: .hours(2), "How long it takes.")
    Field("crew", \.crew, .whole(1...9), absent: "whoever is there", "How many come.")
    Field(
        "season",
        \.season,
        .words {
            switch $0 {
            case .winter: "when the days are short"
            case .summer: "when they are long"
            }
        },
        default: .word(.winter),
        "The season."
    )
}
// END

/// The example of the page, played.
@Suite struct AddingAKeyTests {
    /// What a text says, and what is said about it.
    private func read(_ text: String) throws -> (visit: Visit, isSound: Bool, messages: [String]) {
        let diagnostics = Diagnostics()
        let node = try #require(FieldTests.tree(text))
        let map = try #require(ValueReader(diagnostics: diagnostics).map(node, visit.outline).map)
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: SourceFiles([]))
        let made = builder.made(of: map, visit)
        return (made.model, made.isSound, diagnostics.sorted.map(\.description))
    }

    @Test("The page shows the example as it stands here")
    func page() throws {
        let here = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
        let begin = try #require(here.range(of: "// BEGIN\n"))
        let end = try #require(here.range(of: "// END\n"))
        let page = repository.appending(path: "Sources/ScenarioFiles/ScenarioFiles.docc/AddingAKey.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(text.contains("```swift\n" + here[begin.upperBound..<end.lowerBound] + "```\n"))
    }

    @Test("Keys go to their places, and what is left out has its default or its absence")
    func decoding() throws {
        let full = try read("{ greeting: hello, lasts: 90m, crew: 3, season: summer }")
        #expect(full.messages == [])
        #expect(full.isSound)
        #expect(full.visit.greeting == "hello")
        #expect(full.visit.lasts == 5400)
        #expect(full.visit.crew == 3)
        #expect(full.visit.season == .summer)
        let short = try read("{ greeting: hello }")
        #expect(short.messages == [])
        #expect(short.isSound)
        #expect(short.visit.lasts == 7200)
        #expect(short.visit.crew == nil)
        #expect(short.visit.season == .winter)
    }

    @Test("A key that is missing, and a value that is none, are reported and make the map unsound")
    func mistakes() throws {
        let wrong = try read("{ lasts: 0.2s, crew: 11 }")
        #expect(!wrong.isSound)
        #expect(
            wrong.messages == [
                "x.yaml:1:1: error missing-key: the key `greeting` is missing: text, such as `greeting: hello`",
                "x.yaml:1:10: error zero-duration: `lasts` must be at least 1 s",
                "x.yaml:1:22: error number-out-of-range: \"11\" must be at most 9",
            ]
        )
    }

    @Test("The reference has a row for each key")
    func reference() {
        var writer = ReferenceWriter()
        #expect(
            writer.section(visit.outline, "fleet[].visit") == """

                ## visit

                When a site may be worked on. Written under `fleet[].visit`.

                | key | value | default | meaning |
                |---|---|---|---|
                | `greeting` | text | **required** | What is said at the door. Example: `hello` |
                | `lasts` | a duration | `2h` | How long it takes. |
                | `crew` | a whole number from 1 to 9 | whoever is there | How many come. |
                | `season` | `winter` or `summer` | `winter` | The season. `winter`: when the days are short; `summer`: when they are long. |

                """
        )
    }
}
