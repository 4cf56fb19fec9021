import Text

/// What the readers of text listings share.
enum ListingText {
    /// Bytes of a line.
    private static let longest = 1 << 20

    /// Hands over each line that is not blank, after making sure that the file is a text.
    static func forEachLine(
        _ original: [UInt8],
        file: String,
        expected: String,
        keepsBlank: Bool = false,
        _ body: (_ number: Int, _ line: String) throws(InputError) -> Void
    ) throws(InputError) {
        let bytes: [UInt8]
        do throws(FeedError) {
            bytes = try FeedText.checked(original, file: file, expected: expected)
        } catch {
            throw InputError(.wrongFormat, file: file, line: error.line ?? 1, error.message)
        }
        var (start, number) = (0, 0)
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: FeedText.newline) ?? bytes.count
            number += 1
            let line =
                bytes[start..<end].last == FeedText.carriageReturn ? bytes[start..<(end - 1)] : bytes[start..<end]
            start = end + 1
            guard line.count <= longest else {
                throw InputError(.tooLarge, file: file, line: number, "this line is longer than 1 MiB")
            }
            guard let text = String(validating: line, as: UTF8.self) else {
                throw InputError(.wrongFormat, file: file, line: number, "this line is not UTF-8; expected \(expected)")
            }
            if keepsBlank || !text.allSatisfy(\.isWhitespace) { try body(number, text) }
        }
    }

    /// Whether a text can be a package's name: no blanks, no control characters, nothing that a range of versions begins with.
    static func isName(_ text: String) -> Bool {
        AdvisoryText.isName(text) && !text.contains { "<>=".contains($0) }
    }

    /// The day of a time in seconds since 1970; nil if it is not in the years of scenarios.
    static func day(_ seconds: Int) -> CalendarDate? {
        guard (1...100_000_000_000).contains(seconds) else { return nil }
        let day = CalendarDate(dayNumber: seconds / 86_400)
        return day.isOfScenarios ? day : nil
    }
}
