import ScenarioFiles

/// The packages of all images put together: the same package in several images is one.
struct InventoryStock {
    struct Item {
        let name: String
        let title: String
        let scheme: VersionScheme?
        let ecosystem: String?
        var names: [String]
        var source: String?
        /// By image, the version that counts.
        var installed: [Int: String] = [:]
    }

    private(set) var items: [Item] = []
    /// By image, packages of which several versions are there.
    private(set) var several: [Int]
    /// By image and package, the item.
    private var numbers: [[Int]] = []
    /// By image and item, the vulnerabilities of which every package that counts says that they do no harm.
    private var excused: [[Int: Set<String>]] = []
    private let images: [InventoryImage]

    private struct Identity: Hashable {
        let name: String
        let scheme: VersionScheme?
        let ecosystem: String?
    }

    init(_ images: [InventoryImage]) {
        self.images = images
        several = images.map { _ in 0 }
        var known: [Identity: Int] = [:]
        for (image, inventory) in images.enumerated() {
            var own: [Int] = []
            var repeated: Set<Int> = []
            for package in inventory.packages {
                // A version that cannot be compared is never patched, but may need what is.
                let scheme = package.scheme.flatMap { $0.key(of: package.version) == nil ? nil : $0 }
                let identity = Identity(name: package.name, scheme: scheme, ecosystem: package.ecosystem)
                let number = known[identity] ?? items.count
                if number == items.count {
                    known[identity] = number
                    items.append(
                        Item(
                            name: package.name,
                            title: package.title,
                            scheme: scheme,
                            ecosystem: package.ecosystem,
                            names: package.names,
                            source: package.source
                        )
                    )
                } else {
                    // What one image knows of a package, it is in all.
                    items[number].names += package.names.filter { !items[number].names.contains($0) }
                    items[number].source = items[number].source ?? package.source
                }
                own.append(number)
                if let other = items[number].installed[image], other != package.version {
                    repeated.insert(number)
                    let isNewer = Self.isOlder(other, package.version, scheme)
                    if isNewer != (inventory.several == .newest) { continue }
                }
                items[number].installed[image] = package.version
            }
            several[image] = repeated.count
            numbers.append(own)
            excused.append(harmless(inventory, image))
        }
    }

    /// By item, the vulnerabilities of which every package of the image that counts says that they do no harm: a statement on another
    /// version that is there as well excuses nothing.
    private func harmless(_ inventory: InventoryImage, _ image: Int) -> [Int: Set<String>] {
        guard !inventory.excused.isEmpty else { return [:] }
        let own = numbers[image]
        func counts(_ place: Int) -> Bool { inventory.packages[place].version == items[own[place]].installed[image] }
        let having = Dictionary(grouping: inventory.packages.indices.filter { counts($0) }, by: { own[$0] })
        var harmless: [Int: Set<String>] = [:]
        for (name, some) in inventory.excused {
            for (number, said) in Dictionary(grouping: some.filter { counts($0) }, by: { own[$0] })
            where said.count == having[number]?.count { harmless[number, default: []].insert(name) }
        }
        return harmless
    }

    private static func isOlder(_ left: String, _ right: String, _ scheme: VersionScheme?) -> Bool {
        guard let left = scheme?.key(of: left), let right = scheme?.key(of: right) else { return left < right }
        return left < right
    }

    /// What is held against advisories, and by item its number there.
    func software() -> (software: [AdvisedSoftware], numbers: [Int: Int], contradicted: Int) {
        var software: [AdvisedSoftware] = []
        var places: [Int: Int] = [:]
        var contradicted = 0
        for (number, item) in items.enumerated() {
            guard let scheme = item.scheme else { continue }
            var one = AdvisedSoftware(
                names: item.names,
                ecosystem: item.ecosystem,
                scheme: scheme,
                versions: Set(item.installed.values).sorted()
            )
            contradicted += excuse(&one, number)
            places[number] = software.count
            software.append(one)
        }
        return (software, places, contradicted)
    }

    /// A vulnerability does no harm in a version if every image that has the version says so.
    ///
    /// - Returns: statements that other images do not make.
    private func excuse(_ software: inout AdvisedSoftware, _ number: Int) -> Int {
        let installed = items[number].installed
        var contradicted = 0
        for name in Set(installed.keys.flatMap { excused[$0][number] ?? [] }) {
            for (place, version) in software.versions.enumerated() {
                let all = installed.filter { $0.value == version }.map(\.key)
                let agreeing = all.count { excused[$0][number]?.contains(name) ?? false }
                if agreeing == all.count {
                    software.excused[name, default: []].insert(place)
                } else if agreeing > 0 {
                    contradicted += 1
                }
            }
        }
        return contradicted
    }

    /// The components of the scenario, by their names.
    func components(_ software: [Int: Int], _ found: AdvisoryFindings?) -> [InventoryFindings.Component] {
        let needs = requirements()
        var kept = Set(items.indices)
        if let found {
            let patched = software.filter { found.advice[$0.value].target != nil }.map(\.key)
            kept = Self.dependants(of: Set(patched), needs)
        }
        let order = kept.sorted { (items[$0].name, $0) < (items[$1].name, $1) }
        var names: [Int: String] = [:]
        var used: Set<String> = []
        for number in order {
            var name = items[number].name
            while !used.insert(name).inserted { name += "'" }
            names[number] = name
        }
        return order.map { number in
            let item = items[number]
            let place = software[number]
            let target = place.flatMap { found?.advice[$0].target }
            let versions = Self.sorted(Array(item.installed.values) + (target.map { [$0] } ?? []), item.scheme)
            return InventoryFindings.Component(
                name: names[number] ?? item.name,
                title: item.title,
                scheme: item.scheme,
                source: item.source,
                versions: versions,
                installed: item.installed.compactMapValues { Self.place($0, versions, item.scheme) },
                target: target.flatMap { Self.place($0, versions, item.scheme) },
                requires: (needs[number] ?? []).compactMap { names[$0] }.sorted(),
                software: place
            )
        }
    }

    /// By item, the items that it needs in every image that has it.
    private func requirements() -> [Int: Set<Int>] {
        var needs: [Int: Set<Int>] = [:]
        for (image, inventory) in images.enumerated() {
            var own: [Int: Set<Int>] = [:]
            for (place, package) in inventory.packages.enumerated() {
                let number = numbers[image][place]
                own[number, default: []].formUnion(package.requires.map { numbers[image][$0] }.filter { $0 != number })
            }
            for (number, some) in own { needs[number] = needs[number].map { $0.intersection(some) } ?? some }
        }
        return needs
    }

    /// Some items, and all that need one of them, directly or by way of others.
    private static func dependants(of items: Set<Int>, _ needs: [Int: Set<Int>]) -> Set<Int> {
        var needed: [Int: [Int]] = [:]
        for (number, some) in needs {
            for other in some { needed[other, default: []].append(number) }
        }
        var found = items
        var rest = Array(items)
        while let number = rest.popLast() {
            for dependant in needed[number] ?? [] where found.insert(dependant).inserted { rest.append(dependant) }
        }
        return found
    }

    /// Versions without those that are equal to another, the oldest first.
    private static func sorted(_ versions: [String], _ scheme: VersionScheme?) -> [String] {
        guard let scheme else { return Set(versions).sorted() }
        var keys: [VersionKey: String] = [:]
        for version in versions.sorted() {
            if let key = scheme.key(of: version), keys[key] == nil { keys[key] = version }
        }
        return keys.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func place(_ version: String, _ versions: [String], _ scheme: VersionScheme?) -> Int? {
        if let place = versions.firstIndex(of: version) { return place }
        let key = scheme?.key(of: version)
        return versions.firstIndex { scheme?.key(of: $0) == key }
    }
}
