import ArgumentParser
import Reports
import ResultStore
import Workbench

/// Options of commands about one single run.
struct RunOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The strategy's name (default: the scenario's first).", valueName: "name"),
        completion: .strategy
    )
    var strategy: String?

    @Option(
        name: [.customShort("k"), .customLong("run")],
        help: ArgumentHelp("The run's number.", valueName: "k")
    )
    var number = 0

    @Option(help: ArgumentHelp("Random seed; the same seed gives the same results.", valueName: "number"))
    var seed: UInt64 = 1

    /// The numbers that a run may have: those that a study can keep.
    static let numbers = 0...StudyFile.greatestReplication

    /// - Throws: `ValidationError` for a run's number that no study could keep.
    static func check(_ number: Int) throws {
        guard numbers.contains(number) else {
            throw ValidationError("--run: runs are counted from 0 on, and there is no run \(number).")
        }
    }

    func validate() throws {
        try Self.check(number)
    }
}

/// Where a document goes.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    /// Says before all the work what `deliver` would say after it, and that a file which is read would be replaced.
    ///
    /// - Parameter inputs: the files that the command reads, or adds to.
    func check(against inputs: [String]) throws {
        if let output { try Self.check(output, against: inputs) }
    }

    /// The same for a file that is named otherwise.
    static func check(_ path: String, against inputs: [String]) throws {
        do {
            try Output.check(path, against: inputs)
        } catch {
            throw Failure(error.description)
        }
    }

    /// Puts a document where the user wants it.
    func deliver(_ text: String) throws {
        guard let output else {
            Output.print(text)
            return
        }
        try Self.write(text, to: output)
    }

    /// Writes the page of a report: it has escaped everything itself, and holds scripts of which no byte may change.
    static func write(page: ReportDocument, to path: String) throws {
        let bytes = Array(try page.html().utf8)
        do {
            try Output.write(bytes, to: path)
        } catch {
            throw Failure(error.description)
        }
    }

    /// Writes a file, whole or not at all.
    static func write(_ text: String, to path: String) throws {
        do {
            try Output.write(text, to: path)
        } catch {
            throw Failure(error.description)
        }
    }
}
