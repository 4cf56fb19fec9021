import EventEngine
import Foundation
import PatchModel

/// The scenario's start, and the offsets of time zones around it.
struct ScenarioCalendar {
    /// The start as written.
    var written = "1970-01-01T00:00:00"
    var zone = ZoneOffsets.utc()
    /// False if start or zone could not be read: then dates cannot be placed.
    var isKnown = false

    private var cache: [String: ZoneOffsets] = [:]
    private var horizon: Tick = 1

    init() {}

    /// - Parameter start: local time in `zoneName`, a known zone.
    init(start: LocalDate, zoneName: String, horizon: Tick) {
        // The zone's shifts are needed to place the start in time, and the start to place the shifts: a first calendar
        // that begins at the same figures in UTC, at most 14 hours off, tells the right instant.
        let rough =
            Self.offsets(zoneName, start: start.secondsAsUTC, horizon: 86_400) ?? .utc(start: start.secondsAsUTC)
        let instant = rough.start + rough.tick(day: start.dayNumber, second: start.second)
        self.horizon = horizon
        zone = Self.offsets(zoneName, start: instant, horizon: horizon) ?? .utc(start: instant)
        cache[zoneName] = zone
        let clock = start.second
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        written =
            "\(start.day)T\(two(clock / 3600)):\(two(clock / 60 % 60)):\(two(clock % 60))"
        isKnown = true
    }

    /// The offsets of a zone by its IANA name, or nil if there is no such zone.
    mutating func offsets(_ name: String) -> ZoneOffsets? {
        if let known = cache[name] { return known }
        let offsets = Self.offsets(name, start: zone.start, horizon: horizon)
        cache[name] = offsets
        return offsets
    }

    /// The tick of a local date in the scenario's zone.
    func tick(_ date: LocalDate) -> Tick { zone.tick(day: date.dayNumber, second: date.second) }

    /// Whether the name is one of the IANA's database (and not merely an offset such as `GMT+5`).
    static func zone(named name: String) -> TimeZone? {
        guard !name.hasPrefix("GMT") || name == "GMT" else { return nil }
        return TimeZone(identifier: name)
    }

    private static func offsets(_ name: String, start: Int64, horizon: Tick) -> ZoneOffsets? {
        guard let zone = zone(named: name) else { return nil }
        let margin: Int64 = 2 * 86_400
        var date = Date(timeIntervalSince1970: Double(start - margin))
        let end = start + horizon + margin
        var shifts = [ZoneOffsets.Shift(from: -margin, seconds: Int64(zone.secondsFromGMT(for: date)))]
        // Four shifts a year are the most that any zone has; the bound keeps a faulty database from going on for ever.
        while shifts.count < 1000, let next = zone.nextDaylightSavingTimeTransition(after: date), next > date {
            let instant = Int64(next.timeIntervalSince1970.rounded())
            guard instant <= end else { break }
            shifts.append(ZoneOffsets.Shift(from: instant - start, seconds: Int64(zone.secondsFromGMT(for: next))))
            date = next
        }
        return ZoneOffsets(name: name, start: start, shifts: shifts)
    }
}

extension ScenarioBuilder {
    mutating func readCalendar(_ declared: Format.DeclaredScenario) {
        if let start = declared.start, let zoneName = declared.timeZone {
            calendar = ScenarioCalendar(start: start, zoneName: zoneName, horizon: horizon)
        }
    }

    func isKnownZone(_ name: String, at position: Position) -> Bool {
        if ScenarioCalendar.zone(named: name) != nil { return true }
        let place = name.split(separator: "/").last.map(String.init) ?? name
        let known = TimeZone.knownTimeZoneIdentifiers
        // A city alone is a common way to write a zone, and worth a look.
        let city = known.first { $0.hasSuffix("/" + place.replacing(" ", with: "_")) }
        report(
            .unknownTimeZone,
            "there is no time zone \(quoted(name))",
            at: position,
            suggestion: city ?? diagnostics.nearest(to: name, among: known + ["UTC"])
        )
        return false
    }

    /// The tick of a duration relative to the start, or of a date; nil when it is none or out of time.
    func moment(_ scalar: Scalar, at position: Position) -> Tick? {
        switch scalar {
        case .number(let seconds): return Tick(rounding: seconds)
        case .date(let date):
            guard calendar.isKnown else { return nil }
            let tick = calendar.tick(date)
            guard abs(tick) <= Tick.latest else {
                let message = "the date is more than \(Format.clockInYears) years from the start"
                report(.dateOutOfRange, message, at: position)
                return nil
            }
            return tick
        default: return nil
        }
    }
}
