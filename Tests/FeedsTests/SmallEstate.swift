import Feeds
import Text

/// Inventories, indexes and lists of a few lines for the tests of the import.
enum SmallEstate {
    /// A status paragraph of an installed package.
    static func installed(
        _ name: String,
        _ version: String,
        state: String = "install ok installed",
        architecture: String = "amd64",
        _ more: String...
    ) -> String {
        "Package: \(name)\nStatus: \(state)\nArchitecture: \(architecture)\nVersion: \(version)\n"
            + more.map { $0 + "\n" }.joined() + "\n"
    }

    /// An index paragraph.
    static func offered(_ name: String, _ version: String, architecture: String = "amd64", _ more: String...) -> String
    {
        "Package: \(name)\nArchitecture: \(architecture)\nVersion: \(version)\nSize: 1000\n"
            + more.map { $0 + "\n" }.joined() + "\n"
    }

    /// An entry of an advisory list.
    static func advisory(_ date: String, _ name: String, _ cve: String, _ release: String, _ fix: String) -> String {
        let package = fix.split(separator: " ").first ?? ""
        return "[\(date)] \(name) \(package) - security update\n\t{\(cve)}\n\t[\(release)] - \(fix)\n"
    }

    static func request(_ machines: [(String, String)], indexes: [String], lists: [String] = []) throws -> DebianImport
    {
        var request = DebianImport(
            machines: try machines.map { name, text in
                .init(name: name, status: try PackageStatus(parsing: Array(text.utf8), file: "\(name).status"))
            },
            indexes: try indexes.enumerated().map { number, text in
                try PackageIndex(parsing: Array(text.utf8), file: "Packages\(number)")
            }
        )
        request.advisories = try lists.map { try AdvisoryList(parsing: Array($0.utf8), file: "list") }
        request.start = CalendarDate(iso: "2026-01-10")
        return request
    }
}
