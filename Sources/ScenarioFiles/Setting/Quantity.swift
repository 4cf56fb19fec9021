import Foundation

/// A number with its unit as it stands in a scenario file, so that others can be written in the same way.
struct Quantity: Sendable, Hashable {
    /// In what numbers of a form are written.
    enum Style: Sendable, Hashable {
        case whole
        case number
        case percent
        /// Seconds, written in days, hours, minutes and seconds; in the unit alone where that comes out even.
        case duration(unit: String?)
        /// One of a list of units, with what one is worth.
        case unit(String, worth: Double, separator: String)
        /// After `>` or `>=`.
        indirect case limit(String, Style)
    }

    /// In the unit of the style: percent, seconds, or the unit named.
    var amount: Double
    var style: Style

    /// Reads a text as one of several forms; says why it is none of them.
    static func read(_ text: String, as forms: [ScenarioKey.Form]) throws(ScalarProblem) -> Quantity {
        var problems: [ScalarProblem] = []
        for form in forms {
            do throws(ScalarProblem) {
                if let quantity = try read(text, as: form) { return quantity }
            } catch {
                problems.append(error)
            }
        }
        throw problems.first { $0.isUnderstood } ?? problems.first
            ?? ScalarProblem(code: .badNumber, message: "\(quoted(text)) is not a number")
    }

    private static func read(_ text: String, as form: ScenarioKey.Form) throws(ScalarProblem) -> Quantity? {
        switch form {
        case .whole(let range): return try Quantity(amount: Double(whole(text, range)), style: .whole)
        case .number: return try Quantity(amount: number(text, .number(-1e15...1e15)), style: .number)
        case .share:
            let share = try number(text, .share(zero: true))
            return text.hasSuffix("%")
                ? Quantity(amount: percent(text) ?? 100 * share, style: .percent)
                : Quantity(amount: share, style: .number)
        case .duration:
            let seconds = try number(text, .duration(.any))
            let parts = text.split { $0.isNumber || "+-. ".contains($0) }
            return Quantity(amount: seconds, style: .duration(unit: parts.count == 1 ? String(parts[0]) : nil))
        case .size: return try unit(text, number(text, .size), Unit.sizes, separator: " ")
        case .bandwidth: return try unit(text, number(text, .bandwidth), Unit.bandwidths, separator: " ")
        case .rate:
            _ = try number(text, .rate)
            guard let slash = text.firstIndex(of: "/") else { return Quantity(amount: 0, style: .percent) }
            let share = String(text[..<slash]).trimmingBlanks()
            let unit = String(text[slash...])
            guard share.hasSuffix("%"), let percent = percent(share) else {
                return Quantity(amount: decimalNumber(share) ?? 0, style: .unit(unit, worth: 1, separator: ""))
            }
            return Quantity(amount: percent, style: .unit("%" + unit, worth: 1, separator: ""))
        case .limit:
            let sign = text.hasPrefix(">=") ? ">=" : text.hasPrefix(">") ? ">" : ""
            let body = String(text.dropFirst(sign.count)).trimmingBlanks()
            let inner = try read(body, as: [.whole(0...Int.max), .share])
            return Quantity(amount: inner.amount, style: .limit(sign.isEmpty ? ">" : sign, inner.style))
        case .words, .text: return nil
        }
    }

    private static func percent(_ text: String) -> Double? { decimalNumber(String(text.dropLast()).trimmingBlanks()) }

    private static func whole(_ text: String, _ range: ClosedRange<Int>) throws(ScalarProblem) -> Int {
        let scalar = try ScalarReader(text, isPlain: true).read(.whole(range)) { _, _ in nil }
        if case .whole(let number) = scalar { return number } else { return 0 }
    }

    private static func number(_ text: String, _ kind: Kind) throws(ScalarProblem) -> Double {
        let scalar = try ScalarReader(text, isPlain: true).read(kind) { _, _ in nil }
        if case .number(let number) = scalar { return number } else { return 0 }
    }

    private static func unit(_ text: String, _ amount: Double, _ units: [Unit], separator: String) -> Quantity? {
        guard let tail = leadingNumber(text[...])?.rest else { return nil }
        let name = String(tail.drop { $0 == " " })
        guard let unit = units.first(where: { $0.name == name }) else { return nil }
        return Quantity(amount: amount / unit.worth, style: .unit(name, worth: unit.worth, separator: separator))
    }

    /// The amount in the base unit, by which quantities of one form can be compared.
    var base: Double {
        switch style {
        case .percent: amount / 100
        case .unit(_, let worth, _): amount * worth
        case .limit(_, let inner): Quantity(amount: amount, style: inner).base
        case .whole, .number, .duration: amount
        }
    }

    /// The same quantity in this style.
    func written(in style: Style) -> Quantity {
        let base = base
        switch style {
        case .percent: return Quantity(amount: base * 100, style: style)
        case .unit(_, let worth, _): return Quantity(amount: base / worth, style: style)
        case .limit(let sign, let inner):
            return Quantity(amount: written(in: inner).amount, style: .limit(sign, inner))
        case .whole, .number, .duration: return Quantity(amount: base, style: style)
        }
    }

    /// The step to which amounts are rounded that lie between two others this far apart: a thousandth of it, rounded down to
    /// what reads well, because more digits than that say nothing.
    func grain(span: Double) -> Double {
        switch style {
        case .whole: return 1
        case .duration: return [86_400.0, 3600, 60].first { $0 * 1000 <= span } ?? 1
        case .limit(_, let inner): return Quantity(amount: amount, style: inner).grain(span: span)
        case .number, .percent, .unit:
            guard span > 0 else { return 1 }
            return Foundation.pow(10, (Foundation.log10(span / 1000) + 1e-9).rounded(.down))
        }
    }

    /// As it would stand in a file, rounded to a multiple of `grain`.
    func text(grain: Double) -> String {
        switch style {
        case .whole: return Self.decimals(amount.rounded(), 1)
        case .number: return Self.decimals(amount, grain)
        case .percent: return Self.decimals(amount, grain) + "%"
        case .duration(let unit): return Self.duration(amount, grain, unit)
        case .unit(let name, _, let separator): return Self.decimals(amount, grain) + separator + name
        case .limit(let sign, let inner): return sign + " " + Quantity(amount: amount, style: inner).text(grain: grain)
        }
    }

    private static func decimals(_ amount: Double, _ grain: Double) -> String {
        let places = max(0, Int((-Foundation.log10(grain)).rounded()))
        guard places > 0 else { return String(format: "%.0f", (amount / grain).rounded() * grain) }
        var text = String(format: "%.\(min(places, 15))f", amount)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    private static func duration(_ seconds: Double, _ grain: Double, _ unit: String?) -> String {
        var rest = Int64(((seconds / grain).rounded() * grain).rounded().magnitude)
        let sign = seconds < 0 && rest > 0 ? "-" : ""
        if let unit = Unit.durations.first(where: { $0.name == unit }), rest % Int64(unit.worth) == 0 {
            return "\(sign)\(rest / Int64(unit.worth))\(unit.name)"
        }
        var text = sign
        for unit in Unit.durations.reversed().dropFirst() where rest >= Int64(unit.worth) {
            text += "\(rest / Int64(unit.worth))\(unit.name)"
            rest %= Int64(unit.worth)
        }
        return text.isEmpty ? "0s" : text
    }
}
