import ArgumentParser
import Feeds

/// The options of imports that take advisories.
struct AdvisoryArguments: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Advisories: OSV's (a zip of an ecosystem, a folder, a document), Microsoft's CVRF, Alpine's secdb (JSON).",
            valueName: "file"
        ),
        completion: .file()
    )
    var advisories: [String] = []

    @Option(
        help: ArgumentHelp(
            "The release whose advisories count, as OSV names it (Debian:12, Ubuntu:22.04:LTS), where nothing else tells.",
            valueName: "name"
        )
    )
    var ecosystem: [String] = []

    @Option(
        help: ArgumentHelp("CISA's catalogue of known exploited vulnerabilities (JSON).", valueName: "file"),
        completion: .file()
    )
    var kev: String?

    @Option(help: ArgumentHelp("EPSS scores (CSV).", valueName: "file"), completion: .file())
    var epss: String?

    /// All files that are named.
    var files: [String] { advisories + [kev, epss].compactMap(\.self) }

    func request() throws -> AdvisoryRequest {
        var request = AdvisoryRequest()
        request.paths = advisories
        request.ecosystems = ecosystem
        request.exploited = try kev.map { try KnownExploited(parsing: FeedFile.bytes(at: $0), file: $0) }
        request.prediction = try epss.map { try ExploitPrediction(parsing: FeedFile.bytes(at: $0), file: $0) }
        return request
    }
}
