import EventEngine

/// What is decided of a run before it begins, in place of the draws that it would make: draws of the whole scenario, not of a
/// device, which have known probabilities and decide most of what differs between replications.
///
/// Whoever gives the same draws to several policies compares them in the same world, as replications do. A run follows from
/// its world, policy, seed, replication and draws.
public struct ScenarioDraws: Sendable, Hashable {
    /// Nothing is decided: a plain replication.
    public static let natural = ScenarioDraws()

    /// Numbers of the defects that are present; nil: each is drawn by its chance. Regressions of all patches are numbered
    /// through in the order of the scenario; a number that no defect has is ignored.
    public var presentDefects: Set<Int>?
    /// By number of the patch, the random bits from which the delay of the vendor's first answer is made: a number that is
    /// uniform on all 64 bits gives the scenario's law, and with almost all laws a greater number a longer delay. Without an
    /// entry the answer is drawn; so are all later answers.
    public var vendorAnswers: [Int: UInt64]

    public init(presentDefects: Set<Int>? = nil, vendorAnswers: [Int: UInt64] = [:]) {
        self.presentDefects = presentDefects
        self.vendorAnswers = vendorAnswers
    }

    /// What a plain replication would draw. A run in which just that is decided is the same as the plain one.
    public init(of world: World, seed: UInt64, replication: Int) {
        let random = KeyedRandom(seed: seed, replication: UInt64(truncatingIfNeeded: replication))
        presentDefects = Set(world.defects.indices.filter { Self.isPresent($0, world, random) })
        vendorAnswers = Dictionary(
            uniqueKeysWithValues: world.patches.indices.map { patch in
                var draw = random.draw(.vendorAnswer, patch)
                return (patch, draw.next())
            }
        )
    }

    /// Whether a replication has the defect.
    func isPresent(_ defect: Int, _ world: World, _ random: KeyedRandom) -> Bool {
        presentDefects?.contains(defect) ?? Self.isPresent(defect, world, random)
    }

    private static func isPresent(_ defect: Int, _ world: World, _ random: KeyedRandom) -> Bool {
        random.chance(world.defects[defect].chance, .defectPresent, defect)
    }

    /// The draw of an answer of the vendor of a patch; the first one has number 0.
    func vendorAnswer(_ number: Int, of patch: Int, _ random: KeyedRandom) -> KeyedDraw {
        if number == 0, let bits = vendorAnswers[patch] { return KeyedDraw(first: bits) }
        return random.draw(.vendorAnswer, patch, UInt64(number))
    }
}
