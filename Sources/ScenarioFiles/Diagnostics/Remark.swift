import Text
package import Warnings

/// What is to be said about a scenario, be it a mistake in a file or a warning, in every form in which it is shown.
package struct Remark: Sendable, Hashable {
    /// `error`, `warning` or `note`.
    package var severity: String
    package var code: String
    package var message: String
    /// Nil for what stands nowhere.
    package var place: Warning.Place?
    /// What is to be said of the key at the place; may be empty.
    package var label: String
    package var also: [Warning.Other]
    /// What to do; may be empty.
    package var help: String

    package init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        code = diagnostic.code.rawValue
        message = diagnostic.message
        place = Warning.Place(file: diagnostic.file, line: diagnostic.line, column: diagnostic.column)
        label = ""
        also = []
        help = diagnostic.suggestion.map { "did you mean `\($0)`?" } ?? ""
    }

    package init(_ warning: Warning) {
        severity = warning.severity.rawValue
        code = warning.code
        message = warning.message
        place = warning.place
        label = warning.label
        also = warning.also
        help = warning.help
    }

    /// The same with another name of a file.
    package func called(_ name: String, insteadOf file: String) -> Remark {
        var remark = self
        if remark.place?.file == file { remark.place?.file = name }
        return remark
    }

    /// `file:line:column: warning CODE: message`, on one line.
    package var line: String {
        let found = place.map { place in
            let name = place.file.isEmpty ? "\"\"" : place.file
            return place.line > 0 ? "\(name):\(place.line):\(place.column): " : "\(name): "
        }
        let question = help.hasPrefix("did you mean `") ? " (did you mean \"\(help.dropFirst(14).dropLast(2))\"?)" : ""
        return SafeText.line("\(found ?? "")\(severity) \(code): \(message)\(question)")
    }

    /// Every code there is, with what it is called and what there is to say about it.
    package static var codes: [(code: String, kind: String, explanation: Explanation)] {
        DiagnosticCode.allCases.map { ($0.rawValue, $0.severity.rawValue, $0.explanation) }
            + WarningRule.all.filter { DiagnosticCode(rawValue: $0.code) == nil }.map {
                ($0.code, $0.severity.rawValue + ($0.isForAuthors ? " (`--author`)" : ""), $0.explanation)
            }
    }
}
