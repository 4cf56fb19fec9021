import Foundation
import ScenarioFiles
import Text

/// Where a file of some kind is that a user names: by its path, or by the name of one that comes with the program.
struct NamedPlace {
    /// What the file is.
    let noun: String
    /// What one is called that comes with the program.
    let shippedNoun: String
    /// Those that come with the program; asked for only where a path does not do.
    let shipped: () -> [(name: String, path: String)]

    /// The path of the file; nil: there is none. What is no file, and has neither a `/` nor a `.`, is a name.
    func found(_ argument: String) -> String? {
        // Only what is not there, or is a directory, is no file: what may not be read is one, and the reader says why it cannot.
        var status = stat()
        let isThere = stat(argument, &status) == 0 || errno != ENOENT && errno != ENOTDIR
        if argument.isEmpty || isThere && !Self.isDirectory(argument) { return argument }
        return Self.isName(argument) ? shipped().first { $0.name == argument }?.path : nil
    }

    /// What is told of a file that was not found, with what was probably meant.
    ///
    /// - Parameters:
    ///   - help: what else can be done where nothing is like it.
    ///   - looksAround: whether what lies beside it may be told; not if a file names it instead of the user.
    func notFound(_ argument: String, help: String? = nil, looksAround: Bool = true) -> Failure {
        let names = shipped().map(\.name)
        if Self.isDirectory(argument) {
            guard looksAround else { return Failure("\(argument) is a directory") }
            guard let meant = NearbyFile.scenario(in: argument) else {
                return Failure(
                    "\(argument) is a directory, which holds no \(noun)",
                    help: "a file, or \(namesHelp(names))"
                )
            }
            return Failure("\(argument) is a directory; did you mean \(meant)?")
        }
        if Self.isName(argument) {
            let files = NearbyFile.names(in: ".").filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            // A name without its ending is the nearest of all.
            let meant =
                files.first { $0 == argument + ".yaml" || $0 == argument + ".yml" }
                ?? nearestName(to: argument, among: names + files)
            return Failure(
                "there is no file and no \(shippedNoun) \"\(argument)\"" + Self.suggestion(meant),
                help: namesHelp(names)
            )
        }
        let meant = looksAround ? NearbyFile.nearest(to: argument) : nil
        return Failure(
            "there is no file \"\(argument)\"" + Self.suggestion(meant),
            help: meant == nil ? help : nil
        )
    }

    /// What may stand there, if it is one that comes with the program.
    func namesHelp(_ names: [String]) -> String {
        names.isEmpty
            ? "no \(shippedNoun)s are installed; --examples DIR says where they are"
            : "one of the \(shippedNoun)s \(names.joined(separator: ", "))"
    }

    private static func suggestion(_ meant: String?) -> String { meant.map { " (did you mean \"\($0)\"?)" } ?? "" }

    static func isName(_ argument: String) -> Bool { !argument.contains { $0 == "/" || $0 == "." } }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
