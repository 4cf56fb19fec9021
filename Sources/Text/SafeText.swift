/// Text that came from outside, made fit to be shown.
///
/// Names, versions and excerpts of files may hold characters that move the cursor of a terminal, turn the direction of reading
/// round, break a line in two, or show nothing at all, so that a reader sees something else than what is there: see Unicode
/// Technical Report 36, "Unicode Security Considerations". They are spelt out instead, as `\u001b`. That is how JSON escapes
/// them, too, so that a JSON text keeps its meaning and any other shows what was there.
package enum SafeText {
    /// A text of several lines: line feeds stay, everything else that could deceive is spelt out. What went through once goes
    /// through again unchanged.
    package static func shown(_ text: String) -> String { spelt(text) { $0 == "\n" || isHarmless($0) } }

    /// The same for what must stay on one line: line feeds are spelt out as well.
    package static func line(_ text: some StringProtocol) -> String { spelt(String(text), isHarmless) }

    /// The beginning of a text on one line, with three dots in place of the rest.
    ///
    /// - Parameter limit: how many Unicode scalars are shown at most.
    package static func excerpt(_ text: some StringProtocol, limit: Int) -> String {
        var start = String.UnicodeScalarView()
        var isWhole = true
        for (place, scalar) in text.unicodeScalars.enumerated() {
            if place == limit {
                isWhole = false
                break
            }
            start.append(scalar)
        }
        return line(String(start)) + (isWhole ? "" : "...")
    }

    /// Whether a scalar shows itself, and does nothing else.
    package static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        // Among them letters that show nothing, and marks that choose another shape.
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func spelt(_ text: String, _ isFit: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { !isFit($0) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard !isFit(scalar) else {
                result.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                result.append(contentsOf: ("\\u" + digits(unit, radix: 16, width: 4)).unicodeScalars)
            }
        }
        return String(result)
    }
}
