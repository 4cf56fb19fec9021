/// What rows say of software.
extension TableMapFormat {
    static let component = Shape("map-component", "A piece of software.", blank: TableMap.Component()) {
        Field(
            "from",
            \.table,
            .text,
            absent: "the table of the devices",
            "The table whose rows list it."
        )
        Field(
            "name",
            .text,
            "What the scenario calls it: a name, with `from` a column, or a text with columns in braces.",
            example: "windows"
        ) { component, text, place, builder in
            let isColumn = component.table != nil && !text.contains("{")
            component.name = isColumn ? .init(parts: [.column(text)]) : builder.template(text, at: place)
        }
        Field(
            "purl",
            .template,
            absent: "none",
            "Its package URL, without a version.",
            example: "\"pkg:{ecosystem}/{name}\""
        ) { component, template, _, _ in component.purl = template }
        Field("when", \.condition, .condition, absent: "on every device", "What cells must be for it to be there.")
        Field(
            "version",
            Notation<String>.text.as { DeclaredVersion(rules: [.init(meaning: .init(parts: [.column($0)]))]) }
                .or(.variants([.map(takenVersion), .map(chosenVersion)]))
                .or(Notation.list(.map(versionRule), count: 1...100).as { DeclaredVersion(rules: $0) }),
            "Its version: a column, a column with its beginning taken off, or rules with texts."
        ) { component, version, _, _ in
            component.version = version.rules
            component.strip = version.strip
        }
        Field(
            "scheme",
            Notation.words(of: VersionScheme.self).as { [TableMap.Rule(meaning: $0)] }.or(Notation.map(chosenScheme)),
            "By whose rules its versions are ordered."
        ) { component, rules, _, _ in component.schemes = rules }
        Field(
            "line",
            .template,
            absent: "all versions are one line",
            "Versions within which updates stay, with numbers of the version in braces; each line is a component of its own.",
            example: "\"10.0.{3}\""
        ) { component, template, place, builder in
            component.line = template
            for name in template.columns where Int(name).map({ (1...16).contains($0) }) != true {
                builder.report(
                    .wrongKind,
                    "\(quoted("{\(name)}")) must be a number from 1 to 16: which number of the version",
                    at: place
                )
            }
        }
        Field(
            "restart",
            \.restart,
            .words { restart in
                switch restart {
                case .none: "nothing"
                case .service: "its service"
                case .reboot: "the device"
                }
            },
            default: .word(.none),
            "What an update of it restarts."
        )
    }

    /// A version as it is written.
    struct DeclaredVersion: Sendable {
        var rules: [TableMap.Rule<TableMap.Template>] = []
        var strip = ""
    }

    static let takenVersion = Shape("taken-version", "A column without its beginning.", blank: DeclaredVersion()) {
        Field("take", .text, "The column.") { version, column, _, _ in
            version.rules = [.init(meaning: .init(parts: [.column(column)]))]
        }
        Field("strip", \.strip, .text, default: .empty, "What is taken off the beginning, where it is there.")
    }

    static let chosenVersion = Shape("chosen-version", "One text or another.", blank: DeclaredVersion()) {
        Field("when", .condition, "What cells must be.") { version, condition, _, _ in
            version.rules = [.init(condition: condition, meaning: .init())]
        }
        Field("is", .template, "The version then.", example: "\"{epoch}:{version}-{release}\"") {
            version,
            template,
            _,
            _ in
            if !version.rules.isEmpty { version.rules[0].meaning = template }
        }
        Field("else", .template, absent: "the component is not there", "The version otherwise.") {
            version,
            template,
            _,
            _ in
            version.rules.append(.init(meaning: template))
        }
    }

    static let versionRule = Shape(
        "version-rule",
        "The version of rows for which the condition holds.",
        blank: TableMap.Rule(meaning: TableMap.Template())
    ) {
        Field("when", \.condition, .condition, absent: "any", "What cells must be.")
        Field("is", \.meaning, .template, "The version then: a text with columns in braces.")
    }

    static let chosenScheme = Shape(
        "chosen-scheme",
        "One scheme or another.",
        blank: [TableMap.Rule<VersionScheme>]()
    ) {
        Field("when", .condition, "What cells must be.") { rules, condition, _, _ in
            rules = [.init(condition: condition, meaning: .numeric)]
        }
        Field("is", .words(of: VersionScheme.self), "The scheme then.") { rules, scheme, _, _ in
            if !rules.isEmpty { rules[0].meaning = scheme }
        }
        Field("else", .words(of: VersionScheme.self), "The scheme otherwise.") { rules, scheme, _, _ in
            rules.append(.init(meaning: scheme))
        }
    }
}

extension Notation where Meaning == TableMap.Template {
    /// A text with columns in braces.
    static var template: Notation {
        Notation(.text) { value, _, builder in value.text.map { builder.template($0, at: value.position) } }
    }
}

extension ScenarioBuilder {
    /// The parts of a text with columns in braces.
    func template(_ text: String, at position: Position) -> TableMap.Template {
        var template = TableMap.Template()
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { template.parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}"), rest.index(after: open) < close else {
                report(
                    .wrongKind,
                    "in \(quoted(text)) a brace opens, and no column follows with a brace that closes",
                    at: position
                )
                return template
            }
            template.parts.append(.column(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { template.parts.append(.text(String(rest))) }
        return template
    }
}
