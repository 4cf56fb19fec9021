import Archives
import Foundation

/// Advisories about the packages that are looked for, from files, folders and archives.
package struct AdvisoryStore: Sendable {
    /// What was given, as the user named it, and how many advisories each holds.
    package private(set) var files: [(name: String, advisories: Int)] = []
    /// Advisories that were withdrawn, and so do not count.
    package private(set) var withdrawn = 0
    private var byPackage: [String: [PackageAdvisory]] = [:]

    /// Bytes that a document in a folder or an archive may have, and one that is given by itself.
    private static let mostInArchive = 16 << 20
    private static let mostAlone = 64 << 20

    /// - Parameters:
    ///   - paths: JSON documents, plain or compressed, folders of them, or archives.
    ///   - wanted: the names of packages that are looked for; nothing is kept of others.
    /// - Throws: ``InputError``; `nothing-found` if one of them holds no advisory.
    package init(_ paths: [String], wanted: Set<String>) throws(InputError) {
        for path in paths {
            var collector = AdvisoryCollector(wanted: wanted)
            try Self.read(path, into: &collector)
            guard collector.count > 0 else {
                throw InputError(
                    .nothingFound,
                    file: path,
                    "it holds no advisory; expected \(AdvisoryDocument.expected)"
                )
            }
            files.append((path, collector.count))
            withdrawn += collector.withdrawn
            add(collector.advisories)
        }
    }

    /// Advisories that are in memory already.
    init(_ advisories: [PackageAdvisory], file: String) {
        files = [(file, advisories.count)]
        add(advisories)
    }

    private mutating func add(_ advisories: [PackageAdvisory]) {
        for advisory in advisories {
            let scheme = Ecosystem.scheme(of: advisory.ecosystem)
            byPackage[Ecosystem.lookup(advisory.package, scheme: scheme), default: []].append(advisory)
        }
    }

    /// What is said of a package, by the name that advisories have for it.
    func advisories(on package: String) -> [PackageAdvisory] { byPackage[package] ?? [] }

    // MARK: Files

    private static func read(_ path: String, into collector: inout AdvisoryCollector) throws(InputError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return try readFolder(path, into: &collector)
        }
        var found = collector
        let isArchive = try Archives.eachMember(path: path, select: isDocument, failure: unreadable) {
            name,
            bytes throws(InputError) in
            try AdvisoryDocument.read(bytes, file: "\(path)(\(name))", into: &found)
        }
        guard !isArchive else {
            collector = found
            return
        }
        let bytes: [UInt8]
        do throws(ArchiveError) {
            var limits = ArchiveLimits()
            limits.expandedBytes = mostAlone
            bytes = try Archives.readDocument(path: path, limits: limits)
        } catch {
            throw unreadable(error)
        }
        try AdvisoryDocument.read(bytes, file: path, into: &collector)
    }

    private static func readFolder(_ path: String, into collector: inout AdvisoryCollector) throws(InputError) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw InputError(.unreadable, file: path, "this folder cannot be read")
        }
        var limits = ArchiveLimits()
        limits.expandedBytes = mostInArchive
        for name in names.filter(isDocument).sorted() {
            let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            let bytes: [UInt8]
            do throws(ArchiveError) {
                bytes = try Archives.readDocument(path: file, limits: limits)
            } catch {
                throw unreadable(error)
            }
            try AdvisoryDocument.read(bytes, file: file, into: &collector)
        }
    }

    private static func isDocument(_ name: String) -> Bool { name.lowercased().hasSuffix(".json") }

    private static func unreadable(_ error: ArchiveError) -> InputError {
        InputError(error.code == .tooLarge ? .tooLarge : .unreadable, file: error.path, error.message)
    }
}
