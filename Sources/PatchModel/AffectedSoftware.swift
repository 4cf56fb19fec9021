/// What devices have of the software that patches change and of what depends on it: the ground on which a patch meets
/// something that nobody tried it with.
///
/// Devices differ in it only by their images. Two images that a patch cannot tell apart are of one *cluster* (the clusters of
/// deployment in O. Crameri et al., *Staged deployment in Mirage, an integrated software upgrade testing and distribution
/// system*, SOSP 2007). A *combination* is an updated component in its present version, alone or together with one of its
/// dependants in its version; an image has many.
public struct AffectedSoftware: Sendable {
    /// A component in a version.
    public struct Installed: Sendable, Hashable, Comparable {
        /// Index into `Software.components`.
        public var component: Int
        /// Index into the component's `versions`.
        public var version: Int

        public init(component: Int, version: Int) {
            self.component = component
            self.version = version
        }

        public static func < (left: Installed, right: Installed) -> Bool {
            (left.component, left.version) < (right.component, right.version)
        }
    }

    /// An updated component, and what depends on it.
    public struct Combination: Sendable, Hashable {
        public var updated: Installed
        /// Nil: the updated component by itself.
        public var dependant: Installed?
        /// Indices of the images that have it, ascending.
        public var images: [Int]
    }

    /// Indices of the images whose devices are to get one of the patches, ascending; images without devices are left out.
    public let images: [Int]
    /// By image of `images`, how many devices have it.
    public let devices: [Int]
    /// The images that have the same of what is updated and of what depends on it: in the order of their first images.
    public let clusters: [[Int]]
    /// All combinations, in the order of the updated component and of what depends on it.
    public let combinations: [Combination]

    /// - Parameters:
    ///   - patches: that are rolled out.
    ///   - groups: the fleet.
    public init(_ patches: [Patch], _ software: Software, _ groups: [DeviceGroup]) {
        var count: [Int: Int] = [:]
        for group in groups { count[group.image, default: 0] += group.count }
        let meant = count.keys.sorted().filter { image in
            patches.contains { $0.applies(to: software.images[image]) }
        }
        let graph = DependantGraph(software)
        var clusterOf: [[Installed]: Int] = [:]
        var clusters: [[Int]] = []
        var having: [Pair: [Int]] = [:]
        for image in meant {
            let installed = software.images[image].installed
            var affected: Set<Installed> = []
            for component in Self.updated(by: patches, in: software.images[image]) {
                guard let version = installed[component] else { continue }
                let updated = Installed(component: component, version: version)
                affected.insert(updated)
                having[Pair(updated: updated, dependant: nil), default: []].append(image)
                for dependant in graph.dependants(of: component) {
                    guard dependant != component, let version = installed[dependant] else { continue }
                    let other = Installed(component: dependant, version: version)
                    affected.insert(other)
                    having[Pair(updated: updated, dependant: other), default: []].append(image)
                }
            }
            let key = affected.sorted()
            if let cluster = clusterOf[key] {
                clusters[cluster].append(image)
            } else {
                clusterOf[key] = clusters.count
                clusters.append([image])
            }
        }
        images = meant
        devices = meant.map { count[$0] ?? 0 }
        self.clusters = clusters
        combinations = having.keys.sorted().map {
            Combination(updated: $0.updated, dependant: $0.dependant, images: having[$0] ?? [])
        }
    }

    /// Images that together have every combination, ascending: few of them, found by the greedy method, which needs at most
    /// 1 + ln(combinations) times as many as the fewest that would do (V. Chvátal, *A greedy heuristic for the set-covering
    /// problem*, Mathematics of Operations Research 4, 1979). Of images that add the same number, the one with more devices.
    public var representatives: [Int] {
        var new = [Int](repeating: 0, count: images.count)
        let placeOf = Dictionary(uniqueKeysWithValues: images.enumerated().map { ($1, $0) })
        let holders = combinations.map { $0.images.compactMap { placeOf[$0] } }
        var combinationsOf = [[Int]](repeating: [], count: images.count)
        for (combination, places) in holders.enumerated() {
            for place in places {
                new[place] += 1
                combinationsOf[place].append(combination)
            }
        }
        var isCovered = [Bool](repeating: false, count: combinations.count)
        var chosen: [Int] = []
        while let best = new.indices.max(by: { (new[$0], devices[$0], $1) < (new[$1], devices[$1], $0) }), new[best] > 0
        {
            chosen.append(images[best])
            for combination in combinationsOf[best] where !isCovered[combination] {
                isCovered[combination] = true
                for place in holders[combination] { new[place] -= 1 }
            }
        }
        return chosen.sorted()
    }

    /// Components that patches bring to a higher version on devices with an image, ascending.
    private static func updated(by patches: [Patch], in image: Image) -> [Int] {
        var components: Set<Int> = []
        for patch in patches {
            for update in patch.updates {
                if let version = image.installed[update.component], version < update.to {
                    components.insert(update.component)
                }
            }
        }
        return components.sorted()
    }

    /// A combination without who has it.
    private struct Pair: Hashable, Comparable {
        var updated: Installed
        var dependant: Installed?

        static func < (left: Pair, right: Pair) -> Bool {
            guard left.updated == right.updated else { return left.updated < right.updated }
            guard let other = right.dependant else { return false }
            return left.dependant.map { $0 < other } ?? true
        }
    }
}

/// Who needs whom, for many questions.
private struct DependantGraph {
    /// By component, those that need it themselves.
    private let direct: [[Int]]

    init(_ software: Software) {
        var direct = [[Int]](repeating: [], count: software.components.count)
        for (index, component) in software.components.enumerated() {
            for need in component.requires { direct[need.component].append(index) }
        }
        self.direct = direct
    }

    /// Everything that needs the component, directly or through others, itself included; ascending.
    func dependants(of component: Int) -> [Int] {
        var found: Set<Int> = [component]
        var frontier = [component]
        while let next = frontier.popLast() {
            for index in direct[next] where found.insert(index).inserted { frontier.append(index) }
        }
        return found.sorted()
    }
}
