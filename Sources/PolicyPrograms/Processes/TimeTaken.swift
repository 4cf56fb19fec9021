import Foundation

/// The time that an answer takes, in what the limits count.
///
/// Looking at a process costs more than most answers, so it is put off until there may be something to see: `n` processors give
/// at most `n` seconds in a second.
struct TimeTaken {
    private let process: pid_t
    private let limits: ProgramLimits
    /// What each process that is known had used up when the question was asked, in seconds.
    private var base: [pid_t: Base] = [:]
    /// Whether it has been seen to start others.
    private var startsOthers = false
    private var asked = ContinuousClock.now
    private var used = 0.0

    private struct Base {
        var own: Double
        /// Of its children that have ended; nil: not looked at, which takes time.
        var ended: Double?
    }

    private static let processors = Double(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    init(of process: pid_t, limits: ProgramLimits) {
        self.process = process
        self.limits = limits
        if limits.clock == .cpu {
            for one in ProcessFigures.family(of: process) { base[one] = Base(own: 0, ended: nil) }
        }
    }

    /// A question is asked now.
    mutating func begin() {
        asked = .now
        used = 0
        guard limits.clock == .cpu else { return }
        for one in base.keys {
            base[one] = Base(
                own: ProcessFigures.ownTime(of: one),
                ended: startsOthers ? ProcessFigures.timeOfEndedChildren(of: one) : nil
            )
        }
    }

    /// Seconds since the question was asked.
    var elapsed: Double { (ContinuousClock.now - asked) / .seconds(1) }

    /// Seconds beyond what is granted for an answer, which come out of the bank.
    mutating func overdraft() -> Double {
        let elapsed = elapsed
        guard limits.clock == .cpu else { return max(0, elapsed - limits.decision) }
        if elapsed * Self.processors > limits.decision { read() }
        return max(0, used - limits.decision, elapsed - ProgramLimits.wallFactor * limits.decision)
    }

    /// Seconds in which nothing can be overdrawn that is not yet.
    ///
    /// - Parameter bank: seconds that are left in it.
    func leeway(bank: Double) -> Double {
        let elapsed = elapsed
        guard limits.clock == .cpu else { return max(0, limits.decision + bank - elapsed) }
        let wall = ProgramLimits.wallFactor * limits.decision + bank - elapsed
        let first = limits.decision / Self.processors - elapsed
        let processor = first > 0 ? first : (limits.decision + bank - used) / Self.processors
        return max(0, min(wall, processor))
    }

    /// Adds up the processor time. What is seen for the first time may have been at work before the question: it counts from now on.
    private mutating func read() {
        var sum = 0.0
        var now: [pid_t: Base] = [:]
        for one in ProcessFigures.family(of: process) {
            let (own, ended) = (ProcessFigures.ownTime(of: one), ProcessFigures.timeOfEndedChildren(of: one))
            let before = base[one]
            if before == nil || ended > 0 { startsOthers = true }
            let known = Base(own: before?.own ?? own, ended: before?.ended ?? ended)
            sum += own - known.own + ended - (known.ended ?? ended)
            now[one] = known
        }
        base = now
        used = max(used, sum)
    }
}
