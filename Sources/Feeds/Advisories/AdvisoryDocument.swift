import PatchModel
import Text

/// Reads one JSON document of advisories, and tells by its members what it is: a record of OSV or several, a month of
/// Microsoft's (CVRF), or a database of Alpine's (secdb).
struct AdvisoryDocument {
    static let expected =
        "advisories as JSON: OSV (https://osv.dev), Microsoft's CVRF, Alpine's secdb; or a zip or a folder of such"

    static func read(_ bytes: [UInt8], file: String, into collector: inout AdvisoryCollector) throws(InputError) {
        let document = try JSONDocument(bytes, file: file, expected: expected)
        var isKnown = false
        // Not a copy of what was found so far, which would be made again for each of thousands of documents.
        var found = AdvisoryCollector(wanted: collector.wanted)
        try document.read { cursor throws(JSONCursor.Problem) in
            if cursor.isList {
                isKnown = true
                try cursor.list("the document") { cursor throws(JSONCursor.Problem) in
                    isKnown = try read(&cursor, into: &found) && isKnown
                }
            } else {
                isKnown = try read(&cursor, into: &found)
            }
        }
        guard isKnown else {
            throw InputError(.wrongFormat, file: file, line: 1, "this JSON holds no advisory; expected \(expected)")
        }
        collector.add(found)
    }

    /// - Returns: whether it is an advisory of any kind.
    private static func read(
        _ cursor: inout JSONCursor,
        into collector: inout AdvisoryCollector
    ) throws(JSONCursor.Problem) -> Bool {
        var record = OSVRecord()
        var month = MicrosoftMonth()
        var database = AlpineDatabase()
        var hasNested = false
        try cursor.object("an advisory") { cursor, key throws(JSONCursor.Problem) in
            switch key {
            case "Vulnerability", "DocumentTracking", "DocumentTitle": try month.read(&cursor, key)
            case "packages", "distroversion", "reponame": try database.read(&cursor, key)
            // What OSV's interface answers.
            case "vulns" where cursor.isList:
                hasNested = true
                try cursor.list("'vulns'") { cursor throws(JSONCursor.Problem) in
                    _ = try read(&cursor, into: &collector)
                }
            default: try record.read(&cursor, key, collector)
            }
        }
        if month.isOne { month.finish(into: &collector) }
        if database.isOne { database.finish(into: &collector) }
        if record.isOne { try record.finish(into: &collector, cursor) }
        return month.isOne || database.isOne || record.isOne || hasNested
    }
}
