import Foundation
import Synchronization

/// A progress bar on standard error, if a person looks at it.
final class Progress: Sendable {
    private let total: Int
    private let isShown: Bool
    private let start = ContinuousClock.now
    private let lastPercent = Mutex<Int>(-1)

    init(total: Int, isQuiet: Bool) {
        self.total = max(1, total)
        isShown = !isQuiet && Terminal.errorsAreSeen
    }

    /// So many of the parts are done.
    func update(_ done: Int) {
        guard isShown else { return }
        lastPercent.withLock { last in
            let percent = 100 * done / total
            guard percent > last else { return }
            last = percent
            let seconds = Self.seconds(ContinuousClock.now - start)
            let remaining = seconds * Double(total - done) / Double(max(1, done))
            let filled = percent * 30 / 100
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            let rate = seconds > 0 ? Int((Double(done) / seconds).rounded()) : 0
            Output.printError(
                "\r\(bar) \(done)/\(total) runs, \(rate)/s, \(Int(remaining.rounded(.up))) s left \u{1B}[K"
            )
        }
    }

    /// Takes the bar away.
    func finish() {
        if isShown { Output.printError("\r\u{1B}[K") }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
