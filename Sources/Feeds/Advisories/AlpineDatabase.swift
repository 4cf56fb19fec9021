import Text

/// Alpine's database of security fixes (https://secdb.alpinelinux.org): by package, the versions that fixed something.
struct AlpineDatabase {
    private var release = ""
    private var packages: [(name: String, fixes: [(version: String, names: [String])])] = []
    private var hasPackages = false

    var isOne: Bool { hasPackages }

    mutating func read(_ cursor: inout JSONCursor, _ key: String) throws(JSONCursor.Problem) {
        switch key {
        case "distroversion": release = try cursor.text("'distroversion'")
        case "packages" where cursor.isList:
            hasPackages = true
            try cursor.list("'packages'") { cursor throws(JSONCursor.Problem) in
                try cursor.object("an item of 'packages'") { cursor, key throws(JSONCursor.Problem) in
                    guard key == "pkg" else { return try cursor.skip() }
                    packages.append(try Self.package(&cursor))
                }
            }
        default: try cursor.skip()
        }
    }

    private static func package(
        _ cursor: inout JSONCursor
    ) throws(JSONCursor.Problem) -> (name: String, fixes: [(version: String, names: [String])]) {
        var name = ""
        var fixes: [(version: String, names: [String])] = []
        try cursor.object("'pkg'") { cursor, key throws(JSONCursor.Problem) in
            switch key {
            case "name": name = try cursor.text("'name'")
            case "secfixes" where cursor.isObject:
                try cursor.object("'secfixes'") { cursor, version throws(JSONCursor.Problem) in
                    // An entry may name a CVE and what others call it: `CVE-2019-5068 XSA-304`.
                    let names = try cursor.texts().compactMap { $0.split(separator: " ").first.map(String.init) }
                    // Version 0 stands for what never was in the package.
                    if version != "0" { fixes.append((version, names.filter { AdvisoryText.isName($0) })) }
                }
            default: try cursor.skip()
            }
        }
        return (name, fixes)
    }

    func finish(into collector: inout AdvisoryCollector) {
        let ecosystem = release.isEmpty ? "Alpine" : "Alpine:\(release)"
        for (name, fixes) in packages {
            for _ in fixes { collector.note() }
            guard collector.isWanted(name, ecosystem) else { continue }
            for (version, names) in fixes where !names.isEmpty {
                collector.add(
                    PackageAdvisory(
                        id: "\(name) \(version)",
                        vulnerabilities: names,
                        published: nil,
                        severity: nil,
                        isExploited: false,
                        ecosystem: ecosystem,
                        package: name,
                        ranges: [[.introduced("0"), .fixed(version)]]
                    )
                )
            }
        }
    }
}
