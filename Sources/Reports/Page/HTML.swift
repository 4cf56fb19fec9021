import Text

/// Text that is HTML. Any other text that is put into it is escaped on the way, so that no name in a scenario can become
/// markup:
///
///     let cell: HTML = "<td>\(strategy.name)</td>"
///
/// Attributes must stand in double quotes.
struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The markup.
    var text: String

    /// Markup that this program wrote.
    init(markup: String) { text = markup }

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ other: String) { text += HTML.escaped(other) }

        mutating func appendInterpolation(_ number: Int) { text += String(number) }

        mutating func appendInterpolation(_ html: HTML) { text += html.text }

        mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { text += part.text } }
    }

    /// The text as HTML shows it, in content and in quoted attributes.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in harmless(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text without characters that do something or show nothing, with which a name could make a page lie. They are
    /// replaced and not spelt out, because a script would read what is spelt out as what it stands for.
    static func harmless(_ text: String) -> String {
        var result = ""
        result.unicodeScalars.append(
            contentsOf: text.unicodeScalars.map { scalar in
                scalar == "\n" || scalar == "\t" || SafeText.isHarmless(scalar) ? scalar : "\u{fffd}"
            }
        )
        return result
    }

    /// A table: a heading for each column, the first column being headings of rows. What does not fit can be scrolled.
    ///
    /// - Parameters:
    ///   - caption: says what the table holds, also to those who do not see it.
    ///   - isText: the columns are words, not figures.
    static func table(caption: String, _ headings: [String], _ rows: [[HTML]], isText: Bool = false) -> HTML {
        table(caption: caption, headings, parts: [("", rows)], isText: isText)
    }

    /// The same in parts, each below a line of its own that says what its rows have in common; none for an empty one.
    static func table(
        caption: String,
        _ headings: [String],
        parts: [(title: HTML, rows: [[HTML]])],
        isText: Bool = false
    ) -> HTML {
        let head: [HTML] = headings.map { "<th scope=\"col\">\($0)</th>" }
        func line(_ row: [HTML]) -> HTML {
            let cells: [HTML] = row.enumerated().map { place, cell in
                if place == 0 { return "<th scope=\"row\">\(cell)</th>" }
                // On narrow screens the cells stand one below the other, each with the name of its column.
                let name: HTML =
                    isText || !headings.indices.contains(place) ? "" : " data-name=\"\(headings[place])\""
                return "<td\(name)>\(cell)</td>"
            }
            return "<tr>\(cells)</tr>\n"
        }
        let bodies: [HTML] = parts.map { part in
            let title: HTML =
                part.title.text.isEmpty
                ? "" : "<tr><th scope=\"rowgroup\" colspan=\"\(headings.count)\">\(part.title)</th></tr>\n"
            return "<tbody>\n\(title)\(part.rows.map(line))</tbody>\n"
        }
        let size = headings.count > 13 ? " most" : headings.count > 6 ? " many" : ""
        let style = isText ? "words" : "figures" + size
        return """
            <div class="scroll" role="region" tabindex="0" aria-label="\(caption)"><table class="\(style)">
            <caption>\(caption)</caption>
            <thead><tr>\(head)</tr></thead>
            \(bodies)</table></div>

            """
    }
}
