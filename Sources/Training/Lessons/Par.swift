import Experiments
package import PatchModel
import PatchSimulator
import Text

/// What a lesson's expert and its naive strategy cost on draws that nobody plays. It is worked out before anybody plays, comes
/// with the lesson, and holds for that lesson and that law of the simulation alone.
package struct Par: Sendable, Hashable {
    /// How many draws are played for it.
    package static let usualDraws = 1000
    /// The runs of the lesson's seed that it is made of begin here; no pool reaches so far.
    package static let firstReplication = 1_000_000

    /// The lesson's digest.
    package var lesson: String
    /// `simulationVersion`.
    package var simulation: Int
    /// What the expert cost on each draw, ascending.
    package var expert: [Cents]
    /// The mean cost of the naive strategy on the same draws.
    package var naive: Cents

    package init(lesson: String, simulation: Int, expert: [Cents], naive: Cents) {
        self.lesson = lesson
        self.simulation = simulation
        self.expert = expert.sorted()
        self.naive = naive
    }

    /// The expert's mean cost.
    package var mean: Cents { Cents(nearest: Double(expert.reduce(0, +)) / Double(max(1, expert.count))) }

    /// Half the width of the 95 % interval of the mean.
    package var half: Cents {
        guard let interval = Estimate(expert.map(Double.init), intervals: .t)?.interval else { return 0 }
        return Cents(nearest: (interval.upper - interval.lower) / 2)
    }

    /// What playing naively costs more than the expert does, on the mean: the unit of the score.
    package var scale: Cents { naive - mean }

    /// How many of the draws were cheaper for the expert than that.
    package func rank(of cost: Cents) -> Int { expert.count { $0 < cost } }

    /// Plays the draws.
    ///
    /// - Parameter isCancelled: asked before each run; nil is returned then.
    package static func made(
        of lesson: Lesson,
        draws: Int = usualDraws,
        isCancelled: () -> Bool = { false },
        progress: (Int) -> Void = { _ in }
    ) throws(ScenarioError) -> Par? {
        let world = try World(lesson.scenario)
        var expert: [Cents] = []
        var naive: [Cents] = []
        for number in 0..<draws {
            guard !isCancelled() else { return nil }
            let draw = Draw(seed: lesson.pool.seed, replication: firstReplication + number)
            let trial = Trial(world: world, prices: lesson.prices, draw: draw)
            expert.append(trial.cost(of: DeclaredPolicy(lesson.expert)))
            naive.append(trial.cost(of: DeclaredPolicy(lesson.naive)))
            progress(number + 1)
        }
        let sum = naive.reduce(0, +)
        return Par(
            lesson: lesson.digest,
            simulation: simulationVersion,
            expert: expert,
            naive: Cents(nearest: Double(sum) / Double(max(1, draws)))
        )
    }

    // MARK: Its file

    package var text: String {
        JSON.object([
            ("patchlab-par", .integer(1)), ("lesson", .string(lesson)), ("simulation", .integer(simulation)),
            ("naive", .integer(Int(naive))), ("expert", .array(expert.map { .integer(Int($0)) })),
        ]).printed() + "\n"
    }

    /// Nil: it is no such file.
    package init?(text: String) {
        guard let members = (try? JSONReader.read(text))?.members, case .integer(1) = members["patchlab-par"],
            case .string(let lesson) = members["lesson"], case .integer(let simulation) = members["simulation"],
            case .integer(let naive) = members["naive"], case .array(let costs) = members["expert"], !costs.isEmpty
        else { return nil }
        var expert: [Cents] = []
        for cost in costs {
            guard case .integer(let cost) = cost, abs(cost) < 1 << 52 else { return nil }
            expert.append(Cents(cost))
        }
        guard abs(naive) < 1 << 52 else { return nil }
        self.init(lesson: lesson, simulation: simulation, expert: expert, naive: Cents(naive))
    }
}

/// A world and a draw on which policies are tried out: the truth, for those who may know it.
struct Trial: Sendable {
    let world: World
    let prices: Prices
    let draw: Draw

    func simulation<Decider: Policy>(_ policy: Decider) -> Simulation<Decider> {
        Simulation(world, policy: policy, seed: draw.seed, replication: draw.replication)
    }

    func cost<Decider: Policy>(of policy: Decider) -> Cents where Decider.Failure == Never {
        var simulation = simulation(policy)
        simulation.run()
        return Bill(of: simulation.ledger, at: prices).total
    }
}
