import ScenarioFiles

/// The software that a table tells of: components by numbers, and the versions of each by numbers.
struct SeenSoftware {
    struct Component {
        /// As the table has it, with its line.
        let name: String
        let line: String?
        let scheme: VersionScheme
        let purl: String?
        let restart: TableMap.Restart
        /// The versions seen, none equal to another.
        var versions: [String] = []
        var keys: [VersionKey] = []
        /// By version, its place in the order.
        var ranks: [Int32] = []
    }

    private struct Told: Hashable {
        let rule: Int
        let name: String
        let version: String
        let scheme: VersionScheme
    }

    private(set) var components: [Component] = []
    private var numbers: [String: Int32] = [:]
    private var known: [Told: (component: Int32, version: Int32)?] = [:]
    private var versionNumbers: [[VersionKey: Int32]] = []
    /// By scheme, texts that are no versions by it, with how many rows had them; no more than `mostUnread`.
    private(set) var unread: [String: Int] = [:]
    private static let mostUnread = 1000

    /// The numbers of a component and a version; nil if the text is no version.
    mutating func number(
        _ told: (name: String, version: String, scheme: VersionScheme),
        rule: Int,
        of component: TableMap.Component,
        purl: () -> String?,
        line: (String) -> String?
    ) -> (component: Int32, version: Int32)? {
        let key = Told(rule: rule, name: told.name, version: told.version, scheme: told.scheme)
        if let known = known[key] {
            if known == nil { note(told) }
            return known
        }
        let made = make(told, component, purl, line)
        known[key] = .some(made)
        if made == nil { note(told) }
        return made
    }

    private mutating func note(_ told: (name: String, version: String, scheme: VersionScheme)) {
        let text = "\(told.name) \(told.version) (\(told.scheme.rawValue))"
        if unread[text] != nil || unread.count < Self.mostUnread { unread[text, default: 0] += 1 }
    }

    private mutating func make(
        _ told: (name: String, version: String, scheme: VersionScheme),
        _ rule: TableMap.Component,
        _ purl: () -> String?,
        _ line: (String) -> String?
    ) -> (component: Int32, version: Int32)? {
        guard !told.name.isEmpty, let key = told.scheme.key(of: told.version) else { return nil }
        let line = line(told.version)
        // Names and lines come from cells: a mark that no text has keeps them apart.
        let identity = "\(told.scheme.rawValue)\n\(told.name)\n\(line ?? "")"
        let component: Int32
        if let number = numbers[identity] {
            component = number
        } else {
            component = Int32(components.count)
            numbers[identity] = component
            versionNumbers.append([:])
            components.append(
                Component(name: told.name, line: line, scheme: told.scheme, purl: purl(), restart: rule.restart)
            )
        }
        let place = Int(component)
        if let version = versionNumbers[place][key] {
            // Of two spellings of one version the shorter one is shown, or else the first by their letters.
            let old = components[place].versions[Int(version)]
            if (told.version.utf8.count, told.version) < (old.utf8.count, old) {
                components[place].versions[Int(version)] = told.version
            }
            return (component, version)
        }
        let version = Int32(components[place].versions.count)
        versionNumbers[place][key] = version
        components[place].versions.append(told.version)
        components[place].keys.append(key)
        return (component, version)
    }

    /// Puts the versions of each component in order, when all are known.
    mutating func rank() {
        known = [:]
        versionNumbers = []
        for index in components.indices { rank(index) }
    }

    private mutating func rank(_ index: Int) {
        let keys = components[index].keys
        let order = keys.indices.sorted { keys[$0] < keys[$1] }
        var ranks = [Int32](repeating: 0, count: keys.count)
        for (rank, version) in order.enumerated() { ranks[version] = Int32(rank) }
        components[index].ranks = ranks
    }

    /// The number of a version of which advisories tell; nil if it is none. No device need have it.
    mutating func learn(_ version: String, of component: Int) -> Int32? {
        guard let key = components[component].scheme.key(of: version) else { return nil }
        if let number = components[component].keys.firstIndex(of: key) { return Int32(number) }
        components[component].versions.append(version)
        components[component].keys.append(key)
        rank(component)
        return Int32(components[component].versions.count - 1)
    }
}
