package import EventEngine

/// One line of what a trainee did. A session is what follows from its entries.
package struct Entry: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Orders that were given together: a decision.
        case orders([Order])
        /// Time moved on to this.
        case moved(to: Tick)
        case note(String)
        case forecast(Forecast)
        /// So many steps of help have been shown.
        case hint(Int)
        /// A time at which the trainee wants to look up, and why.
        case timer(at: Tick, String)
        /// A message that somebody sent now, besides those of the lesson.
        case message(from: String, String)
    }

    /// When it was done.
    package var time: Tick
    package var kind: Kind
    /// Of what the console showed then: tells at which line a file plays differently.
    package var console: String

    package init(time: Tick, _ kind: Kind, console: String) {
        self.time = time
        self.kind = kind
        self.console = console
    }
}
