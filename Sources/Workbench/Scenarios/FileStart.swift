package import Foundation

/// The beginning of a file, for who wants to know what is in it.
package enum FileStart {
    /// True for a regular file, also through symbolic links: opening a pipe would wait for a writer.
    package static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Up to so many bytes; nil if there is no such regular file, or it cannot be read.
    package static func bytes(of path: String, upTo count: Int) -> Data? {
        guard isRegular(path), let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.read(upToCount: count)) ?? Data()
    }
}
