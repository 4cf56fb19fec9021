/// What an archive offers: a `Packages` index.
package struct PackageIndex: Sendable {
    /// Where it was read from.
    package let file: String
    /// How many paragraphs it has.
    package let count: Int
    /// The architectures it has packages of, apart from `all`, in alphabetical order.
    package let architectures: [String]
    /// The release that most of its versions name (`+deb12u3`: bookworm); nil if none does.
    package let release: String?
    /// What is odd in it: versions and relations that apt reads and Debian's rules forbid.
    package let oddities: [Oddity]
    /// The newest version of each package and architecture.
    private let newest: [Key: DebianPackage]

    private struct Key: Hashable {
        let name: String
        let architecture: String
    }

    /// Reads a package index. Of several versions of one package, the newest counts, as it does for apt.
    ///
    /// - Throws: ``FeedError`` with the line; `nothingFound` if it lists no package.
    package init(parsing bytes: [UInt8], file: String) throws(FeedError) {
        var newest: [Key: DebianPackage] = [:]
        var count = 0
        var log = OddityLog(file: file)
        let expected = "a package index ('Package: ...', 'Version: ...', 'Size: ...')"
        let fields = DebianPackage.fields
        try ControlFile.forEachParagraph(in: bytes, file: file, expected: expected, fields: fields) {
            paragraph throws(FeedError) in
            let package = try DebianPackage(paragraph, log: &log)
            if paragraph["Status"] != nil {
                let message = "a paragraph has a 'Status' field, so this is a dpkg status file; expected \(expected)"
                throw FeedError(.wrongFormat, file: file, line: paragraph.line(of: "Status"), message)
            }
            count += 1
            guard let package else { return }
            let key = Key(name: package.name, architecture: package.architecture)
            if let known = newest[key], known.version >= package.version { return }
            newest[key] = package
        }
        guard !newest.isEmpty else {
            if let odd = log.oddities.first(where: \.leavesPackageOut) {
                throw FeedError(.malformed, file: file, line: odd.line, odd.message)
            }
            throw FeedError(.nothingFound, file: file, "it lists no package; expected \(expected)")
        }
        self.file = file
        self.count = count
        self.newest = newest
        oddities = log.oddities
        architectures = Set(newest.keys.map(\.architecture)).subtracting(["all"]).sorted()
        release = DebianRelease.mostNamed(in: newest.values.map(\.version))
    }

    /// The package of that name for exactly that architecture.
    func offer(_ name: String, _ architecture: String) -> DebianPackage? {
        newest[Key(name: name, architecture: architecture)]
    }
}

/// What several indexes offer together, such as those of the architectures of one machine. The newest version counts.
struct PackageOffers {
    let indexes: [PackageIndex]
    let architectures: Set<String>

    init(_ indexes: [PackageIndex]) {
        self.indexes = indexes
        architectures = Set(indexes.flatMap(\.architectures))
    }

    /// What the archive offers in place of an installed package: the newest of the same name that is of the same
    /// architecture, or that changed between `all` and the machine's own architecture.
    func candidate(for installed: DebianPackage, machine: String) -> DebianPackage? {
        let isOwn = installed.architecture == machine || installed.architecture == "all"
        let wanted = isOwn ? Set([installed.architecture, machine, "all"]) : [installed.architecture]
        return wanted.compactMap { offer(installed.name, $0) }
            .max { ($0.version, $1.architecture) < ($1.version, $0.architecture) }
    }

    /// The package of that name for an architecture, or for all.
    func package(_ name: String, architecture: String) -> DebianPackage? {
        offer(name, architecture) ?? offer(name, "all")
    }

    private func offer(_ name: String, _ architecture: String) -> DebianPackage? {
        var newest: DebianPackage?
        for index in indexes {
            guard let found = index.offer(name, architecture) else { continue }
            if let known = newest, known.version >= found.version { continue }
            newest = found
        }
        return newest
    }
}
