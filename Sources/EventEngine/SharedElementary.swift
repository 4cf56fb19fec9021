// For the modules above, under names that do not collide with those of the system's mathematics library, whose last digits
// differ from one machine to the next.

/// The natural logarithm; −∞ at 0, not-a-number below. The same bits on every machine.
public func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// e to the power of x. The same bits on every machine.
public func exponential(_ x: Double) -> Double { exp(x) }
