import PatchModel

/// Resolves the dependencies of one machine's packages among what is installed on it.
struct DependencyResolver {
    /// A dependency of one installed package on another.
    struct Edge: Hashable {
        let from: String
        let to: String
        /// The range the dependant states; nil for any version, and for a dependency that is met by a virtual package.
        let bound: PackageRelation.Bound?
    }

    /// The edges, one for each dependant and dependency, in the order of the status file.
    let edges: [Edge]
    /// Where in ``edges`` the dependencies of a package stand, and those on it, in ascending order.
    private let placesFrom: [String: [Int]]
    private let placesTo: [String: [Int]]
    /// The names of all packages, and of those that ship a service of their own.
    let names: Set<String>
    let services: Set<String>
    /// Dependencies that nothing installed meets: signs of a broken or partial status file.
    let unmet: [(package: String, clause: String)]

    /// Of a clause's alternatives, the first that is installed counts, whether by its own name or because an installed
    /// package provides it; a versioned dependency on a virtual package needs a versioned Provides (Policy 7.5).
    init(_ status: PackageStatus) {
        let byName = Dictionary(status.installed.map { ($0.name, $0) }) { first, _ in first }
        var providers: [String: [(package: DebianPackage, version: DebianVersion?)]] = [:]
        for package in status.installed {
            for virtual in package.provides {
                let version = virtual.bound?.operator == .equal ? virtual.bound?.version : nil
                providers[virtual.name, default: []].append((package, version))
            }
        }

        var edges: [Edge] = []
        var unmet: [(package: String, clause: String)] = []
        for package in status.installed {
            var seen: Set<Edge> = []
            for clause in package.dependencies {
                let found = clause.lazy.compactMap { Self.meet($0, byName: byName, providers: providers) }.first
                guard let found else {
                    unmet.append((package.name, clause.map(\.name).joined(separator: " | ")))
                    continue
                }
                let edge = Edge(from: package.name, to: found.name, bound: found.bound)
                if found.name != package.name, seen.insert(edge).inserted { edges.append(edge) }
            }
        }
        self.edges = edges
        self.unmet = unmet
        placesFrom = Dictionary(grouping: edges.indices, by: { edges[$0].from })
        placesTo = Dictionary(grouping: edges.indices, by: { edges[$0].to })
        names = Set(byName.keys)
        services = Set(status.installed.lazy.filter(\.shipsService).map(\.name))
    }

    /// The first of the edges from one of the packages for which the condition holds.
    func firstEdge(from packages: Set<String>, where holds: (Edge) -> Bool) -> Edge? {
        first(placesFrom, packages, holds)
    }

    /// The first of the edges to one of the packages for which the condition holds.
    func firstEdge(to packages: Set<String>, where holds: (Edge) -> Bool) -> Edge? {
        first(placesTo, packages, holds)
    }

    private func first(_ places: [String: [Int]], _ packages: Set<String>, _ holds: (Edge) -> Bool) -> Edge? {
        packages.compactMap { places[$0]?.first { holds(edges[$0]) } }.min().map { edges[$0] }
    }

    private static func meet(
        _ relation: PackageRelation,
        byName: [String: DebianPackage],
        providers: [String: [(package: DebianPackage, version: DebianVersion?)]]
    ) -> (name: String, bound: PackageRelation.Bound?)? {
        if let real = byName[relation.name], relation.bound?.holds(for: real.version) ?? true {
            return (real.name, relation.bound)
        }
        let provider = providers[relation.name]?.first { candidate in
            guard let bound = relation.bound else { return true }
            return candidate.version.map(bound.holds(for:)) ?? false
        }
        return provider.map { ($0.package.name, nil) }
    }
}
