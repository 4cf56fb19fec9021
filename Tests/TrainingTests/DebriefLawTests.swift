import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Training

@Suite("Debriefs")
struct DebriefLawTests {
    typealias W = TrainingWorlds

    private static let par = Par(
        lesson: W.lesson().digest,
        simulation: simulationVersion,
        expert: [10_000, 20_000, 40_001],
        naive: 60_000
    )

    @Test(
        "The handover curve begins with the expert and ends with the trainee, to the last unit, and so do all identities",
        arguments: 0..<16
    )
    func identities(number: Int) async throws {
        var lesson = W.lesson()
        lesson.par = Self.par
        let world = try World(lesson.scenario)
        let session = Session(lesson, draw: lesson.draw(number), mode: .practise, world: world)
        let (text, _, _) = W.play(RandomPlayer.lines(number), session)
        let debrief = try #require(Debrief(text.session))
        let first = try #require(debrief.handover.first)
        let last = try #require(debrief.handover.last)
        #expect(first.time == 0 && first.cost == debrief.expert.total)
        #expect(last.time == lesson.scenario.horizon && last.cost == debrief.trainee.total)
        let spans: [Tick] = zip(debrief.handover, debrief.handover.dropFirst()).map { $1.time - $0.time }
        #expect(spans.allSatisfy { $0 > 0 && $0 <= 4 * 86_400 })

        // The same by way of taking over, and of playing the log to its end.
        let trial = Trial(world: world, prices: lesson.prices, draw: session.draw)
        var replay = Handover(trial, expert: lesson.expert, decisions: debrief.decisions)
        replay.advance(before: 0)
        #expect(replay.taken().cost == debrief.expert.total)
        #expect(Bill(of: replay.finish(), at: lesson.prices) == debrief.trainee)
        #expect(replay.taken().cost == debrief.trainee.total)

        let belief = try #require(try await Belief.made(of: debrief, size: .init(draws: 24, nearest: 12), threads: 2))
        let luck = try #require(debrief.luckOfDraw)
        let judged: Cents = belief.decisions + belief.choices
        #expect(debrief.trainee.total == Self.par.mean + luck + judged)
        #expect(debrief.trainee.total - debrief.best.cost == debrief.priceOfNotKnowing + judged)
        #expect(debrief.priceOfNotKnowing >= 0 && debrief.best.cost <= debrief.trainee.total)
        #expect(belief.decisions == belief.steps.reduce(0) { $0 + $1.loss })
        #expect(debrief.trainee.items.reduce(0, +) == debrief.trainee.total)

        let alone = try await Belief.made(of: debrief, size: .init(draws: 24, nearest: 12), threads: 1)
        #expect(alone?.steps == belief.steps && alone?.half == belief.half)
    }

    @Test(
        "Costs that are taken over from the point before are what they would be if they were worked out",
        arguments: 0..<6
    )
    func shortcuts(number: Int) throws {
        let lesson = W.lesson()
        let world = try World(lesson.scenario)
        let session = Session(lesson, draw: lesson.draw(number), mode: .practise, world: world)
        let debrief = try #require(Debrief(W.play(RandomPlayer.lines(number + 40), session).text.session))
        let played = Played(debrief, world)
        let changes = played.changes(on: number, steps: Array(played.steps))
        let draw = Draw(seed: session.draw.seed, replication: Belief.firstReplication + number)
        var replay = Handover(
            Trial(world: world, prices: lesson.prices, draw: draw),
            expert: lesson.expert,
            decisions: debrief.decisions
        )
        var costs: [Cents] = []
        for point in debrief.handover.dropLast() {
            replay.advance(before: point.time)
            costs.append(replay.taken().cost)
        }
        costs.append(Bill(of: replay.finish(), at: lesson.prices).total)
        for step in played.steps { #expect(changes[step] == costs[step + 1] - costs[step], "step \(step)") }
    }

    @Test("Who does what the expert does pays what the expert pays, and decides without loss", arguments: 0..<4)
    func expert(number: Int) async throws {
        var lesson = W.lesson()
        lesson.par = Self.par
        let world = try World(lesson.scenario)
        let draw = lesson.draw(number)
        var simulation = Trial(world: world, prices: lesson.prices, draw: draw).simulation(
            DeclaredPolicy(lesson.expert)
        )
        simulation.run()
        var session = Session(lesson, draw: draw, mode: .practise, world: world)
        for time in Set(simulation.log.map(\.time)).sorted() {
            if time > session.now { try session.take(session.entry(.moved(to: time))) }
            let orders = simulation.log.filter { $0.time == time }.map { Order(.action($0.action), because: $0.reason) }
            try session.take(session.entry(.orders(orders)))
        }
        try session.take(session.entry(.moved(to: session.horizon)))
        let debrief = try #require(Debrief(session))
        #expect(debrief.trainee == debrief.expert && debrief.difference == 0)
        let belief = try #require(try await Belief.made(of: debrief, size: .init(draws: 30, nearest: 15), threads: 2))
        let score = try #require(Score(debrief, belief))
        // What comes at the end of a step on other draws may come a little earlier or later than here.
        #expect(score.value >= 70, "score \(score)")
    }

    @Test("A session without a decision is judged, too: nobody was protected")
    func idle() async throws {
        var lesson = W.lesson(W.scenario(chance: 0))
        lesson.par = Self.par
        let session = try Session(lesson, draw: lesson.draw(0), mode: .practise)
        let debrief = try #require(Debrief(W.play(["end"], session).text.session))
        let belief = try #require(try await Belief.made(of: debrief, size: .init(draws: 20, nearest: 10), threads: 2))
        #expect(belief.decisions > 0 && debrief.log.isEmpty)
        #expect(Score(debrief, belief)?.verdict == .failed)
        #expect(DebriefText.exact(debrief).contains("You decided nothing."))
    }

    @Test("Scores are cut off at 0 and 100, and cannot tell where the interval reaches to both sides")
    func scores() {
        // What the interval says is said by numbers alone.
        #expect(Self.par.mean == 23_334 && Self.par.scale == 36_666)
        #expect(Self.par.rank(of: 20_000) == 1 && Self.par.rank(of: 50_000) == 3)
        #expect(Par(text: Self.par.text) == Self.par && Par(text: "{}") == nil && Par(text: "") == nil)
    }
}
