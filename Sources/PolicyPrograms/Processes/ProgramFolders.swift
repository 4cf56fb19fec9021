import CProcessShim
import Foundation
import Synchronization
import Text

/// The folders in which programs work: all of them in one of this process, so that one word removes them whatever ends it.
///
/// That one is locked as long as this process lives. Where it is killed the folder is left behind, but not the lock: by that the
/// next one knows it, and removes it.
package enum ProgramFolders {
    private struct Root {
        var path: String
        /// It is open, and locked.
        var descriptor: Int32
    }

    private static let prefix = "patchlab-policies-"
    private static let root = Mutex<Root?>(nil)
    /// This process ends: whoever still starts a program gets no folder, which nobody would remove.
    private static let isOver = Atomic<Bool>(false)

    /// A new empty folder.
    static func make() throws(ProgramProcess.Problem) -> String {
        let parent: Result<String, ProgramProcess.Problem> = root.withLock { root in
            guard !isOver.load(ordering: .sequentiallyConsistent) else {
                return .failure(ProgramProcess.Problem(description: "no folder for the program: PatchLab is ending"))
            }
            if let root { return .success(root.path) }
            let parent = FileManager.default.temporaryDirectory.path
            removeAbandoned(in: parent)
            let made = makeRoot(in: parent)
            root = try? made.get()
            return made.map(\.path)
        }
        return try folder(try parent.get() + "/").get()
    }

    private static func makeRoot(in parent: String) -> Result<Root, ProgramProcess.Problem> {
        for _ in 0..<100 {
            // Whoever ends this process in between must find it, too: so its name is known before it is there.
            let path = "\(parent)/\(prefix)" + String(UInt64.random(in: .min ... .max), radix: 36)
            patchlab_remember_folder(path)
            guard mkdir(path, 0o700) == 0 else {
                let problem = problem(errno)
                patchlab_remember_folder(nil)
                return .failure(problem)
            }
            // Another process may take it for an abandoned one as long as it has no lock; then this was not the one.
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            var status = stat()
            let isTaken = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
            if descriptor >= 0, !isTaken, fstat(descriptor, &status) == 0, status.st_nlink > 0,
                access(path, F_OK) == 0
            {
                return .success(Root(path: path, descriptor: descriptor))
            }
            patchlab_remember_folder(nil)
            if descriptor >= 0 { close(descriptor) }
        }
        return .failure(problem(EEXIST))
    }

    /// Removes what processes that were killed have left: folders of this user with such a name on which nobody has a lock. A
    /// failure harms nobody and is not told.
    static func removeAbandoned(in parent: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            var named = stat()
            guard lstat(path, &named) == 0, named.st_mode & S_IFMT == S_IFDIR, named.st_uid == geteuid() else {
                continue
            }
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var opened = stat()
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &opened) == 0,
                opened.st_ino == named.st_ino, opened.st_dev == named.st_dev
            else { continue }
            _ = patchlab_remove_tree(AT_FDCWD, path)
        }
    }

    private static func folder(_ beginning: String) -> Result<String, ProgramProcess.Problem> {
        // `mkdtemp` puts letters of its choice in the place of the last six.
        var name = Array((beginning + String(repeating: "X", count: 6)).utf8CString)
        guard mkdtemp(&name) != nil else {
            return .failure(problem(errno))
        }
        return .success(String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    private static func problem(_ code: Int32) -> ProgramProcess.Problem {
        ProgramProcess.Problem(description: "no folder for the program: \(String(cString: strerror(code)))")
    }

    /// Removes what is left, because this process ends. What cannot be removed is named on standard error.
    static func removeAll() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        root.withLockIfAvailable { root in
            guard let found = root else { return }
            let code = patchlab_remove_tree(AT_FDCWD, found.path)
            patchlab_remember_folder(nil)
            close(found.descriptor)
            root = nil
            guard code != 0 else { return }
            let warning =
                "warning: the folder of policy programs \(found.path) cannot be removed: \(String(cString: strerror(code)))"
            FileHandle.standardError.write(Data((SafeText.line(warning) + "\n").utf8))
        }
    }

    /// The same from a signal handler, which may call hardly anything: the programs are ended, and the folders removed by a process that
    /// outlives this one.
    package static func removeFromHandler() {
        patchlab_kill_processes_now()
        patchlab_remove_folder_now()
    }
}
