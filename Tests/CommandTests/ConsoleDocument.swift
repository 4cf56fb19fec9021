import Foundation

/// A Markdown document whose examples can be played.
///
/// Two kinds of fenced blocks count; all others are left alone.
/// * Info string `console`: lines that begin with `$ ` are commands, what follows each is all that it prints, on standard
///   output and then on standard error. A backslash at the end of a command goes on in the next line. A line `...` stands
///   for any number of lines. A command must end with status 0, unless `$ echo $?` and the status follow it.
/// * Info string with a second word, such as `yaml mine.yaml`: a file of that name which the commands below it find.
struct ConsoleDocument {
    /// A step of the reader, in the order of the document.
    enum Step: Equatable {
        case file(name: String, text: String)
        case command(Command)
    }

    struct Command: Equatable {
        /// As written, without `$ ` and continuation lines put together.
        var words: [String]
        var expected: [String]
        /// Lines of the document that hold what is expected.
        var range: Range<Int>
        var status: Int32 = 0
    }

    let lines: [String]
    private(set) var steps: [Step] = []

    init(_ text: String) {
        lines = text.components(separatedBy: "\n")
        var number = 0
        while number < lines.count {
            guard lines[number].hasPrefix("```"), lines[number].count > 3 else {
                number += 1
                continue
            }
            let info = lines[number].dropFirst(3).split(separator: " ").map(String.init)
            let begin = number + 1
            let end = lines[begin...].firstIndex { $0.hasPrefix("```") } ?? lines.count
            if info == ["console"] {
                readCommands(begin..<end)
            } else if info.count == 2 {
                steps.append(.file(name: info[1], text: lines[begin..<end].joined(separator: "\n") + "\n"))
            }
            number = end + 1
        }
    }

    private mutating func readCommands(_ block: Range<Int>) {
        var number = block.lowerBound
        while number < block.upperBound {
            guard lines[number].hasPrefix("$ ") else {
                number += 1
                continue
            }
            var text = String(lines[number].dropFirst(2))
            number += 1
            while text.hasSuffix("\\"), number < block.upperBound {
                text = text.dropLast() + lines[number]
                number += 1
            }
            let begin = number
            while number < block.upperBound, !lines[number].hasPrefix("$ ") { number += 1 }
            let expected = Array(lines[begin..<number])
            if text == "echo $?", case .command(var last)? = steps.last {
                last.status = expected.first.flatMap { Int32($0) } ?? -1
                steps[steps.count - 1] = .command(last)
            } else {
                let words = Self.words(text)
                steps.append(.command(Command(words: words, expected: expected, range: begin..<number)))
            }
        }
    }

    /// Splits a command at spaces, but not between double quotes, which are taken off.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
                word = word ?? ""
            } else if character == " ", !isQuoted {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }

    /// True if the lines are those expected, where `...` stands for any lines.
    static func matches(_ actual: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return actual.isEmpty }
        if first == "..." {
            return (actual.startIndex...actual.endIndex).contains { matches(actual[$0...], expected.dropFirst()) }
        }
        return actual.first == first && matches(actual.dropFirst(), expected.dropFirst())
    }

    /// What should stand in the document: the actual lines, as many of them at the top and at the bottom as were there
    /// before if some had been left out.
    static func rewritten(_ actual: [String], like expected: [String]) -> [String] {
        guard let first = expected.firstIndex(of: "..."), let last = expected.lastIndex(of: "...") else {
            return actual
        }
        let top = first
        let bottom = expected.count - 1 - last
        guard top + bottom < actual.count else { return actual }
        return Array(actual.prefix(top)) + ["..."] + Array(actual.suffix(bottom))
    }
}
