import Foundation
import Testing

/// Reports of kept studies, through the binary.
@Suite("A report")
struct ReportTests {
    /// A directory with a study of eight replications.
    private func withStudy(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("small.yaml", holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let made = try await patchlab.run(["compare", "small.yaml", "-n", "8", "--study", "s.db", "-q", "-o", "c.txt"])
        try #require(made.status == 0, "\(made.errorText)")
        try await body(patchlab, folder)
    }

    private func text(_ name: String, in folder: ScratchDirectory) throws -> String {
        String(decoding: try Data(contentsOf: folder.url.appendingPathComponent(name)), as: UTF8.self)
    }

    @Test("The page, the Markdown and the JSON tell of the comparison that was kept, and of the command that made it")
    func formats() async throws {
        try await withStudy { patchlab, folder in
            let page = try await patchlab.run(["report", "s.db", "-o", "report.html"])
            #expect(page.status == 0 && page.errors.isEmpty, "\(page.errorText)")
            #expect(page.outputText.hasPrefix("report.html is written: "), "\(page.outputText)")
            let html = try text("report.html", in: folder)
            let markdown = try await patchlab.run(["report", "s.db", "--markdown"]).outputText
            let json = try await patchlab.run(["report", "s.db", "--json"])
            let compare = try await patchlab.run(["compare", "small.yaml", "-n", "8", "--json"])
            let whole = try JSONSerialization.jsonObject(with: json.output) as? [String: Any]
            let direct = try JSONSerialization.jsonObject(with: compare.output) as? NSDictionary
            #expect(whole?["comparison"] as? NSDictionary == direct)
            for text in [html, markdown] {
                #expect(text.contains("Does a canary pay?"))
                #expect(
                    text.contains("patchlab compare small.yaml -n 8\n")
                        || text.contains("patchlab compare small.yaml -n 8</code>")
                )
            }
            for id in ["patched", "exposed", "down", "timeline"] { #expect(html.contains("plot-\(id)")) }
            let csv = try await patchlab.run(["report", "s.db", "--csv"]).outputText
            #expect(csv.hasPrefix("strategy,series,seconds,median,p10,p90,mean\n"))
            let again = try await patchlab.run(["report", "s.db", "-o", "again.html"])
            #expect(again.status == 0)
            #expect(try text("again.html", in: folder) == html)
        }
    }

    @Test("What was made with presets that were given by name can be reported: a comparison, and a sweep")
    func presets() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("small.yaml", holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let names = ["-s", "canary,k8s-rolling,mirage-balanced"]
        let made = try await patchlab.run(["compare", "small.yaml", "-n", "4", "--study", "s.db", "-q"] + names)
        #expect(made.status == 0, "\(made.errorText)")
        let page = try await patchlab.run(["report", "s.db", "--markdown"])
        #expect(page.status == 0, "\(page.errorText)")
        #expect(page.outputText.contains("k8s-rolling") && page.outputText.contains("mirage-balanced"))
        let swept = try await patchlab.run([
            "sweep", "small.yaml", "-s", "k8s-rolling", "--vary", "horizon=5d,6d", "-n", "3", "--study", "w.db", "-q",
            "--csv",
        ])
        #expect(swept.status == 0, "\(swept.errorText)")
        #expect(swept.outputText.contains(",k8s-rolling,"), "\(swept.outputText)")
        let points = try await patchlab.run(["report", "w.db", "--variant", "1", "--markdown"])
        #expect(points.status == 0, "\(points.errorText)")
    }

    @Test("A point of a sweep is shown only if it is asked for, and says how it differs from the scenario as written")
    func sweepPoint() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("small.yaml", holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let key = "strategies.canary.soak"
        let made = try await patchlab.run([
            "sweep", "small.yaml", "--vary", "\(key)=1h,2d", "-n", "2", "--study", "s.db", "-q", "-o", "c.txt",
        ])
        try #require(made.status == 0, "\(made.errorText)")
        let refused = try await patchlab.run(["report", "s.db", "-o", "r.html"])
        #expect(refused.status == 2)
        #expect(
            refused.errorText.contains(
                "no runs of the scenario as written; choose --variant N: 1 (\(key)=1h), 2 (\(key)=2d)"
            )
        )
        #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("r.html").path))
        #expect(try await patchlab.run(["report", "s.db", "--variant", "2", "-o", "r.html"]).status == 0)
        let html = try text("r.html", in: folder)
        #expect(html.contains("<p class=\"facts settings\">Not as written: \(key) = 2d</p>"))
        #expect(html.contains("<th scope=\"row\">\(key)</th><td>2d</td>"))
        // The other point is behind a slider.
        #expect(
            html.contains("<template data-point=\"0\">") && html.contains("<label class=\"slider\"><span>\(key)</span>")
        )
        #expect(html.contains("Not as written: \(key) = 1h"))
        let printed = try await patchlab.run(["report", "s.db", "--variant", "2", "--markdown"])
        #expect(printed.errors.isEmpty, "\(printed.errorText)")
        #expect(html.contains("plot-patched"), "the points have their courses")
        let markdown = printed.outputText
        #expect(markdown.contains("Not as written: \(key) = 2d."))
        let json = try await patchlab.run(["report", "s.db", "--variant", "2", "--json"])
        let whole = try JSONSerialization.jsonObject(with: json.output) as? [String: Any]
        let settings = (whole?["report"] as? [String: Any])?["settings"] as? [[String: String]]
        #expect(settings == [["key": key, "value": "2d"]])
    }

    @Test("Which of several variants is shown is said, unless one was asked for")
    func severalVariants() async throws {
        try await withStudy { patchlab, _ in
            let more = try await patchlab.run([
                "compare", "small.yaml", "-n", "8", "--study", "s.db", "-q", "-o", "d.txt",
                "--set", "strategies.canary.soak=1h",
            ])
            try #require(more.status == 0, "\(more.errorText)")
            let page = try await patchlab.run(["report", "s.db", "-o", "r.html"])
            #expect(
                page.status == 0 && page.errorText.contains("s.db: this is variant 1, the last one as written, of 2")
            )
            let chosen = try await patchlab.run(["report", "s.db", "--variant", "2", "-o", "r.html"])
            #expect(chosen.status == 0 && chosen.errorText.isEmpty, "\(chosen.errorText)")
        }
    }

    @Test("That a file is no study is said first, whether or not a page has a file to go to")
    func realMistakeFirst() async throws {
        try await withStudy { patchlab, _ in
            let result = try await patchlab.run(["report", "small.yaml"])
            #expect(
                result.status == 2 && result.errorText.contains("a study is expected")
                    && !result.errorText.contains("-o report.html")
            )
        }
    }

    @Test("A page needs a file to be written to")
    func needsFile() async throws {
        try await withStudy { patchlab, _ in
            let result = try await patchlab.run(["report", "s.db"])
            #expect(result.status == 2 && result.errorText.contains("-o report.html"))
        }
    }

    @Test(
        "What cannot be reported on, or written, is said in a line, with status 2, and nothing is written",
        arguments: [
            (["report", "absent.db", "-o", "r.html"], "absent.db"),
            (["report", "small.yaml", "-o", "r.html"], "a study is expected"),
            (["report", "empty.db", "-o", "r.html"], "empty.db"),
            (["report", "s.db", "-o", "absent/r.html"], "'absent' does not exist"),
            (["report", "s.db", "-o", "."], "this is a directory"),
            (["report", "s.db", "--variant", "7", "-o", "r.html"], "there is no variant 7"),
            (["report", "s.db", "--seed", "9", "-o", "r.html"], "there are also runs with seed 1 (--seed)"),
        ]
    )
    func badInput(arguments: [String], words: String) async throws {
        try await withStudy { patchlab, folder in
            _ = try folder.newFile("empty.db", holding: Data())
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(words), "\(result.errorText)")
            let lines = result.errorText.split(separator: "\n")
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("help: ") }, "\(result.errorText)")
            #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("r.html").path))
        }
    }
}
