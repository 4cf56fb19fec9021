import EventEngine
import PatchModel

/// Reads recorded sessions from CSV: `device,start,end[,place]`, times in hours after the start.
///
/// A first line that names the columns is passed over, as are empty lines and those that begin with `#`. Devices come in
/// the order in which they first occur, the sessions of each in ascending order.
struct TraceReader {
    /// Mistakes reported for one file; a file in the wrong format would have one per line.
    private static let maximumMistakes = 20

    let diagnostics: Diagnostics
    let files: SourceFiles

    /// By device, its sessions; nil if there is a mistake.
    ///
    /// - Parameter bytes: the size of the traces read before, to which that of this one is added.
    func read(path: String, counted bytes: inout Int, reportAt position: Position) -> [[Session]]? {
        let reader = FileReader(diagnostics: diagnostics, files: files)
        guard
            let text = reader.text(at: path, pipes: false, limit: FileReader.maximumTrace, reportAt: position)
        else { return nil }
        bytes += text.utf8.count
        guard bytes <= FileReader.maximumTrace else {
            let size = "\(FileReader.maximumTrace >> 20) MiB"
            diagnostics.report(.tooLarge, "with this one the traces are larger than \(size) together", at: position)
            return nil
        }
        return read(text: text, file: path)
    }

    func read(text: String, file: String) -> [[Session]]? {
        var rows: [[Session]] = []
        var devices: [Substring: Int] = [:]
        var mistakes = 0
        var line = 0
        let text = FileReader.withoutByteOrderMark(text)
        for written in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            line += 1
            guard !written.isEmpty, !written.hasPrefix("#"), !(line == 1 && Self.isHeader(written)) else { continue }
            do throws(Mistake) {
                let (device, session) = try Self.session(written)
                if let index = devices[device] {
                    if let last = rows[index].last, session.start < last.end {
                        throw Mistake("the session begins before the last one of \(quoted(String(device))) ended")
                    }
                    rows[index].append(session)
                } else {
                    devices[device] = rows.count
                    rows.append([session])
                }
            } catch {
                mistakes += 1
                if mistakes <= Self.maximumMistakes {
                    diagnostics.report(
                        .badTrace,
                        error.message,
                        at: Position(file: file, line: line, column: error.column)
                    )
                }
            }
        }
        if rows.isEmpty, mistakes == 0 {
            diagnostics.report(.badTrace, "the file holds no session", at: Position(file: file))
        }
        return mistakes == 0 && !rows.isEmpty ? rows : nil
    }

    private struct Mistake: Error {
        var message: String
        var column: Int

        init(_ message: String, column: Int = 1) {
            self.message = message
            self.column = column
        }
    }

    private static func isHeader(_ line: Substring) -> Bool {
        line.split(separator: ",").map { $0.trimmingBlanks().lowercased() }.prefix(3) == ["device", "start", "end"]
    }

    private static func session(_ line: Substring) throws(Mistake) -> (device: Substring, session: Session) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard (3...4).contains(fields.count) else {
            throw Mistake("a line must have the fields device,start,end[,place]")
        }
        func column(_ index: Int) -> Int {
            fields.prefix(index).reduce(1) { $0 + $1.unicodeScalars.count + 1 }
        }
        func hours(_ index: Int) throws(Mistake) -> Tick {
            let text = fields[index].trimmingBlanks()
            guard let value = decimalNumber(text) else {
                throw Mistake("\(quoted(text)) is not a number of hours", column: column(index))
            }
            guard abs(value * 3600) <= Double(Tick.latest) else {
                throw Mistake("\(quoted(text)) hours are more than 68 years", column: column(index))
            }
            return Tick(rounding: value * 3600)
        }
        let start = try hours(1)
        let end = try hours(2)
        guard start < end else {
            throw Mistake("the session must end at least a second after it begins", column: column(2))
        }
        var place = Place.corporate
        if fields.count == 4 {
            let word = fields[3].trimmingBlanks()
            switch word {
            case "corporate", "": place = .corporate
            case "away": place = .away
            default: throw Mistake("\(quoted(word)) must be corporate or away", column: column(3))
            }
        }
        return (fields[0], Session(start: start, end: end, place: place))
    }
}
