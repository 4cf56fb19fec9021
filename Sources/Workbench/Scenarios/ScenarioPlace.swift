import Foundation
import ScenarioFiles
import Text

/// Where the scenario is that a user names: a file, or one of the examples.
package enum ScenarioPlace {
    /// The path of the file. What is no file, and has neither a `/` nor a `.`, is the name of an example.
    ///
    /// - Throws: `Failure` if there is none; says what was probably meant.
    package static func path(of argument: String) throws -> String {
        if let path = found(argument) {
            try KnownFile.refuse(path, wanted: .scenario)
            return path
        }
        if isDirectory(argument) {
            let meant = NearbyFile.scenario(in: argument)
            throw Failure(
                "\(argument) is a directory" + (meant.map { "; did you mean \($0)?" } ?? ", which holds no scenario"),
                help: meant == nil ? "a file, or \(examplesHelp())" : nil
            )
        }
        if isName(argument) {
            let examples = ExampleScenarios().all.map(\.name)
            let files = NearbyFile.names(in: ".").filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            // A name without its ending is the nearest of all.
            let meant =
                files.first { $0 == argument + ".yaml" || $0 == argument + ".yml" }
                ?? nearestName(to: argument, among: examples + files)
            throw Failure(
                "there is no file and no example \"\(argument)\"" + (meant.map { " (did you mean \"\($0)\"?)" } ?? ""),
                help: examplesHelp(examples)
            )
        }
        let meant = NearbyFile.nearest(to: argument)
        throw Failure(
            "there is no file \"\(argument)\"" + (meant.map { " (did you mean \"\($0)\"?)" } ?? ""),
            help: meant == nil ? "'patchlab init office -o mine.yaml' makes one to start from" : nil
        )
    }

    /// The same for those who tell of a missing file themselves: what is not found stays as it is.
    package static func pathIfFound(_ argument: String) -> String { found(argument) ?? argument }

    private static func found(_ argument: String) -> String? {
        // Only what is not there, or is a directory, is no file: what may not be read is one, and the reader says why it cannot.
        var status = stat()
        let isThere = stat(argument, &status) == 0 || errno != ENOENT && errno != ENOTDIR
        if argument.isEmpty || isThere && !isDirectory(argument) { return argument }
        return isName(argument) ? ExampleScenarios().example(argument)?.path : nil
    }

    private static func isName(_ argument: String) -> Bool { !argument.contains { $0 == "/" || $0 == "." } }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What may stand there, if it is an example.
    package static func examplesHelp(_ names: [String] = ExampleScenarios().all.map(\.name)) -> String {
        names.isEmpty
            ? "no examples are installed; --examples DIR says where they are"
            : "one of the examples \(names.joined(separator: ", "))"
    }
}
