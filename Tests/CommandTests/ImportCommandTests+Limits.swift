import Foundation
import Testing

/// What an import writes keeps to the limits of scenarios; what cannot is refused where it stands.
extension ImportCommandTests {
    @Test(
        "names, versions and CVE numbers of any length make a scenario that validates",
        // A reader of YAML looks for a key's colon within 1,024 characters.
        arguments: [1000, 1023, 1024, 1025, 5000]
    )
    func longNames(length: Int) async throws {
        let name = String(repeating: "n", count: length)
        let version = "1-" + String(repeating: "9", count: length)
        let cve = "CVE-2026-" + String(repeating: "1", count: length)
        let files = [
            "web.status": Self.installed("base-files", "12.4") + Self.installed(name, "1-1")
                + Self.installed("user", "1", "Depends: \(name)\n"),
            "Packages": Self.offered(name, version),
            "DSA":
                "[02 Jan 2026] DSA-2-1 \(name) - security update\n\t{\(cve)}\n\t[bookworm] - \(name) \(version)\n",
        ]
        try await Self.inFolder(files) { patchlab, folder in
            let made = try await patchlab.run([
                "import", "debian", "--status", "\(name)=web.status", "--security", "Packages", "--advisories", "DSA",
                "-o", "mine.yaml",
            ])
            #expect(made.status == 0, "\(made.errorText)")
            let text = String(decoding: try folder.contents(of: "mine.yaml"), as: UTF8.self)
            #expect(text.contains(cve) && text.contains("\(name)-\(version)"))
            let validated = try await patchlab.run(["validate", "mine.yaml"])
            #expect(validated.status == 0, "\(validated.errorText.prefix(500))")
        }
    }

    @Test(
        "an option that cannot stand is refused by its name, and nothing is written",
        arguments: [
            (["--start", "0001-01-01"], "--start: 0001-01-01 is not in the years 1980 to 2200"),
            (["--start", "1969-12-31"], "--start: 1969-12-31 is not in the years 1980 to 2200"),
            (["--start", "9999-12-31"], "--start: 9999-12-31 is not in the years 1980 to 2200"),
            (
                ["--start", "2199-12-01"],
                "--start: 2199-12-01 is too far from 2026-01-02, when DSA-2-1 disclosed 'CVE-2026-2' (DSA:1)"
            ),
            (["--release", ""], "--release: '' is not the code name of a release"),
            (["--release", "a\u{1B}[2J"], "--release: 'a\\u001b[2J' is not the code name of a release"),
            (["--release", "Bookworm"], "--release: 'Bookworm' is not the code name of a release"),
            (["--release", "12"], "--release: '12' is not the code name of a release"),
            (["--count", "zz=1"], "--count: a count is given for 'zz', which is not one of the images (web)"),
            (["--count", "web=0"], "--count: the count 0 for 'web' is not above zero"),
            (["--count", "web=134217729"], "--count: a fleet can have at most 134217728 machines"),
        ]
    )
    func badOption(options: [String], message: String) async throws {
        try await Self.inFolder(Self.small) { patchlab, folder in
            let result = try await patchlab.run(Self.command + options + ["-o", "mine.yaml"])
            #expect(result.status == 2)
            #expect(result.errorText.hasPrefix("error: \(message)"), "\(result.errorText)")
            #expect(throws: (any Error).self) { try folder.contents(of: "mine.yaml") }
        }
    }

    @Test("a start at either end of what a scenario reaches makes one that validates")
    func farthestStart() async throws {
        // 24,825 days from 2 January 2026: 68 years, less the month that an EPSS score speaks of.
        var files = Self.small
        files["epss"] = "cve,epss,percentile\nCVE-2026-2,0.5,0.9\n"
        try await Self.inFolder(files) { patchlab, _ in
            for (start, isFine) in [("2093-12-21", true), ("2093-12-22", false), ("1980-01-01", true)] {
                let arguments = ["--epss", "epss", "--start", start, "-o", "\(start).yaml"]
                let made = try await patchlab.run(Self.command + arguments)
                #expect(made.status == (isFine ? 0 : 2), "\(start): \(made.errorText)")
                guard isFine else { continue }
                let validated = try await patchlab.run(["validate", "\(start).yaml"])
                #expect(validated.status == 0, "\(start): \(validated.errorText)")
            }
        }
    }

    @Test(
        "a date in a feed that no scenario can hold is refused where it stands",
        arguments: [
            ("DSA", "2026", "9999", "DSA:1: '02 Jan 9999' is not in the years 1980 to 2200"),
            ("DSA", "2026", "1970", "DSA:1: '02 Jan 1970' is not in the years 1980 to 2200"),
            ("DSA", "2026", "0001", "DSA:1: '02 Jan 0001' is not in the years 1980 to 2200"),
            ("DSA", "02 Jan 2026", "31 Dec 2200", "DSA: the day after the newest of these advisories, 2201-01-01"),
            (
                "DSA", "[02", "[02 Jan 1990] DSA-1-1 old - security update\n\t{CVE-2026-2}\n[02",
                "DSA:1: on 1990-01-02, DSA-1-1 disclosed 'CVE-2026-2': that is too far from the scenario's start, 2100-01-03"
            ),
            (
                "kev", "2026-01-03", "9999-12-31",
                "kev: entry 1 ('CVE-2026-2') has 9999-12-31 in 'dateAdded', which is not in the years 1980 to 2200"
            ),
            ("kev", "2026-01-03", "2199-01-03", "kev: on 2199-01-03, 'CVE-2026-2' was known to be exploited"),
        ]
    )
    func badDate(file: String, old: String, new: String, message: String) async throws {
        var files = Self.small
        files["kev"] = "{\"vulnerabilities\": [{\"cveID\": \"CVE-2026-2\", \"dateAdded\": \"2026-01-03\"}]}"
        files[file] = files[file]?.replacing(old, with: new)
        if new.contains("DSA-1-1") { files[file] = files[file]?.replacing("02 Jan 2026", with: "02 Jan 2100") }
        try await Self.inFolder(files) { patchlab, _ in
            let result = try await patchlab.run(Self.command + ["--kev", "kev", "-o", "mine.yaml"])
            #expect(result.status == 2)
            #expect(result.errorText.hasPrefix("error: \(message)"), "\(result.errorText)")
        }
    }

    @Test("what would be no valid scenario for any other reason is not written", arguments: ["all", "software"])
    func heldAgainstRules(parts: String) async throws {
        var files = Self.small
        // Each of the two is as large as a package may be; the patch that holds both is larger than a patch may be.
        for name in ["web", "more"] {
            files["web.status"]? += name == "web" ? "" : Self.installed(name, "1-1", "Source: web\n")
            files["Packages", default: ""] +=
                "Package: \(name)\nSource: web\nArchitecture: amd64\nVersion: 1-1+deb12u2\nSize: \(1 << 40)\n\n"
        }
        try await Self.inFolder(files) { patchlab, folder in
            let result = try await patchlab.run(Self.command + ["--parts", parts, "-o", "mine.yaml"])
            #expect(result.status == 2)
            #expect(
                result.errorText.hasPrefix(
                    "error: mine.yaml is not written, because it would be no valid scenario: the size of patch web-1"
                ),
                "\(result.errorText)"
            )
            #expect(throws: (any Error).self) { try folder.contents(of: "mine.yaml") }
        }
    }
}
