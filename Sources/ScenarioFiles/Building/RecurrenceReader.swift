import PatchModel

/// Reads the part of RFC 5545's RRULE that calendars understand.
struct RecurrenceReader {
    /// Why a text is no recurrence.
    struct Problem: Error {
        var code: DiagnosticCode
        var message: String
    }

    /// What else the standard has, and what to write instead.
    private static let others = [
        "BYHOUR": "write the time under `at`", "BYMINUTE": "write the time under `at`",
        "BYSECOND": "write the time under `at`", "BYWEEKNO": "write months and days",
        "BYYEARDAY": "write months and days", "DTSTART": "write the first day under `from`",
    ]
    static let parts = [
        "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "UNTIL", "COUNT",
    ]

    private var values: [String: String] = [:]

    /// The recurrence that a text such as `FREQ=MONTHLY;BYDAY=2TU` means.
    static func read(_ text: String, from: Int64?) throws(Problem) -> Recurrence {
        var reader = RecurrenceReader()
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).trimmingBlanks()
            }
            guard sides.count == 2, !sides[1].isEmpty else {
                throw Problem(
                    code: .unsupportedRecurrence,
                    message: "\(quoted(String(part))) must be a part and its value, such as FREQ=MONTHLY"
                )
            }
            let name = sides[0].uppercased()
            guard parts.contains(name) else {
                throw Problem(
                    code: .unsupportedRecurrence,
                    message: "recurrences have no part \(quoted(sides[0]))" + (others[name].map { ": \($0)" } ?? "")
                )
            }
            guard reader.values.updateValue(sides[1].uppercased(), forKey: name) == nil else {
                throw Problem(code: .unsupportedRecurrence, message: "the part \(name) stands there twice")
            }
        }
        return try reader.recurrence(from: from)
    }

    private func recurrence(from: Int64?) throws(Problem) -> Recurrence {
        guard let word = values["FREQ"] else {
            throw Problem(
                code: .unsupportedRecurrence,
                message: "a recurrence begins with FREQ, such as FREQ=MONTHLY;BYDAY=2TU"
            )
        }
        guard let frequency = Recurrence.Frequency(rawValue: word) else {
            let words = Recurrence.Frequency.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(code: .unsupportedRecurrence, message: "FREQ=\(word) is not one of \(words)")
        }
        var recurrence = Recurrence(frequency, from: from)
        recurrence.interval = try whole("INTERVAL", 1...10_000)?.first ?? 1
        recurrence.count = try whole("COUNT", 1...100_000)?.first
        recurrence.monthDays = try whole("BYMONTHDAY", -31...31) ?? []
        recurrence.months = Set(try whole("BYMONTH", 1...12) ?? [])
        recurrence.positions = try whole("BYSETPOS", -31...31) ?? []
        recurrence.weekdays = try weekdays("BYDAY")
        if let start = try weekdays("WKST").first { recurrence.weekStart = start.weekday }
        if let until = values["UNTIL"] {
            let digits = until.filter(\.isNumber)
            let iso =
                digits.count == 8 && until.count <= 10
                ? "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))" : until
            guard let date = try? LocalDate(iso), date.second == 0 else {
                throw Problem(
                    code: .unsupportedRecurrence,
                    message: "UNTIL=\(until) must be a local date, such as 20261231"
                )
            }
            recurrence.until = date.dayNumber
        }
        try check(recurrence)
        return recurrence
    }

    private func check(_ recurrence: Recurrence) throws(Problem) {
        if recurrence.frequency != .monthly, recurrence.weekdays.contains(where: { $0.ordinal != nil }) {
            throw Problem(code: .unsupportedRecurrence, message: "BYDAY with a number, such as 2TU, needs FREQ=MONTHLY")
        }
        if recurrence.frequency != .monthly, !recurrence.positions.isEmpty {
            throw Problem(code: .unsupportedRecurrence, message: "BYSETPOS needs FREQ=MONTHLY")
        }
        if recurrence.frequency == .weekly, !recurrence.monthDays.isEmpty {
            throw Problem(code: .unsupportedRecurrence, message: "BYMONTHDAY does not go with FREQ=WEEKLY")
        }
        if recurrence.needsFrom, recurrence.from == nil {
            let why = recurrence.interval > 1 ? "INTERVAL" : recurrence.count != nil ? "COUNT" : "FREQ alone"
            throw Problem(
                code: .calendarNeedsFrom,
                message: "\(why) counts from a first day, which is not given: write it under `from`"
            )
        }
    }

    /// Whole numbers other than 0, separated by commas; nil if the part is not there.
    private func whole(_ name: String, _ range: ClosedRange<Int>) throws(Problem) -> [Int]? {
        guard let text = values[name] else { return nil }
        var numbers: [Int] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(item), range.contains(number), number != 0 else {
                throw Problem(
                    code: .unsupportedRecurrence,
                    message:
                        "\(name)=\(text) must be whole numbers from \(range.lowerBound) to \(range.upperBound), and not 0"
                )
            }
            numbers.append(number)
        }
        if ["INTERVAL", "COUNT"].contains(name), numbers.count > 1 {
            throw Problem(code: .unsupportedRecurrence, message: "\(name) is one number")
        }
        return numbers
    }

    private func weekdays(_ name: String) throws(Problem) -> [Recurrence.WeekdayRule] {
        guard let text = values[name] else { return [] }
        let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        var found: [Recurrence.WeekdayRule] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let number = String(item.dropLast(2))
            guard let place = names.firstIndex(of: String(item.suffix(2))),
                number.isEmpty || name == "BYDAY" && (Int(number).map { (1...5).contains(abs($0)) } ?? false)
            else {
                throw Problem(
                    code: .unsupportedRecurrence,
                    message: "\(name)=\(text) must be days such as MO,FR" + (name == "BYDAY" ? ", 2TU or -1FR" : "")
                )
            }
            found.append(.init(Weekday.allCases[place], ordinal: Int(number)))
        }
        return found
    }
}
