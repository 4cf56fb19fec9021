import PatchModel
import Warnings

extension ScenarioFile {
    /// The reference of the format in Markdown, made from the description by which scenarios are read: a table of keys
    /// for every map, how values are written, the profiles that come with PatchLab, and the codes of all messages.
    public static var referenceMarkdown: String {
        var writer = ReferenceWriter()
        return writer.document()
    }
}

/// Writes the format as Markdown tables.
struct ReferenceWriter {
    private var seen: Set<String> = []
    private var pending: [(shape: Outline, path: String)] = []

    mutating func document() -> String {
        var text =
            "# Scenario files: reference\n\nFormat \(Format.version). A key without a default is marked **required**.\n"
        enqueue(Format.scenario.outline, "")
        while !pending.isEmpty {
            let (shape, path) = pending.removeFirst()
            text += section(shape, path)
        }
        return text + Self.notations + Self.profiles + Self.codes
    }

    /// The tables of a format alone.
    static func tables(of outline: Outline) -> String {
        var writer = ReferenceWriter()
        writer.enqueue(outline, "")
        var text = ""
        while !writer.pending.isEmpty {
            let (shape, path) = writer.pending.removeFirst()
            text += writer.section(shape, path)
        }
        return text
    }

    private mutating func enqueue(_ shape: Outline, _ path: String) {
        guard seen.insert(shape.id).inserted else { return }
        pending.append((shape, path))
    }

    mutating func section(_ shape: Outline, _ path: String) -> String {
        let place = path.isEmpty ? "" : " Written under `\(path)`."
        var text = "\n## \(shape.id)\n\n\(shape.doc)\(place)\n\n"
        text += "| key | value | default | meaning |\n|---|---|---|---|\n"
        for key in shape.keys {
            let standard =
                switch key.presence {
                case .required: "**required**"
                case .optional(let absence): absence
                case .standard(let text): "`\(text)`"
                }
            let example = key.example.map { " Example: `\($0)`" } ?? ""
            let words = Self.meanings(key.kind)
            let cells = ["`\(key.name)`", value(key.kind), standard, key.doc + words + example]
            text += "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
            let below = path.isEmpty ? key.name : "\(path).\(key.name)"
            for inner in Self.shapes(in: key.kind, below) { enqueue(inner.shape, inner.path) }
        }
        for group in shape.exactlyOne {
            text += "\nExactly one of \(alternatives(group.map { "`\($0)`" })).\n"
        }
        for group in shape.atMostOne {
            text += "\nAt most one of \(alternatives(group.map { "`\($0)`" })).\n"
        }
        return text
    }

    /// The description of a kind, with links to the sections of maps.
    private func value(_ kind: Kind) -> String {
        func link(_ id: String) -> String { "[\(id)](#\(id))" }
        return switch kind {
        case .map(let shape): link(shape.id)
        case .variants(let shapes), .selected(let shapes, _): alternatives(shapes.map { link($0.id) })
        case .named(let entry, _): "names, each with \(value(entry))"
        case .list(let item, _): "list: \(value(item))"
        case .either(let kinds): alternatives(kinds.map(value))
        case .distribution: link("distribution")
        default: kind.description
        }
    }

    private static func words(_ kind: Kind) -> [Word] {
        switch kind {
        case .words(let words): words
        case .either(let kinds): kinds.flatMap(words)
        default: []
        }
    }

    private static func meanings(_ kind: Kind) -> String {
        let explained = words(kind).filter { !$0.doc.isEmpty }.map { "`\($0.name)`: \($0.doc)" }
        return explained.isEmpty ? "" : " " + explained.joined(separator: "; ") + "."
    }

    private static func shapes(in kind: Kind, _ path: String) -> [(shape: Outline, path: String)] {
        switch kind {
        case .map(let shape): [(shape, path)]
        case .variants(let shapes), .selected(let shapes, _): shapes.map { ($0, path) }
        case .named(let entry, _): shapes(in: entry, "\(path).NAME")
        case .list(let item, _): shapes(in: item, "\(path)[]")
        case .either(let kinds): kinds.flatMap { shapes(in: $0, path) }
        case .distribution: [(Format.distributionShape.outline, path)]
        default: []
        }
    }

    // MARK: What is not a map

    private static var notations: String {
        func names(_ units: [Unit]) -> String { units.map { "`\($0.name)`" }.joined(separator: " ") }
        let rows = [
            ("duration", "a number with a unit, also compound: \(names(Unit.durations))", "`90s` `1h30m` `0.62d`"),
            (
                "moment", "a duration after the start (negative: before it), or a date at local midnight",
                "`-12d` `2026-03-01`"
            ),
            ("date and time", "local time of the scenario's zone", "`2026-03-10T18:00:00`"),
            ("share", "a percentage, or a fraction", "`40%` `0.4`"),
            ("rate", "a share per time: " + Unit.rates.map { "`/\($0.name)`" }.joined(separator: " "), "`0.2%/day`"),
            ("price", "a number, in the currency that `prices` names", "`25` `0.02`"),
            ("size", "a number with a unit: \(names(Unit.sizes))", "`6 MiB`"),
            ("bandwidth", "a number with a unit: \(names(Unit.bandwidths))", "`20 Mbit/s`"),
            ("hours of the day", "from one time to a later one", "`08:30-17:30`"),
            (
                "hours of the day, also past midnight",
                "from one time to another, on the next day if that is not later",
                "`22:00-06:00`"
            ),
            ("time of day", "hours and minutes, in quotation marks", "`\"22:00\"`"),
            ("limit", "`>` or `>=` with a share or a number of devices, in quotation marks", "`\"> 2%\"` `\"> 5\"`"),
            (
                "version",
                "by Debian's rules, or any text where the component's order is `listed`"
                    + "; never a number, so `5.10` is newer than `5.9`",
                "`3.0.15` `1:2.0-1~deb12u1`"
            ),
            (
                "component with a range",
                "a component, and one of "
                    + Constraint.Comparison.allCases.map { "`\($0.rawValue)`" }.joined(separator: " ")
                    + " with a version; or the component alone",
                "`openssl < 3.0.16`"
            ),
        ]
        return "\n## How values are written\n\n| value | notation | examples |\n|---|---|---|\n"
            + rows.map { "| \($0) | \($1) | \($2) |\n" }.joined()
    }

    private static var profiles: String {
        let shown = ConnectivityProfiles.aliases.map { "| `\($0.name)` | `\($0.trace)-weibull`: \($0.origin) |\n" }
        let listed = Set(ConnectivityProfiles.aliases.map(\.name))
        let others = ConnectivityProfiles.names.filter { !listed.contains($0) && $0 != "always-on" }
        return "\n## Connectivity profiles that come with PatchLab\n\n| name | what it is |\n|---|---|\n"
            + "| `always-on` | on, on the corporate network, without interruption |\n" + shown.joined()
            + "\nAnd every fit by its own name: " + others.map { "`\($0)`" }.joined(separator: ", ") + ".\n"
    }

    private static var codes: String {
        "\n## Messages\n\n`patchlab explain CODE` shows examples.\n\n| code | severity | cause |\n|---|---|---|\n"
            + Remark.codes.map {
                "| `\($0.code)` | \($0.kind) | \($0.explanation.cause.replacing("*", with: "\\*")) |\n"
            }.joined()
    }
}
