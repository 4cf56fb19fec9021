/// What the program is called by in files that outlive it.
enum Version {
    /// Of the command.
    static let command = "0.1.0"
    /// Of the simulation's law. To be raised whenever the same scenario, strategy, seed and replication may give other
    /// figures or decisions than before: runs that were kept under another number are not taken for the same.
    static let simulation = 1
}
