import Foundation
import Text

/// What kind of file system a file lies on, as far as it matters for databases: on those that several machines share, SQLite's
/// locks cannot be relied on.
enum FileSystemKind {
    /// By the names that Linux has for them.
    private static let shared: [String: String] = [
        "nfs": "NFS", "nfs4": "NFS", "lustre": "Lustre", "gpfs": "GPFS", "cifs": "SMB", "smb3": "SMB", "ceph": "Ceph",
        "beegfs": "BeeGFS", "fuse.glusterfs": "GlusterFS", "fuse.sshfs": "sshfs",
    ]

    /// The name of the file system on which a file lies, or would lie, if several machines may share it; nil: it is none of those,
    /// or it is not known.
    static func sharedName(of path: String) -> String? {
        guard let mounts = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else { return nil }
        let folder = PathText.folder(of: path)
        guard let resolved = realpath(path, nil) ?? realpath(folder.isEmpty ? "." : folder, nil) else { return nil }
        defer { free(resolved) }
        return sharedName(of: String(cString: resolved), mounts: mounts)
    }

    /// - Parameters:
    ///   - path: absolute, without links.
    ///   - mounts: what `/proc/self/mountinfo` says (proc(5)): the fifth word of a line is the place, and the first one behind a
    ///     hyphen the kind.
    static func sharedName(of path: String, mounts: String) -> String? {
        var nearest: (place: String, kind: Substring)?
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let hyphen = words.firstIndex(of: "-"), hyphen > 4, hyphen + 1 < words.count else { continue }
            let place = String(words[4]).replacing("\\040", with: " ")
            let isAround = place == "/" || path == place || path.hasPrefix(place + "/")
            // Of two at the same place the later one hides the other.
            if isAround, place.count >= nearest?.place.count ?? 0 { nearest = (place, words[hyphen + 1]) }
        }
        return nearest.flatMap { shared[String($0.kind)] }
    }
}
