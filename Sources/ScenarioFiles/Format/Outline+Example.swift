extension Kind {
    /// What it is called where something else stands: every word of it, and for a map an example of its keys.
    ///
    /// - Parameters:
    ///   - text: the scalar that stands there, which a key of the map may have been meant for; nil where there is none.
    ///   - isPlain: it stands without quotation marks.
    func expectation(insteadOf text: String?, isPlain: Bool = true) -> String {
        var names: [String] = []
        var example: String?
        for kind in choices {
            switch kind {
            case .words(let words): names += words.map { "`\($0.name)`" }
            case .map(let outline):
                names.append(kind.description)
                example = example ?? outline.example(insteadOf: text, isPlain)
            case .variants(let outlines):
                names.append(kind.description)
                example = example ?? outlines.first?.example(insteadOf: text, isPlain)
            default: names.append(kind.description)
            }
        }
        return alternatives(names) + (example.map { ", such as `\($0)`" } ?? "")
    }

    /// A value of this kind; nil where that depends on the scenario.
    fileprivate var sample: String? {
        switch self {
        case .words(let words): words.first?.name
        case .whole(let range): "\(min(max(range.lowerBound, 10), range.upperBound))"
        case .number: "1.5"
        case .share: "10%"
        case .duration, .moment, .distribution: "2d"
        case .date: "2026-03-10T18:00:00"
        case .size: "250 MiB"
        case .bandwidth: "20 Mbit/s"
        case .rate: "0.2%/day"
        case .price: "20"
        case .hours: "\"08:30-17:30\""
        case .openHours: "\"22:00-06:00\""
        case .clock: "\"22:00\""
        case .limit: "\"> 2%\""
        case .map(let outline): outline.example(insteadOf: nil, true)
        case .either(let kinds): kinds.lazy.compactMap(\.sample).first
        case .text, .name, .timeZone, .version, .constraint, .installed, .update: nil
        case .list, .variants, .selected, .named: nil
        }
    }

    /// Whether a scalar can be read as this and as hardly anything else.
    fileprivate func isMeant(by text: String, _ isPlain: Bool) -> Bool {
        choices.contains { kind in
            switch kind {
            case .text, .name, .timeZone, .version, .constraint, .installed, .update: return false
            default: return (try? ScalarReader(text, isPlain: isPlain).read(kind) { _, _ in nil }) != nil
            }
        }
    }
}

extension Outline {
    /// The map with the keys that must be there, or else with one; nil where no example of these can be given.
    ///
    /// - Parameters:
    ///   - text: what stands in place of the map; the first key that can have it has it.
    ///   - isPlain: it stands without quotation marks.
    fileprivate func example(insteadOf text: String?, _ isPlain: Bool) -> String? {
        var keys = keys.filter { if case .required = $0.presence { true } else { false } }
        var meant = text.flatMap { text in keys.first { $0.kind.isMeant(by: text, isPlain) } }
        if keys.isEmpty, let first = exactlyOne.first?.first ?? self.keys.first?.name {
            meant = text.flatMap { text in self.keys.first { $0.kind.isMeant(by: text, isPlain) } }
            keys = [meant ?? key(first)].compactMap { $0 }
        }
        let parts = keys.compactMap { key -> String? in
            if let text, key.name == meant?.name { return "\(key.name): \(Self.written(text))" }
            guard let value = key.example ?? key.standardText ?? key.kind.sample else { return nil }
            // Some examples are of the whole map.
            return value.hasPrefix("{ \(key.name): ") ? String(value.dropFirst(2).dropLast(2)) : "\(key.name): \(value)"
        }
        return parts.isEmpty || parts.count < keys.count ? nil : "{ \(parts.joined(separator: ", ")) }"
    }

    /// In quotation marks where YAML needs them.
    private static func written(_ text: String) -> String {
        let isSafe = text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"):
                true
            default: " ./%+-".utf8.contains($0)
            }
        }
        return isSafe ? text : quoted(text)
    }
}

extension Key {
    fileprivate var standardText: String? { if case .standard(let text) = presence { text } else { nil } }
}
