/// What a check tries besides its worlds: what programs are known to stumble over. The table in docs/policies.md says of each what
/// comes of it.
package enum Accident: String, Sendable, CaseIterable {
    case speaking = "speaks the protocol"
    case slowStart = "slow start"
    case strayOutput = "stray output"
    case manyGroups = "a hundred thousand groups"
    case bigQuestion = "a question of a megabyte"
    case manyRings = "250 rings that it did not make"
    case emptyRings = "rings without devices"
    case clockJumps = "the clock jumps"
    case unknownKeys = "keys that it does not know"
    case error = "an error that it is told"
    case endOfFile = "the end of its input"
    case terminate = "SIGTERM"
    case nothingToDo = "nothing to do"
    case grid = "wakes on the grid"
    case order = "runs in another order"
    case alone = "alone and among others"
    case hashSeed = "another hash seed"
    case children = "no child is left"

    /// Those that show in a single conversation, in the order in which they are tried.
    static let inConversation: [Accident] = [
        .manyGroups, .bigQuestion, .manyRings, .emptyRings, .clockJumps, .unknownKeys, .error, .endOfFile, .terminate,
        .nothingToDo, .grid,
    ]
}
