import ScenarioFiles
import Text

/// Reads the database of what apk has installed, `/lib/apk/db/installed`: a paragraph for each package, in each line a letter, a colon
/// and a value.
package enum AlpineInstalled {
    static let expected = "apk's database, /lib/apk/db/installed ('P:musl', 'V:1.2.4-r2', ...)"
    /// Packages in one database.
    static let most = 200_000

    private struct Paragraph {
        var line = 0
        var name = ""
        var version = ""
        var origin = ""
        var needs: [String] = []
        var provides: [String] = []
        var built = 0
    }

    /// - Parameter name: how the image is called.
    /// - Throws: ``InputError`` with the line.
    package static func image(_ bytes: [UInt8], file: String, name: String) throws(InputError) -> InventoryImage {
        var paragraphs: [Paragraph] = []
        var current = Paragraph()
        func finish() throws(InputError) {
            defer { current = Paragraph() }
            guard current.line > 0 else { return }
            guard !current.name.isEmpty, !current.version.isEmpty else {
                let what = current.name.isEmpty ? "name (P:)" : "version (V:)"
                throw InputError(
                    .badValue,
                    file: file,
                    line: current.line,
                    "this package has no \(what); expected \(expected)"
                )
            }
            guard paragraphs.count < most else {
                throw InputError(.tooLarge, file: file, line: current.line, "there are more than \(most) packages")
            }
            paragraphs.append(current)
        }
        try ListingText.forEachLine(bytes, file: file, expected: expected, keepsBlank: true) {
            number,
            line throws(InputError) in
            guard !line.allSatisfy(\.isWhitespace) else { return try finish() }
            if current.line == 0 { current.line = number }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].utf8.count == 1 else {
                let message =
                    "this line is not a letter, a colon and a value: \(FeedText.excerpt(line)); expected \(expected)"
                throw InputError(.badLine, file: file, line: number, message)
            }
            let value = String(parts[1])
            switch parts[0] {
            case "P":
                guard ListingText.isName(value) else {
                    throw InputError(
                        .badLine,
                        file: file,
                        line: number,
                        "\(FeedText.excerpt(value)) is no name of a package"
                    )
                }
                current.name = value
            case "V":
                guard VersionScheme.apk.key(of: value) != nil else {
                    throw InputError(
                        .badLine,
                        file: file,
                        line: number,
                        "\(FeedText.excerpt(value)) is no version of apk's"
                    )
                }
                current.version = value
            case "o": current.origin = ListingText.isName(value) ? value : ""
            case "D": current.needs = words(value)
            case "p": current.provides = words(value)
            case "t": current.built = Int(value) ?? 0
            default: break
            }
        }
        try finish()
        guard !paragraphs.isEmpty else {
            throw InputError(.nothingFound, file: file, "it lists no package; expected \(expected)")
        }
        return image(paragraphs, file: file, name: name)
    }

    /// Names without what they are compared with: `so:libc.musl-x86_64.so.1`, `musl` of `musl>=1.2`.
    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").filter { !$0.hasPrefix("!") }.map { word in
            String(word.prefix { !"<>=~".contains($0) })
        }
    }

    private static func image(_ paragraphs: [Paragraph], file: String, name: String) -> InventoryImage {
        var image = InventoryImage(name: name, file: file, kind: "apk's database")
        var providers: [String: Int] = [:]
        for (number, paragraph) in paragraphs.enumerated() {
            for provided in [paragraph.name] + paragraph.provides where providers[provided] == nil {
                providers[provided] = number
            }
        }
        for (number, paragraph) in paragraphs.enumerated() {
            let needs = paragraph.needs.compactMap { providers[$0] }.filter { $0 != number }
            let source = paragraph.origin.isEmpty ? paragraph.name : paragraph.origin
            image.packages.append(
                .init(
                    name: paragraph.name,
                    title: paragraph.name,
                    version: paragraph.version,
                    scheme: .apk,
                    // Alpine's advisories are about what packages are built from.
                    names: source == paragraph.name ? [source] : [source, paragraph.name],
                    source: source,
                    requires: Set(needs)
                )
            )
        }
        image.day = paragraphs.compactMap { ListingText.day($0.built) }.max()
        return image
    }
}
