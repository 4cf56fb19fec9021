import EventEngine
import PatchModel
import Text

/// Why a scalar is not what the format asks for.
struct ScalarProblem: Error {
    var code: DiagnosticCode
    var message: String
    var suggestion: String?
    /// True if the text was understood but its value is not allowed: better news than that it is no such thing at all.
    var isUnderstood = false
}

/// Reads the text of scalars.
struct ScalarReader {
    /// What the text is called in messages.
    let shown: String
    let text: String
    let isPlain: Bool

    init(_ text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
        shown = quoted(text)
    }

    /// - Parameter nearest: the nearest of some words to a word.
    func read(_ kind: Kind, nearest: (String, [String]) -> String?) throws(ScalarProblem) -> Scalar {
        switch kind {
        case .text: return try .text(readable())
        case .name, .timeZone: return try .text(readable())
        case .words(let words): return try word(words, nearest)
        case .whole(let range): return try .whole(whole(range))
        case .number(let range): return try .number(number(range))
        case .share(let zero): return try .number(share(text, zero: zero))
        case .duration(let sign): return try .number(duration(sign))
        case .moment: return try moment()
        case .date: return try .date(date())
        case .size: return try .number(amount(.badSize, Unit.sizes, zero: true, example: "250 MiB"))
        case .bandwidth: return try .number(amount(.badBandwidth, Unit.bandwidths, zero: false, example: "20 Mbit/s"))
        case .rate: return try .number(rate())
        case .price: return try .number(price())
        case .hours: return try hours()
        case .openHours: return try openHours()
        case .clock: return try clock()
        case .limit: return try .limit(limit())
        case .version: return try .version(version(text))
        case .constraint: return try .constraint(constraint())
        case .installed: return try pair(separator: nil)
        case .update: return try pair(separator: "->")
        case .list, .map, .variants, .selected, .named, .either, .distribution:
            throw ScalarProblem(code: .wrongKind, message: "must be \(kind.description), not \(shown)")
        }
    }

    // MARK: Words and numbers

    private func readable() throws(ScalarProblem) -> String {
        for scalar in text.unicodeScalars
        where scalar.value < 32 && scalar != "\n" && scalar != "\t" || scalar.value == 127 {
            throw ScalarProblem(code: .badName, message: "\(shown) holds a control character")
        }
        return text
    }

    private func word(_ words: [Word], _ nearest: (String, [String]) -> String?) throws(ScalarProblem) -> Scalar {
        let names = words.map(\.name)
        let isFlag = names.allSatisfy { $0 == "true" || $0 == "false" }
        if let name = names.first(where: { $0 == text || (isFlag && isPlain && $0 == text.lowercased()) }) {
            guard isPlain || (name != "true" && name != "false") else {
                throw ScalarProblem(
                    code: .unknownWord,
                    message: "\(shown) in quotation marks is a text",
                    suggestion: name,
                    isUnderstood: true
                )
            }
            return .word(name)
        }
        let flags = ["yes": "true", "on": "true", "no": "false", "off": "false"]
        let meant = isFlag ? flags[text.lowercased()].flatMap { names.contains($0) ? $0 : nil } : nearest(text, names)
        throw ScalarProblem(
            code: .unknownWord,
            message: "\(shown) must be \(Kind.words(words).description)",
            suggestion: meant
        )
    }

    private func plainNumber() throws(ScalarProblem) -> Double {
        guard let number = decimalNumber(text) else {
            throw ScalarProblem(
                code: .badNumber,
                message: "\(shown) is not a number",
                suggestion: ForeignNumber.any(text)
            )
        }
        guard isPlain else {
            throw ScalarProblem(
                code: .badNumber,
                message: "\(shown) in quotation marks is a text; write the number without them",
                isUnderstood: true
            )
        }
        return number
    }

    private func whole(_ range: ClosedRange<Int>) throws(ScalarProblem) -> Int {
        // Only the version of the format is one number alone.
        if range.lowerBound == range.upperBound, decimalNumber(text) != Double(range.lowerBound) {
            throw ScalarProblem(
                code: .numberOutOfRange,
                message:
                    "\(shown) is not a version of the format that this program reads: it reads version \(range.lowerBound)",
                isUnderstood: true
            )
        }
        let meant = ForeignNumber.whole(text)
        if decimalNumber(text) == nil {
            throw ScalarProblem(code: .badNumber, message: "\(shown) is not a whole number", suggestion: meant)
        }
        let number = try plainNumber()
        guard number.rounded() == number else {
            throw ScalarProblem(
                code: .badNumber,
                message: "\(shown) is not a whole number",
                suggestion: meant,
                isUnderstood: true
            )
        }
        // Values that no range of the format admits are cut, so that they fit an Int.
        let value = Int(max(-1e18, min(1e18, number)))
        guard range.contains(value) else {
            let bound =
                value < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            throw ScalarProblem(
                code: .numberOutOfRange,
                message: "\(shown) must be \(bound)",
                isUnderstood: true
            )
        }
        return value
    }

    private func number(_ range: ClosedRange<Double>) throws(ScalarProblem) -> Double {
        let number = try plainNumber()
        if range.lowerBound == 0, number <= 0 {
            throw ScalarProblem(code: .numberOutOfRange, message: "\(shown) must be above zero", isUnderstood: true)
        }
        guard range.contains(number) else {
            throw ScalarProblem(
                code: .numberOutOfRange,
                message: "\(shown) must lie between \(range.lowerBound) and \(range.upperBound)",
                isUnderstood: true
            )
        }
        return number
    }

    private func share(_ written: String, zero: Bool) throws(ScalarProblem) -> Double {
        var body = written
        let isPercentage = body.hasSuffix("%")
        if isPercentage {
            body.removeLast()
            if body.hasSuffix(" ") { body.removeLast() }
        }
        guard let number = decimalNumber(body), !isPercentage || !body.contains(where: { "eE".contains($0) }) else {
            throw ScalarProblem(
                code: .badShare,
                message: "\(shown) is not a share, such as 40% or 0.4",
                suggestion: ForeignNumber.decimal(written)
            )
        }
        guard isPercentage || isPlain else {
            throw ScalarProblem(
                code: .badShare,
                message: "\(shown) in quotation marks needs a percent sign",
                isUnderstood: true
            )
        }
        let value = isPercentage ? number / 100 : number
        if value < 0 {
            throw ScalarProblem(code: .negativeShare, message: "\(shown) must not be negative", isUnderstood: true)
        }
        if value == 0, !zero {
            throw ScalarProblem(code: .negativeShare, message: "\(shown) must be above zero", isUnderstood: true)
        }
        guard value <= 1 else {
            throw ScalarProblem(
                code: .shareOver100,
                message: "\(shown) is more than the whole",
                suggestion: isPercentage || number > 100 ? nil : "\(body)%",
                isUnderstood: true
            )
        }
        return value
    }

    // MARK: Quantities with units

    private func duration(_ sign: Kind.Sign) throws(ScalarProblem) -> Double {
        let seconds = try seconds()
        if seconds < 0 || text.hasPrefix("-"), sign != .any {
            throw ScalarProblem(code: .negativeDuration, message: "\(shown) must not be negative", isUnderstood: true)
        }
        if seconds == 0, sign == .positive {
            throw ScalarProblem(code: .zeroDuration, message: "\(shown) must be above zero", isUnderstood: true)
        }
        guard abs(seconds) <= Double(Tick.latest) else {
            throw ScalarProblem(
                code: .durationTooLong,
                message: "\(shown) is more than \(Format.clockInYears) years",
                isUnderstood: true
            )
        }
        return seconds
    }

    private func seconds() throws(ScalarProblem) -> Double {
        var rest = text[...]
        let sign: Double = rest.first == "-" ? -1 : 1
        if let first = rest.first, first == "-" || first == "+" { rest = rest.dropFirst() }
        var total = 0.0
        var corrected = sign < 0 ? "-" : ""
        var isForeign = false
        let problem = ScalarProblem(
            code: .badDuration,
            message: "\(shown) is not a duration, such as 90s, 2h or 1h30m",
            suggestion: ForeignNumber.decimal(text)
        )
        guard !rest.isEmpty else { throw problem }
        while !rest.isEmpty {
            guard let (value, digits, tail) = leadingNumber(rest) else { throw problem }
            let written = tail.drop { $0 == " " }
            let letters = String(written.prefix(while: \.isLetter))
            if letters.isEmpty {
                if problem.suggestion != nil { throw problem }
                throw ScalarProblem(
                    code: .badDuration,
                    message: "\(shown) needs a unit: s, m, h, d or w",
                    isUnderstood: tail.isEmpty
                )
            }
            guard
                let unit = Unit.durations.first(where: {
                    $0.name == letters || $0.name == Unit.foreignDurations[letters]
                })
            else { throw problem }
            isForeign = isForeign || unit.name != letters || written.startIndex != tail.startIndex
            corrected += "\(digits)\(unit.name)"
            total += value * unit.worth
            rest = written.dropFirst(letters.count)
            let next = rest.drop { $0 == " " }
            isForeign = isForeign || next.startIndex != rest.startIndex
            rest = next
        }
        if isForeign {
            var problem = problem
            (problem.suggestion, problem.isUnderstood) = (corrected, true)
            throw problem
        }
        return sign * total
    }

    private func amount(
        _ code: DiagnosticCode,
        _ units: [Unit],
        zero: Bool,
        example: String
    ) throws(ScalarProblem) -> Double {
        let names = units.map(\.name)
        guard let (value, digits, tail) = leadingNumber(text[...]) else {
            throw ScalarProblem(code: code, message: "\(shown) must be a number with a unit, such as \(example)")
        }
        if let meant = ForeignNumber.decimal(text) {
            throw ScalarProblem(
                code: code,
                message: "\(shown) must be a number with a unit, such as \(example)",
                suggestion: meant
            )
        }
        let name = String(tail.drop { $0 == " " })
        guard let unit = units.first(where: { $0.name == name }) else {
            throw ScalarProblem(
                code: code,
                message: name.isEmpty
                    ? "\(shown) needs a unit: \(alternatives(names))"
                    : "\(shown) has an unknown unit; the units are \(alternatives(names))",
                suggestion: name.isEmpty ? nil : Unit.nearest(to: name, among: names).map { "\(digits) \($0)" }
            )
        }
        let amount = value * unit.worth
        guard amount > 0 || zero, amount <= 1e15 else {
            throw ScalarProblem(code: code, message: "\(shown) is \(amount > 0 ? "too much" : "nothing")")
        }
        return amount
    }

    private func rate() throws(ScalarProblem) -> Double {
        if isPlain, decimalNumber(text) == 0 { return 0 }
        let parts = text.split(separator: "/", maxSplits: 1).map { $0.trimmingBlanks() }
        guard parts.count == 2 else {
            throw ScalarProblem(code: .badRate, message: "\(shown) is not a rate, such as 0.2%/day")
        }
        guard let unit = Unit.rates.first(where: { $0.name == parts[1] }) else {
            let names = Unit.rates.map(\.name)
            throw ScalarProblem(
                code: .badRate,
                message: "\(shown) must be per \(alternatives(names))",
                suggestion: nearestName(to: parts[1], among: names).map { "\(parts[0])/\($0)" }
            )
        }
        return try share(parts[0], zero: true) * unit.worth
    }

    // MARK: Times

    private func date() throws(ScalarProblem) -> LocalDate {
        do throws(LocalDate.Failure) {
            return try LocalDate(text)
        } catch {
            switch error {
            case .notADate:
                throw ScalarProblem(code: .badDate, message: "\(shown) is not a date, such as 2026-03-10T18:00:00")
            case .noSuchDay:
                throw ScalarProblem(
                    code: .badDate,
                    message: "\(shown) is a day that does not exist",
                    isUnderstood: true
                )
            case .outOfRange:
                throw ScalarProblem(
                    code: .dateOutOfRange,
                    message:
                        "\(shown) must lie in the years \(Scenario.years.lowerBound) to \(Scenario.years.upperBound)",
                    isUnderstood: true
                )
            }
        }
    }

    private func moment() throws(ScalarProblem) -> Scalar {
        if text.utf8.prefix(5).count == 5, text.utf8.dropFirst(4).first == UInt8(ascii: "-") {
            return try .date(date())
        }
        return try .number(duration(.any))
    }

    private func hours() throws(ScalarProblem) -> Scalar {
        let parts = text.split(separator: "-").map { $0.trimmingBlanks() }
        guard parts.count == 2, let from = timeOfDay(parts[0][...]), let to = timeOfDay(parts[1][...]) else {
            throw ScalarProblem(code: .badHours, message: "\(shown) must be hours of the day, such as 08:30-17:30")
        }
        guard from < to else {
            throw ScalarProblem(code: .badHours, message: "\(shown) must end after it begins, on the same day")
        }
        return .hours(from: from, to: to)
    }

    /// The end may be on the next day.
    private func openHours() throws(ScalarProblem) -> Scalar {
        let parts = text.split(separator: "-").map { $0.trimmingBlanks() }
        guard parts.count == 2, let from = timeOfDay(parts[0][...]), let to = timeOfDay(parts[1][...]), from < 86_400
        else {
            throw ScalarProblem(code: .badHours, message: "\(shown) must be hours of the day, such as 22:00-06:00")
        }
        return .hours(from: from, to: to)
    }

    private func clock() throws(ScalarProblem) -> Scalar {
        guard let time = timeOfDay(text[...]), time < 86_400 else {
            throw ScalarProblem(code: .badHours, message: "\(shown) must be a time of day, such as 22:00")
        }
        return .number(Double(time))
    }

    // MARK: Software

    private func limit() throws(ScalarProblem) -> Limit {
        let problem = ScalarProblem(
            code: .badLimit,
            message: "\(shown) is not a limit, such as \"> 2%\", \">= 2%\" or \"> 5\""
        )
        guard text.hasPrefix(">") else { throw problem }
        let isStrict = !text.hasPrefix(">=")
        let body = String(text.dropFirst(isStrict ? 1 : 2)).trimmingBlanks()
        if body.hasSuffix("%") { return try Limit(.share(share(body, zero: true)), isStrict: isStrict) }
        guard let number = decimalNumber(body) else { throw problem }
        if number > 0, number < 1 { return Limit(.share(number), isStrict: isStrict) }
        guard number >= 0, number == number.rounded(), number <= Double(Scenario.maximumDevices) else { throw problem }
        return Limit(.count(Int(number)), isStrict: isStrict)
    }

    /// What may be a version; whether it is one hangs on the component.
    private func version(_ written: String) throws(ScalarProblem) -> String {
        func problem(_ reason: String) -> ScalarProblem {
            ScalarProblem(code: .badVersion, message: "\(quoted(written)) is not a version: \(reason)")
        }
        if written.isEmpty { throw problem("it is empty") }
        // Nearly all are plain ASCII, for which looking up properties would take longer than all else.
        let isPlain = written.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
        let breaks: Set<Unicode.GeneralCategory> = [.control, .lineSeparator, .paragraphSeparator]
        if !isPlain, written.unicodeScalars.contains(where: { breaks.contains($0.properties.generalCategory) }) {
            throw problem("it holds a control character or a line break")
        }
        return written
    }

    private func constraint() throws(ScalarProblem) -> Constraint {
        guard let operators = text.firstIndex(where: { "<>=".contains($0) }) else {
            let name = text.trimmingBlanks()
            guard !name.isEmpty, !name.contains(where: \.isWhitespace) else {
                throw ScalarProblem(
                    code: .badConstraint,
                    message: "\(shown) must be a component, or one with a range of versions, such as openssl < 3.0.16"
                )
            }
            return Constraint(component: name, comparison: nil, version: nil)
        }
        let name = String(text[..<operators]).trimmingBlanks()
        let rest = text[operators...]
        guard !name.isEmpty, !name.contains(where: \.isWhitespace),
            let comparison = Constraint.Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) })
        else {
            throw ScalarProblem(code: .badConstraint, message: "\(shown) must be like openssl < 3.0.16")
        }
        let written = String(rest.dropFirst(comparison.rawValue.count)).trimmingBlanks()
        guard !written.hasPrefix("="), !written.hasPrefix("<"), !written.hasPrefix(">") else {
            throw ScalarProblem(
                code: .badConstraint,
                message:
                    "\(shown) must have one of the operators \(alternatives(Constraint.Comparison.allCases.map(\.rawValue)))"
            )
        }
        return try Constraint(component: name, comparison: comparison, version: version(written))
    }

    private func pair(separator: String?) throws(ScalarProblem) -> Scalar {
        // A version may hold blanks, a name may not.
        let splits = separator == nil ? 1 : 2
        var parts = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if parts.count > splits + 1 {
            parts = text.trimmingBlanks().split(maxSplits: splits, whereSeparator: \.isWhitespace).map {
                String($0).trimmingBlanks()
            }
        }
        if let separator {
            guard parts.count == 3, parts[1] == separator else {
                throw ScalarProblem(code: .badConstraint, message: "\(shown) must be like openssl \(separator) 3.0.16")
            }
            return try .pair(name: parts[0], version: version(parts[2]))
        }
        guard parts.count == 2 else {
            throw ScalarProblem(
                code: .badConstraint,
                message: "\(shown) must be a component and its version, such as openssl 3.0.15"
            )
        }
        return try .pair(name: parts[0], version: version(parts[1]))
    }
}

extension StringProtocol {
    /// Without the blanks at both ends.
    func trimmingBlanks() -> String {
        let start = self.drop(while: \.isWhitespace)
        return String(String(start).reversed().drop(while: \.isWhitespace).reversed())
    }
}
