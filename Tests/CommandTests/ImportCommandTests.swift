import Foundation
import Testing

@Suite("The command import")
struct ImportCommandTests {
    static func installed(_ name: String, _ version: String, _ more: String = "", state: String = "install")
        -> String
    {
        "Package: \(name)\nStatus: \(state) ok installed\nArchitecture: amd64\nVersion: \(version)\n\(more)\n"
    }

    static func offered(_ name: String, _ version: String, _ more: String = "") -> String {
        "Package: \(name)\nArchitecture: amd64\nVersion: \(version)\nSize: 1000\n\(more)\n"
    }

    /// A world of files in a folder of its own.
    static func inFolder(
        _ files: [String: String],
        _ body: (CommandRunner, ScratchDirectory) async throws -> Void
    ) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        for (name, text) in files { _ = try folder.newFile(name, holding: Data(text.utf8)) }
        try await body(try CommandRunner.patchlab(environment: ["NO_COLOR": "1"], directory: folder.url), folder)
    }

    static let small = [
        "web.status": installed("base-files", "12.4") + installed("web", "1-1"),
        "Packages": offered("web", "1-1+deb12u1"),
        "DSA": "[02 Jan 2026] DSA-2-1 web - security update\n\t{CVE-2026-2}\n\t[bookworm] - web 1-1+deb12u1\n",
    ]
    static let command = [
        "import", "debian", "--status", "web.status", "--security", "Packages", "--advisories", "DSA",
    ]

    @Test(
        "an option that takes one value is refused if it is given twice, by whichever command and in whichever spelling",
        arguments: [
            (
                command + ["--start", "2026-01-01", "--start", "2026-01-02"],
                "--start is given twice; it takes one value"
            ),
            (command + ["-o", "a.yaml", "--output=b.yaml"], "--output is given twice (-o, --output)"),
            (command + ["--release=bookworm", "--release=bookworm", "--release=trixie"], "--release is given 3 times"),
            (["compare", "x.yaml", "--seed", "1", "--seed", "2"], "--seed is given twice"),
            (["run", "-qk", "1", "x.yaml", "--run", "2"], "--run is given twice (-qk, --run)"),
            (["run", "x.yaml", "--seed", "1", "--seed", "-2"], "--seed"),
            (["import", "advisories", "--since", "2015", "DSA", "--since", "2016"], "--since is given twice"),
            (["select", "x.yaml", "--metric", "a", "--indifference", "1", "--metric", "b"], "--metric is given twice"),
        ]
    )
    func givenTwice(arguments: [String], message: String) async throws {
        try await Self.inFolder(Self.small) { patchlab, _ in
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.errorText.contains(message), "\(result.errorText)")
        }
    }

    @Test("options that take several values, flags, and words after -- may occur more than once")
    func repeatable() async throws {
        var files = Self.small
        files["b.status"] = Self.installed("web", "1-1+deb12u0")
        files["i386"] = "Package: x\nArchitecture: i386\nVersion: 1\n"
        try await Self.inFolder(files) { patchlab, _ in
            let result = try await patchlab.run(
                Self.command + ["--status", "b.status", "--security", "i386", "-q", "-q", "--advisories", "DSA"]
            )
            #expect(result.status == 0, "\(result.errorText)")
            let sweep = try await patchlab.run([
                "sweep", "x.yaml", "--vary", "a=1..2", "--vary", "b=1..2", "--set", "c=1", "--set", "d=2", "--",
                "--seed", "--seed",
            ])
            #expect(!sweep.errorText.contains("is given"))
        }
    }

    @Test("warnings stand in the report in words, in the one in JSON, and on standard error if there is none")
    func warnings() async throws {
        var files = Self.small
        files["web.status"]? += Self.installed("tool", "1_1") + Self.installed("old", "1", state: "hold")
        files["Packages"]? += Self.offered("old", "2")
        try await Self.inFolder(files) { patchlab, _ in
            let words = try await patchlab.run(Self.command)
            #expect(words.status == 0)
            #expect(words.errorText.isEmpty)
            #expect(words.outputText.contains("web.status:14: package 'tool' is passed over"))
            #expect(words.outputText.contains("web: 1 package kept back"))
            #expect(!words.outputText.contains("Everything could be matched."))
            let json = try await patchlab.run(Self.command + ["--json"])
            let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
            let listed = try #require(object["warnings"] as? [String])
            #expect(listed.count == 2)
            let quiet = try await patchlab.run(Self.command + ["-q"])
            #expect(quiet.outputText.isEmpty)
            #expect(quiet.errorText == listed.map { "warning: \($0)\n" }.joined())
            #expect(json.errorText == quiet.errorText)
        }
    }

    @Test("devices that hold a package back are exposed to the end, and never patched")
    func heldIsExposed() async throws {
        var files = Self.small
        files["web.status"]? += Self.installed("old", "1-1", state: "hold")
        files["Packages"]? += Self.offered("old", "1-1+deb12u1")
        files["DSA"] = "[01 Jan 2026] DSA-1-1 old - security update\n\t{CVE-2026-1}\n\t[bookworm] - old 1-1+deb12u1\n"
        try await Self.inFolder(files) { patchlab, folder in
            let made = try await patchlab.run(Self.command + ["--count", "web=10", "-o", "mine.yaml"])
            #expect(made.status == 0, "\(made.errorText)")
            let text = String(decoding: try folder.contents(of: "mine.yaml"), as: UTF8.self)
            #expect(text.contains("web: [old_held 1-1, web 1-1]"))
            #expect(text.contains("# web: kept back, no patch is offered: old; 1 CVE stays open"))
            // The only vulnerability, on ten devices for 45 days.
            let run = try await patchlab.run(["run", "mine.yaml", "-s", "big-bang", "--json"])
            #expect(run.status == 0, "\(run.errorText)")
            #expect(run.outputText.contains("\"exposureSeconds\" : \(10 * 45 * 86_400),"), "\(run.outputText)")
        }
    }

    @Test("what it writes is a valid scenario, whatever the names, the delays and the oddities")
    func writesValid() async throws {
        var lists = ""
        // Seven repairs after three days each: the spread of their logarithms is rounding.
        for number in 1...7 {
            lists +=
                "[04 Mar 2026] DSA-\(number)-2 web - regression update\n[01 Mar 2026] DSA-\(number)-1 web - security update\n"
            lists += "\t{CVE-2026-\(number)}\n\t[bookworm] - web 1-1+deb12u1\n"
        }
        // One that is nearly equal to 6,999 days, and the others equal.
        let close = lists.replacing("[01 Mar 2026]", with: "[01 Mar 2000]")
            .replacing("[01 Mar 2000] DSA-7-1", with: "[02 Mar 2000] DSA-7-1")
        let status =
            Self.installed("base-files", "12.4") + Self.installed("web", "1-1", "Source: a-1 (1)\n")
            + Self.installed("linux-libc-dev", "6-1", "Source: linux\n") + Self.installed("0", "1_\u{E9}:")
            + Self.installed("linux-image-amd64", "6-1", "Source: linux-signed-amd64 (6+1)\n", state: "hold")
            + Self.installed("tool", "1\u{E9}1", "Depends: web (1-1), x (>= 1_)\n") + Self.installed("yes", "1")
            + Self.installed("b", "1", "Source: b\n")
        let index =
            Self.offered("web", "1-1+deb12u1", "Source: a-1 (2)\n") + Self.offered("b", "1-2", "Source: a\n")
            + Self.offered("linux-libc-dev", "6-2", "Source: linux\n") + Self.offered("yes", "2", "Source: 1e5\n")
            + Self.offered("linux-image-amd64", "6-2", "Source: linux-signed-amd64 (6+2)\n")
        let odd = "odd\u{202E}\u{85} name.status"
        let accepted = status.replacing(
            "Package: 0\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1_\u{E9}:\n\n",
            with: ""
        )
        try await Self.inFolder([odd: accepted, "Packages": index, "equal": lists, "close": close]) { patchlab, _ in
            for list in ["equal", "close"] {
                for name in ["web", "my web", "2026", "b\u{FC}ro", "yes", "null", "1.0"] {
                    let made = try await patchlab.run([
                        "import", "debian", "--status", "\(name)=\(odd)", "--security", "Packages", "--advisories",
                        list,
                        "--start", "2026-04-01", "-q", "-o", "out.yaml",
                    ])
                    #expect(made.status == 0, "\(name): \(made.errorText)")
                    let validated = try await patchlab.run(["validate", "out.yaml"])
                    #expect(validated.status == 0, "\(list), \(name): \(validated.errorText)")
                }
            }
        }
    }

    @Test("a number of machines that is given twice for one image is refused with both numbers")
    func countTwice() async throws {
        try await Self.inFolder(Self.small) { patchlab, _ in
            for arguments in [["--count", "web=3", "web=4"], ["--count", "web=3", "--count", "web=4"]] {
                let result = try await patchlab.run(Self.command + arguments + ["-o", "mine.yaml"])
                #expect(result.status == 2)
                #expect(
                    result.errorText.contains("--count: 'web' is given twice, as 3 and as 4"),
                    "\(result.errorText)"
                )
            }
        }
    }

    @Test("machines with different versions, one of which has a fix already, make a scenario that runs")
    func betweenVersions() async throws {
        var files = Self.small
        files["web.status"] = Self.installed("web", "1-1")
        files["new.status"] = Self.installed("web", "1-1+deb12u1")
        files["Packages"] = Self.offered("web", "1-1+deb12u2")
        files["DSA"]? +=
            "[03 Jan 2026] DSA-3-1 web - security update\n\t{CVE-2026-3}\n\t[bookworm] - web 1-1+deb12u2\n"
        try await Self.inFolder(files) { patchlab, folder in
            let counts = ["--count", "web=1", "new=1", "-o", "mine.yaml"]
            let made = try await patchlab.run(Self.command + ["--status", "new.status"] + counts)
            #expect(made.status == 0, "\(made.errorText)")
            let text = String(decoding: try folder.contents(of: "mine.yaml"), as: UTF8.self)
            #expect(text.contains("affects: [web < 1-1+deb12u1]") && text.contains("affects: [web < 1-1+deb12u2]"))
            let run = try await patchlab.run(["run", "mine.yaml", "-s", "big-bang", "--json"])
            #expect(run.status == 0, "\(run.errorText)")
        }
    }

    @Test("an image's name that could deceive is refused", arguments: ["a\nb", "a\u{1B}[2J", "a\u{202E}b", "a: b #"])
    func imageNames(name: String) async throws {
        try await Self.inFolder(Self.small) { patchlab, _ in
            let result = try await patchlab.run([
                "import", "debian", "--status", "\(name)=web.status", "--security", "Packages", "--start", "2026-01-01",
            ])
            #expect(result.status == 2)
            #expect(result.errorText.contains("the image's name has characters"))
        }
    }

    @Test("a byte-order mark at the beginning of any text that is read changes nothing")
    func byteOrderMarks() async throws {
        let mark = "\u{FEFF}"
        var files = Self.small.mapValues { mark + $0 }
        files["kev"] = mark + "{\"vulnerabilities\": [{\"cveID\": \"CVE-2026-2\", \"dateAdded\": \"2026-01-03\"}]}"
        files["epss"] = mark + "cve,epss,percentile\nCVE-2026-2,0.5,0.9\n"
        files["sessions.csv"] = mark + "device,start,end\n1,0,24\n"
        files["seen.yaml"] =
            mark + """
                patchlab: 1
                start: 2026-01-03T00:00:00
                horizon: 2d
                software: { components: { a: { versions: [1, 2] } }, images: { i: [a 1] } }
                connectivity: { seen: { trace: sessions.csv } }
                fleet: [{ group: g, count: 2, class: laptop, image: i, connectivity: seen }]
                patches: { p: { updates: a -> 2, install: { duration: 1m } } }
                strategies: { big-bang: {} }
                """
        try await Self.inFolder(files) { patchlab, folder in
            let result = try await patchlab.run(Self.command + ["--kev", "kev", "--epss", "epss", "-o", "mine.yaml"])
            #expect(result.status == 0, "\(result.errorText)")
            #expect(result.outputText.contains("Known exploited:\n  CVE-2026-2"))
            let validated = try await patchlab.run(["validate", "seen.yaml"])
            #expect(validated.status == 0, "\(validated.errorText)")
            let traced = try await patchlab.run(["trace", "seen.yaml", "-o", "trace"])
            #expect(traced.status == 0, "\(traced.errorText)")
            let bytes = try folder.contents(of: "trace")
            _ = try folder.newFile("marked", holding: Data(mark.utf8) + bytes)
            let verified = try await patchlab.run(["trace", "--check", "marked"])
            #expect(verified.status == 0, "\(verified.errorText)")
        }
    }
}
