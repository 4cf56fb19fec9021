import Workbench

/// The terminal as the caller of work: what it hears goes to standard error, and Ctrl-C ends the work.
struct TerminalCaller: Caller {
    let isQuiet: Bool

    var wantsEnd: Bool { Interrupt.isRequested }

    func hear(_ line: String) { Output.printError(line + "\n") }

    func progress(of total: Int) -> any ProgressView { Progress(total: total, isQuiet: isQuiet) }

    func beginHeeding() { Interrupt.beginHeeding() }

    func endHeeding() { Interrupt.endHeeding() }
}
