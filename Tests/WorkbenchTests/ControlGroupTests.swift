import Testing

@testable import Workbench

@Suite("Limits of control groups")
struct ControlGroupTests {
    private func group(_ membership: String, _ files: [String: String]) -> ControlGroup {
        ControlGroup(membership: membership) { files[$0] }
    }

    @Test("The tightest limit of the groups around counts, in version 2")
    func versionTwo() {
        let files = [
            "/sys/fs/cgroup/pods/one/cpu.max": "max 100000\n", "/sys/fs/cgroup/pods/cpu.max": "250000 100000\n",
            "/sys/fs/cgroup/pods/one/memory.max": "1073741824\n", "/sys/fs/cgroup/pods/memory.max": "max\n",
        ]
        let limits = group("0::/pods/one\n", files)
        #expect(limits.processors == 3, "two and a half")
        #expect(limits.memory == 1 << 30)
        #expect(group("0::/\n", ["/sys/fs/cgroup/cpu.max": "50000 100000\n"]).processors == 1)
    }

    @Test("Version 1 has a place for each controller")
    func versionOne() {
        let files = [
            "/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_quota_us": "200000\n",
            "/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/memory/step/memory.limit_in_bytes": "500\n",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        ]
        let limits = group("4:memory:/step\n2:cpu,cpuacct:/docker/1f\n1:name=systemd:/\n", files)
        #expect(limits.processors == 2)
        #expect(limits.memory == 500)
    }

    @Test("Without a limit, and whatever stands there, nothing is limited")
    func none() {
        #expect(group("", [:]).processors == nil)
        let odd = ["/sys/fs/cgroup/cpu.max": "9 0\n", "/sys/fs/cgroup/memory.max": "lots\n"]
        #expect(group("0::/\nnonsense\n", odd).processors == nil)
        #expect(group("0::/\n", odd).memory == nil)
        let off = ["/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000"]
        #expect(group("3:cpu:/\n", off).processors == nil)
    }
}
