import Foundation
import Testing

@testable import Archives

@Suite("A file that is read piece by piece")
struct FileStreamTests {
    @Test("comes whole, in pieces of any size, and is refused beyond its limit or where it is no file")
    func pieces() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "patchlab-stream-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let path = folder.appendingPathComponent("file").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        for size in [1, 7, 4096, 20_000] {
            let stream = try FileStream(path: path, limit: bytes.count)
            var read: [UInt8] = [255]
            while try stream.read(into: &read, upTo: size) {}
            #expect(read == [255] + bytes)
        }
        func code(_ path: String, limit: Int = 9999) -> ArchiveError.Code? {
            do throws(ArchiveError) {
                let stream = try FileStream(path: path, limit: limit)
                var read: [UInt8] = []
                while try stream.read(into: &read, upTo: 4096) {}
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(path) == .tooLarge)
        #expect(code(folder.path) == .isDirectory)
        #expect(code(path + "x") == .notFound)
        let pipe = folder.appendingPathComponent("pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(code(pipe) == .notAFile)
    }
}
