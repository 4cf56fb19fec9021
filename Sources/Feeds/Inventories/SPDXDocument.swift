import Text

/// A bill of materials of SPDX 2.2 or 2.3 in JSON (https://spdx.github.io/spdx-spec/v2.3/).
struct SPDXDocument {
    private var version: String?
    private var title = ""
    private var day: CalendarDate?
    private var entries: [BillOfMaterials.Entry] = []
    private var needs: [(from: String, to: String)] = []
    private var files: Set<String> = []

    var isOne: Bool { version != nil }

    mutating func read(_ cursor: inout JSONCursor, _ key: String) throws(JSONCursor.Problem) {
        switch key {
        case "spdxVersion":
            let place = cursor.place
            let text = try cursor.text("'spdxVersion'")
            guard text == "SPDX-2.2" || text == "SPDX-2.3" else {
                throw cursor.wrong(
                    "'spdxVersion' is \(FeedText.excerpt(text)); expected SPDX-2.2 or SPDX-2.3",
                    at: place
                )
            }
            version = text
        case "name": title = try cursor.textIfAny() ?? ""
        case "creationInfo" where cursor.isObject:
            try cursor.object("'creationInfo'") { cursor, key throws(JSONCursor.Problem) in
                guard key == "created" else { return try cursor.skip() }
                day = try cursor.dayIfAny()
            }
        case "packages" where cursor.isList: try readPackages(&cursor)
        case "files" where cursor.isList:
            try cursor.list("'files'") { cursor throws(JSONCursor.Problem) in
                guard cursor.isObject else { return try cursor.skip() }
                try cursor.object("a file") { cursor, key throws(JSONCursor.Problem) in
                    if key == "SPDXID" { files.insert(try cursor.textIfAny() ?? "") } else { try cursor.skip() }
                }
            }
        case "relationships" where cursor.isList: try readRelationships(&cursor)
        default: try cursor.skip()
        }
    }

    private mutating func readPackages(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) {
        try cursor.list("'packages'") { cursor throws(JSONCursor.Problem) in
            guard entries.count < BillOfMaterials.mostPackages else {
                throw cursor.wrong("there are more than \(BillOfMaterials.mostPackages) packages", code: .tooLarge)
            }
            var entry = BillOfMaterials.Entry()
            try cursor.object("a package") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "SPDXID": entry.reference = try cursor.text("'SPDXID'")
                case "name": entry.name = try cursor.text("'name'")
                case "versionInfo":
                    let text = try cursor.textIfAny() ?? ""
                    entry.version = text == "NOASSERTION" ? "" : text
                case "externalRefs" where cursor.isList:
                    try cursor.list("'externalRefs'") { cursor throws(JSONCursor.Problem) in
                        if let purl = try Self.purl(&cursor) { entry.purl = entry.purl ?? purl }
                    }
                default: try cursor.skip()
                }
            }
            entries.append(entry)
        }
    }

    /// The package URL of a reference; nil if it is another kind of reference.
    private static func purl(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> PackageURL? {
        var kind = ""
        var (text, place): (String?, Int) = (nil, 0)
        try cursor.object("an item of 'externalRefs'") { cursor, key throws(JSONCursor.Problem) in
            switch key {
            case "referenceType": kind = try cursor.textIfAny() ?? ""
            case "referenceLocator":
                place = cursor.place
                text = try cursor.textIfAny()
            default: try cursor.skip()
            }
        }
        guard kind == "purl" || kind.hasSuffix("/purl"), let text else { return nil }
        guard let purl = PackageURL(text) else {
            throw cursor.wrong("\(FeedText.excerpt(text)) is no package URL", at: place, code: .badPurl)
        }
        return purl
    }

    private mutating func readRelationships(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) {
        try cursor.list("'relationships'") { cursor throws(JSONCursor.Problem) in
            var (one, kind, other) = ("", "", "")
            try cursor.object("a relationship") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "spdxElementId": one = try cursor.text("'spdxElementId'")
                case "relationshipType": kind = try cursor.text("'relationshipType'")
                case "relatedSpdxElement": other = try cursor.text("'relatedSpdxElement'")
                default: try cursor.skip()
                }
            }
            switch kind {
            case "DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE": needs.append((one, other))
            case "DEPENDENCY_OF", "RUNTIME_DEPENDENCY_OF", "PREREQUISITE_FOR": needs.append((other, one))
            default: break
            }
            guard needs.count <= BillOfMaterials.mostNeeds else {
                throw cursor.wrong("there are more than \(BillOfMaterials.mostNeeds) relationships", code: .tooLarge)
            }
        }
    }

    func image(file: String, name: String?) -> InventoryImage {
        let own = ScenarioName.name(title)
        var image = InventoryImage(
            name: name ?? (own.isEmpty ? InventoryImage.name(fromPath: file) : own),
            file: file,
            kind: version?.replacing("-", with: " ") ?? "SPDX"
        )
        image.day = day
        // Relationships may be with the document, with files, or with nothing.
        let others = files.union(["SPDXRef-DOCUMENT", "NONE", "NOASSERTION"])
        return BillOfMaterials.image(entries, needs: needs, excused: [], others: others, image)
    }
}
