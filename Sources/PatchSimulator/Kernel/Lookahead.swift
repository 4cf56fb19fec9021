import EventEngine

/// What the console is going to hear of devices that were run past the next decision, sorted by the decision that will be
/// the first to know of it.
///
/// A sweep that halts at every decision looks at each device many times, and finds it out of the caches each time. While
/// there is one rollout, and nothing but devices' own steps ahead, opening another ring is all that decisions usually do,
/// and that concerns devices that have not begun. So each device is run to the end at once, and its reports are put by.
/// Whatever was not foreseen (a stop, another rollout, a decision at an odd time) makes the simulation repeat its log
/// decision by decision; see `Simulation`.
struct Lookahead: Sendable {
    /// More numbers than this would not stay in the caches.
    private static let maximumSize = 1 << 19

    /// Decisions are expected at `begin` + k × `step`.
    let begin: Tick
    let step: Tick
    private let divisor: Divisor
    /// How far devices are run.
    let end: Tick
    /// How many numbers the console keeps.
    private let width: Int
    /// How many decisions are expected.
    let decisions: Int
    /// By decision, what is to be added to each number.
    private var changes: Column<Int32>
    /// Decisions that have been told.
    private var told = 0

    /// Nil if so many decisions lie ahead that it would not pay.
    init?(from begin: Tick, every step: Tick, to end: Tick, width: Int) {
        let decisions = Int((end - begin) / step) + 3
        guard decisions <= Self.maximumSize / max(1, width) else { return nil }
        self.begin = begin
        self.step = step
        divisor = Divisor(Int(step))
        self.end = end
        self.width = width
        self.decisions = decisions
        changes = Column(zeros: decisions * width)
    }

    mutating func unshare() { changes.unshare() }

    /// True if a decision was expected at `time`.
    func expects(_ time: Tick) -> Bool { time >= end || (time - begin) % step == 0 }

    /// Number of the first decision that knows what happened at `time`.
    @inline(__always)
    private func decision(after time: Tick) -> Int {
        divisor.quotient(Int(truncatingIfNeeded: time &- begin &+ step &- 1))
    }

    /// Number of the decision that is told of what happens at `time`. What happens at the moment of a decision, but after it
    /// and because of it, is for the next one.
    @inline(__always)
    func decision(told time: Tick) -> Int { max(told, decision(after: time)) }

    /// The first of the numbers that are kept for what happens at `time`.
    @inline(__always)
    func place(of time: Tick) -> Int { place(ofDecision: decision(told: time)) }

    /// The first of the numbers that are kept for a decision.
    @inline(__always)
    func place(ofDecision number: Int) -> Int { number &* width }

    /// Puts by a change of a number.
    @inline(__always)
    func add(_ change: Int32, _ place: Int) { changes[place] = changes[place] &+ change }

    /// Hands over all changes up to and including `time`, which must have been expected.
    mutating func tell(_ counts: Column<Int>, until time: Tick) {
        let last = decision(after: time)
        while told <= last {
            for place in 0..<width { counts[place] += Int(changes[told * width + place]) }
            told += 1
        }
        // After the last of them the lookahead is dropped: not before they have been read.
        withExtendedLifetime(changes) {}
    }
}
