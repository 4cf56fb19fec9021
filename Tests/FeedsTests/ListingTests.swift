import ScenarioFiles
import Testing
import Text

@testable import Feeds

@Suite("Listings of packages")
struct ListingTests {
    static func error(_ body: () throws(InputError) -> Void) -> InputError? {
        do throws(InputError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("a listing of RPM's gives names, versions, sources and the day of the newest installation")
    func rpm() throws {
        let text =
            "openssl-libs\t1:3.0.7-27.el9\tx86_64\topenssl-3.0.7-27.el9.src.rpm\t1717405200\r\n"
            + "gpg-pubkey\t0:5a6340b3-6229229e\t(none)\t(none)\t1\n"
            + "kernel-core\t(none):5.14.0-427.13.1.el9_4\n\nkernel-core\t0:5.14.0-427.35.1.el9_4\n"
        let image = try RPMListing.image(Array(text.utf8), file: "a.tsv", name: "web")
        #expect(image.packages.map(\.name) == ["openssl-libs", "kernel-core", "kernel-core"])
        #expect(
            image.packages.map(\.version) == ["1:3.0.7-27.el9", "0:5.14.0-427.13.1.el9_4", "0:5.14.0-427.35.1.el9_4"]
        )
        #expect(image.packages[0].names == ["openssl-libs", "openssl"])
        // Of a source in another version nothing follows for the package.
        let other = "bind-libs\t32:9.16.23-18.el9\tx86_64\tdhcp-4.4.2-19.b1.el9.src.rpm\t1\n"
        #expect(try RPMListing.image(Array(other.utf8), file: "a.tsv", name: "web").packages[0].names == ["bind-libs"])
        #expect(image.day == CalendarDate(year: 2024, month: 6, day: 3))
        #expect(image.leftOut == ["keys for signatures": 1])
    }

    @Test("lines that are none of RPM's are refused with their number")
    func rpmMistakes() {
        let cases: [(String, InputError.Code, Int?)] = [
            ("openssl-libs-3.0.7-27.el9.x86_64\n", .badLine, 1), ("a\t1-1\nb c\t1-1\n", .badLine, 2),
            ("a\t1-1\n\nb\tx:1-1\n", .badLine, 3), ("a\t\n", .badLine, 1), ("\n\n", .nothingFound, nil),
            ("<html>", .wrongFormat, 1), ("", .wrongFormat, 1), ("a<b\t1-1\n", .badLine, 1),
        ]
        for (text, code, line) in cases {
            let error = Self.error { () throws(InputError) in
                _ = try RPMListing.image(Array(text.utf8), file: "a", name: "a")
            }
            #expect(error?.code == code, "\(text): \(String(describing: error))")
            #expect(error?.line == line, "\(text): \(String(describing: error))")
        }
    }

    @Test(
        "what dnf lists is what is pending: security updates are vulnerabilities by their names, others patches alone"
    )
    func updates() throws {
        let listing = """
            Last metadata expiration check: 0:01:02 ago on Mon 03 Jun 2024.
            RHSA-2024:6783 Moderate/Sec.  openssl-libs-1:3.0.7-28.el9_4.x86_64
            RHBA-2024:1 bugfix  curl-7.76.1-30.el9_4.x86_64
            """
        let store = try RPMListing.updates(Array(listing.utf8), file: "u")
        let installed = "openssl-libs\t1:3.0.7-27.el9\ncurl\t0:7.76.1-29.el9_4\nother\t0:1-1\n"
        let image = try RPMListing.image(Array(installed.utf8), file: "a.tsv", name: "web")
        let findings = try InventoryFindings(
            [image],
            AdvisoryRequest(),
            store: store,
            start: CalendarDate(iso: "2024-10-01")
        )
        #expect(findings.patches.map(\.name) == ["curl-to-7.76.1-30.el9_4", "openssl-libs-to-1:3.0.7-28.el9_4"])
        #expect(findings.vulnerabilities.map(\.vulnerability.name) == ["RHSA-2024:6783"])
        #expect(findings.vulnerabilities.map(\.vulnerability.severity) == ["medium"])
        #expect(findings.vulnerabilities.map(\.affects) == [["openssl-libs < 1:3.0.7-28.el9_4"]])
        let text = try InventoryScenario(findings, command: "import rpm").text()
        #expect(text.contains("disclosed: 0d  # assumed"))
        for (text, line) in [
            ("RHSA-1 Moderate/Sec.", 1), ("RHSA-1 / openssl-libs-1:3.0.7-28.el9_4.x86_64", 1),
            ("RHSA-1 a/Sec. b-1-1.x86_64\nRHSA-1 a/Sec. b", 2),
        ] {
            let error = Self.error { () throws(InputError) in
                _ = try RPMListing.updates(Array(text.utf8), file: "u")
            }
            #expect(error?.code == .badLine)
            #expect(error?.line == line)
        }
    }

    @Test("apk's database gives packages with what they need, by what others provide")
    func alpine() throws {
        let text = """
            C:Q1AbCdEf=
            P:libssl3
            V:3.1.4-r5
            o:openssl
            t:1701253012
            D:so:libc.musl-x86_64.so.1 nowhere>=1 !conflict
            p:so:libssl.so.3=3

            P:musl
            V:1.2.4_git20230717-r4
            p:so:libc.musl-x86_64.so.1=1

            P:nginx
            V:1.24.0-r15
            D:so:libssl.so.3 musl>=1.2
            """
        let image = try AlpineInstalled.image(Array(text.utf8), file: "installed", name: "web")
        #expect(image.packages.map(\.name) == ["libssl3", "musl", "nginx"])
        #expect(image.packages.map(\.requires) == [[1], [], [0, 1]])
        #expect(image.packages[0].names == ["openssl", "libssl3"])
        #expect(image.day == CalendarDate(year: 2023, month: 11, day: 29))
        let cases: [(String, InputError.Code, Int?)] = [
            ("P:a\nV:1.0-r0\n\nP:b\n", .badValue, 4), ("P:a\nx\n", .badLine, 2), ("P:a b\n", .badLine, 1),
            ("P:a\nV:not a version\n", .badLine, 2), ("\n\n", .nothingFound, nil), ("<!DOCTYPE html>", .wrongFormat, 1),
        ]
        for (text, code, line) in cases {
            let error = Self.error { () throws(InputError) in
                _ = try AlpineInstalled.image(Array(text.utf8), file: "a", name: "a")
            }
            #expect(error?.code == code, "\(text): \(String(describing: error))")
            #expect(error?.line == line, "\(text): \(String(describing: error))")
        }
    }
}
