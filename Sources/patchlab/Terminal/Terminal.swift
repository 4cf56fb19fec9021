import Foundation

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

    /// The text in red, where standard error is a terminal and the user has not asked for no colour (no-color.org).
    static func error(_ text: String) -> String {
        let refuses = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return errorsAreSeen && !refuses ? "\u{1B}[1;31m\(text)\u{1B}[0m" : text
    }
}
