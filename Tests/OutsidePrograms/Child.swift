import Foundation

/// A program that was started, heading its own process group.
struct Child {
    let process: pid_t

    /// Waits for its end and kills what is left of its group.
    ///
    /// The system is asked again and again without waiting, ever less often, up to a hundred times a second: nothing can
    /// be missed, and the limit holds whatever the program does.
    func wait(limit: Duration, signal: OutsideProgram.Signal?) -> (status: Int32, isLate: Bool) {
        let clock = ContinuousClock()
        let start = clock.now
        var signal = signal
        var pause: UInt32 = 500
        var isLate = false
        while !hasEnded {
            let elapsed = clock.now - start
            if elapsed >= limit {
                isLate = true
                break
            }
            if let due = signal, (processorTime ?? elapsed) >= due.delay {
                kill(process, due.number)
                signal = nil
            }
            usleep(pause)
            pause = min(pause * 2, 10_000)
        }
        // Its own number is still taken, by itself or by what is left to be collected, and with it that of the group.
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let ending = status & 0x7F
        return (ending == 0 ? (status >> 8) & 0xFF : 128 + ending, isLate)
    }

    /// Whether it has ended; it is not collected yet.
    private var hasEnded: Bool {
        var found = siginfo_t()
        let code = waitid(P_PID, id_t(process), &found, WEXITED | WNOHANG | WNOWAIT)
        return code != 0 ? errno != EINTR : found.si_signo != 0
    }

    /// The processor time that it has had; nil where the system does not keep it in `/proc`.
    private var processorTime: Duration? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The name of the program, in parentheses, may hold spaces.
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return .seconds((user + system) / Double(sysconf(Int32(_SC_CLK_TCK))))
    }
}

/// The files that stand in for the standard input and outputs, in a folder of their own.
struct StandardFiles {
    private let folder: String
    let inputPath: String
    var outputPath: String { folder + "/output" }
    var errorPath: String { folder + "/errors" }

    init(input: [UInt8]?) throws {
        folder = FileManager.default.temporaryDirectory.path + "/patchlab-run-\(UUID().uuidString)"
        inputPath = input == nil ? "/dev/null" : folder + "/input"
        guard mkdir(folder, 0o700) == 0 else { throw OutsideProgram.Failure(folder, code: errno) }
        try Data().write(to: URL(fileURLWithPath: outputPath))
        try Data().write(to: URL(fileURLWithPath: errorPath))
        if let input { try Data(input).write(to: URL(fileURLWithPath: inputPath)) }
    }

    func output() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: outputPath))) }
    func errors() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: errorPath))) }

    /// Removes the folder. A leftover harms nobody, so a failure is not reported.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
