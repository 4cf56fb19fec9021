import CProcessShim
import Foundation
import Synchronization

/// The folders in which programs work: all of them in one of this process, so that one word removes them whatever ends it.
package enum ProgramFolders {
    private static let root = Mutex<String?>(nil)
    /// This process ends: whoever still starts a program gets no folder, which nobody would remove.
    private static let isOver = Atomic<Bool>(false)

    /// A new empty folder.
    static func make() throws(ProgramProcess.Problem) -> String {
        let parent: Result<String, ProgramProcess.Problem> = root.withLock { root in
            guard !isOver.load(ordering: .sequentiallyConsistent) else {
                return .failure(ProgramProcess.Problem(description: "no folder for the program: PatchLab is ending"))
            }
            if let root { return .success(root) }
            // Whoever ends this process in between must find it, too: so its name is known before it is there.
            let path =
                FileManager.default.temporaryDirectory.path + "/patchlab-policies-"
                + String(UInt64.random(in: .min ... .max), radix: 36)
            patchlab_remember_folder(path)
            guard mkdir(path, 0o700) == 0 else {
                let problem = problem(errno)
                patchlab_remember_folder(nil)
                return .failure(problem)
            }
            root = path
            return .success(path)
        }
        return try folder(try parent.get() + "/").get()
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

    /// Removes what is left, because this process ends.
    static func removeAll() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        root.withLockIfAvailable { root in
            guard let path = root else { return }
            try? FileManager.default.removeItem(atPath: path)
            patchlab_remember_folder(nil)
            root = nil
        }
    }

    /// The same from a signal handler, which may call hardly anything: the programs are ended, and the folders removed by a process that
    /// outlives this one.
    package static func removeFromHandler() {
        patchlab_kill_processes_now()
        patchlab_remove_folder_now()
    }
}
