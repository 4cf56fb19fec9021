/// The integral over time of a quantity that changes in steps: devices exposed, technicians busy.
///
/// ```swift
/// var exposed = TimeWeighted(3, at: 0)
/// exposed.add(-1, at: 10)
/// exposed.integral(at: 25)    // 3 · 10 + 2 · 15 = 60
/// ```
///
/// Exact: whole quantities over whole seconds, so that the result does not depend on the order of simultaneous changes, nor
/// on how a population is divided into parts that are added up afterwards. A quantity below 2³² in magnitude cannot overflow
/// the integral within the time the engine can represent.
///
/// Times must not decrease from call to call.
public struct TimeWeighted: Sendable, Hashable {
    /// The quantity as of the last change.
    public private(set) var value: Int64
    /// The time of the last change.
    public private(set) var lastChange: Tick
    private var accumulated: Int64

    /// A quantity that has the given value from `start` on; the integral counts from there.
    public init(_ value: Int64 = 0, at start: Tick = 0) {
        self.value = value
        lastChange = start
        accumulated = 0
    }

    /// Changes the quantity by `difference`.
    public mutating func add(_ difference: Int64, at time: Tick) {
        set(value + difference, at: time)
    }

    /// Changes the quantity to `newValue`.
    public mutating func set(_ newValue: Int64, at time: Tick) {
        accumulated = integral(at: time)
        value = newValue
        lastChange = time
    }

    /// The integral from the start to `time`, in units of the quantity times seconds.
    ///
    /// - Precondition: `time` is not before the last change.
    public func integral(at time: Tick) -> Int64 {
        precondition(time >= lastChange, "time went backwards")
        return accumulated + value * (time - lastChange)
    }
}
