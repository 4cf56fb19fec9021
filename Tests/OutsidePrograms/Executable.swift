import Foundation

/// A file that may be executed.
package enum Executable {
    struct NotWritten: Error { let path: String, code: Int32 }

    /// Writes it in such a way that no process which another test starts meanwhile keeps it open: what is open for writing
    /// cannot be started ("text file busy"), for as long as such a process lives.
    package static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
        guard file >= 0 else { throw NotWritten(path: path, code: errno) }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw NotWritten(path: path, code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}
