/// The forms in which a mapping says how times are written.
package enum TimePattern {
    /// Words that are forms by themselves.
    package static let words = ["iso8601", "epoch-seconds", "epoch-milliseconds"]
    /// Letters that stand for digits, with how many of them there may be.
    package static let letters: [Character: ClosedRange<Int>] = [
        "y": 4...4, "M": 1...2, "d": 1...2, "H": 1...2, "h": 1...2, "m": 1...2, "s": 1...2, "S": 1...9, "a": 1...1,
    ]

    /// What is wrong with a form; nil if nothing is.
    static func problem(_ pattern: String) -> String? {
        if words.contains(pattern) { return nil }
        func wrong(_ what: String) -> String {
            "\(quoted(pattern)) is not a form of times: \(what); write \(words.joined(separator: ", ")), or letters for digits: dd/MM/yyyy HH:mm:ss"
        }
        var rest = pattern[...]
        var seen: Set<Character> = []
        while let letter = rest.first {
            guard letter.isLetter else {
                rest.removeFirst()
                continue
            }
            let run = rest.prefix { $0 == letter }
            if letter == "T" || letter == "Z" {
                rest.removeFirst()
                continue
            }
            guard let counts = letters[letter] else { return wrong("\(letter) stands for nothing") }
            guard counts.contains(run.count) else { return wrong("\(run) is too long or too short") }
            guard seen.insert(letter).inserted else { return wrong("\(letter) stands in two places") }
            rest = rest.dropFirst(run.count)
        }
        guard seen.isSuperset(of: ["y", "M", "d"]) else { return wrong("year, month or day is missing") }
        if seen.contains("h") != seen.contains("a") { return wrong("h is an hour with AM or PM, for which a stands") }
        return nil
    }
}
