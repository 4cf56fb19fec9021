import PatchModel
import Text

/// A month of Microsoft's security updates, in the JSON form of CVRF (https://api.msrc.microsoft.com/cvrf): what counts are
/// the builds of Windows that fix a vulnerability.
///
/// A build is fixed within its line, which its first three numbers are; the line stands for the package.
struct MicrosoftMonth {
    private struct Vulnerability {
        var name = ""
        var severity: Severity?
        var isExploited = false
        var builds: [String] = []
    }

    private var id = ""
    private var published: CalendarDate?
    private var vulnerabilities: [Vulnerability] = []
    private var hasVulnerabilities = false

    var isOne: Bool { hasVulnerabilities }

    mutating func read(_ cursor: inout JSONCursor, _ key: String) throws(JSONCursor.Problem) {
        switch key {
        case "DocumentTracking" where cursor.isObject:
            try cursor.object("'DocumentTracking'") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "InitialReleaseDate": published = try cursor.dayIfAny()
                case "Identification" where cursor.isObject:
                    try cursor.object("'Identification'") { cursor, key throws(JSONCursor.Problem) in
                        if key == "ID" { id = try Self.value(&cursor) ?? "" } else { try cursor.skip() }
                    }
                default: try cursor.skip()
                }
            }
        case "Vulnerability" where cursor.isList:
            hasVulnerabilities = true
            try cursor.list("'Vulnerability'") { cursor throws(JSONCursor.Problem) in
                vulnerabilities.append(try Self.vulnerability(&cursor))
            }
        default: try cursor.skip()
        }
    }

    /// The text in an object `{"Value": "..."}`.
    private static func value(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> String? {
        guard cursor.isObject else {
            try cursor.skip()
            return nil
        }
        var text: String?
        try cursor.object("this") { cursor, key throws(JSONCursor.Problem) in
            if key == "Value" { text = try cursor.textIfAny() } else { try cursor.skip() }
        }
        return text
    }

    private static func vulnerability(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> Vulnerability {
        var one = Vulnerability()
        func raise(_ severity: Severity?) {
            one.severity = [one.severity, severity].compactMap(\.self).max { $0.weight < $1.weight }
        }
        try cursor.object("an item of 'Vulnerability'") { cursor, key throws(JSONCursor.Problem) in
            switch key {
            case "CVE":
                let place = cursor.place
                one.name = try cursor.text("'CVE'")
                // Advisories of Microsoft's own are called ADV180029.
                guard AdvisoryText.isName(one.name) else { throw cursor.wrong("'CVE' is no name", at: place) }
            case "Threats" where cursor.isList:
                try cursor.list("'Threats'") { cursor throws(JSONCursor.Problem) in
                    var (kind, text) = (-1.0, "")
                    try cursor.object("an item of 'Threats'") { cursor, key throws(JSONCursor.Problem) in
                        switch key {
                        case "Type": kind = try cursor.numberIfAny() ?? -1
                        case "Description": text = try value(&cursor) ?? ""
                        default: try cursor.skip()
                        }
                    }
                    if kind == 3 { raise(BaseScore.severity(word: text)) }
                    if kind == 1, text.split(separator: ";").contains("Exploited:Yes") { one.isExploited = true }
                }
            case "Remediations" where cursor.isList:
                try cursor.list("'Remediations'") { cursor throws(JSONCursor.Problem) in
                    try cursor.object("an item of 'Remediations'") { cursor, key throws(JSONCursor.Problem) in
                        guard key == "FixedBuild" else { return try cursor.skip() }
                        if let build = try cursor.textIfAny() { one.builds.append(build) }
                    }
                }
            default: try cursor.skip()
            }
        }
        return one
    }

    func finish(into collector: inout AdvisoryCollector) {
        for one in vulnerabilities where !one.name.isEmpty {
            collector.note()
            for build in Set(one.builds).sorted() {
                guard let line = Self.line(build), collector.isWanted(line, Ecosystem.microsoft) else { continue }
                collector.add(
                    PackageAdvisory(
                        id: id.isEmpty ? one.name : "MSRC \(id)",
                        vulnerabilities: [one.name],
                        published: published,
                        severity: one.severity,
                        isExploited: one.isExploited,
                        ecosystem: Ecosystem.microsoft,
                        package: line,
                        ranges: [[.introduced("\(line).0"), .fixed(build)]]
                    )
                )
            }
        }
    }

    /// `10.0.22631` of `10.0.22631.4169`; nil if that is no build of Windows.
    static func line(_ build: String) -> String? {
        let parts = build.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }) else { return nil }
        return parts.prefix(3).joined(separator: ".")
    }
}
