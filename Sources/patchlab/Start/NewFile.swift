import Foundation
import Workbench

/// A file that a command makes for the user to change: written whole or not at all, and not over another one.
struct NewFile {
    var path: String
    var bytes: [UInt8]

    /// Writes all of them, after none of them has been found to be in the way.
    ///
    /// - Parameters:
    ///   - replaces: whether files of these names are replaced.
    ///   - isForced: whether there is an option `--force` that lets them be.
    /// - Throws: `Failure` if one is there already, or cannot be written.
    static func write(_ files: [NewFile], replaces: Bool, isForced: Bool = true) throws {
        // The last is the one that the user named.
        try check(files.reversed().map(\.path), replaces: replaces, isForced: isForced)
        do {
            for file in files { try Output.write(file.bytes, to: file.path) }
        } catch {
            throw Failure(error.description)
        }
    }

    /// Says before all the work whether `write` would refuse one of these.
    static func check(_ paths: [String], replaces: Bool, isForced: Bool = true) throws {
        do {
            for path in paths {
                try Output.check(path)
                let isThere = access(path, F_OK) == 0
                guard !isThere || FileStart.isRegular(path) else {
                    throw Failure("\(path): this is not a regular file", help: "give another name")
                }
                guard replaces || !isThere else {
                    throw Failure(
                        "\(path) exists already; nothing is written",
                        help: "give another name" + (isForced ? ", or --force to replace it" : "")
                    )
                }
            }
        } catch let error as Output.Failure {
            throw Failure(error.description)
        }
    }
}
