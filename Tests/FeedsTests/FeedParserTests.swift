import PatchModel
import Testing
import Text

@testable import Feeds

@Suite("Parsers of the feeds")
struct FeedParserTests {
    static let status = """
        Package: nginx
        Status: install ok installed
        Section: httpd
        Architecture: amd64
        Source: nginx-src (1.22.1-9)
        Version: 1.22.1-9+b1
        Depends: libssl3 (>= 3.0.0), perl:any, mail | default-mta,
         libc6
        Conffiles:
         /etc/init.d/nginx 0123456789
        Description: a web server
         with several lines

        # a comment
        Package: held
        Status: hold ok installed
        Architecture: amd64
        Version: 1.0

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1.0
        """

    @Test("a status file gives the installed packages with their fields")
    func packageStatus() throws {
        let read = try PackageStatus(parsing: Array(Self.status.utf8), file: "status")
        #expect(read.installed.map(\.name) == ["nginx", "held"])
        #expect(read.installed.map(\.isHeld) == [false, true])
        #expect(read.otherStates == 1)
        let nginx = try #require(read.installed.first)
        #expect(nginx.source == "nginx-src")
        #expect(nginx.sourceVersion.description == "1.22.1-9")
        #expect(nginx.version.description == "1.22.1-9+b1")
        #expect(nginx.shipsService)
        #expect(
            nginx.dependencies.map { $0.map(\.name) } == [["libssl3"], ["perl"], ["mail", "default-mta"], ["libc6"]]
        )
    }

    @Test("line ends of either kind and field names in any case are read alike")
    func lineEnds() throws {
        let text = Self.status.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
            .replacing("Version:", with: "VERSION:")
        let read = try PackageStatus(parsing: Array(text.utf8), file: "status")
        #expect(read.installed.first?.version.description == "1.22.1-9+b1")
    }

    @Test("an index keeps the newest of several versions")
    func index() throws {
        let text = """
            Package: a
            Version: 1.10
            Architecture: amd64
            Size: 10

            Package: a
            Version: 1.9
            Architecture: amd64
            Size: 9
            """
        let index = try PackageIndex(parsing: Array(text.utf8), file: "Packages")
        #expect(index.count == 2)
        #expect(index.offer("a", "amd64")?.size == 10)
    }

    static let mistakes: [(String, Int?, FeedError.Code)] = [
        ("", nil, .wrongFormat),
        ("<!DOCTYPE html>\n<p>404", nil, .wrongFormat),
        ("\n", nil, .nothingFound),
        ("Package: a\u{0}b", 1, .wrongFormat),
        (" continuation", 1, .malformed),
        ("Package: a\nno colon here", 2, .malformed),
        ("Package: a\nPackage: b", 2, .malformed),
        ("Package: a\nStatus: install ok installed\nArchitecture: all\n", 1, .missingField),
        ("Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: x y", 4, .malformed),
        ("Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\nDepends: b (>> ", 5, .malformed),
        ("Package: a\nVersion: 1\nArchitecture: all\nSize: 5", 1, .missingField),
        ("Package: a\u{1B}[2J\nStatus: install ok installed\nArchitecture: all\nVersion: 1", 1, .malformed),
        (
            "Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\nSize: 9223372036854775807", 5,
            .malformed
        ),
        ("Package: a\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1", nil, .nothingFound),
    ]

    @Test("mistakes in a status file are told with their line", arguments: mistakes)
    func statusMistakes(text: String, line: Int?, code: FeedError.Code) {
        let error = #expect(throws: FeedError.self) { try PackageStatus(parsing: Array(text.utf8), file: "status") }
        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.description.hasPrefix(line.map { "status:\($0): " } ?? "status: ") == true)
    }

    @Test("a status file is told from an index")
    func confusion() {
        let error = #expect(throws: FeedError.self) { try PackageIndex(parsing: Array(Self.status.utf8), file: "p") }
        #expect(error?.message.contains("this is a dpkg status file") == true)
        #expect(error?.line == 2)
    }

    static let advisories = """
        [22 Jan 2026] DSA-6102-2 python-urllib3 - regression or follow-up update
        \t{CVE-2026-21441}
        \t[bookworm] - python-urllib3 1.26.12-1+deb12u3
        [05 Jan 2015] DSA-3119 libevent - security update
                {CVE-2014-6272 CVE-2014-6273 }
                [wheezy] - libevent 2.0.19-stable-3+deb7u1
                [squeeze] - libevent <not-affected> (old)
                NOTE: a remark
        [01 Feb 2015] DSA-3148-1 chromium-browser - end of life
        """

    @Test("an advisory list is read, with tabs or spaces, with or without revisions")
    func advisoryList() throws {
        let list = try AdvisoryList(parsing: Array(Self.advisories.utf8), file: "list")
        #expect(list.advisories.map(\.name) == ["DSA-6102-2", "DSA-3119-1", "DSA-3148-1"])
        #expect(list.advisories.map(\.package) == ["python-urllib3", "libevent", "chromium-browser"])
        #expect(list.advisories.map(\.isRegressionUpdate) == [true, false, false])
        #expect(list.advisories[1].vulnerabilities == ["CVE-2014-6272", "CVE-2014-6273"])
        #expect(list.advisories[1].fixes.map(\.version.description) == ["2.0.19-stable-3+deb7u1"])
        #expect(list.advisories[1].date == CalendarDate(iso: "2015-01-05"))
        #expect(list.withoutFixedVersion == 1)
    }

    @Test(
        "mistakes in an advisory list are told with their line",
        arguments: [
            ("[31 Feb 2015] DSA-1-1 a - b", 1), ("[05 Jan 2015] ELA-1-1 a - b", 1), ("[05 Jan 2015] DSA a", 1),
            ("\t{CVE-2014-6272}", 1),
            ("[05 Jan 2015] DSA-1-1 a - b\n\t{CVE-2014-6272", 2), ("hello", 1), ("[05 Jan 2015 DSA-1-1 a - b", 1),
        ]
    )
    func advisoryMistakes(text: String, line: Int) {
        let error = #expect(throws: FeedError.self) { try AdvisoryList(parsing: Array(text.utf8), file: "list") }
        #expect(error?.line == line)
        #expect(error?.code == .malformed)
    }

    @Test("the catalogue of known exploited vulnerabilities is read")
    func knownExploited() throws {
        let json = """
            {"catalogVersion": "2025.08.25", "count": 2, "vulnerabilities": [
              {"cveID": "CVE-2025-48384", "dateAdded": "2025-08-25"}, {"cveID": "CVE-2025-1", "dateAdded": "2025-01-02"}]}
            """
        let kev = try KnownExploited(parsing: Array(json.utf8), file: "kev")
        #expect(kev.catalogVersion == "2025.08.25")
        #expect(kev.dateAdded["CVE-2025-1"]?.description == "2025-01-02")
    }

    @Test(
        "a broken catalogue is told",
        arguments: [
            ("{\"vulnerabilities\": [", FeedError.Code.malformed), ("[]", .wrongFormat), ("{}", .wrongFormat),
            ("{\"vulnerabilities\": []}", .nothingFound), ("{\"vulnerabilities\": [{}]}", .missingField),
            ("{\"vulnerabilities\": [{\"cveID\": \"CVE-1\", \"dateAdded\": \"soon\"}]}", .malformed),
            ("<html></html>", .wrongFormat), ("cve,epss,percentile", .malformed),
        ]
    )
    func brokenCatalogue(text: String, code: FeedError.Code) {
        let error = #expect(throws: FeedError.self) { try KnownExploited(parsing: Array(text.utf8), file: "kev") }
        #expect(error?.code == code)
    }

    @Test(
        "what is no JSON is told with line and column",
        arguments: [
            ("{\n\"vulnerabilities\": [1,\n2,,]}", 3, 3), ("{\"vulnerabilities\": [\n{\"é\": \"a\nb\"}]}", 2, 9),
            ("{\n\"vulnerabilities\": [", 2, 21), ("{\n\"vulnerabilities\": []}\n x", 3, 2),
            ("{\n 'vulnerabilities': []}", 2, 2), ("{\"a\":\n \"\\q\"}", 2, 3), ("{\n\"a\": 01}", 2, 7),
        ]
    )
    func brokenJSON(text: String, line: Int, column: Int) {
        for mark in ["", "\u{FEFF}"] {
            let error = #expect(throws: FeedError.self) {
                try KnownExploited(parsing: Array((mark + text).utf8), file: "kev")
            }
            #expect(error?.code == .malformed)
            #expect(error?.line == line && error?.column == column, "\(error?.description ?? "")")
        }
    }

    @Test("a catalogue that is no UTF-8 is told at the byte where that shows")
    func catalogueOfBytes() {
        let bytes = Array("{\n\"a\": \"".utf8) + [0xFF] + Array("\"}".utf8)
        let error = #expect(throws: FeedError.self) { try KnownExploited(parsing: bytes, file: "kev") }
        #expect(error?.description.hasPrefix("kev:2:7: this is not JSON") ?? false, "\(error?.description ?? "")")
    }

    @Test("EPSS scores are read with and without the official comment line")
    func epss() throws {
        let plain = "cve,epss,percentile\nCVE-2026-1,0.5,0.9\nCVE-2026-2,1e-05,0.1\n"
        let bare = try ExploitPrediction(parsing: Array(plain.utf8), file: "epss.csv")
        #expect(bare.probability == ["CVE-2026-1": 0.5, "CVE-2026-2": 0.00001])
        #expect(bare.date == nil)
        let official = "#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000\n" + plain
        let dated = try ExploitPrediction(parsing: Array(official.utf8), file: "epss.csv")
        #expect(dated.probability == bare.probability)
        #expect(dated.date?.description == "2026-08-16")
        let named = try ExploitPrediction(parsing: Array(plain.utf8), file: "x/epss_scores-2026-08-16.csv.gz")
        #expect(named.date?.description == "2026-08-16")
    }

    @Test(
        "mistakes in EPSS scores are told with their line",
        arguments: [
            ("CVE-2026-1,0.5,0.9", 1), ("cve,epss,percentile\nCVE-2026-1,1.5,0.9", 2),
            ("cve,epss,percentile\nCVE-2026-1,nan,0.9", 2), ("cve,epss,percentile\nCVE-2026-1", 2),
            ("cve,epss,percentile\n\nx,0.5,0.5", 3),
        ]
    )
    func epssMistakes(text: String, line: Int) {
        let error = #expect(throws: FeedError.self) { try ExploitPrediction(parsing: Array(text.utf8), file: "e") }
        #expect(error?.line == line)
    }

    @Test("inputs with random damage are read or refused, and never trap", arguments: 0..<40)
    func damage(seed: Int) {
        var draw = Dice(state: UInt64(seed))
        let texts = [
            Self.status, Self.advisories, "cve,epss,percentile\nCVE-2026-1,0.5,0.9\n", "{\"vulnerabilities\": []}",
        ]
        for text in texts {
            for _ in 0..<10 {
                var bytes = Array(text.utf8)
                for _ in 0...(draw.next() % 4) {
                    let place = Int(draw.next() % UInt64(bytes.count))
                    switch draw.next() % 3 {
                    case 0: bytes[place] = UInt8(truncatingIfNeeded: draw.next())
                    case 1: bytes.removeSubrange(place..<min(bytes.count, place + 5))
                    default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
                    }
                    if bytes.isEmpty { bytes = [0x20] }
                }
                _ = try? PackageStatus(parsing: bytes, file: "x")
                _ = try? PackageIndex(parsing: bytes, file: "x")
                _ = try? AdvisoryList(parsing: bytes, file: "x")
                _ = try? ExploitPrediction(parsing: bytes, file: "x")
                _ = try? KnownExploited(parsing: bytes, file: "x")
            }
        }
    }

    @Test("dates are turned into day numbers and back, and days that do not exist are refused")
    func dates() {
        #expect(CalendarDate(iso: "1970-01-01")?.dayNumber == 0)
        #expect(CalendarDate(iso: "2000-03-01")?.dayNumber == 11_017)
        #expect(CalendarDate(iso: "2015")?.description == "2015-01-01")
        #expect(Assumptions.regressionsSince.description == "2015-01-01")
        for day in stride(from: -200_000, through: 200_000, by: 37) {
            let date = CalendarDate(dayNumber: day)
            #expect(CalendarDate(iso: date.description) == date)
        }
        for text in [
            "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-1-1", "24-01-01", "", "2024-01-01-01",
        ] {
            #expect(CalendarDate(iso: text) == nil, "\(text)")
        }
        #expect(CalendarDate(iso: "2024-02-29") != nil)
    }
}

/// A small generator with a fixed seed (a linear congruence by Knuth, its upper half).
private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
