public import PatchSimulator

/// What tells one run from all others: two runs with the same key are the same run.
public struct RunKey: Sendable, Hashable {
    /// A digest of everything that can change a run of the strategy, the version of the simulation included.
    public var digest: String
    public var seed: UInt64
    public var replication: Int

    public init(digest: String, seed: UInt64, replication: Int) {
        self.digest = digest
        self.seed = seed
        self.replication = replication
    }
}

/// Remembers runs, so that none is done twice.
///
/// Called from many threads at once. An error ends the study that asked; what was kept before stays kept.
public protocol RunCache: Sendable {
    /// The run of that key, exactly as it was kept; nil if there is none.
    ///
    /// - Parameters:
    ///   - dimensions: which breakdowns come with it, as far as they were kept; they may be large.
    ///   - series: whether its time series comes with it, if it was kept; it is larger than all the rest.
    func result(for key: RunKey, by dimensions: Set<Dimension>, series: Bool) throws -> RunResult?

    /// Takes up a run; it may be safe only after `flush()`. A key that is there already is the same run, and stays; series and
    /// breakdowns that it lacks are put beside it.
    func keep(_ result: RunResult, for key: RunKey) throws

    /// Makes safe what was taken up so far.
    func flush() throws
}

extension RunCache {
    /// The run of that key with its series, but without breakdowns unless they are asked for; nil if there is none.
    public func result(for key: RunKey, by dimensions: Set<Dimension> = []) throws -> RunResult? {
        try result(for: key, by: dimensions, series: true)
    }
}
