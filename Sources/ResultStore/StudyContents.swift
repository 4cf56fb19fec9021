/// What a study is about and where it came from.
public struct StudyAbout: Sendable, Hashable {
    /// What the scenario answers.
    public var question: String
    /// The command that wrote to it last, fit for a shell.
    public var command: String
    /// Of all randomness, in that command.
    public var seed: UInt64
    /// When it was begun, as `2026-08-20T08:00:00Z`.
    public var created: String
    /// The machine on which it was begun.
    public var host: String
    /// The command's version, and the version of the simulation's law.
    public var patchlabVersion: String
    public var simulationVersion: Int

    public init(
        question: String,
        command: String,
        seed: UInt64,
        created: String,
        host: String,
        patchlabVersion: String,
        simulationVersion: Int
    ) {
        self.question = question
        self.command = command
        self.seed = seed
        self.created = created
        self.host = host
        self.patchlabVersion = patchlabVersion
        self.simulationVersion = simulationVersion
    }
}

/// A key of the scenario that was set to another value than the files say.
public struct StoredSetting: Sendable, Hashable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// A file of the scenario, under the names by which the scenario's files call it; the first is the scenario itself.
public struct StoredSource: Sendable, Hashable {
    public var paths: [String]
    public var bytes: [UInt8]

    public init(paths: [String], bytes: [UInt8]) {
        self.paths = paths
        self.bytes = bytes
    }
}

/// A strategy with what tells its runs from others.
public struct StoredStrategy: Sendable, Hashable {
    public var name: String
    /// What it says, in canonical form.
    public var text: String
    /// `RunKey.digest` of its runs.
    public var digest: String

    public init(name: String, text: String, digest: String) {
        self.name = name
        self.text = text
        self.digest = digest
    }
}

/// One form of the scenario: its files, and what was set otherwise.
public struct StudyVariant: Sendable, Hashable {
    public var settings: [StoredSetting]
    public var sources: [StoredSource]
    /// In the order in which the scenario declares them; the first is what others are compared with.
    public var strategies: [StoredStrategy]
    /// Names of all strategies that the scenario declares, run or not, in its order; empty where it is not known. The
    /// study does not keep it: it follows from the sources.
    public var declared: [String]
    /// The version of the simulation's law under which its runs were made.
    public var simulationVersion: Int

    public init(
        settings: [StoredSetting] = [],
        sources: [StoredSource],
        strategies: [StoredStrategy],
        declared: [String] = [],
        simulationVersion: Int
    ) {
        self.settings = settings
        self.sources = sources
        self.strategies = strategies
        self.declared = declared
        self.simulationVersion = simulationVersion
    }
}
