import Foundation
import Text

/// What is known of the terminal, if there is one.
enum Terminal {
    /// True if standard error is a terminal that a person looks at.
    static var errorsAreSeen: Bool { isatty(STDERR_FILENO) == 1 }

    /// True if standard output is a terminal that a person looks at.
    static var outputIsSeen: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Columns of standard output: the terminal's width, `COLUMNS` where that says a width, or 80; 20 at least.
    static var width: Int { width(of: STDOUT_FILENO) }

    /// The same of standard error.
    static var errorWidth: Int { width(of: STDERR_FILENO) }

    /// The same where a person looks at it, or says how wide it is; nil where lines may be as long as they are.
    static var pageWidth: Int? {
        outputIsSeen || specifiedColumns > 0 ? width : nil
    }

    /// The same of standard error.
    static var errorPageWidth: Int? {
        errorsAreSeen || specifiedColumns > 0 ? errorWidth : nil
    }

    private static func width(of file: Int32) -> Int {
        var size = winsize()
        if isatty(file) == 1, ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return max(narrowest, Int(size.ws_col))
        }
        return specifiedColumns > 0 ? min(max(specifiedColumns, narrowest), 400) : 80
    }

    /// What the user's environment says, as it was when the program began; 0 or less where it says nothing.
    private static let specifiedColumns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init) ?? 0

    /// Keeps the parser of arguments, which goes by the environment first, from terminals that are narrower than its own indents:
    /// it would end the program. What it writes is fitted to them afterwards.
    static func widenForParser() {
        // Before the environment says something else.
        _ = specifiedColumns
        if width < 80 { setenv("COLUMNS", "80", 1) }
    }

    /// Texts are made for no narrower terminal.
    static let narrowest = 20

    /// How text on standard output may look.
    static func appearance(_ colour: Appearance.Colour = .auto) -> Appearance {
        Appearance(
            isTerminal: isatty(STDOUT_FILENO) == 1,
            environment: ProcessInfo.processInfo.environment,
            colour: colour
        )
    }

    /// How text on standard error may look.
    static var errorAppearance: Appearance {
        Appearance(isTerminal: errorsAreSeen, environment: ProcessInfo.processInfo.environment)
    }

    /// The text in red, where standard error has colour.
    static func error(_ text: String) -> String {
        errorAppearance.hasColour ? "\u{1B}[1;31m\(text)\u{1B}[0m" : text
    }
}
