#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

@inline(__always) func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
