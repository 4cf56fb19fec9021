import EventEngine
import PatchModel

/// Reads recorded sessions from CSV: `device,start,end[,place]`, times in hours after the start.
///
/// A first line that names the columns is passed over, as are empty lines and those that begin with `#`. Devices come in
/// the order in which they first occur, the sessions of each in ascending order. Their names are names like those in a
/// scenario. A session may begin before the start, as one that is under way then does.
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
        var devices: [String: Int] = [:]
        var mistakes = 0
        var line = 0
        // What Unicode has for line ends besides these would make other lines than those that an editor counts.
        let lines = text.withoutByteOrderMark.split(omittingEmptySubsequences: false) {
            $0 == "\n" || $0 == "\r\n" || $0 == "\r"
        }
        for written in lines {
            line += 1
            guard !written.isEmpty, !written.hasPrefix("#") else { continue }
            do throws(TraceMistake) {
                let fields = try TraceField.split(written)
                if line == 1, Self.isHeader(fields) { continue }
                let (device, session) = try Self.session(fields)
                if let index = devices[device] {
                    if let last = rows[index].last, session.start < last.end {
                        throw TraceMistake("the session begins before the last one of \(quoted(device)) ended")
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

    private static func isHeader(_ fields: [TraceField]) -> Bool {
        fields.prefix(3).map { $0.text.lowercased() } == ["device", "start", "end"]
    }

    private static func session(_ fields: [TraceField]) throws(TraceMistake) -> (device: String, session: Session) {
        guard (3...4).contains(fields.count) else {
            throw TraceMistake("a line must have the fields device,start,end[,place]")
        }
        let device = fields[0].text
        if let problem = problem(ofName: device) { throw TraceMistake(problem, column: fields[0].column) }
        let start = try hours(fields[1])
        let end = try hours(fields[2])
        guard start < end else {
            throw TraceMistake("the session must end at least a second after it begins", column: fields[2].column)
        }
        var place = Place.corporate
        if fields.count == 4 {
            switch fields[3].text {
            case "corporate", "": place = .corporate
            case "away": place = .away
            default:
                let message = "\(quoted(fields[3].text)) must be corporate or away"
                throw TraceMistake(message, column: fields[3].column)
            }
        }
        return (device, Session(start: start, end: end, place: place))
    }

    private static func hours(_ field: TraceField) throws(TraceMistake) -> Tick {
        guard let value = decimalNumber(field.text) else {
            throw TraceMistake("\(quoted(field.text)) is not a number of hours", column: field.column)
        }
        guard abs(value * 3600) <= Double(Tick.latest) else {
            throw TraceMistake(
                "\(quoted(field.text)) hours are more than \(Format.clockInYears) years",
                column: field.column
            )
        }
        return Tick(rounding: value * 3600)
    }
}
