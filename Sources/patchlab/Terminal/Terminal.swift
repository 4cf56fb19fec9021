import Foundation
import Text

/// What is known of the terminal, if there is one.
enum Terminal {
    /// True if standard error is a terminal that a person looks at.
    static var errorsAreSeen: Bool { isatty(STDERR_FILENO) == 1 }

    /// True if standard output is a terminal that a person looks at.
    static var outputIsSeen: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Characters in a line of standard output: the terminal's width, `COLUMNS`, or 80.
    static var width: Int {
        var size = winsize()
        if isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init)
        return min(max(columns ?? 80, 40), 400)
    }

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
