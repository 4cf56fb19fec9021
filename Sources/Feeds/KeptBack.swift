import PatchModel

/// Which newer packages an update run leaves alone on one machine, because of packages on hold.
///
/// Those on hold themselves, and with them, as apt does, those whose new version needs the new version of one that is left
/// alone, and those whose old version is needed by one that is left alone (`Depends: libfoo (= 1.0-1)`).
struct KeptBack {
    /// The names of the packages that stay as they are although a newer version is offered.
    let names: Set<String>

    /// - Parameter offers: for each installed package, what is newer, if anything.
    init(_ status: PackageStatus, offers: [DebianPackage?]) {
        let packages = status.installed
        let byName = Dictionary(grouping: packages.indices, by: { packages[$0].name })
        var kept = Set(packages.indices.filter { packages[$0].isHeld && offers[$0] != nil }.map { packages[$0].name })
        guard !kept.isEmpty else {
            names = []
            return
        }
        var providers: [String: [Int]] = [:]
        for index in packages.indices {
            for virtual in packages[index].provides + (offers[index]?.provides ?? []) {
                providers[virtual.name, default: []].append(index)
            }
        }

        /// Whether a clause is met by packages each of which is the new one where `isNew` says so.
        func isMet(_ clause: [PackageRelation], _ isNew: (Int) -> Bool) -> Bool {
            func package(_ index: Int) -> DebianPackage {
                isNew(index) ? offers[index] ?? packages[index] : packages[index]
            }
            return clause.contains { relation in
                let own = (byName[relation.name] ?? []).contains { index in
                    relation.bound?.holds(for: package(index).version) ?? true
                }
                return own
                    || (providers[relation.name] ?? []).contains { index in
                        package(index).provides.contains { virtual in
                            guard virtual.name == relation.name else { return false }
                            guard let bound = relation.bound else { return true }
                            return virtual.bound.map { $0.operator == .equal && bound.holds(for: $0.version) } ?? false
                        }
                    }
            }
        }

        // Where new versions name a package: only these clauses have to be looked at again when it stays.
        var mentions: [String: [(index: Int, clause: [PackageRelation])]] = [:]
        for index in packages.indices {
            for clause in offers[index]?.dependencies ?? [] {
                for name in Set(clause.map(\.name)) { mentions[name, default: []].append((index, clause)) }
            }
        }
        var waiting = Array(kept)
        func isUpgraded(_ index: Int) -> Bool { offers[index] != nil && !kept.contains(packages[index].name) }
        func keep(_ index: Int) {
            if isUpgraded(index), kept.insert(packages[index].name).inserted { waiting.append(packages[index].name) }
        }
        while let name = waiting.popLast() {
            for index in byName[name] ?? [] {
                for clause in packages[index].dependencies
                where isMet(clause, { _ in false }) && !isMet(clause, isUpgraded) {
                    for relation in clause {
                        for needed in (byName[relation.name] ?? []) + (providers[relation.name] ?? []) { keep(needed) }
                    }
                }
                let provided = (packages[index].provides + (offers[index]?.provides ?? [])).map(\.name)
                for named in Set(provided + [name]) {
                    for (dependant, clause) in mentions[named] ?? []
                    where isUpgraded(dependant) && isMet(clause, { _ in true }) && !isMet(clause, isUpgraded) {
                        keep(dependant)
                    }
                }
            }
        }
        names = kept
    }
}
