import Foundation
import ScenarioFiles
import Testing

@Test("print") func printAll() throws {
    var out = ""
    for f in MustFailTests.files {
        let p = MustFailTests.folder.appending(path: f).path
        for d in ScenarioFile.load(path: p).diagnostics {
            out += "\(f)\t\(d.description.replacing(MustFailTests.folder.path + "/", with: ""))\n"
        }
    }
    try out.write(toFile: "/tmp/files-gen/out.txt", atomically: true, encoding: .utf8)
    try ScenarioFile.schema.write(toFile: "/tmp/files-gen/schema.json", atomically: true, encoding: .utf8)
    try ScenarioFile.referenceMarkdown.write(toFile: "/tmp/files-gen/ref.md", atomically: true, encoding: .utf8)
    try fullScenario.write(toFile: "/tmp/files-gen/full.yaml", atomically: true, encoding: .utf8)
}
