/// A caller who also wants the work to end when its time is over.
struct TimedCaller: Caller {
    private let caller: any Caller
    private let end: ContinuousClock.Instant

    init(_ caller: any Caller, until end: ContinuousClock.Instant) {
        self.caller = caller
        self.end = end
    }

    /// Whether it is the time, and not the caller behind, that ends the work.
    var isTimeOver: Bool { ContinuousClock.now >= end && !caller.wantsEnd }

    var isQuiet: Bool { caller.isQuiet }
    var wantsEnd: Bool { caller.wantsEnd || ContinuousClock.now >= end }
    func hear(_ line: String) { caller.hear(line) }
    func progress(of total: Int) -> any ProgressView { caller.progress(of: total) }
    func beginHeeding() { caller.beginHeeding() }
    func endHeeding() { caller.endHeeding() }
}
