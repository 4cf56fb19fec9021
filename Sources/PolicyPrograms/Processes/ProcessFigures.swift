import CProcessShim
import Foundation

/// What the system tells of processes. All of it is nil, empty or zero where the system has no `/proc`.
enum ProcessFigures {
    /// The children of a process, those that were taken over from others included.
    static func children(of process: pid_t) -> [pid_t] {
        var found: [pid_t] = []
        let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
        for thread in threads ?? [] {
            guard let text = contents("/proc/\(process)/task/\(thread)/children") else { continue }
            found += text.split(separator: " ").compactMap { pid_t($0) }
        }
        return found
    }

    /// The process and all that it has started, as far as nobody in between has ended.
    static func family(of process: pid_t) -> [pid_t] {
        var all = [process]
        var place = 0
        // A program that starts others without end shall not keep us here.
        while place < all.count, all.count < 4096 {
            all += children(of: all[place])
            place += 1
        }
        return all
    }

    /// The session of a process; nil: there is no such process.
    static func session(of process: pid_t) -> pid_t? {
        let session = getsid(process)
        return session >= 0 ? session : nil
    }

    /// Bytes that processes have in memory, together with files in memory that they have open and that are not mapped.
    static func memory(of processes: Set<pid_t>) -> Int {
        let resident = processes.reduce(0) { $0 + residentBytes(of: $1) }
        let files = bytesOfMemoryFiles(of: processes)
        guard files > 0 else { return resident }
        // What is mapped is resident already.
        return resident + max(0, files - processes.reduce(0) { $0 + sharedBytes(of: $1) })
    }

    /// Bytes of the files in memory (`memfd_create`, `/dev/shm`) that processes have open, each file once.
    private static func bytesOfMemoryFiles(of processes: Set<pid_t>) -> Int {
        var files: [[UInt64]: Int] = [:]
        var link = [CChar](repeating: 0, count: 16)
        for process in processes {
            let folder = "/proc/\(process)/fd"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                let path = "\(folder)/\(name)"
                let count = readlink(path, &link, link.count)
                guard count > 0 else { continue }
                let start = link.prefix(count).map { UInt8(bitPattern: $0) }
                guard start.starts(with: "/memfd:".utf8) || start.starts(with: "/dev/shm/".utf8) else { continue }
                var status = stat()
                guard stat(path, &status) == 0 else { continue }
                files[[UInt64(status.st_dev), UInt64(status.st_ino)]] = Int(status.st_blocks) * 512
            }
        }
        return files.values.reduce(0, +)
    }

    /// Bytes of shared memory that a process has mapped and that are resident.
    private static func sharedBytes(of process: pid_t) -> Int {
        guard let text = contents("/proc/\(process)/status") else { return 0 }
        // Such as "RssShmem:\t    1024 kB".
        for line in text.split(separator: "\n") where line.hasPrefix("RssShmem:") {
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.count > 1 ? (Int(words[1]) ?? 0) << 10 : 0
        }
        return 0
    }

    /// Bytes that a process has in memory.
    static func residentBytes(of process: pid_t) -> Int {
        // Such as "2365 1003 785 1 0 215 0": the second is the number of pages.
        guard let text = contents("/proc/\(process)/statm") else { return 0 }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * pageSize
    }

    /// The processor time of a process, in seconds.
    static func ownTime(of process: pid_t) -> Double { Double(max(0, patchlab_processor_time(process))) / 1e9 }

    /// The processor time of those of its children that have ended and were collected, in seconds.
    static func timeOfEndedChildren(of process: pid_t) -> Double {
        // The name of the program, in parentheses, may hold spaces.
        guard let text = contents("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[end...].split(separator: " ", maxSplits: 16)
        guard fields.count > 15, let user = Double(fields[14]), let system = Double(fields[15]) else { return 0 }
        return (user + system) / ticks
    }

    private static let pageSize = sysconf(Int32(_SC_PAGESIZE))
    private static let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))

    /// A small file of `/proc`; nil: it is not there.
    private static func contents(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while bytes.count < 1 << 16 {
            let part = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = max(0, read(file, buffer.baseAddress, buffer.count))
            }
            if part.isEmpty { break }
            bytes += part
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
