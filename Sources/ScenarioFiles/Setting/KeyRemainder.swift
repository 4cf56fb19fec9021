/// What is left of a key on the way down: empty, or beginning with the dot or bracket of the next step.
///
/// Names may hold dots themselves (`openssl-3.0.16`), so that a key cannot be taken apart without the tree it leads into:
/// among the names that are there, the longest that fits is meant.
struct KeyRemainder {
    private(set) var text: Substring

    init(_ key: String) { text = key.hasPrefix("[") ? key[...] : Substring("." + key) }

    var isEmpty: Bool { text.isEmpty }

    /// The next step, up to a dot or bracket, for messages and for fixed keys; empty if there is none.
    var word: String {
        guard let first = text.first else { return "" }
        if first == "[" { return String(text.dropFirst().prefix { $0 != "]" }) }
        return String(text.dropFirst().prefix { $0 != "." && $0 != "[" })
    }

    /// The next step as it is written, with its dot or bracket.
    var step: String {
        guard text.first == "[" else { return String(text.prefix(1)) + word }
        return "[" + word + (text.contains("]") ? "]" : "")
    }

    /// What follows the next step.
    var afterWord: KeyRemainder {
        var result = self
        result.text = text.dropFirst(step.count)
        return result
    }

    /// Whether the next step is in brackets.
    var isBracketed: Bool { text.first == "[" }

    /// The longest of some names with which the rest begins, and what follows it.
    func match(_ names: [String]) -> (place: Int, rest: KeyRemainder)? {
        if isBracketed {
            guard let place = names.firstIndex(of: word) else { return nil }
            return (place, afterWord)
        }
        let tail = text.dropFirst()
        var best: (place: Int, length: Int)?
        for (place, name) in names.enumerated() where !name.isEmpty && tail.hasPrefix(name) {
            let next = tail.dropFirst(name.count).first
            guard next == nil || next == "." || next == "[", name.count > best?.length ?? 0 else { continue }
            best = (place, name.count)
        }
        guard let best else { return nil }
        var rest = self
        rest.text = tail.dropFirst(best.length)
        return (best.place, rest)
    }
}
