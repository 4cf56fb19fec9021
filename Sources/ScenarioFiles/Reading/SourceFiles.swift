import Foundation

/// A file that a scenario is made of.
public struct SourceFile: Sendable, Hashable {
    /// How the scenario's files call it, seen from the directory of the scenario itself; more than one where they spell
    /// it in several ways. May climb with `..` and may be absolute.
    public var paths: [String]
    public var bytes: [UInt8]

    /// - Parameter paths: at least one, unless nobody is to find it.
    public init(paths: [String], bytes: [UInt8]) {
        self.paths = paths
        self.bytes = bytes
    }
}

/// Where the files of one scenario come from, the disk or bytes at hand, and which of them were read.
final class SourceFiles {
    struct State: Sendable {
        var read: [SourceFile] = []
        /// By identity, a place in `read`.
        var known: [String: Int] = [:]
        /// What the paths of files beside the scenario begin with: its directory with the last slash.
        var folder = ""
        /// Paths that the scenario's files spell from the root, or that are beside such a file.
        var absolute: Set<String> = []
        /// By path, a place in `given`; nil: files come from the disk.
        var places: [String: Int]?
        var given: [SourceFile] = []
    }

    private(set) var state: State

    /// Everything read, in the order of reading: the scenario itself comes first.
    var read: [SourceFile] { state.read }

    /// Files of the disk.
    init() { state = State() }

    /// Goes on where another one was.
    init(_ state: State) { self.state = state }

    /// Nothing but these files.
    init(_ sources: [SourceFile]) {
        var places: [String: Int] = [:]
        for (place, source) in sources.enumerated() {
            for path in source.paths where places[path] == nil { places[path] = place }
        }
        state = State(places: places, given: sources)
    }

    /// Says which file is the scenario itself.
    func begin(at path: String) { state.folder = Self.folder(of: path) }

    /// What tells two paths of one file from paths of two.
    func identity(of path: String) -> String {
        if let places = state.places { return places[path].map { "\($0)" } ?? path }
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The bytes under that path; nil where files come from the disk, or there is none.
    func bytes(at path: String) -> [UInt8]? { state.places?[path].map { state.given[$0].bytes } }

    /// True if nothing is to be looked for on the disk.
    var areGiven: Bool { state.places != nil }

    /// Takes down what was read.
    func note(_ path: String, _ bytes: [UInt8]) {
        let identity = identity(of: path)
        if state.known[identity] == nil {
            state.known[identity] = state.read.count
            state.read.append(SourceFile(paths: [], bytes: bytes))
        }
        noteAgain(path)
    }

    /// Takes down that a file which was read is called so, too.
    func noteAgain(_ path: String) {
        guard let place = state.known[identity(of: path)] else { return }
        var names = [path.hasPrefix(state.folder) ? String(path.dropFirst(state.folder.count)) : path]
        if state.absolute.contains(path) { names.append(path) }
        for name in names where !state.read[place].paths.contains(name) { state.read[place].paths.append(name) }
    }

    /// The path of a file that another one names.
    func path(of relative: String, from file: String) -> String {
        let path = Self.resolve(relative, from: file)
        if relative.hasPrefix("/") || state.absolute.contains(file) { state.absolute.insert(path) }
        return path
    }

    /// The file that was read under that path.
    func contents(of path: String) -> [UInt8]? { state.known[identity(of: path)].map { state.read[$0].bytes } }

    /// `relative` as seen from the directory of `file`. Nothing is put in order, so that the same words of a scenario give
    /// the same path below its directory, wherever that is.
    static func resolve(_ relative: String, from file: String) -> String {
        relative.hasPrefix("/") ? relative : folder(of: file) + relative
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
