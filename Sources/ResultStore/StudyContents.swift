/// What a study is about and where it came from.
package struct StudyAbout: Sendable, Hashable {
    /// What the scenario answers.
    package var question: String
    /// The command that wrote to it last, fit for a shell.
    package var command: String
    /// Of all randomness, in that command.
    package var seed: UInt64
    /// When it was begun, as `2026-08-20T08:00:00Z`.
    package var created: String
    /// The machine on which it was begun.
    package var host: String
    /// The command's version, and the version of the simulation's law.
    package var patchlabVersion: String
    package var simulationVersion: Int

    package init(
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
package struct StoredSetting: Sendable, Hashable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// A file of the scenario, under the names by which the scenario's files call it; the first is the scenario itself.
package struct StoredSource: Sendable, Hashable {
    package var paths: [String]
    package var bytes: [UInt8]

    package init(paths: [String], bytes: [UInt8]) {
        self.paths = paths
        self.bytes = bytes
    }
}

/// A strategy with what tells its runs from others.
package struct StoredStrategy: Sendable, Hashable {
    package var name: String
    /// What it says, in canonical form.
    package var text: String
    /// `RunKey.digest` of its runs.
    package var digest: String

    package init(name: String, text: String, digest: String) {
        self.name = name
        self.text = text
        self.digest = digest
    }
}

/// One form of the scenario: its files, and what was set otherwise.
package struct StudyVariant: Sendable, Hashable {
    package var settings: [StoredSetting]
    package var sources: [StoredSource]
    /// In the order in which the scenario declares them; the first is what others are compared with.
    package var strategies: [StoredStrategy]
    /// Names of all strategies that the scenario declares, run or not, in its order; empty where it is not known. The
    /// study does not keep it: it follows from the sources.
    package var declared: [String]
    /// The version of the simulation's law under which its runs were made.
    package var simulationVersion: Int

    package init(
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
