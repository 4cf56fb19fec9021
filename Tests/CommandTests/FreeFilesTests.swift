import Foundation
import Testing

@Suite("Few files may be open")
struct FreeFilesTests {
    @Test("With few free files the program says so and what to type, or does its work; it never ends without a word")
    func limits() async throws {
        try await withSmallScenario { patchlab, folder in
            let shell = CommandRunner(executable: URL(fileURLWithPath: "/bin/bash"), directory: folder.url)
            let message = """
                error: the program needs 8 more open files, and the system allows fewer
                help: ulimit -n 256
                """
            var statuses: [Int32] = []
            for limit in [6, 8, 10, 12, 14, 16, 20, 24, 32, 64] {
                let command =
                    "ulimit -n \(limit); exec '\(patchlab.executable.path)' compare small.yaml -n 2 -q --json --study \(limit).db"
                let result = try await shell.run("-c", command)
                statuses.append(result.status)
                let isRefused = result.status == 2 && result.output.isEmpty && result.errorText == message + "\n"
                #expect(isRefused || result.status == 0, "\(limit): \(result.status) \(result.errorText)")
                let isThere = FileManager.default.fileExists(
                    atPath: folder.url.appendingPathComponent("\(limit).db").path
                )
                #expect(isThere == (result.status == 0))
            }
            #expect(statuses.first == 2 && statuses.last == 0)
            // Once there is enough, more does no harm.
            #expect(statuses == statuses.sorted(by: >))
        }
    }
}
