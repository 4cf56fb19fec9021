/// What an archive offers: a `Packages` index.
public struct PackageIndex: Sendable {
    /// Where it was read from.
    public let file: String
    /// How many paragraphs it has.
    public let count: Int
    /// The newest version of each package and architecture.
    private let newest: [Key: DebianPackage]

    private struct Key: Hashable {
        let name: String
        let architecture: String
    }

    /// Reads a package index. Of several versions of one package, the newest counts, as it does for apt.
    ///
    /// - Throws: ``FeedError`` with the line; `nothingFound` if it lists no package.
    public init(parsing bytes: [UInt8], file: String) throws(FeedError) {
        var newest: [Key: DebianPackage] = [:]
        var count = 0
        let expected = "a package index ('Package: ...', 'Version: ...', 'Size: ...')"
        let fields = DebianPackage.fields
        try ControlFile.forEachParagraph(in: bytes, file: file, expected: expected, fields: fields) {
            paragraph throws(FeedError) in
            let package = try DebianPackage(paragraph, file: file)
            if paragraph["Status"] != nil {
                let message = "a paragraph has a 'Status' field, so this is a dpkg status file; expected \(expected)"
                throw FeedError(.wrongFormat, file: file, line: paragraph.line(of: "Status"), message)
            }
            count += 1
            let key = Key(name: package.name, architecture: package.architecture)
            if let known = newest[key], known.version >= package.version { return }
            newest[key] = package
        }
        guard count > 0 else {
            throw FeedError(.nothingFound, file: file, "it lists no package; expected \(expected)")
        }
        self.file = file
        self.count = count
        self.newest = newest
    }

    /// What the archive offers in place of an installed package: the newest of the same name that is of the same
    /// architecture, or that changed between `all` and the machine's own architecture.
    func candidate(for installed: DebianPackage, machine: String) -> DebianPackage? {
        let architectures = Set([installed.architecture, machine, "all"])
        guard installed.architecture == machine || installed.architecture == "all" else {
            return newest[Key(name: installed.name, architecture: installed.architecture)]
        }
        return architectures.compactMap { newest[Key(name: installed.name, architecture: $0)] }
            .max { ($0.version, $1.architecture) < ($1.version, $0.architecture) }
    }

    /// The package of that name for an architecture, or for all.
    func package(_ name: String, architecture: String) -> DebianPackage? {
        newest[Key(name: name, architecture: architecture)] ?? newest[Key(name: name, architecture: "all")]
    }
}
