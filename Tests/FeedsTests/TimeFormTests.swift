import ScenarioFiles
import Testing

@testable import Feeds

@Suite("Times in tables")
struct TimeFormTests {
    static func seconds(_ text: String, _ pattern: String, zone: String = "UTC") -> Int64? {
        TimeForm(pattern).seconds(text, zone: ZoneClock(zone))
    }

    @Test("the same moment in every form")
    func forms() {
        // 2026-11-25T06:00:00 UTC, as `date -u +%s` has it.
        let moment: Int64 = 1_795_586_400
        for (text, pattern) in [
            ("2026-11-25 06:00:00.0000000", "yyyy-MM-dd HH:mm:ss.SSSSSSS"),
            ("2026-11-25 06:00:00", "yyyy-MM-dd HH:mm:ss"),
            ("25.11.2026 06:00", "dd.MM.yyyy HH:mm"), ("11/25/2026 6:00:00 AM", "M/d/yyyy h:mm:ss a"),
            ("2026-11-25T06:00:00Z", "iso8601"), ("2026-11-25T06:00:00.123456Z", "iso8601"),
            ("2026-11-25T08:00:00+02:00", "iso8601"), ("2026-11-25 01:30-0430", "iso8601"),
            ("1795586400", "epoch-seconds"), ("1795586400999", "epoch-milliseconds"),
        ] {
            #expect(Self.seconds(text, pattern) == moment, "\(text) by \(pattern)")
        }
        #expect(Self.seconds("2026-11-25", "iso8601") == moment - 6 * 3600)
        #expect(Self.seconds("11/25/2026 12:30:00 AM", "M/d/yyyy h:mm:ss a") == moment - 6 * 3600 + 1800)
    }

    @Test("what is no moment is refused")
    func refused() {
        for (text, pattern) in [
            ("2026-13-01", "iso8601"), ("2026-02-30", "iso8601"), ("2026-11-25T25:00:00", "iso8601"),
            ("2026-11-25T06:00:00Q", "iso8601"),
            ("2026-11-25T06:00:00.Z", "iso8601"), ("2026-11-25T06:00:00+99:00", "iso8601"), ("", "iso8601"),
            ("25.11.26", "dd.MM.yyyy"),
            ("11/25/2026 0:00:00 AM", "M/d/yyyy h:mm:ss a"), ("1e9", "epoch-seconds"),
            ("999999999999999999999", "epoch-milliseconds"),
        ] {
            #expect(Self.seconds(text, pattern) == nil, "\(text) by \(pattern)")
        }
    }

    @Test("times of a zone: before and after the shift of its clocks, shown twice, and skipped")
    func zones() {
        let zone = "Europe/Paris"
        func local(_ text: String) -> Int64? { Self.seconds(text, "iso8601", zone: zone) }
        func utc(_ text: String) -> Int64? { Self.seconds(text, "iso8601") }
        #expect(local("2026-07-01T12:00:00") == utc("2026-07-01T10:00:00"))
        #expect(local("2026-12-01T12:00:00") == utc("2026-12-01T11:00:00"))
        // Clocks go back at 03:00 on 25 October 2026, and forth at 02:00 on 29 March.
        #expect(local("2026-10-25T02:30:00") == utc("2026-10-25T00:30:00"))
        #expect(local("2026-10-25T03:30:00") == utc("2026-10-25T02:30:00"))
        let skipped = local("2026-03-29T02:30:00") ?? 0
        #expect(((utc("2026-03-29T00:30:00") ?? 0)...(utc("2026-03-29T01:30:00") ?? 0)).contains(skipped))
    }

    static func column(_ formats: [String]) throws -> TimeColumn {
        let map = TableMap.load(
            text: """
                patchlab-map: 1
                title: t
                recognise: [t]
                times: { formats: [\(formats.joined(separator: ", "))], never: ["", "0001*"] }
                device: { class: [{ is: laptop }] }
                """,
            name: "m"
        ).content
        return TimeColumn(try #require(map).times, name: "t", file: "f")
    }

    @Test("two forms that both fit and differ are settled by a row that only one of them fits, and otherwise refused")
    func doubts() throws {
        let both = ["dd/MM/yyyy", "MM/dd/yyyy"]
        var column = try Self.column(both)
        _ = try column.read("03/04/2026", line: 2)
        #expect(throws: InputError.self) { try column.settled() }
        _ = try column.read("04/25/2026", line: 3)
        #expect(try column.settled() == 1)
        #expect(column.doubts[0].values[1] == Self.seconds("2026-03-04", "iso8601"))
        column = try Self.column(both)
        _ = try column.read("04/04/2026", line: 2)
        #expect(try column.settled() == nil)
        column = try Self.column(["iso8601"])
        for (text, code) in [
            ("03/04/2026", InputError.Code.ambiguousTime), ("25/11/2026", .badTime), ("yesterday", .badTime),
        ] {
            do throws(InputError) {
                _ = try column.read(text, line: 7)
                Issue.record("\(text) is read")
            } catch {
                #expect(error.code == code)
                #expect(error.line == 7)
                #expect(error.column == "t")
            }
        }
        guard case .never = try column.read("0001-01-01", line: 8) else {
            Issue.record("a time that never was is one")
            return
        }
    }

    @Test(
        "an asterisk stands for any text, and nothing else is special",
        arguments: [
            ("*Latitude*", "Dell Latitude 5440", true), ("*Latitude*", "Latitude", true), ("iOS*", "iOS", true),
            ("iOS*", "ios", false),
            ("a*b", "ab", true), ("a*b", "aXb", true), ("a*b", "a", false), ("a*a", "a", false), ("", "", true),
            ("", "x", false),
            ("*", "", true), ("**", "x", true), ("a*b*c", "a1b2b3c", true), ("a*bc*c", "abc", false),
            ("[a]?", "[a]?", true),
            ("*aab", "aaab", true),
        ]
    )
    func wildcards(pattern: String, text: String, fits: Bool) {
        #expect(Wildcard(pattern).matches(text) == fits)
    }
}
