import Foundation

/// Files that the program may open. Where there are hardly any the runtime ends it without a word, so this says why first.
enum FreeFiles {
    /// What reading a scenario, keeping a study and waking threads take at one time.
    private static let needed = 8

    /// Ends the program with status 2 if fewer than that can be opened.
    static func require() {
        var opened: [Int32] = []
        defer { for file in opened { close(file) } }
        for _ in 0..<needed {
            let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else {
                // What is wrong with the device itself is not said here.
                guard errno == EMFILE || errno == ENFILE else { return }
                for file in opened { close(file) }
                Output.printFailure(
                    lines: ["the program needs \(needed) more open files, and the system allows fewer"],
                    help: "ulimit -n 256"
                )
                exit(ExitStatus.badInput)
            }
            opened.append(file)
        }
    }
}
