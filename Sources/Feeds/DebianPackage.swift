package import PatchModel

/// A binary package, as a status file or a package index describes it.
package struct DebianPackage: Sendable {
    /// The binary package's name.
    package let name: String
    /// Its architecture, or `all`.
    package let architecture: String
    /// Its version.
    package let version: DebianVersion
    /// The source package it was built from.
    package let source: String
    /// The version of that source; differs from ``version`` after a rebuild without changes (`+b1`) and for packages
    /// that carry their own version numbers.
    package let sourceVersion: DebianVersion
    /// The archive section, for instance `libs`; empty if not stated.
    package let section: String
    /// Bytes to download; zero in a status file, which does not say.
    package let size: Int64
    /// Whether it ships a service of its own: a configuration file below `/etc/init.d`.
    package let shipsService: Bool
    /// Depends and Pre-Depends: all of these, each by one of its alternatives.
    let dependencies: [[PackageRelation]]
    /// The virtual packages it stands for.
    let provides: [PackageRelation]
    /// Whether it is on hold; never in an index.
    let isHeld: Bool

    /// The source's name as advisories use it: Debian signs kernels in a source package of their own, while its
    /// advisories speak of `linux`.
    package var advisorySource: String { source.hasPrefix("linux-signed-") ? "linux" : source }

    /// The version by which advisories speak of the source; a signed kernel's is that of the binary package.
    package var advisoryVersion: DebianVersion { source.hasPrefix("linux-signed-") ? version : sourceVersion }

    static let fields = [
        "Package", "Architecture", "Version", "Source", "Section", "Size", "Depends", "Pre-Depends", "Provides",
        "Status", "Conffiles",
    ]

    /// A tebibyte: sizes beyond it are mistakes, and their sum could leave the range of integers.
    private static let largestSize: Int64 = 1 << 40

    private static let nameBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._".utf8)

    /// Reads one paragraph; nil if the package has to be passed over, which the log tells then.
    ///
    /// - Throws: ``FeedError`` at the field that is missing or that dpkg, too, would refuse.
    init?(_ paragraph: ControlParagraph, log: inout OddityLog, isHeld: Bool = false) throws(FeedError) {
        let file = log.file
        let name = try Self.required("Package", in: paragraph, file: file)
        try Self.checkName(name, "Package", in: paragraph, file: file)
        guard let architecture = paragraph["Architecture"], !architecture.isEmpty else {
            // dpkg warns, and apt finds nothing that it could put in its place.
            let message = "the paragraph has no 'Architecture' field"
            log.add(message, of: name, line: paragraph.line, leavesPackageOut: true)
            return nil
        }
        try Self.checkName(architecture, "Architecture", in: paragraph, file: file)
        let version = try log.version(
            try Self.required("Version", in: paragraph, file: file),
            of: name,
            line: paragraph.line(of: "Version"),
            leavesPackageOut: true
        )
        guard let version else { return nil }

        var source = name
        var sourceVersion = version
        if let text = paragraph["Source"], !text.isEmpty {
            let parts = text.split(separator: " ", maxSplits: 1)
            source = String(parts.first ?? "")
            if parts.count == 2, parts[1].hasPrefix("("), parts[1].hasSuffix(")") {
                let stated = try log.version(
                    parts[1].dropFirst().dropLast(),
                    of: name,
                    line: paragraph.line(of: "Source"),
                    leavesPackageOut: false
                )
                sourceVersion = stated ?? version
            }
        }
        try Self.checkName(source, "Source", in: paragraph, file: file)

        var relations: [[[PackageRelation]]] = []
        for field in ["Pre-Depends", "Depends", "Provides"] {
            let line = paragraph.line(of: field)
            let text = paragraph[field] ?? ""
            relations.append(try PackageRelation.parse(text, of: name, field: field, line: line, log: &log))
        }
        self.name = name
        self.architecture = architecture
        self.version = version
        self.source = source
        self.sourceVersion = sourceVersion
        self.isHeld = isHeld
        section = paragraph["Section"] ?? ""
        size = try Self.size(in: paragraph, file: file)
        dependencies = relations[0] + relations[1]
        provides = relations[2].flatMap { $0 }
        shipsService = paragraph["Conffiles"]?.contains("/etc/init.d/") ?? false
    }

    private static func required(_ field: String, in paragraph: ControlParagraph, file: String) throws(FeedError)
        -> String
    {
        guard let value = paragraph[field], !value.isEmpty else {
            let owner = paragraph["Package"].map { " of package \(FeedText.excerpt($0))" } ?? ""
            let message = "the paragraph\(owner) has no '\(field)' field"
            throw FeedError(.missingField, file: file, line: paragraph.line, message)
        }
        return value
    }

    /// Names end up in scenarios and on terminals, so nothing but what Policy 5.6.7 allows (and the underscore).
    private static func checkName(
        _ name: String,
        _ field: String,
        in paragraph: ControlParagraph,
        file: String
    ) throws(FeedError) {
        guard !name.isEmpty, name.utf8.allSatisfy({ nameBytes.contains($0) }) else {
            let message = "\(FeedText.excerpt(name)) is not a package name"
            throw FeedError(.malformed, file: file, line: paragraph.line(of: field), message)
        }
    }

    private static func size(in paragraph: ControlParagraph, file: String) throws(FeedError) -> Int64 {
        guard let text = paragraph["Size"] else { return 0 }
        guard let bytes = Int64(text), (0...largestSize).contains(bytes) else {
            let message = "the size \(FeedText.excerpt(text)) is not a number of bytes"
            throw FeedError(.malformed, file: file, line: paragraph.line(of: "Size"), message)
        }
        return bytes
    }
}
