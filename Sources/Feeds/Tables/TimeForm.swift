import Foundation
import ScenarioFiles
import Text

/// A form in which times are written, as a mapping says it.
struct TimeForm: Sendable {
    private enum Step {
        /// Digits of a part, at least and at most so many.
        case digits(Part, ClosedRange<Int>)
        case half
        case exactly(UInt8)
    }

    private enum Part: Int {
        case year, month, day, hour, minute, second, fraction
    }

    private enum Shape {
        case steps([Step])
        case iso
        /// Seconds times this.
        case epoch(Int64)
    }

    /// As the mapping has it.
    let pattern: String
    private let shape: Shape

    init(_ pattern: String) {
        self.pattern = pattern
        switch pattern {
        case "iso8601": shape = .iso
        case "epoch-seconds": shape = .epoch(1)
        case "epoch-milliseconds": shape = .epoch(1000)
        default: shape = .steps(Self.steps(pattern))
        }
    }

    private static func steps(_ pattern: String) -> [Step] {
        let parts: [Character: Part] = [
            "y": .year, "M": .month, "d": .day, "H": .hour, "h": .hour, "m": .minute, "s": .second, "S": .fraction,
        ]
        var steps: [Step] = []
        var rest = pattern[...]
        while let letter = rest.first {
            let run = rest.prefix { $0 == letter }
            if letter == "a" {
                steps.append(.half)
                rest = rest.dropFirst(run.count)
            } else if let part = parts[letter], let counts = TimePattern.letters[letter] {
                // Twice the letter: two digits; once: one or two. A fraction may be of any length.
                let least = part == .fraction ? 1 : run.count == 1 ? counts.lowerBound : run.count
                steps.append(.digits(part, least...counts.upperBound))
                rest = rest.dropFirst(run.count)
            } else {
                steps += String(letter).utf8.map { .exactly($0) }
                rest.removeFirst()
            }
        }
        return steps
    }

    /// Seconds since 1970, by UTC; nil if the text is not of this form.
    ///
    /// - Parameter zone: of texts that do not say theirs.
    func seconds(_ text: String, zone: ZoneClock) -> Int64? {
        var text = text
        return text.withUTF8 { bytes in
            switch shape {
            case .steps(let steps): Self.local(bytes, steps).map { zone.instant($0) }
            case .iso: Self.iso(bytes, zone)
            case .epoch(let unit): Self.whole(bytes).map { ($0 - (($0 % unit) + unit) % unit) / unit }
            }
        }
    }

    private static func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        // Fourteen digits reach beyond the year 5000, in milliseconds.
        guard (1...14).contains(digits.count), digits.allSatisfy(\.isDigit) else { return nil }
        return Int64(String(decoding: bytes, as: UTF8.self))
    }

    private static func local(_ all: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, _ steps: [Step])
        -> Int64?
    {
        local(UnsafeBufferPointer(rebasing: all[start..<end]), steps)
    }

    private static func local(_ bytes: UnsafeBufferPointer<UInt8>, _ steps: [Step]) -> Int64? {
        var values: (Int, Int, Int, Int, Int, Int) = (1970, 1, 1, 0, 0, 0)
        var half: Int?
        var place = 0
        for step in steps {
            switch step {
            case .exactly(let byte):
                guard place < bytes.count, bytes[place] == byte else { return nil }
                place += 1
            case .half:
                guard place + 1 < bytes.count, bytes[place + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
                switch bytes[place] | 0x20 {
                case UInt8(ascii: "a"): half = 0
                case UInt8(ascii: "p"): half = 12
                default: return nil
                }
                place += 2
            case .digits(let part, let counts):
                var value = 0
                var count = 0
                while place < bytes.count, count < counts.upperBound, bytes[place].isDigit {
                    value = value * 10 + Int(bytes[place] - UInt8(ascii: "0"))
                    place += 1
                    count += 1
                }
                guard count >= counts.lowerBound else { return nil }
                switch part {
                case .year: values.0 = value
                case .month: values.1 = value
                case .day: values.2 = value
                case .hour: values.3 = value
                case .minute: values.4 = value
                case .second: values.5 = value
                case .fraction: break
                }
            }
        }
        guard place == bytes.count else { return nil }
        if let half {
            guard (1...12).contains(values.3) else { return nil }
            values.3 = values.3 % 12 + half
        }
        return seconds(values)
    }

    private static func seconds(_ values: (Int, Int, Int, Int, Int, Int)) -> Int64? {
        guard values.3 < 24, values.4 < 60, values.5 <= 60,
            let day = CalendarDate(year: values.0, month: values.1, day: values.2)
        else { return nil }
        return Int64(day.dayNumber) * 86_400 + Int64(values.3 * 3600 + values.4 * 60 + min(values.5, 59))
    }

    private static let isoDay: [Step] = [
        .digits(.year, 4...4), .exactly(UInt8(ascii: "-")), .digits(.month, 2...2), .exactly(UInt8(ascii: "-")),
        .digits(.day, 2...2),
    ]
    private static let isoMinute: [Step] = [
        .digits(.hour, 2...2), .exactly(UInt8(ascii: ":")), .digits(.minute, 2...2),
    ]
    private static let isoSecond = isoMinute + [.exactly(UInt8(ascii: ":")), .digits(.second, 2...2)]

    /// A date, or a date with a time, with or without a fraction and an offset.
    private static func iso(_ bytes: UnsafeBufferPointer<UInt8>, _ zone: ZoneClock) -> Int64? {
        guard bytes.count >= 10, let day = local(bytes, from: 0, to: 10, isoDay) else { return nil }
        guard bytes.count > 10 else { return zone.instant(day) }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") else { return nil }
        var end = 11
        while end < bytes.count, bytes[end].isDigit || bytes[end] == UInt8(ascii: ":") { end += 1 }
        guard let time = local(bytes, from: 11, to: end, end == 16 ? isoMinute : isoSecond) else { return nil }
        let local = day + time
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: ",") {
            end += 1
            let first = end
            while end < bytes.count, bytes[end].isDigit { end += 1 }
            guard end > first else { return nil }
        }
        let rest = bytes[end...]
        guard let sign = rest.first else { return zone.instant(local) }
        if sign == UInt8(ascii: "Z"), rest.count == 1 { return local }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let figures = rest.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard figures.count == 2 || figures.count == 4, figures.allSatisfy(\.isDigit), rest.count <= 6 else {
            return nil
        }
        let numbers = figures.map { Int64($0 - UInt8(ascii: "0")) }
        let minutes = (numbers[0] * 10 + numbers[1]) * 60 + (numbers.count == 4 ? numbers[2] * 10 + numbers[3] : 0)
        guard minutes < 24 * 60 else { return nil }
        return sign == UInt8(ascii: "+") ? local - minutes * 60 : local + minutes * 60
    }
}

/// What the clocks of a zone say, in time by UTC.
struct ZoneClock: Sendable {
    private let zone: TimeZone?

    /// - Parameter name: of the IANA's database.
    init(_ name: String) { zone = name == "UTC" ? nil : TimeZone(identifier: name) }

    /// The instant at which the clocks show this time; of a time that they show twice the first one, of one that they skip the
    /// moment of the shift.
    func instant(_ local: Int64) -> Int64 {
        guard let zone else { return local }
        func offset(_ instant: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))))
        }
        let before = local - offset(local - 86_400)
        if offset(before) == local - before { return before }
        let after = local - offset(local + 86_400)
        return offset(after) == local - after ? after : max(before, after)
    }
}
