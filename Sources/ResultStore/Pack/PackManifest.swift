/// The head of a pack: everything that the runs follow from, with digests of the files beside it.
struct PackManifest: Codable, Sendable {
    /// The version of the pack's form.
    static let format = 1
    static let name = "manifest.json"
    static let results = "results.jsonl"

    struct File: Codable, Sendable {
        /// Its name in the pack.
        var name: String
        var sha256: String
    }

    struct Source: Codable, Sendable {
        /// How the scenario's files call it.
        var paths: [String]
        /// Its name in the pack.
        var file: String
    }

    struct Setting: Codable, Sendable {
        var key: String
        var value: String
    }

    struct Strategy: Codable, Sendable {
        var name: String
        /// `RunKey.digest` of its runs.
        var digest: String
    }

    struct Runs: Codable, Sendable {
        /// A decimal number, because not every program reads 64 bits.
        var seed: String
        var strategy: String
        /// Numbers of the replications, ascending.
        var replications: [Int]
    }

    struct Variant: Codable, Sendable {
        var settings: [Setting]
        var simulationVersion: Int
        var sources: [Source]
        var strategies: [Strategy]
        var runs: [Runs]
    }

    var bundle: Int
    var question: String
    var command: String
    var patchlabVersion: String
    /// The figures of runs, in the order in which they go into digests. Absent in packs of patchlab 0.2 and before.
    var figures: [String]?
    var variants: [Variant]
    /// All files but this one.
    var files: [File]
}
