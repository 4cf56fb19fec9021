import Feeds
import Foundation

/// The real data that the repository ships, parsed.
enum ShippedFeeds {
    static let machines = ["web", "database", "gateway", "desktop"]

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Scenarios/debian-estate/data/\(name)").path
    }

    static func bytes(_ name: String) throws -> [UInt8] { try FeedFile.bytes(at: path(name)) }

    static func status(_ machine: String) throws -> PackageStatus {
        try PackageStatus(parsing: bytes("\(machine).dpkg-status.xz"), file: "\(machine).dpkg-status.xz")
    }

    static func index() throws -> PackageIndex {
        try PackageIndex(parsing: bytes("bookworm-security-Packages.xz"), file: "bookworm-security-Packages.xz")
    }

    static func advisories(_ name: String) throws -> AdvisoryList {
        try AdvisoryList(parsing: bytes(name), file: name)
    }

    /// The import of all four machines with all feeds, parsed once for all tests.
    static func estate() throws -> DebianImport { try parsedEstate.get() }

    /// What it finds, computed once.
    static func findings() throws -> DebianFindings { try foundEstate.get() }

    private static let parsedEstate = Result { try parseEstate() }
    private static let foundEstate = Result { try estate().findings() }

    private static func parseEstate() throws -> DebianImport {
        var request = DebianImport(
            machines: try machines.map { DebianImport.Machine(name: $0, status: try status($0)) },
            index: try index()
        )
        request.advisories = [try advisories("DSA-list.xz"), try advisories("DSA-2025-2026.xz")]
        request.exploited = try KnownExploited(parsing: bytes("cisa-kev-2025-08-25.json.xz"), file: "kev.json")
        let epss = "epss-2026-08-16-excerpt.csv.xz"
        request.prediction = try ExploitPrediction(parsing: bytes(epss), file: epss)
        return request
    }
}
