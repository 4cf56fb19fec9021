import CProcessShim
import Foundation
import Synchronization

/// A program that was started: what is written to it, what it writes, and its end. It never leaves its thread, but for what
/// the watch over its memory finds.
final class ProgramProcess {
    /// How it is started.
    struct Start {
        /// The path, then arguments, as they are: no shell is between.
        var words: [String]
        /// Each `NAME=VALUE`.
        var environment: [String] = []
        /// Bytes that it and its children may have in memory; nil: nobody looks.
        var memory: Int?
        /// Whether it gets namespaces of its own.
        var isIsolated = false
    }

    /// Why it could not be started.
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    // Backstops only: memory and time are watched.
    private static let fileSize: UInt64 = 64 << 20
    private static let openFiles: UInt64 = 256
    private static let processorSeconds: UInt64 = 86_400

    /// Of what it says on standard error, so many of the last bytes are kept.
    static let keptErrors = 8192

    let number: pid_t
    /// Where it works: an empty folder at first.
    private let folder: String
    private var input: Int32
    private var output: Int32
    private var errors: Int32
    private var outgoing: [UInt8] = []
    private var sent = 0
    /// What it has written to standard output; all before `taken` was taken.
    private var inbox: [UInt8] = []
    private var taken = 0
    /// Up to there it is known to hold no line feed that was not taken.
    private var searched = 0
    private var tail: [UInt8] = []
    /// Bytes that it has written to standard error.
    private(set) var errorBytes = 0
    private let watch: MemoryWatch.Entry?
    private var status: Int32?
    private var hasEnded = false

    init(_ start: Start) throws(Problem) {
        folder = try ProgramFolders.make()
        var pipes: [[Int32]] = []
        defer { for end in pipes.joined() { close(end) } }
        for _ in 0..<3 {
            var ends: [Int32] = [-1, -1]
            let code = patchlab_pipe(&ends)
            guard code == 0 else { throw Self.problem("no pipe could be made", code, folder) }
            pipes.append(ends)
        }
        let started = Self.spawn(start, in: folder, (pipes[0][0], pipes[1][1], pipes[2][1]))
        guard started.code == 0 else {
            if started.code == ENOENT, let interpreter = Self.interpreter(of: start.words[0]) {
                rmdir(folder)
                throw Problem(
                    description: "\(start.words[0]) does not start: its interpreter \(interpreter) is not there"
                )
            }
            throw Self.problem("\(start.words[0]) does not start", started.code, folder)
        }
        number = started.process
        (input, output, errors) = (pipes[0][1], pipes[1][0], pipes[2][0])
        pipes = [[pipes[0][0]], [pipes[1][1]], [pipes[2][1]]]
        for end in [input, output, errors] { _ = patchlab_do_not_block(end) }
        watch = start.memory.map { MemoryWatch.begin(started.process, most: $0) }
    }

    deinit { _ = end(grace: 0) }

    private static func spawn(_ start: Start, in folder: String, _ descriptors: (Int32, Int32, Int32))
        -> (code: Int32, process: pid_t)
    {
        withPointers(to: start.words) { arguments in
            withPointers(to: start.environment + ["HOME=\(folder)", "TMPDIR=\(folder)"]) { environment in
                withPointers(to: [folder]) { folder in
                    var request = patchlab_start()
                    request.path = UnsafePointer(arguments[0])
                    request.arguments = arguments
                    request.environment = environment
                    request.folder = UnsafePointer(folder[0])
                    request.descriptors = descriptors
                    request.file_size = fileSize
                    request.files = openFiles
                    request.processor_seconds = processorSeconds
                    request.is_isolated = start.isIsolated ? 1 : 0
                    return ProcessFamily.enter {
                        var process: pid_t = 0
                        var openProc: Int32 = 0
                        var code: Int32 = ETXTBSY
                        // A file that was written a moment ago may still be open for writing in a process that is just being started.
                        for attempt in 0..<500 where code == ETXTBSY {
                            if attempt > 0 { usleep(10_000) }
                            code = patchlab_spawn(&request, &process, &openProc)
                        }
                        return (code, process)
                    }
                }
            }
        }
    }

    private static func problem(_ what: String, _ code: Int32, _ folder: String) -> Problem {
        rmdir(folder)
        return Problem(description: "\(what): \(String(cString: strerror(code)))")
    }

    /// What a script names in its first line, as the system does: up to a blank. Nil: it is none.
    static func interpreter(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 256),
            start.starts(with: Array("#!".utf8))
        else { return nil }
        let words = start.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
            .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        return words.first.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func withPointers<Result>(
        to texts: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(&pointers)
    }

    // MARK: Talking

    /// Puts bytes where they are written from as it reads.
    func send(_ bytes: [UInt8]) {
        if sent > 0 {
            outgoing.removeFirst(sent)
            sent = 0
        }
        outgoing += bytes
    }

    /// Bytes that it has not read yet.
    var unread: Int { outgoing.count - sent }

    /// True once it has closed its standard output, or is gone.
    private(set) var isAtEnd = false

    var hasTooMuchMemory: Bool { watch?.isOver ?? false }

    /// The last that it said on standard error.
    var lastErrors: String { String(decoding: tail, as: UTF8.self) }

    /// Bytes of a line that has not come to its end.
    var begun: Int { inbox.count - taken }

    /// The next line that it has written, without its line feed; nil: none has come to its end.
    func takeLine() -> [UInt8]? {
        guard let end = inbox[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = inbox.count
            return nil
        }
        var line = inbox[taken..<end]
        // As some systems end their lines.
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        let result = Array(line)
        taken = end + 1
        searched = taken
        if taken == inbox.count {
            forgetOutput()
        } else if taken > 1 << 16, taken > inbox.count / 2 {
            inbox.removeFirst(taken)
            searched = 0
            taken = 0
        }
        return result
    }

    private func forgetOutput() {
        inbox.removeAll(keepingCapacity: inbox.capacity <= 1 << 20)
        taken = 0
        searched = 0
    }

    /// Reads what it has said last on standard error, once it is at its end.
    func listenToTheEnd() {
        for _ in 0..<10 where errors >= 0 { exchange(waiting: 20) }
    }

    /// Writes and reads what is possible. Standard error is read whatever else is waited for.
    ///
    /// - Parameters:
    ///   - milliseconds: how long to wait if nothing is possible.
    ///   - most: bytes that are read at most.
    func exchange(waiting milliseconds: Int32, most: Int = 1 << 18) {
        write()
        var polls: [pollfd] = []
        func add(_ descriptor: Int32, _ events: Int32, if isWanted: Bool) {
            if isWanted, descriptor >= 0 { polls.append(pollfd(fd: descriptor, events: Int16(events), revents: 0)) }
        }
        add(output, POLLIN, if: !isAtEnd)
        add(errors, POLLIN, if: true)
        add(input, POLLOUT, if: unread > 0)
        guard !polls.isEmpty else { return }
        guard poll(&polls, nfds_t(polls.count), milliseconds) > 0 else { return }
        for found in polls where found.revents != 0 {
            if found.fd == output { readOutput(most) }
            if found.fd == errors { readErrors() }
            if found.fd == input { write() }
        }
    }

    private func write() {
        while unread > 0, input >= 0 {
            let count = outgoing.withUnsafeBytes { patchlab_write(input, $0.baseAddress.map { $0 + sent }, unread) }
            if count < 0 {
                if errno == EINTR { continue }
                // Nobody reads any more. Whether it has more to say shows on its other side.
                if errno != EAGAIN { closeInput() }
                return
            }
            sent += count
        }
    }

    /// Its standard input ends with what was written.
    func closeInput() {
        outgoing = []
        sent = 0
        if input >= 0 { close(input) }
        input = -1
    }

    private static let chunk = 1 << 16

    private func readOutput(_ most: Int) {
        var rest = most
        while rest > 0 {
            let count = Self.read(output) { inbox += $0 }
            rest -= max(0, count)
            if count == Self.chunk { continue }
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { isAtEnd = true }
            return
        }
    }

    private func readErrors() {
        // A program that writes faster than it is read must not keep us here.
        for _ in 0..<16 {
            let count = Self.read(errors) { bytes in
                errorBytes += bytes.count
                tail += bytes.suffix(Self.keptErrors)
                if tail.count > Self.keptErrors { tail.removeFirst(tail.count - Self.keptErrors) }
            }
            if count == Self.chunk { continue }
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR {
                close(errors)
                errors = -1
            }
            return
        }
    }

    /// Reads once. Returns the number of bytes, 0 at the end, and less if there are none.
    private static func read(_ descriptor: Int32, _ take: (UnsafeRawBufferPointer) -> Void) -> Int {
        withUnsafeTemporaryAllocation(byteCount: chunk, alignment: 16) { buffer in
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, buffer.baseAddress, chunk)
            #else
                let count = Glibc.read(descriptor, buffer.baseAddress, chunk)
            #endif
            if count > 0 { take(UnsafeRawBufferPointer(rebasing: buffer[0..<count])) }
            return count
        }
    }

    // MARK: Its end

    /// Ends it with all that it has started. More than once does no harm.
    ///
    /// - Parameter grace: seconds in which it may come to its end by itself once its input is closed.
    /// - Returns: its exit status, 128 and more if a signal ended it; nil: not known.
    @discardableResult
    func end(grace: Double) -> Int32? {
        guard !hasEnded else { return status }
        hasEnded = true
        if grace > 0 { waitForEnd(seconds: grace) }
        closeInput()
        if let watch { MemoryWatch.end(watch) }
        if let found = ProcessFamily.end(number) {
            status = found & 0x7F == 0 ? (found >> 8) & 0xFF : 128 + (found & 0x7F)
        }
        // What it said last.
        if errors >= 0 { readErrors() }
        for descriptor in [output, errors] where descriptor >= 0 { close(descriptor) }
        (output, errors) = (-1, -1)
        // What is left of it is removed, or told, with the folder of all of them.
        _ = patchlab_remove_tree(AT_FDCWD, folder)
        return status
    }

    /// Lets it read what there is, then the end of its input, and waits for its own.
    ///
    /// - Parameter closesInput: false: its input stays open.
    /// - Returns: whether it has come to its end.
    @discardableResult
    func waitForEnd(seconds: Double, closesInput: Bool = true) -> Bool {
        let clock = ContinuousClock()
        let limit = clock.now + .seconds(seconds)
        while clock.now < limit {
            if closesInput, unread == 0 { closeInput() }
            exchange(waiting: 1)
            // Nobody takes it any more.
            forgetOutput()
            var found = siginfo_t()
            // Not collected yet: its number stays taken until its group has been killed.
            let code = waitid(P_PID, id_t(number), &found, WEXITED | WNOHANG | WNOWAIT)
            if code != 0 && errno != EINTR || code == 0 && found.si_signo != 0 { return true }
            if isAtEnd, errors < 0 { usleep(500) }
        }
        return false
    }
}
