import ScenarioFiles
import Text

/// Reads a column of times that may be written in several forms, and never guesses which one is meant.
///
/// A cell that two forms read as two moments is kept until all rows are known: if only one of the forms fits every cell, it is
/// that one.
struct TimeColumn {
    /// A cell that may mean several moments.
    struct Doubt {
        let line: Int
        let text: String
        /// By form.
        let values: [Int64?]
        /// The device whose time it is.
        var device = 0
        /// What was taken for the time meanwhile.
        var taken: Int64 = 0
    }

    enum Reading {
        case never
        case time(Int64)
        /// The first form's reading, and the number of the doubt.
        case doubtful(Int64, Int)
    }

    private let file: String
    private let name: String
    /// What to do about a text that no form reads.
    private let remedy: String
    private let forms: [TimeForm]
    private let zone: ZoneClock
    private let never: [Wildcard]
    /// By form, whether it fits all cells so far.
    private var fits: [Bool]
    var doubts: [Doubt] = []

    init(_ times: TableMap.Times, name: String, file: String) {
        self.file = file
        self.name = SafeText.excerpt(name, limit: 60)
        forms = times.formats.map { TimeForm($0) }
        zone = ZoneClock(times.zone)
        never = times.never.map { Wildcard($0) }
        fits = forms.map { _ in true }
        remedy = "add its form to times.formats of the mapping"
    }

    /// A column of a table that has no mapping; by UTC where a time does not say its zone.
    init(formats: [String], name: String, file: String, remedy: String) {
        self.file = file
        self.name = SafeText.excerpt(name, limit: 60)
        self.remedy = remedy
        forms = formats.map { TimeForm($0) }
        zone = ZoneClock("UTC")
        never = []
        fits = forms.map { _ in true }
    }

    mutating func read(_ text: String, line: Int) throws(InputError) -> Reading {
        if never.contains(where: { $0.matches(text) }) { return .never }
        var values: [Int64?] = []
        var first: Int64?
        var differs = false
        for (index, form) in forms.enumerated() {
            let value = form.seconds(text, zone: zone)
            if value == nil { fits[index] = false }
            if let value {
                differs = differs || first.map { $0 != value } ?? false
                first = first ?? value
            }
            if forms.count > 1 { values.append(value) }
        }
        guard let first else { throw unknown(text, line) }
        guard differs else { return .time(first) }
        doubts.append(Doubt(line: line, text: text, values: values))
        return .doubtful(first, doubts.count - 1)
    }

    /// The form that settles all doubts; nil if there are none.
    ///
    /// - Throws: ``InputError`` with code `ambiguous-time` if no form does, or several do.
    func settled() throws(InputError) -> Int? {
        guard let doubt = doubts.first else { return nil }
        let left = forms.indices.filter { fits[$0] }
        let isOne = left.dropFirst().allSatisfy { other in doubts.allSatisfy { $0.values[other] == $0.values[left[0]] }
        }
        if let form = left.first, isOne { return form }
        let read = forms.indices.filter { doubt.values[$0] != nil }.map { forms[$0].pattern }
        let message =
            "\(FeedText.excerpt(doubt.text)) is one moment by \(read.joined(separator: " and another by ")), and no other row "
            + "decides; leave one of the two in times.formats of the mapping"
        throw InputError(.ambiguousTime, file: file, line: doubt.line, column: name, message)
    }

    private func unknown(_ text: String, _ line: Int) -> InputError {
        let list = forms.map(\.pattern).joined(separator: ", ")
        let parts = text.prefix { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 3, let first = Int(parts[0]), let second = Int(parts[1]), (1...12).contains(first),
            (1...12).contains(second)
        {
            let message =
                "\(FeedText.excerpt(text)) may be day and month or month and day (dd/MM/yyyy or MM/dd/yyyy, with HH:mm:ss "
                + "behind it where a time follows); \(remedy)"
            return InputError(.ambiguousTime, file: file, line: line, column: name, message)
        }
        let message =
            "\(FeedText.excerpt(text)) is not a time in a known form (\(list)); \(remedy)"
        return InputError(.badTime, file: file, line: line, column: name, message)
    }
}
