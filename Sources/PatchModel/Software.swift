/// A contiguous set of declared versions of one component: indices into its `versions`, which ascend.
public struct VersionRange: Sendable, Hashable {
    /// Index of the component in `Software.components`.
    public var component: Int
    /// Indices into the component's `versions`.
    public var versions: Range<Int>

    public init(component: Int, versions: Range<Int>) {
        self.component = component
        self.versions = versions
    }
}

/// A piece of software with its known versions and what it needs.
public struct Component: Sendable, Hashable {
    public var name: String
    /// Ascending. A version is spoken of by its index in this list.
    public var versions: [String]
    /// What must be present for this component to work. Cycles are allowed: real package graphs have them.
    public var requires: [VersionRange]

    public init(name: String, versions: [String], requires: [VersionRange] = []) {
        self.name = name
        self.versions = versions
        self.requires = requires
    }
}

/// What a device has installed at the start: a version for each of its components.
public struct Image: Sendable, Hashable {
    public var name: String
    /// Component index → version index, for the components the image has.
    public var installed: [Int: Int]

    public init(name: String, installed: [Int: Int]) {
        self.name = name
        self.installed = installed
    }
}

/// Components, their dependency graph, and the images made of them.
public struct Software: Sendable, Hashable {
    public var components: [Component]
    public var images: [Image]

    public init(components: [Component], images: [Image]) {
        self.components = components
        self.images = images
    }

    /// Everything that needs `component`, directly or through others, including `component` itself; ascending indices.
    /// When `component` is down, so are these, on the devices that have them.
    public func dependants(of component: Int) -> [Int] {
        var found: Set<Int> = [component]
        var frontier = [component]
        while let next = frontier.popLast() {
            for (index, candidate) in components.enumerated()
            where !found.contains(index) && candidate.requires.contains(where: { $0.component == next }) {
                found.insert(index)
                frontier.append(index)
            }
        }
        return found.sorted()
    }
}
