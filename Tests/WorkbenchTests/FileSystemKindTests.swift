import Testing

@testable import Workbench

@Suite("Kinds of file systems")
struct FileSystemKindTests {
    private static let mounts = """
        22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        30 22 0:41 / /home rw - nfs4 server:/home rw,vers=4.2
        31 30 0:42 / /home/me/local\\040disk rw - xfs /dev/vdb rw
        32 22 0:43 / /scratch rw - lustre mds:/scratch rw
        33 22 0:44 / /scratch rw - tmpfs tmpfs rw
        nonsense
        """

    @Test(
        "The nearest mount around a file says on what it lies",
        arguments: [
            ("/tmp/x.db", nil), ("/home/me/x.db", "NFS"), ("/home/me/local disk/x.db", nil), ("/homes/x.db", nil),
            ("/scratch/x.db", nil), ("/home", "NFS"),
        ]
    )
    func nearest(path: String, name: String?) {
        #expect(FileSystemKind.sharedName(of: path, mounts: Self.mounts) == name)
    }

    @Test("What is not known is not warned of")
    func unknown() {
        #expect(FileSystemKind.sharedName(of: "/x", mounts: "") == nil)
        #expect(FileSystemKind.sharedName(of: "/proc/self/not there/x.db") == nil)
    }
}
