import Foundation
import Testing

/// Folders with a plan, made once for all tests: a plan says nothing of where it is, and many tests want the same.
actor PlannedFolders {
    static let shared = PlannedFolders()

    private var made: [Int: Task<KeptFolder, any Error>] = [:]

    /// A comparison of ten runs in four shards, with `count` of them done.
    func folder(done count: Int) async throws -> KeptFolder {
        let task = made[count] ?? Task { try await Self.make(done: count) }
        made[count] = task
        return try await task.value
    }

    private static func make(done count: Int) async throws -> KeptFolder {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("small.yaml", holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let planned = try await patchlab.run("compare", "small.yaml", "-n", "10", "--plan", "w", "--shards", "4")
        try #require(planned.status == 0, "\(planned.errorText)")
        if count > 0 {
            let shard = try await patchlab.run("shard", "w", "0-\(count - 1)", "--state", "state")
            try #require(shard.status == 0 && shard.output.isEmpty, "\(shard.errorText)")
        }
        return try KeptFolder(of: folder.url)
    }
}

/// What a folder holds, in memory, so that nothing is left of it on the disk.
struct KeptFolder: Sendable {
    private enum Entry: Sendable {
        case folder
        case file(Data, permissions: Int)
    }

    /// By path from the folder on, folders before what is in them.
    private var entries: [(path: String, entry: Entry)] = []

    init(of folder: URL) throws {
        let files = FileManager.default
        for path in try files.subpathsOfDirectory(atPath: folder.path).sorted() {
            let place = folder.appendingPathComponent(path).path
            let attributes = try files.attributesOfItem(atPath: place)
            switch attributes[.type] as? FileAttributeType {
            case .typeDirectory?: entries.append((path, .folder))
            case .typeRegular?:
                let permissions = try #require(attributes[.posixPermissions] as? NSNumber).intValue
                entries.append(
                    (path, .file(try Data(contentsOf: URL(fileURLWithPath: place)), permissions: permissions))
                )
            default: Issue.record("\(path) is neither a file nor a folder")
            }
        }
    }

    /// Writes it into a folder that is there.
    func write(to folder: URL) throws {
        for (path, entry) in entries {
            let place = folder.appendingPathComponent(path)
            switch entry {
            case .folder: try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            case .file(let data, let permissions):
                try data.write(to: place)
                try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: place.path)
            }
        }
    }
}
