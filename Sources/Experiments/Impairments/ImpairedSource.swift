public import PatchSimulator

/// Another source's policies, made worse.
public struct ImpairedSource<Base: PolicySource>: PolicySource {
    public let base: Base
    public let impairment: Impairment

    public init(_ base: Base, _ impairment: Impairment) {
        self.base = base
        self.impairment = impairment
    }

    public var name: String { "\(base.name) (\(impairment))" }

    public func makeHost() throws -> ImpairedHost<Base.Host> { ImpairedHost(try base.makeHost(), impairment) }
}

extension PolicySource {
    /// The same policies, made worse.
    public func impaired(_ impairment: Impairment) -> any PolicySource { ImpairedSource(self, impairment) }
}

/// Hands on what the impaired policies' own host makes.
public struct ImpairedHost<Base: PolicyHost>: PolicyHost {
    private var base: Base
    private let impairment: Impairment

    init(_ base: Base, _ impairment: Impairment) {
        self.base = base
        self.impairment = impairment
    }

    public mutating func makePolicy(for episode: Episode) throws -> ImpairedPolicy<Base.Decider> {
        ImpairedPolicy(try base.makePolicy(for: episode), impairment, episode)
    }

    public mutating func finish(_ ledger: Ledger) -> [RunIncident] { base.finish(ledger) }

    public mutating func end() { base.end() }
}
