import EventEngine
import PatchModel
import Testing

/// Local times of three zones on the days on which their clocks are changed, held to a search through all instants
/// around.
@Suite("Local times on days of change")
struct LocalTimeTests {
    /// A change of the clocks, in seconds since 1970 and seconds of offset; from the IANA time zone database.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let at: Int64
        let before: Int64
        let after: Int64

        /// The zone, for a scenario that starts three days before.
        var zone: ZoneOffsets {
            let start = at - 3 * 86_400
            return ZoneOffsets(
                name: testDescription,
                start: start,
                shifts: [.init(from: -7 * 86_400, seconds: before), .init(from: 3 * 86_400, seconds: after)]
            )
        }

        /// Seconds of local time since 1970 at a tick.
        func local(_ zone: ZoneOffsets, _ tick: Tick) -> Int64 { zone.start + tick + zone.offset(at: tick) }

        /// True for a local time, in seconds since 1970, that the clocks never show.
        func isSkipped(_ local: Int64) -> Bool { local >= at + before && local < at + after }
    }

    static let changes = [
        Change(testDescription: "Europe/Berlin in spring", at: 1_774_746_000, before: 3600, after: 7200),
        Change(testDescription: "Europe/Berlin in autumn", at: 1_792_890_000, before: 7200, after: 3600),
        Change(testDescription: "America/New_York in spring", at: 1_772_953_200, before: -18_000, after: -14_400),
        Change(testDescription: "America/New_York in autumn", at: 1_793_512_800, before: -14_400, after: -18_000),
        Change(testDescription: "Australia/Lord_Howe in spring", at: 1_791_041_400, before: 37_800, after: 39_600),
        Change(testDescription: "Australia/Lord_Howe in autumn", at: 1_775_314_800, before: 39_600, after: 37_800),
        Change(testDescription: "America/Sao_Paulo in autumn", at: 1_518_919_200, before: -7200, after: -10_800),
        Change(testDescription: "Africa/Cairo in spring", at: 1_776_981_600, before: 7200, after: 10_800),
    ]

    /// The local times, in seconds since 1970, around a change: every quarter of an hour for three hours on either
    /// side, and the seconds next to the edges.
    static func times(_ change: Change) -> [Int64] {
        let middle = change.at + min(change.before, change.after)
        let quarters = stride(from: middle - 3 * 3600, through: middle + 4 * 3600, by: 900)
        let edges = [change.at + change.before, change.at + change.after].flatMap { [$0 - 1, $0, $0 + 1] }
        return (Array(quarters) + edges).sorted()
    }

    /// Expects the tick of a local time to be the first at which local clocks show it or a later one.
    static func expectFirst(_ change: Change, _ time: Int64, sourceLocation: SourceLocation = #_sourceLocation) {
        let zone = change.zone
        let tick = zone.tick(day: time / 86_400, second: time % 86_400)
        // No earlier instant shows that time or a later one, looked at by the half-minute for six hours back, and one
        // second before.
        let isEarlierReached = ([tick - 1] + stride(from: tick - 30, to: tick - 6 * 3600, by: -30))
            .contains { change.local(zone, $0) >= time }
        #expect(change.local(zone, tick) >= time && !isEarlierReached, "\(time)", sourceLocation: sourceLocation)
    }

    @Test("A time that exists is its first instant", arguments: changes)
    func existing(change: Change) {
        for time in Self.times(change) where !change.isSkipped(time) {
            Self.expectFirst(change, time)
            let zone = change.zone
            let tick = zone.tick(day: time / 86_400, second: time % 86_400)
            #expect(change.local(zone, tick) == time)
            #expect(zone.day(at: tick) == time / 86_400)
        }
    }
}
