import Foundation

/// A file that is being written and not to be seen yet.
///
/// It has a name that nothing had before, so that nobody can lay a link in its way, and a lock upon it as long as its writer
/// lives. Where the writer is killed the file is left behind, but not the lock: by that the next one knows it.
struct TemporaryFile {
    /// Why it cannot be made.
    struct Refusal: Error {
        /// As `errno` has it.
        var number: Int32
    }

    let file: Int32
    private let name: String
    private let folder: String

    init(in folder: String) throws(Refusal) {
        for attempt in 0..<100 {
            let name = "\(folder)/.patchlab-\(getpid())-\(attempt).tmp"
            // Before it is there, so that no signal can come in between.
            Interrupt.willRemove(name)
            let file = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if file < 0 {
                let reason = errno
                Interrupt.willRemove(nil)
                if reason == EEXIST { continue }
                throw Refusal(number: reason)
            }
            // Another program may take it for an abandoned one as long as it has no lock; then this was not the one.
            var status = stat()
            let isTaken = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
            if !isTaken, fstat(file, &status) == 0, status.st_nlink > 0 {
                self.file = file
                self.name = name
                self.folder = folder
                return
            }
            Interrupt.willRemove(nil)
            Foundation.close(file)
        }
        throw Refusal(number: EEXIST)
    }

    /// Puts the file in the place of `target`, once all of it is on the disk: not even a power failure leaves half of it.
    ///
    /// - Returns: an error's number if that fails; the target is as it was then.
    func replace(_ target: String) -> Int32? {
        // What cannot be synced, such as a file of some network, is as safe as it can be.
        if fsync(file) != 0, errno != EINVAL, errno != ENOTSUP, errno != EROFS { return errno }
        if rename(name, target) != 0 { return errno }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            // The file is whole under its name already; this makes the name last.
            fsync(directory)
            Foundation.close(directory)
        }
        return nil
    }

    /// Ends the writing; what has not replaced anything is removed.
    func close() {
        unlink(name)
        Interrupt.willRemove(nil)
        Foundation.close(file)
    }

    /// Removes what programs that were killed have left in a folder: files of this user with such a name on which nobody has
    /// a lock. A failure harms nobody and is not told.
    static func removeAbandoned(in folder: String) {
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isTemporary(name) { removeIfAbandoned("\(folder)/\(name)") }
        }
    }

    /// `.patchlab-PROCESS-ATTEMPT.tmp`
    private static func isTemporary(_ name: String) -> Bool {
        guard name.hasPrefix(".patchlab-"), name.hasSuffix(".tmp") else { return false }
        let numbers = name.dropFirst(10).dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
        return numbers.count == 2 && numbers.allSatisfy { UInt32($0) != nil }
    }

    private static func removeIfAbandoned(_ path: String) {
        var named = stat()
        guard lstat(path, &named) == 0, named.st_mode & S_IFMT == S_IFREG, named.st_uid == geteuid() else { return }
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { Foundation.close(file) }
        var opened = stat()
        guard flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &opened) == 0, opened.st_ino == named.st_ino,
            opened.st_dev == named.st_dev
        else { return }
        unlink(path)
    }
}
