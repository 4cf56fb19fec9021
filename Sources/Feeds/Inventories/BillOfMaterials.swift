import Text

/// Reads a software bill of materials in JSON: CycloneDX 1.2 to 1.7, or SPDX 2.2 and 2.3.
package enum BillOfMaterials {
    static let expected =
        "a bill of materials as JSON: CycloneDX ('\"bomFormat\": \"CycloneDX\"') or SPDX 2 ('\"spdxVersion\": \"SPDX-2.3\"')"
    /// Packages of one document, and needs between them.
    static let mostPackages = 200_000
    static let mostNeeds = 2_000_000

    /// - Parameter name: how the image is called; nil: as the document says.
    /// - Throws: ``InputError``.
    package static func image(_ bytes: [UInt8], file: String, name: String?) throws(InputError) -> InventoryImage {
        let document = try JSONDocument(bytes, file: file, expected: expected)
        var cyclone = CycloneDocument()
        var spdx = SPDXDocument()
        var isGraph = false
        try document.read { cursor throws(JSONCursor.Problem) in
            try cursor.object("a bill of materials") { cursor, key throws(JSONCursor.Problem) in
                switch key {
                case "bomFormat", "specVersion", "metadata", "components", "services", "dependencies",
                    "vulnerabilities":
                    try cyclone.read(&cursor, key)
                case "spdxVersion", "name", "creationInfo", "packages", "files", "relationships":
                    try spdx.read(&cursor, key)
                case "@graph":
                    isGraph = true
                    try cursor.skip()
                default: try cursor.skip()
                }
            }
        }
        if cyclone.isOne { return cyclone.image(file: file, name: name) }
        if spdx.isOne { return spdx.image(file: file, name: name) }
        let what = isGraph ? "this is SPDX 3, which is not read" : "this JSON is no bill of materials"
        throw InputError(.wrongFormat, file: file, line: 1, "\(what); expected \(expected)")
    }

    /// A package of a document, before it is known what others need of it.
    struct Entry {
        /// By which the document refers to it.
        var reference = ""
        var name = ""
        var version = ""
        var purl: PackageURL?
        var isFile = false

        /// The package; nil if it has no version or name, without which nothing can be made of it.
        var package: InventoryImage.Package? {
            let version = purl.flatMap { Self.version($0) } ?? version
            guard !version.isEmpty, version.utf8.count <= 512, !isFile else { return nil }
            guard !version.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                return nil
            }
            guard let purl else {
                let title = ScenarioName.name(name)
                guard !title.isEmpty else { return nil }
                return .init(name: title, title: title, version: version, names: [name])
            }
            let told = Ecosystem.told(by: purl)
            let source = purl.qualifiers["upstream"].map { ScenarioName.name(Ecosystem.sourceName($0)) }
            return .init(
                name: purl.withoutVersion,
                title: ScenarioName.name(purl.name),
                version: version,
                scheme: told.scheme,
                ecosystem: told.ecosystem,
                names: told.names,
                source: source.flatMap { $0.isEmpty ? nil : $0 }
            )
        }

        /// The version that a package URL has; RPM's epoch stands beside it.
        private static func version(_ purl: PackageURL) -> String? {
            guard let version = purl.version else { return nil }
            guard purl.type == "rpm", let epoch = purl.qualifiers["epoch"], !version.contains(":") else {
                return version
            }
            return "\(epoch):\(version)"
        }
    }

    /// A package URL; what is none is refused with its place.
    static func purl(_ cursor: inout JSONCursor) throws(JSONCursor.Problem) -> PackageURL? {
        let place = cursor.place
        guard let text = try cursor.textIfAny(), !text.isEmpty else { return nil }
        guard let purl = PackageURL(text) else {
            let shown = FeedText.excerpt(text)
            let message =
                "\(shown) is no package URL; expected type and name, such as pkg:rpm/redhat/openssl-libs@3.0.7"
            throw cursor.wrong(message, at: place, code: .badPurl)
        }
        return purl
    }

    /// Makes an image of what a document lists.
    ///
    /// - Parameter others: what the document refers to besides, such as itself.
    static func image(
        _ entries: [Entry],
        needs: [(from: String, to: String)],
        excused: [(name: String, references: [String])],
        others: Set<String> = [],
        _ start: InventoryImage
    ) -> InventoryImage {
        var image = start
        var numbers: [String: Int] = [:]
        var known = others
        for entry in entries {
            if !entry.reference.isEmpty, !known.insert(entry.reference).inserted {
                image.leftOut["references that stand twice, of which the first counts", default: 0] += 1
            }
            guard let package = entry.package else {
                let reason = entry.isFile ? "files" : "packages without a version"
                image.leftOut[reason, default: 0] += 1
                continue
            }
            if !entry.reference.isEmpty, numbers[entry.reference] == nil {
                numbers[entry.reference] = image.packages.count
            }
            image.packages.append(package)
        }
        for (from, to) in needs {
            guard let one = numbers[from], let other = numbers[to] else {
                if !known.contains(from) || !known.contains(to) {
                    image.leftOut["dependencies of or on something that is not listed", default: 0] += 1
                }
                continue
            }
            if one != other { image.packages[one].requires.insert(other) }
        }
        for (name, references) in excused {
            let strange = references.count { !known.contains($0) }
            if strange > 0 {
                image.leftOut["statements (VEX) on something that is not listed", default: 0] += strange
            }
            let some = references.compactMap { numbers[$0] }
            if !some.isEmpty { image.excused[name, default: []].formUnion(some) }
        }
        return image
    }
}
