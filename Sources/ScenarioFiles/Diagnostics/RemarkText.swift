package import Text
import Warnings

/// Shows remarks with the lines of the files that they are about.
package struct RemarkText: Sendable {
    /// The lines of each file, as it is called in places.
    private let lines: [String: [Substring]]

    /// - Parameter sources: the files that were read, by the names that places have.
    package init(_ sources: [(name: String, bytes: [UInt8])]) {
        lines = Dictionary(
            sources.map { name, bytes in
                // As the reader of YAML counts lines, but for its rare kinds of breaks.
                (name, String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Several lines: what it is, where, the line of the file with a mark below the key, and what to do.
    package func full(_ remark: Remark) -> [String] {
        var text = ["\(remark.severity)[\(remark.code)]: \(remark.message)"]
        var margin = " "
        if let place = remark.place, place.line > 0 {
            let number = String(place.line)
            margin = String(repeating: " ", count: number.count)
            text.append("\(margin)--> \(place.file):\(place.line):\(place.column)")
            if let line = line(place) {
                let mark = Self.mark(in: line, at: place.column)
                text += [
                    "\(margin) |", "\(number) | \(mark.line)",
                    "\(margin) | \(mark.carets)\(remark.label.isEmpty ? "" : " " + remark.label)", "\(margin) |",
                ]
            } else if !remark.label.isEmpty {
                text.append("\(margin) = \(remark.label)")
            }
        } else if let place = remark.place {
            text.append("\(margin)--> \(place.file)")
        }
        if !remark.also.isEmpty {
            let shown = remark.also.prefix(6).map { other in
                other.place.map { $0.line > 0 ? "\(other.name) (line \($0.line))" : other.name } ?? other.name
            }
            let more = remark.also.count - shown.count
            text.append("\(margin) = also: \(shown.joined(separator: ", "))\(more > 0 ? " and \(more) more" : "")")
        }
        if !remark.help.isEmpty { text.append("\(margin) = help: \(remark.help)") }
        text.append("\(margin) = more: patchlab explain \(remark.code)")
        return text.map { SafeText.line($0) }
    }

    /// The text of a line; nil if the file is not at hand.
    private func line(_ place: Warning.Place) -> String? {
        guard let all = lines[place.file], all.indices.contains(place.line - 1) else { return nil }
        return String(all[place.line - 1])
    }

    /// Of a long line so many characters are shown.
    private static let width = 100

    /// The line, shortened around the key and without characters that would shift the mark; and the mark below it.
    private static func mark(in line: String, at column: Int) -> (line: String, carets: String) {
        let scalars = Array(line.unicodeScalars).filter { $0 != "\r" }
        let start = min(max(0, column - 1), scalars.count)
        let key = scalars[start...]
        var length: Int
        if let quote = key.first, quote == "\"" || quote == "'" {
            length = (key.dropFirst().firstIndex(of: quote) ?? scalars.count - 1) - start + 1
        } else {
            length = key.prefix { !" ,:[]{}\t".unicodeScalars.contains($0) }.count
        }
        length = max(1, length)
        let first = start + length <= width ? 0 : max(0, start - 20)
        let shown = scalars[first..<min(scalars.count, first + width)].map { scalar in
            scalar == "\t" ? " " : SafeText.isHarmless(scalar) ? scalar : "\u{FFFD}"
        }
        let before = (first > 0 ? "… " : "") + String(String.UnicodeScalarView(shown))
        let after = first + width < scalars.count ? " …" : ""
        let indent = String(repeating: " ", count: start - first + (first > 0 ? 2 : 0))
        let carets = String(repeating: "^", count: min(length, max(1, first + width - start)))
        return (before + after, indent + carets)
    }
}

extension Remark {
    /// The command of GitHub's workflows that marks a line.
    package var githubCommand: String {
        func escaped(_ text: String) -> String {
            SafeText.line(text).replacing("%", with: "%25").replacing(",", with: "%2C").replacing(":", with: "%3A")
        }
        let kind = severity == "note" ? "notice" : severity
        let lines = place.map { $0.line > 0 ? ",line=\($0.line),col=\($0.column)" : "" } ?? ""
        let file = place.map { "file=\(escaped($0.file))\(lines)," } ?? ""
        let text = SafeText.line(message + (help.isEmpty ? "" : " (\(help))")).replacing("%", with: "%25")
        return "::\(kind) \(file)title=\(escaped(code))::\(text)"
    }

    /// For programs.
    package var json: JSON {
        var members: [(String, JSON)] = [
            ("code", .string(code)), ("severity", .string(severity)), ("message", .string(message)),
        ]
        if let place {
            members.append(("file", .string(place.file)))
            if place.line > 0 { members += [("line", .integer(place.line)), ("column", .integer(place.column))] }
        }
        if !label.isEmpty { members.append(("label", .string(label))) }
        if !also.isEmpty {
            members.append(
                (
                    "also",
                    .array(
                        also.map { other in
                            let line = other.place.map { [("line", JSON.integer($0.line))] } ?? []
                            return .object([("name", .string(other.name))] + line)
                        }
                    )
                )
            )
        }
        if !help.isEmpty { members.append(("help", .string(help))) }
        return .object(members)
    }
}

extension LoadedScenario {
    /// Everything that is to be said about the scenario: mistakes and doubts in the order of the files, then warnings, the most
    /// harmful first.
    ///
    /// - Parameter author: whether what only the author of the scenario may know is told, too.
    package func remarks(forAuthor author: Bool) -> [Remark] {
        diagnostics.map { Remark($0) } + warnings.filter { author || !$0.isForAuthors }.map { Remark($0) }
    }

    /// Shows remarks with the lines of the scenario's files.
    package var remarkText: RemarkText { RemarkText(files.compactMap { file in contents(file).map { (file, $0) } }) }
}
