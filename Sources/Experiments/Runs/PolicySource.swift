public import EventEngine
public import PatchModel
public import PatchSimulator

/// Where the policies of a study come from: a declared strategy, a program, a person.
///
/// Two sources that are equal make policies that decide alike. One source serves all threads of a study; each of them has
/// it make a host, which has one policy after the other.
public protocol PolicySource: Sendable, Hashable {
    associatedtype Host: PolicyHost

    /// What output calls it; no other source of a study has the same name.
    var name: String { get }

    /// The strategy that it is, for whoever describes it; nil: it is no declared one.
    var strategy: Strategy? { get }

    /// Called by each thread before the first run for which it needs a policy of this source.
    ///
    /// - Throws: why there is none, such as that a program does not start. It ends the study.
    func makeHost() throws -> Host
}

extension PolicySource {
    public var strategy: Strategy? { nil }
}

/// What the policies of one thread have in common, such as a running program. It never leaves its thread.
public protocol PolicyHost {
    associatedtype Decider: Policy

    /// Makes a policy that has seen nothing yet; the last one made is not used any more.
    ///
    /// - Throws: why there is none. It ends the study.
    mutating func makePolicy(for episode: Episode) throws -> Decider

    /// Called when the run of the policy made last has come to its end; not if it failed or was cancelled.
    ///
    /// - Parameter ledger: what came of it.
    /// - Returns: what went wrong on the way without ending the run; nothing unless stated.
    mutating func finish(_ ledger: Ledger) -> [RunIncident]

    /// Called when the thread needs no more policies, however the study ends.
    mutating func end()
}

extension PolicyHost {
    public mutating func finish(_ ledger: Ledger) -> [RunIncident] { [] }

    public mutating func end() {}
}

/// Something that went wrong with a policy in a run, and did not end it.
public struct RunIncident: Sendable, Hashable {
    /// When; nil: before the run began.
    public var time: Tick?
    /// A word for it.
    public var kind: String
    /// What happened.
    public var text: String

    public init(time: Tick?, kind: String, text: String) {
        self.time = time
        self.kind = kind
        self.text = text
    }
}

/// A run that begins. For the host, not for what it hosts: a program that knew the seed could foresee everything.
public struct Episode: Sendable {
    public var world: World
    public var seed: UInt64
    public var replication: Int

    public init(world: World, seed: UInt64, replication: Int) {
        self.world = world
        self.seed = seed
        self.replication = replication
    }
}

/// A strategy that a scenario declares. It needs no host but itself.
public struct DeclaredSource: PolicySource, PolicyHost {
    private let declared: Strategy

    public init(_ strategy: Strategy) { declared = strategy }

    public var name: String { declared.name }

    public var strategy: Strategy? { declared }

    public func makeHost() -> DeclaredSource { self }

    public mutating func makePolicy(for episode: Episode) -> DeclaredPolicy { DeclaredPolicy(declared) }
}

/// Why a study had to end: a policy failed in one of its runs, or a run was not what it had been.
public struct RunFailure: Error, CustomStringConvertible {
    public enum Cause: Sendable {
        /// It could not be had, or could not decide.
        case policy(any Error)
        /// It ordered what was impossible.
        case refused(Refusal)
        /// Made again, it is not the run that was kept.
        case differs(figure: Ledger.Figure.ID, kept: Int64?, now: Int64?)
    }

    /// Name of the policy.
    public var policy: String
    public var replication: Int
    public var cause: Cause

    public init(policy: String, replication: Int, cause: Cause) {
        self.policy = policy
        self.replication = replication
        self.cause = cause
    }

    public var description: String {
        let reason =
            switch cause {
            case .policy(let error): "failed: \(error)"
            case .refused(let refusal): "ordered what is impossible at second \(refusal.time): \(refusal.error)"
            case .differs(let figure, let kept, let now):
                "differs from what was kept of it: \(figure) is \(now.map(String.init) ?? "absent") now, and "
                    + "\(kept.map(String.init) ?? "absent") in the study; something else has written to it"
            }
        return "\(policy) in run \(replication) \(reason)"
    }
}
