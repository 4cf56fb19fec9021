import EventEngine
import Foundation
import PatchModel
import ScenarioFiles
import Testing

/// Changes texts at random, the same way for the same seed.
struct Mutator {
    private var draw: KeyedDraw

    init(seed: UInt64) {
        draw = KeyedRandom(seed: seed, replication: 0).draw(entity: 0, purpose: 0)
    }

    mutating func number(below limit: Int) -> Int { Int(draw.next() % UInt64(max(1, limit))) }

    /// The text with one to three changes to a line, a character or a word.
    mutating func mutated(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0...number(below: 3) {
            let at = number(below: lines.count)
            switch number(below: 6) {
            case 0: lines.remove(at: at)
            case 1: lines.insert(lines[at], at: at)
            case 2: lines[at] = lines[number(below: lines.count)]
            case 3: lines[at] = changedCharacter(lines[at])
            default: lines[at] = changedWord(lines[at])
            }
            if lines.isEmpty { lines = [""] }
        }
        return lines.joined(separator: "\n")
    }

    private mutating func changedCharacter(_ line: String) -> String {
        let alphabet = Array("abz019 .,:;-+*&!%@#|>\"'{}[]()<=~?\\/\t\u{1}\u{85}\u{E000}é漢")
        var characters = Array(line)
        let at = number(below: characters.count)
        switch number(below: 3) {
        case 0 where !characters.isEmpty: characters.remove(at: at)
        case 1 where !characters.isEmpty: characters[at] = alphabet[number(below: alphabet.count)]
        default: characters.insert(alphabet[number(below: alphabet.count)], at: min(at, characters.count))
        }
        return String(characters)
    }

    private mutating func changedWord(_ line: String) -> String {
        let values = [
            "0", "-1", "1e9", "1e400", ".nan", ".inf", "0x10", "-5%", "0%", "101%", "1000%", "0.5", "0s", "-3d",
            "1h30m",
            "99999w", "1e18", "null", "~", "true", "off", "{}", "[]", "*a", "&a 1", "2026-02-30", "2026-03-29T02:30:00",
            "openssl", "openssl < 0", "openssl -> 9", "rest", "never", "> 2%", "\"> 1000%\"", "1 B", "9e99 TiB", "vpn",
        ]
        var words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        words[number(below: words.count)] = values[number(below: values.count)]
        return words.joined(separator: " ")
    }
}

@Suite struct FuzzTests {
    @Test("A scenario changed at random is either refused at a place inside it, or sound", arguments: 1...8)
    func mutations(seed: UInt64) throws {
        var mutator = Mutator(seed: seed)
        for _ in 0..<250 {
            let text = mutator.mutated(seed % 2 == 0 ? fullScenario : smallScenario)
            try check(text)
        }
    }

    @Test("Random bytes are refused at a place inside them, or are no scenario for another reason that is told")
    func noise() throws {
        var mutator = Mutator(seed: 99)
        for _ in 0..<500 {
            let length = mutator.number(below: 200)
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: mutator.number(below: 128)) }
            try check(String(decoding: bytes, as: UTF8.self))
        }
    }

    private func check(_ text: String) throws {
        let loaded = ScenarioFile.load(text: text, name: "x.yaml")
        // What is warned of has a place in the text, or none.
        for remark in loaded.remarks(forAuthor: true) { #expect(!loaded.remarkText.full(remark).isEmpty) }
        if let scenario = loaded.scenario {
            #expect(throws: Never.self) { try scenario.check() }
            return
        }
        let errors = loaded.diagnostics.filter { $0.severity == .error }
        #expect(!errors.isEmpty, "\(text)")
        let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
        let lineCount = text.unicodeScalars.count(where: breaks.contains) + 1
        for error in errors {
            #expect(error.code != .invalidScenario, "\(error)\n\(text)")
            #expect((1...lineCount).contains(error.line), "\(error)\n\(text)")
            #expect(error.column >= 1)
        }
    }
}
