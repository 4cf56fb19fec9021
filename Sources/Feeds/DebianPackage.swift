public import PatchModel

/// A binary package, as a status file or a package index describes it.
public struct DebianPackage: Sendable {
    /// The binary package's name.
    public let name: String
    /// Its architecture, or `all`.
    public let architecture: String
    /// Its version.
    public let version: DebianVersion
    /// The source package it was built from.
    public let source: String
    /// The version of that source; differs from ``version`` after a rebuild without changes (`+b1`) and for packages
    /// that carry their own version numbers.
    public let sourceVersion: DebianVersion
    /// The archive section, for instance `libs`; empty if not stated.
    public let section: String
    /// Bytes to download; zero in a status file, which does not say.
    public let size: Int64
    /// Whether it ships a service of its own: a configuration file below `/etc/init.d`.
    public let shipsService: Bool
    /// Depends and Pre-Depends: all of these, each by one of its alternatives.
    let dependencies: [[PackageRelation]]
    /// The virtual packages it stands for.
    let provides: [PackageRelation]

    /// The source's name as advisories use it: Debian signs kernels in a source package of their own, while its
    /// advisories speak of `linux`.
    public var advisorySource: String { source.hasPrefix("linux-signed-") ? "linux" : source }

    /// The version by which advisories speak of the source; a signed kernel's is that of the binary package.
    public var advisoryVersion: DebianVersion { source.hasPrefix("linux-signed-") ? version : sourceVersion }

    static let fields = [
        "Package", "Architecture", "Version", "Source", "Section", "Size", "Depends", "Pre-Depends", "Provides",
        "Status", "Conffiles",
    ]

    /// A tebibyte: sizes beyond it are mistakes, and their sum could leave the range of integers.
    private static let largestSize: Int64 = 1 << 40

    private static let nameBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._".utf8)

    /// Reads one paragraph.
    ///
    /// - Throws: ``FeedError`` at the field that is missing or wrong.
    init(_ paragraph: ControlParagraph, file: String) throws(FeedError) {
        func required(_ field: String) throws(FeedError) -> String {
            guard let value = paragraph[field], !value.isEmpty else {
                let owner = paragraph["Package"].map { " of package '\($0)'" } ?? ""
                let message = "the paragraph\(owner) has no '\(field)' field"
                throw FeedError(.missingField, file: file, line: paragraph.line, message)
            }
            return value
        }
        func version(_ text: some StringProtocol, _ field: String) throws(FeedError) -> DebianVersion {
            do throws(DebianVersion.ParseError) {
                return try DebianVersion(text)
            } catch {
                throw FeedError(.malformed, file: file, line: paragraph.line(of: field), error.description)
            }
        }
        func relations(_ field: String) throws(FeedError) -> [[PackageRelation]] {
            guard let value = paragraph[field] else { return [] }
            return try PackageRelation.parse(value, file: file, line: paragraph.line(of: field))
        }

        func checkName(_ name: String, _ field: String) throws(FeedError) {
            // Names end up in scenarios and on terminals, so nothing but what Policy 5.6.7 allows (and the underscore).
            guard !name.isEmpty, name.utf8.allSatisfy({ Self.nameBytes.contains($0) }) else {
                let message = "\(FeedText.excerpt(name)) is no package name"
                throw FeedError(.malformed, file: file, line: paragraph.line(of: field), message)
            }
        }

        name = try required("Package")
        try checkName(name, "Package")
        architecture = try required("Architecture")
        try checkName(architecture, "Architecture")
        self.version = try version(try required("Version"), "Version")
        section = paragraph["Section"] ?? ""
        if let text = paragraph["Size"] {
            guard let bytes = Int64(text), (0...Self.largestSize).contains(bytes) else {
                let message = "the size \(FeedText.excerpt(text)) is not a number of bytes"
                throw FeedError(.malformed, file: file, line: paragraph.line(of: "Size"), message)
            }
            size = bytes
        } else {
            size = 0
        }
        if let text = paragraph["Source"], !text.isEmpty {
            let parts = text.split(separator: " ", maxSplits: 1)
            source = String(parts.first ?? "")
            if parts.count == 2, parts[1].hasPrefix("("), parts[1].hasSuffix(")") {
                sourceVersion = try version(parts[1].dropFirst().dropLast(), "Source")
            } else {
                sourceVersion = self.version
            }
        } else {
            source = name
            sourceVersion = self.version
        }
        try checkName(source, "Source")
        dependencies = try relations("Pre-Depends") + relations("Depends")
        provides = try relations("Provides").flatMap { $0 }
        shipsService = paragraph["Conffiles"]?.contains("/etc/init.d/") ?? false
    }
}
