/// The version of the simulation's law. Runs of the same version with the same inputs have the same ledgers: they are kept
/// and compared under it.
///
/// Whoever changes what comes of a scenario raises it and runs `scripts/ledger-digests`; a test holds the ledgers of the
/// shipped scenarios to it.
public let simulationVersion = 3
