import Foundation

/// What is known of the machine.
enum Machine {
    /// Bytes of memory that the program may count on: what the machine has free or, if that is less, what the container or
    /// the limit (`ulimit -v`) allows in which it runs.
    static var usableMemory: Int {
        var bytes = availableMemory ?? Int(clamping: ProcessInfo.processInfo.physicalMemory)
        bytes = min(bytes, ControlGroup().memory ?? bytes)
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 {
            bytes = min(bytes, Int(clamping: limit.rlim_cur))
        }
        return bytes
    }

    /// Processors that the program may count on. Foundation heeds which of them it may run on, but not how much of them a container
    /// of the second version of control groups may use.
    static var processors: Int {
        max(1, min(ProcessInfo.processInfo.activeProcessorCount, ControlGroup().processors ?? .max))
    }

    /// What the processor calls itself; empty where it is not told.
    static var processor: String {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") })
        else { return "" }
        return line.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }

    /// What Linux could hand out without swapping; nil elsewhere.
    private static var availableMemory: Int? {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") })
        else { return nil }
        // Such as "MemAvailable:   16265340 kB".
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
}
