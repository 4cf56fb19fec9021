import Foundation

/// What a container, or a batch scheduler, lets this program have: the limits of its control groups, its own and those around it
/// (https://docs.kernel.org/admin-guide/cgroup-v2.html, `cpu.max` and `memory.max`; version 1: `cpu.cfs_quota_us`,
/// `memory.limit_in_bytes`).
struct ControlGroup {
    /// How many processors, rounded up; nil: no limit.
    let processors: Int?
    /// Bytes; nil: no limit.
    let memory: Int?

    /// The groups of this process.
    init() {
        let read: (String) -> String? = { try? String(contentsOfFile: $0, encoding: .utf8) }
        self.init(membership: read("/proc/self/cgroup") ?? "", read: read)
    }

    /// - Parameters:
    ///   - membership: what `/proc/self/cgroup` says.
    ///   - read: what is in a file; nil: it is not there.
    init(membership: String, read: (String) -> String?) {
        var processors: [Double] = []
        var memory: [Int] = []
        for line in membership.split(separator: "\n") {
            // Such as `0::/user.slice`, or `4:cpu,cpuacct:/docker/1f`.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            for path in Self.around(String(parts[2])) {
                func words(_ controller: String, _ file: String) -> [Substring] {
                    let root = controller.isEmpty ? "/sys/fs/cgroup" : "/sys/fs/cgroup/\(controller)"
                    return read(root + path + "/" + file)?.split(whereSeparator: \.isWhitespace) ?? []
                }
                let controllers = parts[1].split(separator: ",")
                if controllers.isEmpty {
                    let limit = words("", "cpu.max").compactMap { Double($0) }
                    // "max" stands for none.
                    if limit.count == 2, limit[1] > 0 { processors.append(limit[0] / limit[1]) }
                    memory += words("", "memory.max").prefix(1).compactMap { Int($0) }
                }
                if controllers.contains("cpu") {
                    let quota = words("cpu", "cpu.cfs_quota_us").first.flatMap { Double($0) }
                    let period = words("cpu", "cpu.cfs_period_us").first.flatMap { Double($0) }
                    if let quota, let period, quota > 0, period > 0 { processors.append(quota / period) }
                }
                if controllers.contains("memory") {
                    memory += words("memory", "memory.limit_in_bytes").prefix(1).compactMap { Int($0) }
                }
            }
        }
        self.processors = processors.min().map { max(1, Int(min($0, 1e6).rounded(.up))) }
        self.memory = memory.min()
    }

    /// The path of a group and those of the groups around it; the outermost one is empty.
    private static func around(_ path: String) -> [String] {
        var path = path == "/" ? "" : path
        var paths = [path]
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            paths.append(path)
        }
        return paths
    }
}
