import ScenarioFiles
import Text

/// Reads what `rpm -qa` lists in the form that ``format`` asks for: a package in each line, with tabs between its columns.
package enum RPMListing {
    /// What to give `rpm -qa --qf`. The source package and the time may be missing.
    package static let format = #"%{NAME}\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\t%{INSTALLTIME}\n"#

    static let expected = "what `rpm -qa --qf '\(format)'` lists"
    /// Packages in one listing.
    static let most = 200_000

    /// - Parameter name: how the image is called.
    /// - Throws: ``InputError`` with the line.
    package static func image(_ bytes: [UInt8], file: String, name: String) throws(InputError) -> InventoryImage {
        var image = InventoryImage(name: name, file: file, kind: "RPM packages")
        image.several = .newest
        var newest = 0
        try ListingText.forEachLine(bytes, file: file, expected: expected) { number, line throws(InputError) in
            func bad(_ message: String) -> InputError {
                InputError(
                    .badLine,
                    file: file,
                    line: number,
                    "\(message): \(FeedText.excerpt(line)); expected \(expected)"
                )
            }
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map {
                String(FeedText.trimmed($0))
            }
            guard cells.count >= 2 else {
                throw bad("this line has no tab, so that name, epoch and version cannot be told apart")
            }
            // Keys with which packages are signed are listed like packages.
            guard cells[0] != "gpg-pubkey" else {
                image.leftOut["keys for signatures", default: 0] += 1
                return
            }
            guard ListingText.isName(cells[0]) else { throw bad("this is no name of a package") }
            let version = cells[1].replacing("(none):", with: "0:")
            guard VersionScheme.rpm.key(of: version) != nil else {
                throw bad("the second column is no version of RPM's")
            }
            guard image.packages.count < most else {
                throw InputError(.tooLarge, file: file, line: number, "there are more than \(most) packages")
            }
            let source = cells.count > 3 && cells[3] != "(none)" ? Ecosystem.sourceName(cells[3]) : ""
            // What is built from a source in another version than its own is not measured by that of the source.
            let plain = version.split(separator: ":", maxSplits: 1).last.map(String.init) ?? version
            let isTold = !source.isEmpty && source != cells[0] && cells[3].hasPrefix("\(source)-\(plain).")
            image.packages.append(
                .init(
                    name: cells[0],
                    title: cells[0],
                    version: version,
                    scheme: .rpm,
                    // Advisories are about what is installed; where a distribution names the source, that is told of it.
                    names: isTold ? [cells[0], source] : [cells[0]],
                    source: source.isEmpty ? nil : source
                )
            )
            if cells.count > 4, let time = Int(cells[4]) { newest = max(newest, time) }
        }
        guard !image.packages.isEmpty else {
            throw InputError(.nothingFound, file: file, "it lists no package; expected \(expected)")
        }
        image.day = ListingText.day(newest)
        return image
    }

    // MARK: Pending updates

    static let updatesExpected =
        "what `dnf updateinfo list` lists ('RHSA-2024:6783 Moderate/Sec.  openssl-libs-1:3.0.7-28.el9_4.x86_64')"

    /// Reads what `dnf updateinfo list` lists: the advisories of pending updates, without days.
    ///
    /// - Throws: ``InputError`` with the line.
    package static func updates(_ bytes: [UInt8], file: String) throws(InputError) -> AdvisoryStore {
        var advisories: [PackageAdvisory] = []
        try ListingText.forEachLine(bytes, file: file, expected: updatesExpected) { number, line throws(InputError) in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            // Between the lines dnf says when it looked last.
            if line.hasPrefix("Last metadata expiration check") || line.hasPrefix("Updating Subscription") { return }
            func bad(_ message: String) -> InputError {
                InputError(
                    .badLine,
                    file: file,
                    line: number,
                    "\(message): \(FeedText.excerpt(line)); expected \(updatesExpected)"
                )
            }
            guard words.count == 3 else { throw bad("these are not three words") }
            guard AdvisoryText.isName(words[0]) else { throw bad("the first word is not the name of an advisory") }
            guard let (name, version) = nameAndVersion(words[2]) else { throw bad("the last word is not a package") }
            let kind = words[1].split(separator: "/", omittingEmptySubsequences: false)
            guard kind.count <= 2, !kind[0].isEmpty else { throw bad("the second word is not a kind of update") }
            advisories.append(
                PackageAdvisory(
                    id: words[0],
                    vulnerabilities: kind.count == 2 ? [words[0]] : [],
                    published: nil,
                    severity: BaseScore.severity(word: String(kind[0])),
                    isExploited: false,
                    ecosystem: Ecosystem.listing,
                    package: name,
                    ranges: [[.introduced("0"), .fixed(version)]]
                )
            )
        }
        guard !advisories.isEmpty else {
            throw InputError(.nothingFound, file: file, "it lists no update; expected \(updatesExpected)")
        }
        return AdvisoryStore(advisories, file: file)
    }

    /// `openssl-libs` and `1:3.0.7-28.el9_4` of `openssl-libs-1:3.0.7-28.el9_4.x86_64`.
    static func nameAndVersion(_ text: String) -> (name: String, version: String)? {
        guard let point = text.lastIndex(of: ".") else { return nil }
        let parts = text[..<point].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return nil }
        let name = parts.dropLast(2).joined(separator: "-")
        let version = parts.suffix(2).joined(separator: "-")
        guard ListingText.isName(name), VersionScheme.rpm.key(of: version) != nil else { return nil }
        return (name, version)
    }
}
