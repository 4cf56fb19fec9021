import Text

/// A bill of materials of CycloneDX (https://cyclonedx.org/specification/overview/), with what it says of vulnerabilities (VEX).
struct CycloneDocument {
    private var format: String?
    private var version = ""
    private var title = ""
    private var day: CalendarDate?
    private var entries: [BillOfMaterials.Entry] = []
    private var needs: [(from: String, to: String)] = []
    private var excused: [(name: String, references: [String])] = []
    /// What the document refers to besides: what it is about, and services.
    private var others: Set<String> = []

    var isOne: Bool { format == "CycloneDX" }

    /// States of an analysis in which a vulnerability does no harm, or no more.
    private static let harmless: Set<String> = [
        "not_affected", "false_positive", "resolved", "resolved_with_pedigree",
    ]

    mutating func read(_ cursor: inout JSONCursor, _ key: String) throws(JSONCursor.Problem) {
        switch key {
        case "bomFormat":
            let place = cursor.place
            let text = try cursor.text("'bomFormat'")
            guard text == "CycloneDX" else {
                throw cursor.wrong("'bomFormat' is \(FeedText.excerpt(text)); expected 'CycloneDX'", at: place)
            }
            format = text
        case "specVersion": version = try cursor.formatVersion("'specVersion'")
        case "metadata" where cursor.isObject:
            try cursor.object("'metadata'") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "timestamp": day = try cursor.dayIfAny()
                case "component" where cursor.isObject:
                    try cursor.object("'component'") { cursor, key throws(JSONCursor.Problem) in
                        switch key {
                        case "name": title = try cursor.textIfAny() ?? ""
                        case "bom-ref": others.insert(try cursor.textIfAny() ?? "")
                        default: try cursor.skip()
                        }
                    }
                default: try cursor.skip()
                }
            }
        case "components": try readComponents(&cursor)
        case "services" where cursor.isList:
            try cursor.list("'services'") { cursor throws(JSONCursor.Problem) in
                guard cursor.isObject else { return try cursor.skip() }
                try cursor.object("a service") { cursor, key throws(JSONCursor.Problem) in
                    if key == "bom-ref" { others.insert(try cursor.textIfAny() ?? "") } else { try cursor.skip() }
                }
            }
        case "dependencies": try readDependencies(&cursor)
        case "vulnerabilities": try readVulnerabilities(&cursor)
        default: try cursor.skip()
        }
    }

    private mutating func readComponents(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) {
        try cursor.list("'components'") { cursor throws(JSONCursor.Problem) in
            guard entries.count < BillOfMaterials.mostPackages else {
                throw cursor.wrong("there are more than \(BillOfMaterials.mostPackages) components", code: .tooLarge)
            }
            // Components within a component are installed like it.
            let place = entries.count
            entries.append(.init())
            var entry = BillOfMaterials.Entry()
            try cursor.object("a component") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "bom-ref": entry.reference = try cursor.textIfAny() ?? ""
                case "type": entry.isFile = try cursor.textIfAny() == "file"
                case "name": entry.name = try cursor.text("'name'")
                case "version": entry.version = try cursor.textIfAny() ?? ""
                case "purl": entry.purl = try BillOfMaterials.purl(&cursor)
                case "components": try readComponents(&cursor)
                default: try cursor.skip()
                }
            }
            entries[place] = entry
        }
    }

    private mutating func readDependencies(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) {
        try cursor.list("'dependencies'") { cursor throws(JSONCursor.Problem) in
            var from = ""
            var to: [String] = []
            try cursor.object("an item of 'dependencies'") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "ref": from = try cursor.text("'ref'")
                case "dependsOn": to = try cursor.texts()
                default: try cursor.skip()
                }
            }
            needs += to.map { (from, $0) }
            guard needs.count <= BillOfMaterials.mostNeeds else {
                throw cursor.wrong("there are more than \(BillOfMaterials.mostNeeds) dependencies", code: .tooLarge)
            }
        }
    }

    private mutating func readVulnerabilities(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) {
        try cursor.list("'vulnerabilities'") { cursor throws(JSONCursor.Problem) in
            var (name, state) = ("", "")
            var references: [String] = []
            try cursor.object("an item of 'vulnerabilities'") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "id": name = try cursor.text("'id'")
                case "analysis" where cursor.isObject:
                    try cursor.object("'analysis'") { cursor, key throws(JSONCursor.Problem) in
                        if key == "state" { state = try cursor.text("'state'") } else { try cursor.skip() }
                    }
                case "affects" where cursor.isList:
                    try cursor.list("'affects'") { cursor throws(JSONCursor.Problem) in
                        try cursor.object("an item of 'affects'") { cursor, key throws(JSONCursor.Problem) in
                            guard key == "ref" else { return try cursor.skip() }
                            // A link to this document names the part behind the mark: `urn:cdx:SERIAL/1#ref`.
                            let text = try cursor.text("'ref'")
                            let isLink = text.hasPrefix("urn:cdx:")
                            let part = text.firstIndex(of: "#").map { String(text[text.index(after: $0)...]) }
                            references.append(isLink ? part ?? text : text)
                        }
                    }
                default: try cursor.skip()
                }
            }
            if Self.harmless.contains(state) { excused.append((name, references)) }
        }
    }

    func image(file: String, name: String?) -> InventoryImage {
        let own = ScenarioName.name(title)
        var image = InventoryImage(
            name: name ?? (own.isEmpty ? InventoryImage.name(fromPath: file) : own),
            file: file,
            kind: "CycloneDX \(version)"
        )
        image.day = day
        return BillOfMaterials.image(entries, needs: needs, excused: excused, others: others, image)
    }
}
