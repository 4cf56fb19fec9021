package import EventEngine
package import PatchModel
import Text

/// How a lesson's times are told and read: days are counted from the start, hours are those of its clocks.
package struct LessonClock: Sendable, Hashable {
    package let zone: ZoneOffsets
    /// The local day of the start.
    private let firstDay: Int64

    package init(_ zone: ZoneOffsets) {
        self.zone = zone
        firstDay = zone.day(at: 0)
    }

    /// `day 3, Fri 09:00`; day 0 is the local day of the start.
    package func text(_ time: Tick) -> String {
        let day = zone.day(at: time)
        let inDay = zone.start + time + zone.offset(at: time) - day * 86_400
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let weekday = Weekday(day: day).rawValue
        let name = weekday.prefix(1).uppercased() + weekday.dropFirst()
        return "day \(day - firstDay), \(name) \(two(inDay / 3600)):\(two(inDay / 60 % 60))"
    }

    /// The next time after `time` at which local clocks show 09:00.
    package func morning(after time: Tick) -> Tick {
        let day = zone.day(at: time)
        for next in day...(day + 2) {
            let morning = zone.tick(day: next, second: 9 * 3600)
            if morning > time { return morning }
        }
        return time + 86_400
    }

    /// A span as a person says it: `3 days`, `1 day 4 hours`, `25 minutes`.
    package static func span(_ seconds: Tick) -> String {
        let seconds = max(0, seconds)
        let days = seconds / 86_400
        let hours = seconds / 3600 % 24
        let minutes = seconds / 60 % 60
        func words(_ count: Tick, _ name: String) -> String? {
            count == 0 ? nil : "\(count) \(name)\(count == 1 ? "" : "s")"
        }
        let parts = [words(days, "day"), words(hours, "hour"), days > 0 ? nil : words(minutes, "minute")]
            .compactMap { $0 }
        return parts.isEmpty ? "no time" : parts.joined(separator: " ")
    }

    /// Seconds of `6h`, `2d`, `1d12h`, `90m`; nil if it is no span.
    package static func seconds(_ text: String) -> Tick? {
        var sum = 0.0
        var number = ""
        for character in text.lowercased() {
            if character.isASCII, character.isNumber || character == "." {
                number.append(character)
                continue
            }
            let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
            guard let unit = units[character], let count = Double(number), count.isFinite else { return nil }
            sum += count * unit
            number = ""
        }
        guard number.isEmpty, !text.isEmpty, sum < 1e10 else { return nil }
        return Tick(sum.rounded())
    }
}
