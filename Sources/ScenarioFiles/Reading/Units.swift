import Text

/// A unit with what one of it is worth in the base unit.
struct Unit: Sendable {
    var name: String
    var worth: Double
    /// Several of them in words, where the name is a letter.
    var plural = ""

    static let durations = [
        Unit("s", 1, "seconds"), Unit("m", 60, "minutes"), Unit("h", 3600, "hours"), Unit("d", 86_400, "days"),
        Unit("w", 604_800, "weeks"),
    ]

    /// Bytes.
    static let sizes = [
        Unit("B", 1), Unit("kB", 1e3), Unit("KB", 1e3), Unit("MB", 1e6), Unit("GB", 1e9), Unit("TB", 1e12),
        Unit("KiB", 1024), Unit("MiB", 1_048_576), Unit("GiB", 1_073_741_824), Unit("TiB", 1_099_511_627_776),
    ]

    /// Bytes per second.
    static let bandwidths =
        [
            Unit("bit/s", 0.125), Unit("kbit/s", 125), Unit("Mbit/s", 125_000), Unit("Gbit/s", 125_000_000),
        ] + sizes.map { Unit($0.name + "/s", $0.worth) }

    /// Times per day.
    static let rates = [
        Unit("hour", 24), Unit("day", 1), Unit("week", 1.0 / 7), Unit("year", 1.0 / 365.25),
    ]

    /// Spellings of durations that people try, and what they mean.
    static let foreignDurations: [String: String] = [
        "sec": "s", "secs": "s", "second": "s", "seconds": "s", "S": "s",
        "min": "m", "mins": "m", "minute": "m", "minutes": "m", "M": "m",
        "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "H": "h",
        "day": "d", "days": "d", "D": "d", "week": "w", "weeks": "w", "W": "w",
    ]

    /// The unit that was probably meant: another spelling before another unit.
    static func nearest(to name: String, among names: [String]) -> String? {
        let folded = name.lowercased().replacing("bps", with: "bit/s")
        for ending in ["", "b", "/s"] {
            if let unit = names.first(where: { $0.lowercased() == folded + ending }) { return unit }
        }
        return nearestName(to: name, among: names)
    }

    init(_ name: String, _ worth: Double, _ plural: String = "") {
        self.name = name
        self.worth = worth
        self.plural = plural
    }
}

/// The digits with an optional point that `text` begins with, and the rest; nil if it begins with none.
func leadingNumber(_ text: Substring) -> (value: Double, digits: Substring, rest: Substring)? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard digits.contains(where: \.isNumber), digits.count(where: { $0 == "." }) <= 1, let value = Double(digits),
        value.isFinite
    else { return nil }
    return (value, digits, text[digits.endIndex...])
}

/// A whole text as a decimal number: sign, digits, point, exponent. Neither hexadecimal nor infinite nor not-a-number.
func decimalNumber(_ text: String) -> Double? {
    var rest = text[...]
    if let sign = rest.first, sign == "-" || sign == "+" { rest = rest.dropFirst() }
    guard let mantissa = leadingNumber(rest) else { return nil }
    rest = mantissa.rest
    if let mark = rest.first, mark == "e" || mark == "E" {
        rest = rest.dropFirst()
        if let sign = rest.first, sign == "-" || sign == "+" { rest = rest.dropFirst() }
        guard !rest.isEmpty, rest.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        rest = rest[rest.endIndex...]
    }
    guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
    return value
}
