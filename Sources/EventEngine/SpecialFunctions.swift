#if canImport(Glibc)
import Glibc
#endif
/// The logarithm of the gamma function, for x > 0.
public func logGamma(_ x: Double) -> Double { lgamma(x) }
/// The standard normal distribution function.
public func normalCumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
/// The standard normal quantile.
public func normalQuantile(_ p: Double) -> Double { 0 }
func regularizedGamma(_ x: Double, shape: Double) -> (lower: Double, upper: Double) { (0, 0) }
func inverseRegularizedGamma(_ p: Double, shape: Double) -> Double { 0 }
