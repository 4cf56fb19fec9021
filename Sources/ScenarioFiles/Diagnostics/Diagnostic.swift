import Text

/// A mistake, or something that is probably one, at a place in a file.
public struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable {
        /// The scenario cannot be used.
        case error
        /// The scenario can be used, but hardly means what it says.
        case warning
    }

    /// The file as the user named it, or as an import reached it; for a setting the option with which it was given.
    public var file: String
    /// From 1; 0 where it is no place in a file but a setting.
    public var line: Int
    /// From 1, in Unicode scalars; 0 for a setting.
    public var column: Int
    /// The stable name of the kind of mistake, on which `patchlab explain` says more.
    public var code: DiagnosticCode
    /// What is wrong, without a full stop.
    public var message: String
    /// What was probably meant, ready to be written in place of what stands there.
    public var suggestion: String?

    /// Whether it is about a value that an option gave, and not about a place in a file.
    public var isOfSetting = false

    /// Whether the scenario can be used all the same; a property of the code.
    public var severity: Severity { code.severity }

    /// `file:line:column: error CODE: message (did you mean "x"?)`, on one line and fit for a terminal.
    public var description: String {
        let question = suggestion.map { " (did you mean \"\($0)\"?)" } ?? ""
        // The empty name is shown as such.
        let name = file.isEmpty ? "\"\"" : file
        let place = line > 0 ? "\(name):\(line):\(column)" : name
        return SafeText.line("\(place): \(severity.rawValue) \(code.rawValue): \(message)\(question)")
    }
}

extension Diagnostic: Comparable {
    /// By file, line, column, then code and message, so that the order never depends on the order of discovery.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.file, left.line, left.column, left.code.rawValue, left.message)
            < (right.file, right.line, right.column, right.code.rawValue, right.message)
    }
}

/// A place in a file.
struct Position: Sendable, Hashable {
    var file: String
    /// From 1.
    var line: Int
    /// From 1, in Unicode scalars.
    var column: Int
    /// The option that put the value there, if it does not stand in the file; messages then speak of it.
    var setting: String?
    /// Whether line and column are those in the value of the setting; otherwise all of it is meant.
    var isInSetting = false

    init(file: String, line: Int = 1, column: Int = 1, setting: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.setting = setting
    }

    /// Where it is in the value of a setting, for the beginning of a message; empty where all of the value is meant.
    var placeInSetting: String {
        guard setting != nil, isInSetting, line > 1 || column > 1 else { return "" }
        return line > 1
            ? "in line \(line) of the value, at character \(column): " : "at character \(column) of the value: "
    }
}

/// Collects what is wrong while a scenario is read.
final class Diagnostics {
    /// So many mistakes are kept; a file with more is not repaired by reading on.
    static let limit = 1000
    /// Names are compared for a suggestion that often; beyond, the answer would come late for a broken file of megabytes.
    private static let suggestionLimit = 100

    private var found: Set<Diagnostic> = []
    private var suggestions = 0
    private(set) var hasErrors = false

    /// - Parameter found: what was found before.
    init(_ found: [Diagnostic] = []) {
        self.found = Set(found)
        hasErrors = found.contains { $0.severity == .error }
    }

    /// Everything found, in order.
    var sorted: [Diagnostic] { found.sorted() }

    func report(_ code: DiagnosticCode, _ message: String, at position: Position, suggestion: String? = nil) {
        if code.severity == .error { hasErrors = true }
        guard found.count < Self.limit else { return }
        found.insert(
            Diagnostic(
                file: position.setting ?? position.file,
                line: position.setting == nil ? position.line : 0,
                column: position.setting == nil ? position.column : 0,
                code: code,
                message: position.placeInSetting + message,
                suggestion: suggestion,
                isOfSetting: position.setting != nil
            )
        )
    }

    /// The candidate nearest to `word`, if it is near enough to have been meant.
    func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        guard suggestions < Self.suggestionLimit else { return nil }
        suggestions += 1
        return nearestName(to: word, among: candidates)
    }
}

/// A text from a file, in quotation marks, fit for a message of one line: shortened, and what could deceive spelt out.
func quoted(_ text: String) -> String {
    "\"\(SafeText.excerpt(text, limit: 60))\""
}

/// The same for a path: it is never cut, because its end tells what it is.
func quotedPath(_ path: String) -> String { "\"\(SafeText.line(path))\"" }

/// `a`, `a or b`, `a, b or c`.
func alternatives(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " or " + last
}
