import Foundation
import ScenarioFiles
import Testing
import Warnings

@Suite("How remarks are shown")
struct RemarkTextTests {
    private static func full(_ text: String, _ code: String) -> [String] {
        let loaded = ScenarioFile.load(text: text, name: "plan.yaml")
        return loaded.remarks(forAuthor: false).filter { $0.code == code }.flatMap { loaded.remarkText.full($0) }
    }

    @Test("in full a warning shows the line with a mark below the key, what else is so, and what to do")
    func warning() {
        let text = smallScenario.replacing("  big-bang: {}\n", with: "  staged: { unit: patch }\n").replacing(
            "strategies:\n",
            with: "  vpn-5.2: { updates: vpn -> 5.2, install: { duration: 5m } }\nstrategies:\n"
        )
        #expect(
            Self.full(text, "stop-is-final") == [
                "warning[stop-is-final]: a rollout of \"openssl-3.0.16\" that stops never resumes",
                "  --> plan.yaml:17:3",
                "   |",
                "17 |   openssl-3.0.16:",
                "   |   ^^^^^^^^^^^^^^ no `vendor-fix`, and \"staged\" waits for one",
                "   |",
                "   = also: vpn-5.2 (line 21)",
                "   = help: add `vendor-fix: { after: 5d }`, or `on-stop: { resume: { after: 7d } }`",
                "   = more: patchlab explain stop-is-final",
            ]
        )
    }

    @Test("mistakes are shown in the same form")
    func mistake() {
        #expect(
            Self.full(smallScenario.replacing("image: web", with: "image: wed"), "unknown-image") == [
                "error[unknown-image]: there is no image \"wed\"",
                "  --> plan.yaml:12:52",
                "   |",
                "12 |   - { group: shop, count: 8, class: server, image: wed }",
                "   |                                                    ^^^",
                "   |",
                "   = help: did you mean `web`?",
                "   = more: patchlab explain unknown-image",
            ]
        )
    }

    @Test(
        "a long line is cut around the key, and what could deceive a terminal is replaced; the mark stays below the key"
    )
    func longLine() throws {
        let filler = String(repeating: " ", count: 300)
        let text = smallScenario.replacing(
            "  big-bang: {}",
            with: "  canary: { soak: 48h,\(filler)\t count: 2 }   # \u{202E}"
        )
        let lines = Self.full(text, "canary-cannot-fail")
        let mark = try #require(lines.firstIndex { $0.contains("^") })
        let column = try #require(lines[mark].firstIndex(of: "^"))
        let offset = lines[mark].distance(from: lines[mark].startIndex, to: column)
        #expect(lines[mark - 1].dropFirst(offset).hasPrefix("count: 2"))
        #expect(lines.allSatisfy { $0.count < 140 || $0.contains("[canary") })
        #expect(!lines.joined().unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\t" })
    }

    @Test("for GitHub's workflows a colon, a comma and a percent sign are spelt out, and notes are notices")
    func github() {
        let warning = ScenarioFile.load(text: smallScenario, name: "a,b:c%.yaml").warnings
        #expect(warning.isEmpty)
        let text = smallScenario.replacing("  big-bang: {}\n", with: "  canary: { count: 50 }\n  big-bang: {}\n")
        let loaded = ScenarioFile.load(text: text, name: "a,b:c%.yaml")
        let found = loaded.remarks(forAuthor: false).map(\.githubCommand)
        #expect(
            found.contains {
                $0.hasPrefix("::warning file=a%2Cb%3Ac%25.yaml,line=17,col=3,title=stop-is-final::a rollout of ")
            }
        )
        #expect(
            found.contains { $0.hasPrefix("::notice file=a%2Cb%3Ac%25.yaml,line=22,col=13,title=canary-is-blind::") }
        )
        #expect(found.allSatisfy { !$0.contains(" % ") })
    }
}
