import Foundation
import Text

/// What can be said of a file before SQLite looks at it, which might make files beside it, or take a short file for an
/// empty one.
enum StudyFileHeader {
    /// True if there is a file that may be a study, false if there is none but one can be made. Anything else is refused.
    static func check(_ path: String) throws(StudyFileError) -> Bool {
        guard !path.isEmpty else { throw StudyFileError(.notFound, "an empty path names no file", path: "''") }
        guard !path.utf8.contains(0) else {
            throw StudyFileError(.notFound, "the path contains a zero byte", path: path.filter { $0 != "\0" })
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = errno
            let folder = PathText.folder(of: path)
            guard reason == ENOENT, access(folder.isEmpty ? "." : folder, F_OK) == 0 else {
                let words =
                    reason == ENOENT ? "the directory '\(folder)' does not exist" : String(cString: strerror(reason))
                throw StudyFileError(.notFound, words, path: path)
            }
            return false
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw StudyFileError(.isDirectory, "this is a directory; a file is expected", path: path)
        default: throw StudyFileError(.notAFile, "this is not a regular file", path: path)
        }
        try checkContents(path, size: Int(status.st_size))
        return true
    }

    /// The header of an SQLite file is a hundred bytes (https://www.sqlite.org/fileformat2.html, 1.3): a magic text, the
    /// page's size at 16, the number of pages at 28.
    private static func checkContents(_ path: String, size: Int) throws(StudyFileError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw StudyFileError(.unreadable, "cannot be read: \(String(cString: strerror(errno)))", path: path)
        }
        defer { close(file) }
        // Made, but nothing was written yet.
        guard size > 0 else { return }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(file, &header, header.count)
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw StudyFileError(.notADatabase, "this is not a study file: it is not an SQLite database", path: path)
        }
        // Pages that a log still has may be missing in the file.
        guard !hasLog(path) else { return }
        func number(_ place: Int, _ bytes: Int) -> Int { header[place..<place + bytes].reduce(0) { $0 << 8 | Int($1) } }
        // 1 stands for 65,536.
        let page = number(16, 2) == 1 ? 65_536 : number(16, 2)
        guard page >= 512, size % page == 0, size >= page * number(28, 4) else {
            throw StudyFileError(.damaged, "the study file is damaged or cut off", path: path)
        }
    }

    /// Takes away what is left of a new study that could not be made: a file that no table is in.
    static func removeIfBare(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 4096 else { return }
        for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    }

    /// True if runs may stand in the log beside the file, where an interrupted program has left them.
    static func hasLog(_ path: String) -> Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }
}
