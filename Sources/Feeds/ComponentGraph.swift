package import PatchModel

/// The components that matter for a rollout: the packages with a pending update, and the installed packages that depend
/// on one of them directly. A regression in an update shows in these.
package struct ComponentGraph: Sendable {
    /// A package as a component of the scenario.
    package struct Component: Sendable {
        /// The package's name.
        package let name: String
        /// Installed and pending versions, oldest first.
        package let versions: [DebianVersion]
        /// What it requires, in the scenario's form (`libssl3 >= 3.0.0`).
        package let requires: [String]
        /// The version on each machine that has it.
        package let installed: [String: DebianVersion]
        /// Whether it ships a service of its own.
        package let shipsService: Bool
    }

    /// The components, alphabetically.
    package let components: [Component]
    /// How many edges were left out because they would close a circle.
    package let circularEdges: Int
    /// The components that require each component.
    private let dependants: [String: [String]]
    private let byName: [String: Component]

    /// A package that is kept back on a machine is another component there (``keptBackName(_:)``), which no patch updates.
    ///
    /// Edges are those that hold on every machine that has the dependant, because a component requires the same things
    /// wherever it is. A bound is kept if all versions of the scenario satisfy it: one such as `= 1.22.1-9` between the
    /// packages of one source moves along with every update and would otherwise forbid it.
    init(machines: [DebianImport.Machine], updates: PendingUpdate.Found, resolvers: [DependencyResolver]) {
        var pending: [String: DebianVersion] = [:]
        for binary in updates.pending.flatMap(\.binaries) { pending[binary.name] = binary.version }
        let updated = Set(pending.keys).union(updates.keptNames.values.flatMap { $0 }.map(Self.keptBackName))

        var installed: [String: [String: DebianVersion]] = [:]
        var services: Set<String> = []
        var edgesByMachine: [String: [String: [DependencyResolver.Edge]]] = [:]  // dependant, machine
        for (machine, resolver) in zip(machines, resolvers) {
            let keptBack = updates.keptNames[machine.name] ?? []
            func component(_ name: String) -> String { keptBack.contains(name) ? Self.keptBackName(name) : name }
            let edges = resolver.edges.map {
                DependencyResolver.Edge(from: component($0.from), to: component($0.to), bound: $0.bound)
            }
            var kept = updated
            for edge in edges where updated.contains(edge.to) { kept.insert(edge.from) }
            for package in machine.status.installed where kept.contains(component(package.name)) {
                let name = component(package.name)
                installed[name, default: [:]][machine.name] = package.version
                if package.shipsService { services.insert(name) }
            }
            for edge in edges {
                edgesByMachine[edge.from, default: [:]][machine.name, default: []].append(edge)
            }
        }
        var versions: [String: [DebianVersion]] = [:]
        for (name, byMachine) in installed {
            let all = Set(byMachine.values).union(pending[name].map { [$0] } ?? [])
            versions[name] = all.sorted()
        }

        var requires: [String: [String: [String]]] = [:]  // dependant, dependency, its clauses
        for (name, byMachine) in installed {
            let lists = byMachine.keys.sorted().map { edgesByMachine[name]?[$0] ?? [] }
            for target in Set(lists.flatMap { $0 }.map(\.to)) where installed[target] != nil {
                guard lists.allSatisfy({ $0.contains { $0.to == target } }) else { continue }
                let bounds = Set(lists.flatMap { $0 }.filter { $0.to == target }.compactMap(\.bound))
                let clauses = bounds.filter { bound in
                    lists.allSatisfy { $0.contains { $0.to == target && $0.bound == bound } }
                        && (versions[target] ?? []).allSatisfy(bound.holds(for:))
                }
                let texts = clauses.map { "\(target) \($0.operator.scenarioSpelling) \($0.version)" }.sorted()
                requires[name, default: [:]][target] = texts.isEmpty ? [target] : texts
            }
        }

        circularEdges = Self.breakCircles(&requires)
        var dependants: [String: [String]] = [:]
        for (name, targets) in requires {
            for target in targets.keys { dependants[target, default: []].append(name) }
        }
        self.dependants = dependants.mapValues { $0.sorted() }
        let components = installed.keys.sorted().map { name in
            Component(
                name: name,
                versions: versions[name] ?? [],
                requires: (requires[name] ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value),
                installed: installed[name] ?? [:],
                shipsService: services.contains(name)
            )
        }
        self.components = components
        byName = Dictionary(components.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What a package is called in the scenario on machines that keep it back. No package of Debian's is called so: Policy
    /// 5.6.1 allows no underscore.
    static func keptBackName(_ package: String) -> String { package + "_held" }

    /// The component in which a regression of an update would hurt most: of the dependants that are not part of the
    /// update, a service before others, then the one on most machines, then the one with most dependants of its own. Nil
    /// if nothing depends on the update.
    func mostExposedDependant(of update: PendingUpdate) -> String? {
        let own = Set(update.binaries.map(\.name))
        let candidates = Set(own.flatMap { dependants[$0] ?? [] }).subtracting(own).sorted()
        func rank(_ name: String) -> [Int] {
            guard let component = byName[name] else { return [0, 0, 0] }
            return [component.shipsService ? 1 : 0, component.installed.count, dependants[name]?.count ?? 0]
        }
        var best: String?
        for name in candidates {
            if let known = best, !rank(known).lexicographicallyPrecedes(rank(name)) { continue }
            best = name
        }
        return best
    }

    /// Removes the edges that lead back to a component on the current path of a depth-first walk in alphabetical order.
    /// Debian's packages may require each other; a scenario's components may not.
    private static func breakCircles(_ requires: inout [String: [String: [String]]]) -> Int {
        var removed = 0
        var finished: Set<String> = []
        var onPath: Set<String> = []
        for root in requires.keys.sorted() where !finished.contains(root) {
            var path: [(name: String, rest: [String])] = [(root, (requires[root] ?? [:]).keys.sorted().reversed())]
            onPath.insert(root)
            while let top = path.last {
                guard let next = top.rest.last else {
                    path.removeLast()
                    onPath.remove(top.name)
                    finished.insert(top.name)
                    continue
                }
                path[path.count - 1].rest.removeLast()
                if onPath.contains(next) {
                    requires[top.name]?[next] = nil
                    removed += 1
                } else if !finished.contains(next) {
                    onPath.insert(next)
                    path.append((next, (requires[next] ?? [:]).keys.sorted().reversed()))
                }
            }
        }
        return removed
    }
}
