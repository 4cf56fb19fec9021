/// What a piece of text is, so that a terminal may show it. No style has a meaning that the text does not have without it.
package enum Style: Sendable, Hashable {
    case strong
    /// What is best beyond chance.
    case best
    case warning
    /// What stays in the background.
    case dim

    /// The parameters of "select graphic rendition" (ECMA-48): of the 16 colours only, so that the user's theme decides.
    fileprivate var code: String {
        switch self {
        case .strong: "1"
        case .best: "1;32"
        case .warning: "33"
        case .dim: "2"
        }
    }
}

/// A line of text in pieces, each with its style.
package struct StyledLine: Sendable, Hashable {
    package struct Piece: Sendable, Hashable {
        package var text: String
        package var style: Style?
    }

    package private(set) var pieces: [Piece] = []

    package init(_ text: String = "", _ style: Style? = nil) { append(text, style) }

    package mutating func append(_ text: String, _ style: Style? = nil) {
        guard !text.isEmpty else { return }
        if let last = pieces.indices.last, pieces[last].style == style {
            pieces[last].text += text
        } else {
            pieces.append(Piece(text: text, style: style))
        }
    }

    /// The text without styles.
    package var text: String { pieces.map(\.text).joined() }

    /// The same without blanks at the end.
    package var trimmed: StyledLine {
        var line = self
        while let last = line.pieces.last {
            let text = String(last.text.reversed().drop { $0 == " " }.reversed())
            if text.count == last.text.count { break }
            line.pieces.removeLast()
            if !text.isEmpty {
                line.append(text, last.style)
                break
            }
        }
        return line
    }

    /// The line as it goes to where it is read. All of it is made safe, whatever it is and wherever it came from.
    package func shown(_ appearance: Appearance) -> String {
        let line = appearance.isASCII ? inASCII : self
        return line.pieces.map { piece in
            let text = SafeText.line(piece.text)
            guard appearance.hasColour, let style = piece.style else { return text }
            return "\u{1B}[\(style.code)m\(text)\u{1B}[0m"
        }.joined()
    }

    /// What terminals without these characters get. Where that is wider, a gap before it gives way, so that columns stay in line.
    package var inASCII: StyledLine {
        var shown: [(character: Character, style: Style?)] = []
        for piece in pieces {
            for character in piece.text {
                guard let plain = Self.plain[character] else {
                    shown.append((character, piece.style))
                    continue
                }
                for _ in 1..<max(1, plain.count) {
                    let gap = shown.indices.dropFirst().last {
                        shown[$0].character == " " && shown[$0 - 1].character == " "
                    }
                    if let gap { shown.remove(at: gap) }
                }
                for one in plain { shown.append((one, piece.style)) }
            }
        }
        var line = StyledLine()
        for one in shown { line.append(String(one.character), one.style) }
        return line
    }

    private static let plain: [Character: String] = [
        "─": "-", "±": "+/-", "≥": ">=", "…": "..", "│": "|", "–": "-", "−": "-", "×": "x", "’": "'", "“": "\"",
        "”": "\"",
        "█": "#", "░": ".", "≤": "<=",
    ]
}

/// How text may look where it is read.
package struct Appearance: Sendable, Hashable {
    /// When there is to be colour.
    package enum Colour: String, Sendable, Hashable, CaseIterable {
        case auto
        case always
        case never
    }

    package var hasColour = false
    /// Only characters that every terminal has.
    package var isASCII = false
    /// The terminal has nothing but text that runs from top to bottom.
    package var isDumb = false

    package init() {}

    /// - Parameters:
    ///   - isTerminal: whether a person looks at it; a file or a pipe gets the same text without colour.
    ///   - environment: `TERM`, `NO_COLOR` (no-color.org), `CLICOLOR_FORCE` (bixense.com/clicolors) and the locale are looked at.
    ///   - colour: what the user asks for, which outweighs them.
    package init(isTerminal: Bool, environment: [String: String], colour: Colour = .auto) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        isDumb = value("TERM") == "dumb"
        hasColour =
            switch colour {
            case .always: true
            case .never: false
            case .auto:
                if value("NO_COLOR") != nil {
                    false
                } else if let force = value("CLICOLOR_FORCE"), force != "0" {
                    true
                } else {
                    isTerminal && value("TERM") != nil && !isDumb
                }
            }
        let locale = value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "C"
        let isUnicode = ["utf-8", "utf8"].contains { locale.lowercased().hasSuffix($0) }
        isASCII = isTerminal && (isDumb || !isUnicode)
    }
}
