import Foundation
import Text

/// The values that a setting is to go through: a range, or a list.
///
/// Written as `KEY=1h..7d/8` (8 values evenly spaced), `KEY=1h..7d/8log` (evenly spaced in their logarithms), `KEY=1h..7d`
/// (as many as the design wants), or `KEY=a,b,c`. Durations, shares, sizes, bandwidths, rates, limits and numbers can be a
/// range; whole numbers are rounded.
public struct Variation: Sendable, Hashable {
    /// What is wrong with a variation, in words for its user, without a full stop.
    public struct Failure: Error, CustomStringConvertible {
        public var description: String

        public init(description: String) { self.description = description }
    }

    enum Values: Sendable, Hashable {
        case list([String])
        case range(lower: Quantity, upper: Quantity, isLogarithmic: Bool)
    }

    /// The most values of one setting.
    static let maximumLevels = 10_000

    public let key: String
    /// What is written there without it.
    public let present: ScenarioKey
    let values: Values
    /// The number of values asked for; nil: left to the design.
    let count: Int?
    /// As given, for messages.
    private let origin: String

    /// Reads `KEY=VALUES`.
    ///
    /// - Parameters:
    ///   - source: the scenario to which the key must belong.
    ///   - settings: what is set already; keys may lead through it.
    ///   - origin: the option, for messages.
    public init(
        _ text: String,
        in source: ScenarioSource,
        setting settings: [ScenarioSetting] = [],
        origin: String = "--vary"
    ) throws(Failure) {
        let shown = "\(origin) \(text)"
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw Failure(
                description: "\(shown): expected KEY=VALUES, such as strategies.staged.gate.soak=1h..7d/8 "
                    + "or fleet[0].count=100,200,400"
            )
        }
        let key = String(text[..<sign]).trimmingBlanks()
        let list = String(text[text.index(after: sign)...]).trimmingBlanks()
        guard let present = source.key(key, setting: settings) else {
            throw Failure(description: Self.unknown(key, in: source, settings, shown))
        }
        self.key = key
        self.present = present
        self.origin = origin
        let items = Self.items(list)
        guard items.allSatisfy({ !$0.isEmpty }) else {
            throw Failure(
                description: "\(shown): a value is empty; expected a range such as 1h..7d/8 or a list such as 1h,6h,2d"
            )
        }
        if items.count == 1, let dots = list.range(of: ".."), !list.hasPrefix("["), !list.hasPrefix("{") {
            let lower = String(list[..<dots.lowerBound]).trimmingBlanks()
            let rest = String(list[dots.upperBound...])
            guard !rest.hasPrefix(".") else {
                throw Failure(
                    description: "\(shown): two dots, not three, stand between the ends of a range, as in 1h..7d"
                )
            }
            let (upper, count, isLogarithmic) = try Self.upperEnd(rest, present, shown)
            values = try Self.range(lower, upper, isLogarithmic, present, shown)
            self.count = count
            return
        }
        guard items.allSatisfy({ !$0.contains("..") || $0.hasPrefix("[") || $0.hasPrefix("{") }) else {
            throw Failure(description: "\(shown): a range and a list cannot be mixed; write one of the two")
        }
        guard items.count > 1 else {
            throw Failure(
                description:
                    "\(shown): one value cannot be varied; expected a range such as 1h..7d/8 or a list such as "
                    + "1h,6h,2d (--set KEY=VALUE sets a single value)"
            )
        }
        guard items.count <= Self.maximumLevels else {
            throw Failure(description: "\(origin) \(key): more than \(Self.maximumLevels) values")
        }
        if let twice = items.enumerated().first(where: { items[..<$0.offset].contains($0.element) }) {
            throw Failure(description: "\(shown): \(quoted(twice.element)) is given twice")
        }
        values = .list(items)
        count = nil
    }

    // MARK: Reading

    private static func unknown(
        _ key: String,
        in source: ScenarioSource,
        _ settings: [ScenarioSetting],
        _ shown: String
    ) -> String {
        // What the writer says about a key that leads nowhere.
        let probe = source.load(setting: settings + [ScenarioSetting(key: key, value: "\u{F8FF}")])
        if let problem = probe.diagnostics.first(where: { $0.line == 0 && $0.code == .unknownKey }) {
            let question = problem.suggestion.map { " (did you mean \"\($0)\"?)" } ?? ""
            return "\(shown): \(problem.message)\(question)"
        }
        return "\(shown): this is more than a single number or word; vary what is in it"
            + (source.keys.first { $0.key.hasPrefix(key + ".") || $0.key.hasPrefix(key + "[") }.map {
                ", such as \($0.key)"
            }
                ?? "")
    }

    /// Splits at commas, but not within brackets or quotation marks.
    private static func items(_ text: String) -> [String] {
        var items: [String] = []
        var item = ""
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if "[{".contains(character) {
                depth += 1
            } else if "]}".contains(character) {
                depth -= 1
            } else if character == ",", depth == 0 {
                items.append(item.trimmingBlanks())
                item = ""
                continue
            }
            item.append(character)
        }
        return items + [item.trimmingBlanks()]
    }

    /// The upper end with what follows the last slash: `7d/8log`. A rate has a slash of its own: `1%/day/8`.
    private static func upperEnd(
        _ text: String,
        _ present: ScenarioKey,
        _ shown: String
    ) throws(Failure) -> (String, Int?, Bool) {
        guard let slash = text.lastIndex(of: "/") else { return (text.trimmingBlanks(), nil, false) }
        var tail = String(text[text.index(after: slash)...]).trimmingBlanks()
        if present.forms.contains(.rate), Unit.rates.contains(where: { $0.name == tail }) {
            return (text.trimmingBlanks(), nil, false)
        }
        if present.forms.contains(.bandwidth), tail == "s" { return (text.trimmingBlanks(), nil, false) }
        let isLogarithmic = tail.hasSuffix("log")
        if isLogarithmic { tail = String(tail.dropLast(3)) }
        let upper = String(text[..<slash]).trimmingBlanks()
        if tail.isEmpty, isLogarithmic { return (upper, nil, true) }
        guard let count = Int(tail), (2...maximumLevels).contains(count) else {
            throw Failure(
                description: "\(shown): after the slash comes the number of values, from 2 to \(maximumLevels), "
                    + "such as \(upper)/8 or \(upper)/8log, not \(quoted(tail))"
            )
        }
        return (upper, count, isLogarithmic)
    }

    private static func range(
        _ lowerText: String,
        _ upperText: String,
        _ isLogarithmic: Bool,
        _ present: ScenarioKey,
        _ shown: String
    ) throws(Failure) -> Values {
        func end(_ text: String) throws(Failure) -> Quantity {
            do throws(ScalarProblem) {
                return try Quantity.read(text, as: present.forms)
            } catch {
                let words = present.forms.lazy.compactMap { form -> [String]? in
                    if case .words(let words) = form { words } else { nil }
                }.first
                let isNumeric = present.forms.contains {
                    switch $0 {
                    case .words, .text: false
                    default: true
                    }
                }
                guard isNumeric else {
                    let example = words.map { $0.joined(separator: ",") } ?? "a,b,c"
                    throw Failure(
                        description: "\(shown): `\(present.key)` is \(present.description) and has no range; "
                            + "list its values: \(present.key)=\(example)"
                    )
                }
                let question = error.suggestion.map { " (did you mean \"\($0)\"?)" } ?? ""
                throw Failure(description: "\(shown): \(error.message)\(question)")
            }
        }
        let lower = try end(lowerText)
        let upper = try end(upperText)
        guard lower.base < upper.base else {
            throw Failure(description: "\(shown): a range goes from the smaller value to the greater one")
        }
        guard !isLogarithmic || lower.base > 0 else {
            throw Failure(description: "\(shown): a logarithmic range must begin above zero")
        }
        return .range(lower: lower, upper: upper, isLogarithmic: isLogarithmic)
    }

    /// How what lies between two ends is written: as the lower one, but not in the unit of one of two different ones.
    private static func style(_ lower: Quantity, _ upper: Quantity) -> Quantity.Style {
        if case .duration(let one) = lower.style, case .duration(let other) = upper.style, one != other {
            return .duration(unit: nil)
        }
        return lower.style
    }

    // MARK: Values

    /// Whether it is a range, so that there is something between two values.
    public var isRange: Bool { if case .range = values { true } else { false } }

    /// The number of different values; nil where there is a continuum of them.
    public var levelCount: Int? {
        switch values {
        case .list(let items): return items.count
        case .range(let lower, let upper, _):
            guard lower.isWhole else { return nil }
            return Int(min(upper.amount - lower.amount, 1e9)) + 1
        }
    }

    /// The values of a grid: those of the list, or so many from one end of the range to the other, without repetitions of
    /// rounded ones.
    ///
    /// - Parameter standard: how many, where the variation does not say.
    public func levels(standard: Int) -> [String] {
        guard isRange else {
            return (0..<(levelCount ?? 0)).map { text(at: (Double($0) + 0.5) / Double(levelCount ?? 1)) }
        }
        let count = max(2, count ?? standard)
        var seen: Set<String> = []
        return (0..<count).map { text(at: Double($0) / Double(count - 1)) }.filter { seen.insert($0).inserted }
    }

    /// The value at a place between 0, the lower end, and 1, the upper end; of a list the one in whose share of the way it is.
    public func text(at place: Double) -> String {
        let place = min(1, max(0, place))
        switch values {
        case .list(let items): return items[min(items.count - 1, Int(place * Double(items.count)))]
        case .range(let lower, let upper, let isLogarithmic):
            let high = upper.written(in: lower.style).amount
            let low = lower.amount
            if lower.isWhole, !isLogarithmic {
                // Every whole number has the same share of the way.
                let count = high - low + 1
                return Quantity(amount: low + min(high - low, (place * count).rounded(.down)), style: lower.style).text(
                    grain: 1
                )
            }
            for (end, quantity) in [(0.0, lower), (1.0, upper)] where place == end {
                return quantity.text(grain: quantity.grain(span: 0.001))
            }
            let amount = isLogarithmic ? low * Foundation.pow(high / low, place) : low + place * (high - low)
            let value = Quantity(amount: min(high, max(low, amount)), style: Self.style(lower, upper))
            return value.text(grain: value.grain(span: isLogarithmic ? amount : high - low))
        }
    }

    /// Where a value lies between the ends: the inverse of `text(at:)`, as near as rounding allows; nil if it is not among them.
    public func place(of text: String) -> Double? {
        switch values {
        case .list(let items):
            return items.firstIndex(of: text).map { (Double($0) + 0.5) / Double(items.count) }
        case .range(let lower, let upper, let isLogarithmic):
            guard let value = try? Quantity.read(text, as: present.forms).base, value >= lower.base, value <= upper.base
            else { return nil }
            if lower.isWhole, !isLogarithmic { return (value - lower.base + 0.5) / (upper.base - lower.base + 1) }
            return isLogarithmic
                ? Foundation.log(value / lower.base) / Foundation.log(upper.base / lower.base)
                : (value - lower.base) / (upper.base - lower.base)
        }
    }

    /// The lower and the upper end of a range as written; nil for a list.
    public var ends: (lower: String, upper: String)? {
        isRange ? (text(at: 0), text(at: 1)) : nil
    }

    /// What the values are, for programs.
    public enum Domain: Sendable, Hashable {
        case choices([String])
        /// In the base unit: seconds, bytes, bytes per second, times per day; shares as fractions.
        case numbers(low: Double, high: Double, unit: String, isWhole: Bool, isLogarithmic: Bool)
    }

    public var domain: Domain {
        switch values {
        case .list(let items): .choices(items)
        case .range(let lower, let upper, let isLogarithmic):
            .numbers(
                low: lower.base,
                high: upper.base,
                unit: lower.baseUnit,
                isWhole: lower.isWhole,
                isLogarithmic: isLogarithmic
            )
        }
    }

    /// A number in the base unit as it would stand in the scenario; it must lie in the range.
    public func text(for number: Double) throws(Failure) -> String {
        guard case .range(let lower, let upper, _) = values else {
            // A choice may be written as a number.
            return try text(for: number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)")
        }
        guard number.isFinite, number >= lower.base, number <= upper.base else {
            throw Failure(
                description: "\(key): \(number) lies outside \(lower.base) to \(upper.base) (\(lower.baseUnit))"
            )
        }
        if lower.isWhole, number != number.rounded() {
            throw Failure(description: "\(key): \(number) is not a whole number")
        }
        let value = Quantity(amount: number, style: .number).written(in: Self.style(lower, upper))
        return value.text(grain: value.grain(span: min(1, upper.base - lower.base) * 1e-3))
    }

    /// A value written as in the scenario; it must be one of the list, or lie in the range.
    public func text(for value: String) throws(Failure) -> String {
        switch values {
        case .list(let items):
            guard items.contains(value) else {
                let meant = nearestName(to: value, among: items).map { " (did you mean \"\($0)\"?)" } ?? ""
                throw Failure(
                    description: "\(key): \(quoted(value)) is none of \(items.joined(separator: ", "))\(meant)"
                )
            }
            return value
        case .range(let lower, let upper, _):
            let quantity: Quantity
            do throws(ScalarProblem) {
                quantity = try Quantity.read(value, as: present.forms)
            } catch {
                throw Failure(description: "\(key): \(error.message)")
            }
            guard quantity.base >= lower.base, quantity.base <= upper.base else {
                throw Failure(
                    description: "\(key): \(quoted(value)) lies outside \(self.text(at: 0)) to \(self.text(at: 1))"
                )
            }
            return value
        }
    }

    public func setting(_ value: String) -> ScenarioSetting { ScenarioSetting(key: key, value: value, origin: origin) }
}

extension Quantity {
    /// Whether only whole numbers are allowed.
    var isWhole: Bool {
        switch style {
        case .whole, .limit(_, .whole): true
        default: false
        }
    }
}
