/// Words as a POSIX shell takes them (POSIX.1-2024, Shell Command Language, 2.2, "Quoting").
package enum ShellWord {
    /// The word, in quotation marks where a shell would read it otherwise. It is always on one line: what breaks it, acts or
    /// hides is written as `$'\012'`, which a shell reads as what it was.
    package static func quoted(_ word: String) -> String {
        guard word.unicodeScalars.allSatisfy(SafeText.isHarmless) else { return escaped(word) }
        let plain = word.utf8.allSatisfy { byte in
            (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
                || "-_./=,:@%+".utf8.contains(byte)
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private static func escaped(_ word: String) -> String {
        let parts = word.unicodeScalars.map { scalar in
            if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
            guard !SafeText.isHarmless(scalar) else { return String(scalar) }
            // Three octal digits a byte, so that a digit that follows is not taken for one of them.
            return String(scalar).utf8.map { "\\" + digits($0, radix: 8, width: 3) }.joined()
        }
        return "$'" + parts.joined() + "'"
    }
}
