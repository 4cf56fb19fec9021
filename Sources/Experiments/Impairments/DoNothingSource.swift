public import PatchSimulator

/// The source of the policy that does nothing: what a world is like in which nobody patches.
public struct DoNothingSource: PolicySource, PolicyHost {
    public let name: String

    public init(name: String = "do-nothing") { self.name = name }

    public func makeHost() -> DoNothingSource { self }

    public mutating func makePolicy(for episode: Episode) -> DoNothing { DoNothing() }
}
