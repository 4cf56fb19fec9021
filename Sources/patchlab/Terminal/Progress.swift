import Foundation
import Synchronization
import Text
import Workbench

/// A progress bar on standard error, if a person looks at it.
final class Progress: ProgressView {
    private let total: Int
    private let isShown: Bool
    /// Without a bar, because the terminal has no characters for one.
    private let isPlain: Bool
    private let start = ContinuousClock.now
    private let lastPercent = Mutex<Int>(-1)

    init(total: Int, isQuiet: Bool) {
        self.total = max(1, total)
        let appearance = Terminal.errorAppearance
        // Where a line cannot be written over there is no progress.
        isShown = !isQuiet && Terminal.errorsAreSeen && !appearance.isDumb
        isPlain = appearance.isASCII
    }

    /// So many of the parts are done.
    func update(_ done: Int) {
        guard isShown else { return }
        lastPercent.withLock { last in
            let percent = 100 * done / total
            guard percent > last else { return }
            last = percent
            let seconds = Self.seconds(ContinuousClock.now - start)
            var text = "\(done)/\(total) runs"
            // Nothing is known of the rate before the first run is done.
            if done > 0 && seconds > 0 {
                let remaining = seconds * Double(total - done) / Double(done)
                let rate = String(format: done < Int(10 * seconds) ? "%.1f" : "%.0f", Double(done) / seconds)
                text += ", \(rate)/s, \(Int(remaining.rounded(.up))) s left"
            }
            let width = Terminal.errorWidth
            let shown =
                isPlain ? String(text.prefix(max(0, width - 1))) : Self.bar(percent, beside: text, width: width)
            Output.moveCursor("\r\(shown)\u{1B}[K")
        }
    }

    /// A bar of at most 30 cells with a text, or as much of it as a line holds.
    static func bar(_ percent: Int, beside text: String, width: Int) -> String {
        let room = max(0, width - 1)
        let cells = min(30, room - text.columns - 1)
        guard cells >= 5 else { return String(text.prefix(room)) }
        let filled = percent * cells / 100
        return String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled) + " " + text
    }

    /// Takes the bar away.
    func finish() {
        if isShown { Output.moveCursor("\r\u{1B}[K") }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
