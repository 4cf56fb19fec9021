import Foundation

/// A file that a scenario is made of.
public struct ScenarioSource: Sendable, Hashable {
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
    /// Everything read, in the order of reading: the scenario itself comes first.
    private(set) var read: [ScenarioSource] = []
    /// By path, a place in `given`; nil: files come from the disk.
    private let places: [String: Int]?
    private let given: [ScenarioSource]
    /// What the paths of files beside the scenario begin with: its directory with the last slash.
    private var folder = ""
    /// By identity, a place in `read`.
    private var known: [String: Int] = [:]

    /// Files of the disk.
    init() {
        places = nil
        given = []
    }

    /// Nothing but these files.
    init(_ sources: [ScenarioSource]) {
        given = sources
        var places: [String: Int] = [:]
        for (place, source) in sources.enumerated() {
            for path in source.paths where places[path] == nil { places[path] = place }
        }
        self.places = places
    }

    /// Says which file is the scenario itself.
    func begin(at path: String) { folder = Self.folder(of: path) }

    /// What tells two paths of one file from paths of two.
    func identity(of path: String) -> String {
        if let places { return places[path].map { "\($0)" } ?? path }
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The bytes under that path; nil where files come from the disk, or there is none.
    func bytes(at path: String) -> [UInt8]? { places?[path].map { given[$0].bytes } }

    /// True if nothing is to be looked for on the disk.
    var areGiven: Bool { places != nil }

    /// Takes down what was read.
    func note(_ path: String, _ bytes: [UInt8]) {
        let identity = identity(of: path)
        if known[identity] == nil {
            known[identity] = read.count
            read.append(ScenarioSource(paths: [], bytes: bytes))
        }
        noteAgain(path)
    }

    /// Takes down that a file which was read is called so, too.
    func noteAgain(_ path: String) {
        guard let place = known[identity(of: path)] else { return }
        let name = path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
        if !read[place].paths.contains(name) { read[place].paths.append(name) }
    }

    /// The file that was read under that path.
    func contents(of path: String) -> [UInt8]? { known[identity(of: path)].map { read[$0].bytes } }

    /// `relative` as seen from the directory of `file`. Nothing is put in order, so that the same words of a scenario give
    /// the same path below its directory, wherever that is.
    static func resolve(_ relative: String, from file: String) -> String {
        relative.hasPrefix("/") ? relative : folder(of: file) + relative
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
