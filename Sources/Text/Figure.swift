/// Numbers as a reader wants them: as many digits as help, groups of three separated by commas, never in exponent form.
package enum Figure {
    /// A number with a fixed number of decimals, rounded half away from zero.
    package static func fixed(_ value: Double, _ decimals: Int) -> String {
        fixed(value, decimals) { grouped($0) }
    }

    /// The same without commas, as files for programs want it.
    package static func ungrouped(_ value: Double, _ decimals: Int) -> String {
        fixed(value, decimals) { String($0) }
    }

    private static func fixed(_ value: Double, _ decimals: Int, _ written: (Int64) -> String) -> String {
        guard value.isFinite else { return value.isNaN ? "?" : value < 0 ? "-∞" : "∞" }
        let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int64(scaled)
        let unit = Int64(scale)
        let sign = value < 0 && whole != 0 ? "-" : ""
        let fraction = decimals == 0 ? "" : "." + digits(whole % unit, width: decimals)
        return sign + written(whole / unit) + fraction
    }

    /// A share as a percentage with that many decimals, for instance `2.74%`.
    package static func percentage(_ share: Double, _ decimals: Int) -> String {
        ungrouped(share * 100, decimals) + "%"
    }

    /// An interval: half its width behind ± where it is symmetric, and otherwise its ends; `?` for one that is not known. Empty
    /// if neither is.
    package static func interval(_ lower: Double?, _ upper: Double?, _ decimals: Int, isSymmetric: Bool = false)
        -> String
    {
        if isSymmetric, let lower, let upper { return "±" + fixed((upper - lower) / 2, decimals) }
        if lower == nil && upper == nil { return "" }
        return [lower, upper].map { end in end.map { fixed($0, decimals) } ?? "?" }.joined(separator: "…")
    }

    /// A share of the room as a whole number of characters, from 0 to all; 0 for what is no number.
    package static func length(_ share: Double, of room: Int) -> Int {
        guard share > 0, room > 0 else { return 0 }
        return Int((min(1, share) * Double(room)).rounded())
    }

    /// Decimals that show about three digits of numbers of this size.
    package static func decimals(for size: Double) -> Int {
        switch abs(size) {
        case 100...: 0
        case 10..<100: 1
        default: 2
        }
    }

    /// A number with three digits that count, however small it is.
    package static func significant(_ value: Double) -> String {
        var places = decimals(for: value)
        var size = abs(value)
        while size > 0, size < 1, places < 9 {
            size *= 10
            places += 1
        }
        return fixed(value, value == 0 ? 0 : places)
    }

    /// The same without zeros behind the point: for figures that somebody wrote, such as 5 %.
    package static func plain(_ value: Double) -> String {
        var text = significant(value)
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text
    }

    /// An integer with commas.
    package static func grouped(_ value: Int64) -> String {
        let all = String(value.magnitude)
        var result = ""
        for (place, digit) in all.enumerated() {
            if place > 0 && (all.count - place) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return value < 0 ? "-" + result : result
    }

    package static func grouped(_ value: Int) -> String { grouped(Int64(value)) }

    /// A number of things: `1 patch`, `28 patches`.
    package static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(grouped(number)) \(number == 1 ? one : many)"
    }

    /// A point in time or a span: `3 d 04:05:06`, the days left out where there are none.
    package static func time(_ tick: Int64) -> String {
        let seconds = abs(tick)
        let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { digits($0, width: 2) }.joined(
            separator: ":"
        )
        let days = seconds / 86_400
        return (tick < 0 ? "-" : "") + (days > 0 ? "\(days) d " : "") + clock
    }

    /// A span in the unit that suits it, with three digits: `12 s`, `3.5 min`, `2.25 h`, `11.6 d`.
    package static func span(_ seconds: Double) -> String {
        let (value, unit): (Double, String) =
            switch abs(seconds) {
            case 172_800...: (seconds / 86_400, "d")
            case 7200..<172_800: (seconds / 3600, "h")
            case 120..<7200: (seconds / 60, "min")
            default: (seconds, "s")
            }
        return fixed(value, unit == "s" ? 0 : decimals(for: value)) + " " + unit
    }

    /// A number of bytes, which may be a mean, in binary units.
    package static func bytes(_ count: Double) -> String {
        var value = count
        var unit = 0
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        while value >= 1024 && unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return fixed(value, unit == 0 ? 0 : decimals(for: value)) + " " + units[unit]
    }
}
