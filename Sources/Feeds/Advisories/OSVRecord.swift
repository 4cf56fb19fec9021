import PatchModel
import Text

/// One record in the Open Source Vulnerability format, after https://ossf.github.io/osv-schema (1.7).
struct OSVRecord {
    private struct Affected {
        var ecosystem = ""
        var name = ""
        var severity: Severity?
        var ranges: [[PackageAdvisory.Event]] = []
    }

    private var id: String?
    private var published: CalendarDate?
    private var isWithdrawn = false
    private var aliases: [String] = []
    private var related: [String] = []
    private var severity: Severity?
    /// The severity in a word, for a record without a score that is understood.
    private var word: Severity?
    private var affected: [Affected] = []
    private var hasAffected = false

    /// Whether there is anything of a record.
    var isOne: Bool { id != nil || hasAffected }

    mutating func read(
        _ cursor: inout JSONCursor,
        _ key: String,
        _ collector: AdvisoryCollector
    ) throws(JSONCursor.Problem) {
        switch key {
        case "id":
            let place = cursor.place
            let text = try cursor.text("'id'")
            guard AdvisoryText.isName(text) else { throw cursor.wrong("'id' is no name of an advisory", at: place) }
            id = text
        case "published": published = try cursor.dayIfAny()
        case "withdrawn": isWithdrawn = try cursor.textIfAny() != nil
        case "aliases", "upstream": aliases += try cursor.texts()
        case "related": related = try cursor.texts()
        case "severity" where cursor.isList: severity = try Self.severity(&cursor)
        case "database_specific" where cursor.isObject: word = try Self.word(&cursor)
        case "affected":
            hasAffected = true
            guard cursor.isList else { return try cursor.skip() }
            try cursor.list("'affected'") { cursor throws(JSONCursor.Problem) in
                let one = try Self.affected(&cursor)
                if collector.isWanted(one.name, one.ecosystem) { affected.append(one) }
            }
        default: try cursor.skip()
        }
    }

    private static func affected(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> Affected {
        var one = Affected()
        var words: Severity?
        try cursor.object("an item of 'affected'") { cursor, key throws(JSONCursor.Problem) in
            switch key {
            case "package" where cursor.isObject:
                try cursor.object("'package'") { cursor, key throws(JSONCursor.Problem) in
                    switch key {
                    case "ecosystem": one.ecosystem = try cursor.text("'ecosystem'")
                    case "name": one.name = try cursor.text("'name'")
                    default: try cursor.skip()
                    }
                }
            case "severity" where cursor.isList: one.severity = try severity(&cursor)
            case "ecosystem_specific" where cursor.isObject, "database_specific" where cursor.isObject:
                let word = try word(&cursor)
                words = words ?? word
            case "ranges" where cursor.isList:
                try cursor.list("'ranges'") { cursor throws(JSONCursor.Problem) in
                    if let events = try events(&cursor) { one.ranges.append(events) }
                }
            default: try cursor.skip()
            }
        }
        one.severity = one.severity ?? words
        return one
    }

    /// The events of a range; nil if it is one of commits.
    private static func events(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> [PackageAdvisory.Event]? {
        var events: [PackageAdvisory.Event] = []
        var isOfCommits = false
        try cursor.object("an item of 'ranges'") { cursor, key throws(JSONCursor.Problem) in
            switch key {
            case "type": isOfCommits = try cursor.text("'type'") == "GIT"
            case "events" where cursor.isList:
                try cursor.list("'events'") { cursor throws(JSONCursor.Problem) in
                    try cursor.object("an event") { cursor, key throws(JSONCursor.Problem) in
                        switch key {
                        case "introduced": events.append(.introduced(try cursor.text("'introduced'")))
                        case "fixed": events.append(.fixed(try cursor.text("'fixed'")))
                        case "last_affected": events.append(.lastAffected(try cursor.text("'last_affected'")))
                        default: try cursor.skip()
                        }
                    }
                }
            default: try cursor.skip()
            }
        }
        return isOfCommits ? nil : events
    }

    /// The severest of those that are given: vectors of CVSS 3, or words such as Ubuntu's.
    private static func severity(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> Severity? {
        var severest: Severity?
        try cursor.list("'severity'") { cursor throws(JSONCursor.Problem) in
            try cursor.object("an item of 'severity'") { cursor, key throws(JSONCursor.Problem) in
                guard key == "score" else { return try cursor.skip() }
                guard let text = try cursor.textIfAny() else { return }
                let found = BaseScore.score(text).map { BaseScore.severity($0) } ?? BaseScore.severity(word: text)
                severest = [severest, found].compactMap(\.self).max { $0.weight < $1.weight }
            }
        }
        return severest
    }

    /// A severity in a word.
    private static func word(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> Severity? {
        var found: Severity?
        try cursor.object("this") { cursor, key throws(JSONCursor.Problem) in
            guard key == "severity" || key == "urgency" else { return try cursor.skip() }
            if let word = try cursor.textIfAny() { found = BaseScore.severity(word: word) }
        }
        return found
    }

    func finish(into collector: inout AdvisoryCollector, _ cursor: JSONCursor) throws(JSONCursor.Problem) {
        guard let id else { throw cursor.wrong("this record has no 'id'", at: 0) }
        collector.note(isWithdrawn: isWithdrawn)
        guard !isWithdrawn else { return }
        let named = ([id] + aliases).filter { AdvisoryText.isCVE($0) }
        // Records of former years have their CVEs among what is related.
        let older = named.isEmpty ? related.filter { AdvisoryText.isCVE($0) } : []
        let names = named + older
        let vulnerabilities = names.isEmpty ? [id] : Set(names).sorted()
        for one in affected {
            collector.add(
                PackageAdvisory(
                    id: id,
                    vulnerabilities: vulnerabilities,
                    published: published,
                    severity: one.severity ?? severity ?? word,
                    isExploited: false,
                    ecosystem: one.ecosystem,
                    package: one.name,
                    ranges: one.ranges
                )
            )
        }
    }
}
