import CTemplates
import Text

/// A scenario to start from. It is part of the program, so that it is there wherever the program is.
package struct ScenarioTemplate: Sendable {
    package var name: String
    /// The whole file.
    package var text: String

    /// All of them, in the order in which they are told of.
    package static let all: [ScenarioTemplate] = (0..<scenario_template_count()).map { number in
        let file = scenario_template(number)
        return ScenarioTemplate(
            name: String(cString: file.name),
            text: file.text
        )
    }

    /// The whole file with commands in its comments that name it as it is called.
    ///
    /// - Parameter path: where it is written. A name that would not stay on its line is not written into it.
    package func text(calledIn path: String) -> String {
        let name = ShellWord.quoted(path)
        guard SafeText.line(name) == name else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("#") ? String(line).replacing(" \(Self.usualName)", with: " \(name)") : String(line)
        }.joined(separator: "\n")
    }

    /// What the commands in its comments call it.
    private static let usualName = "mine.yaml"

    /// What its fleet is, in a few words: what its opening comment says behind its name.
    package var fleet: String {
        let opening = "# Template \"\(name)\": "
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(opening) }) else { return "" }
        return String(line.dropFirst(opening.count).prefix { $0 != "." })
    }
}

extension TemplateFile {
    /// The whole file.
    var text: String { String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self) }
}
