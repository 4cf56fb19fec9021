package import PatchModel
package import Text

/// One security advisory as Debian's tracker lists it.
package struct Advisory: Sendable, Hashable {
    /// Who published it.
    package enum Series: String, Sendable, Hashable, CaseIterable {
        /// Debian's security team, for the releases it supports.
        case security = "DSA"
        /// Debian's long term support team, for releases after that.
        case longTermSupport = "DLA"
    }

    /// Its series, each of which is numbered by itself.
    package let series: Series
    /// The number shared by an advisory and its follow-ups: 5356 in `DSA-5356-2`.
    package let number: Int
    /// One for the advisory itself, more for follow-ups: 2 in `DSA-5356-2`.
    package let revision: Int
    /// When it was published.
    package let date: CalendarDate
    /// The source package it is about: as its first line says, or the only one of which it gives a fixed version. Empty for
    /// announcements that concern none, and where it is about several.
    package let package: String
    /// What it calls itself, for instance `security update` or `regression update`.
    package let title: String
    /// The CVE names it gives.
    package let vulnerabilities: [String]
    /// The versions that fix them, one per release and source package.
    package let fixes: [Fix]
    /// The file and the line it was read from.
    package let file: String
    package let line: Int

    /// A fixed version.
    package struct Fix: Sendable, Hashable {
        /// The release's code name as the list gives it.
        package let release: String
        /// The source package.
        package let package: String
        /// The version from which on the package is fixed.
        package let version: DebianVersion
    }

    /// `DSA-5356-2`.
    package var name: String { "\(series.rawValue)-\(number)-\(revision)" }

    /// Whether this entry repairs what an earlier one of the same number broke: a follow-up (`-2` or later) whose title
    /// speaks of a regression. Follow-ups that only complete a fix or add a release do not count.
    package var isRegressionUpdate: Bool { revision > 1 && title.lowercased().contains("regression") }
}

/// Debian's list of security advisories (`DSA/list` or `DLA/list` of the security tracker, or a list in the same form).
package struct AdvisoryList: Sendable {
    /// Where it was read from.
    package let file: String
    /// The advisories in the file's order.
    package let advisories: [Advisory]
    /// Package lines without a version that could be compared: `<not-affected>`, `<end-of-life>`, `<unfixed>`.
    package let withoutFixedVersion: Int
    /// Package lines that are not of the form `[release] - package version`, and so are not read.
    package let unreadLines: Int

    /// Reads a list.
    ///
    /// The form, as the tracker keeps it by hand since 2002:
    ///
    ///     [17 Mar 2023] DSA-5356-2 sox - regression update
    ///         {CVE-2021-23159 CVE-2021-33844}
    ///         [bullseye] - sox 14.4.2+git20190427-2+deb11u2
    ///         NOTE: free text
    ///
    /// Indentation may be by tabs or spaces; a few old entries lack the revision, which then is 1. Advisories of long term
    /// support are called `DLA-3380-1`.
    ///
    /// - Throws: ``FeedError`` with the line that does not fit this form; `nothingFound` if there is no advisory.
    package init(parsing bytes: [UInt8], file: String) throws(FeedError) {
        let expected = "an advisory list ('[17 Mar 2023] DSA-5356-2 sox - regression update')"
        let bytes = try FeedText.checked(bytes, file: file, expected: expected)
        var parser = AdvisoryListParser(file: file, expected: expected)
        try FeedText.forEachLine(in: bytes) { number, line throws(FeedError) in
            try parser.read(line: String(decoding: line, as: UTF8.self), number: number)
        }
        parser.finish()
        guard !parser.advisories.isEmpty else {
            throw FeedError(.nothingFound, file: file, "it lists no advisory; expected \(expected)")
        }
        self.file = file
        self.advisories = parser.advisories
        self.withoutFixedVersion = parser.withoutFixedVersion
        self.unreadLines = parser.unreadLines
    }
}

private struct AdvisoryListParser {
    let file: String
    let expected: String
    var advisories: [Advisory] = []
    var withoutFixedVersion = 0
    var unreadLines = 0

    private struct Header {
        var series: Advisory.Series
        var number: Int
        var revision: Int
        var date: CalendarDate
        var package = ""
        var title: String
        var line: Int
    }

    private var header: Header?
    private var vulnerabilities: [String] = []
    private var fixes: [Advisory.Fix] = []

    init(file: String, expected: String) {
        self.file = file
        self.expected = expected
    }

    mutating func read(line: String, number: Int) throws(FeedError) {
        let text = FeedText.trimmed(line)
        guard let first = text.first else { return }
        if line.first == "[" {
            finish()
            try readHeader(text, number: number)
            return
        }
        guard header != nil else {
            throw malformed("this line stands before the first advisory", text, number)
        }
        switch first {
        case "{":
            guard let end = text.lastIndex(of: "}") else { throw malformed("a brace is not closed", text, number) }
            let inside = text[text.index(after: text.startIndex)..<end]
            vulnerabilities += inside.split { $0 == " " || $0 == "\t" }.map(String.init).filter { Self.isCVEName($0) }
        case "[":
            try readFix(text, number: number)
        default:
            // Notes and remarks in free text.
            break
        }
    }

    mutating func finish() {
        guard var header else { return }
        // An old entry may name several packages in its first line, or have no dash there.
        let packages = Set(fixes.map(\.package))
        if header.package.isEmpty, packages.count == 1, let only = packages.first { header.package = only }
        advisories.append(
            Advisory(
                series: header.series,
                number: header.number,
                revision: header.revision,
                date: header.date,
                package: header.package,
                title: header.title,
                vulnerabilities: vulnerabilities,
                fixes: fixes,
                file: file,
                line: header.line
            )
        )
        self.header = nil
        vulnerabilities = []
        fixes = []
    }

    private mutating func readHeader(_ text: Substring, number: Int) throws(FeedError) {
        guard let close = text.firstIndex(of: "]") else { throw malformed("a bracket is not closed", text, number) }
        let dateText = text[text.index(after: text.startIndex)..<close]
        guard let date = CalendarDate(advisory: dateText) else {
            throw malformed("'\(dateText)' is not a date such as 17 Mar 2023", text, number)
        }
        guard date.isOfScenarios else {
            throw malformed("'\(dateText)' is not in \(CalendarDate.scenarioYears)", text, number)
        }
        let rest = FeedText.trimmed(text[text.index(after: close)...])
        let words = rest.split(separator: " ", maxSplits: 1)
        let parts = (words.first ?? "").split(separator: "-")
        guard (2...3).contains(parts.count), let series = Advisory.Series(rawValue: String(parts[0])),
            let serial = Int(parts[1]), let revision = parts.count == 3 ? Int(parts[2]) : 1, revision >= 1
        else { throw malformed("there is no advisory name such as DSA-5356-2 or DLA-3380-1", text, number) }
        let subject = words.count == 2 ? String(FeedText.trimmed(words[1])) : ""
        // 'sox - regression update'; a few announcements have no package.
        var header = Header(
            series: series,
            number: serial,
            revision: revision,
            date: date,
            title: subject,
            line: number
        )
        if let space = subject.firstIndex(of: " "), !subject[..<space].isEmpty {
            let after = FeedText.trimmed(subject[space...])
            if after.hasPrefix("-") {
                header.package = String(subject[..<space])
                header.title = String(FeedText.trimmed(after.drop { $0 == "-" }))
            }
        }
        self.header = header
    }

    private mutating func readFix(_ text: Substring, number: Int) throws(FeedError) {
        guard let close = text.firstIndex(of: "]") else { throw malformed("a bracket is not closed", text, number) }
        let release = String(text[text.index(after: text.startIndex)..<close])
        let words = text[text.index(after: close)...].split { $0 == " " || $0 == "\t" }
        guard words.count >= 2, words[0] == "-" else {
            unreadLines += 1
            return
        }
        guard words.count >= 3, let version = try? DebianVersion(words[2]) else {
            withoutFixedVersion += 1
            return
        }
        fixes.append(Advisory.Fix(release: release, package: String(words[1]), version: version))
    }

    /// `CVE-`, a year, a number: nothing else reaches scenarios and terminals.
    private static func isCVEName(_ text: String) -> Bool {
        text.hasPrefix("CVE-") && text.utf8.dropFirst(4).allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private func malformed(_ what: String, _ text: Substring, _ number: Int) -> FeedError {
        FeedError(.malformed, file: file, line: number, "\(what): \(FeedText.excerpt(text)); expected \(expected)")
    }
}
