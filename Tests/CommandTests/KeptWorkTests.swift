import Foundation
import Testing

/// A document never takes the place of a scenario or of a study.
@Suite("Work that is kept")
struct KeptWorkTests {
    @Test("Neither a scenario nor a study is replaced by a report or a table")
    func kept() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("small.yaml", holding: Data(CompareTests.scenario.utf8))
        _ = try folder.newFile("other.yaml", holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        for study in ["s.db", "other.db"] {
            let made = try await patchlab.run([
                "compare", "small.yaml", "-n", "2", "-q", "--study", study, "-o", "c.txt",
            ])
            try #require(made.status == 0, "\(made.errorText)")
        }
        for name in ["other.yaml", "other.db"] {
            let file = folder.url.appendingPathComponent(name)
            let before = try Data(contentsOf: file)
            for command in [["report", "s.db"], ["compare", "small.yaml", "-n", "2", "--csv"]] {
                let result = try await patchlab.run(command + ["-o", name])
                #expect(result.status == 2 && result.errorText.contains("which would be lost"), "\(command)")
                #expect(try Data(contentsOf: file) == before)
            }
        }
        // What is neither may be written again.
        #expect(try await patchlab.run(["compare", "small.yaml", "-n", "2", "-q", "-o", "c.txt"]).status == 0)
    }
}
