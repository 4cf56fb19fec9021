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
            let found = folder(FileManager.default.temporaryDirectory.path + "/patchlab-policies-")
            if case .success(let path) = found {
                patchlab_remember_folder(path)
                root = path
            }
            return found
        }
        return try folder(try parent.get() + "/").get()
    }

    private static func folder(_ beginning: String) -> Result<String, ProgramProcess.Problem> {
        // `mkdtemp` puts letters of its choice in the place of the last six.
        var name = Array((beginning + String(repeating: "X", count: 6)).utf8CString)
        guard mkdtemp(&name) != nil else {
            let why = String(cString: strerror(errno))
            return .failure(ProgramProcess.Problem(description: "no folder for the program: \(why)"))
        }
        return .success(String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
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
