import Foundation
import Testing

/// `Tests/ResultStoreTests/studies/format-1.study`, which patchlab 0.1.0 wrote under version 1 of the simulation, through the
/// binary.
@Suite("A study of an earlier version")
struct EarlierStudyTests {
    private static let studies = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("ResultStoreTests/studies")

    private func with(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        for (name, copy) in [("format-1.study", "old.study"), ("small.yaml", "small.yaml")] {
            try FileManager.default.copyItem(
                at: Self.studies.appendingPathComponent(name),
                to: folder.url.appendingPathComponent(copy)
            )
        }
        try await body(try CommandRunner.patchlab(directory: folder.url), folder)
    }

    private static let warning = "These runs were made under version 1 of the simulation."

    @Test("Is told of and reported, with a dash for what was not counted then, and nothing is written into it")
    func reading() async throws {
        try await with { patchlab, folder in
            let study = try await patchlab.run("study", "old.study")
            #expect(study.status == 0, "\(study.errorText)")
            #expect(study.outputText.contains("patchlab 0.1.0, simulation 1\n"))
            #expect(study.outputText.contains("8 runs; 4 of every strategy\n"))
            let markdown = try await patchlab.run("report", "old.study", "--markdown")
            #expect(markdown.status == 0, "\(markdown.errorText)")
            #expect(markdown.errorText.hasPrefix("warning: old.study: \(Self.warning)"))
            #expect(markdown.outputText.contains(Self.warning))
            #expect(markdown.outputText.contains(/\| attempts to install \| [0-9.]+ \| [0-9.]+ \|/))
            #expect(markdown.outputText.contains("| installations | – | – |"))
            let json = try await patchlab.run("report", "old.study", "--json")
            #expect(json.status == 0 && json.outputText.contains("\"otherSimulationVersion\" : 1"))
            let page = try await patchlab.run("report", "old.study", "-o", "report.html")
            #expect(page.status == 0, "\(page.errorText)")
            #expect(String(decoding: try folder.contents(of: "report.html"), as: UTF8.self).contains(Self.warning))
            let original = try Data(contentsOf: Self.studies.appendingPathComponent("format-1.study"))
            #expect(try folder.contents(of: "old.study") == original)
        }
    }

    @Test("Is continued: new runs stand beside the old ones and are not mixed with them")
    func continuing() async throws {
        try await with { patchlab, _ in
            let old = try await patchlab.run("report", "old.study", "--csv")
            #expect(old.status == 0, "\(old.errorText)")
            let compare = ["compare", "small.yaml", "-n", "4", "--json"]
            let plain = try await patchlab.run(compare)
            let kept = try await patchlab.run(compare + ["--study", "old.study"])
            #expect(kept.errorText == "0 of 8 runs were in the study already\n")
            #expect(kept.output == plain.output)
            let again = try await patchlab.run(compare + ["--study", "old.study"])
            #expect(again.errorText == "8 of 8 runs were in the study already\n")
            #expect(again.output == plain.output)

            let study = try await patchlab.run("study", "old.study")
            #expect(study.outputText.contains("runs         16\n"))
            #expect(study.outputText.contains("variant 1\n  simulation  1\n"))
            #expect(study.outputText.components(separatedBy: "8 runs; 4 of every strategy\n").count == 3)
            let report = try await patchlab.run("report", "old.study", "--markdown")
            #expect(
                report.errorText
                    == "old.study: this is variant 2, the last one as written, of 2; 'patchlab study old.study' shows them all, "
                    + "--variant N chooses another\n"
            )
            #expect(!report.outputText.contains("| – |"), "today's runs have every figure")
            let first = try await patchlab.run("report", "old.study", "--csv", "--variant", "1")
            #expect(first.output == old.output)
            #expect(first.errorText.contains(Self.warning))
            let earlier = try await patchlab.run("report", "old.study", "--markdown", "--variant", "1")
            #expect(earlier.outputText.contains("Made by PatchLab (simulation 1) with:"))
        }
    }
}
