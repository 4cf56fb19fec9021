/// A number with that many digits after the point, rounded half up, always with a point and never with an exponent.
func fixedPoint(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e12, (0...6).contains(digits) else { return "\(value)" }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % scale)
    return "\(sign)\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

/// A share as a percentage with that many digits, for instance `2.74%`.
func percentage(_ share: Double, digits: Int) -> String {
    fixedPoint(share * 100, digits: digits) + "%"
}

/// A number of bytes in the unit that leaves one to four digits before the point: `1.4 MiB`.
func byteSize(_ bytes: Int64) -> String {
    let kibi = 1024.0
    let value = Double(bytes)
    if value < kibi { return "\(bytes) B" }
    if value < kibi * kibi { return fixedPoint(value / kibi, digits: 0) + " KiB" }
    if value < kibi * kibi * kibi { return fixedPoint(value / kibi / kibi, digits: 1) + " MiB" }
    return fixedPoint(value / kibi / kibi / kibi, digits: 2) + " GiB"
}
