import EventEngine
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import Training

@Suite("Sessions")
struct SessionLawTests {
    typealias W = TrainingWorlds

    /// How many random sessions are played: `TRAINING_SESSIONS` asks for more.
    private static let count = ProcessInfo.processInfo.environment["TRAINING_SESSIONS"].flatMap { Int($0) } ?? 120
    private static let lots = 4

    @Test(
        "A random session comes back from its file with the same log, the same branches and the same ledger",
        arguments: 0..<lots
    )
    func replay(lot: Int) throws {
        let lesson = W.lesson()
        let world = try World(lesson.scenario)
        for number in stride(from: lot, to: Self.count, by: Self.lots) {
            let session = Session(lesson, draw: lesson.draw(number), mode: .learn, world: world)
            let (text, _, kept) = W.play(RandomPlayer.lines(number), session)
            #expect(text.session.hasEnded)
            let saved = try SavedSession(W.file(text.session, kept))
            let (again, drift) = try saved.played(lesson)
            #expect(drift == nil, "session \(number)")
            #expect(again.branches == text.session.branches, "session \(number)")
            #expect(again.log == text.session.log && again.attentions == text.session.attentions, "session \(number)")
            let one = try #require(Debrief(text.session))
            let other = try #require(Debrief(again))
            #expect(one.truth.ledger == other.truth.ledger && one.trainee == other.trainee, "session \(number)")
            // The log alone leads there, too.
            let draw = text.session.draw
            var simulation = Simulation(
                world,
                policy: Replay(text.session.log),
                seed: draw.seed,
                replication: draw.replication
            )
            simulation.run()
            #expect(Bill(of: simulation.ledger, at: lesson.prices) == one.trainee, "session \(number)")
            #expect(simulation.console.rollouts == text.session.console.rollouts, "session \(number)")
        }
    }

    @Test("A branch leaves its origin untouched, and has all that was done before the decision that it reopens")
    func branches() throws {
        let lesson = W.lesson()
        let session = try Session(lesson, draw: lesson.draw(3), mode: .learn)
        var (text, _, _) = W.play(
            ["begin pilots 10%, rest", "open pilots", "wait 1d", "open rest", "wait 2d"],
            session
        )
        let origin = text.session.branches[0]
        let (log, console) = (text.session.log, text.session.console)
        _ = text.answer("branch 2 other") { _ in }
        #expect(text.session.branch.name == "other" && text.session.now == 86_400)
        #expect(text.session.log == Array(log.prefix { $0.time < 86_400 }))
        for line in ["rollback", "wait 1d", "resume", "end"] { _ = text.answer(line) { _ in } }
        #expect(text.session.branches[0] == origin)
        _ = text.answer("go main") { _ in }
        #expect(text.session.log == log && text.session.console == console)
        #expect(text.session.hasLookedAhead)
    }

    @Test("Practise reopens decisions only when the first attempt is over, and an exam never does")
    func modes() throws {
        let lesson = W.lesson()
        let begin = ["begin 10%, rest because why not", "open ring-1 because why not", "wait 1d"]
        for mode in [Session.Mode.practise, .exam] {
            let session = try Session(lesson, draw: lesson.draw(3), mode: mode)
            var (text, _, _) = W.play(begin + ["branch 1"], session)
            #expect(text.session.branches.count == 1)
            for line in ["end", "branch 1"] { _ = text.answer(line) { _ in } }
            #expect(text.session.branches.count == (mode == .exam ? 1 : 2))
        }
        let exam = try Session(lesson, draw: lesson.draw(3), mode: .exam)
        let said = W.play(["begin 10%, rest", "hint"], exam).said.suffix(2)
        #expect(said.first?.contains("needs a reason") == true && said.last == "Order: in an exam there is no help.")
    }

    @Test("What is true shows nowhere before the debrief: where consoles are equal, all that is said is")
    func noninterference() throws {
        let (sound, broken) = (W.scenario(chance: 0, isSeen: false), W.scenario(chance: 1, isSeen: false))
        var differences = 0
        for number in 0..<30 {
            var lines = RandomPlayer.lines(number).filter { !$0.hasPrefix("branch") }
            if number % 2 == 1 { lines.insert(contentsOf: ["begin everybody rest", "open everybody"], at: 0) }
            for view in TextCommand.View.allCases { lines.append(view.rawValue) }
            lines.insert(contentsOf: ["rings", "silent", "groups", "vendor"], at: lines.count / 2)
            let plays = try [sound, broken].map { scenario in
                let lesson = W.lesson(scenario)
                return W.play(lines, try Session(lesson, draw: lesson.draw(number), mode: .learn))
            }
            // A stop asks the vendor, who knows what is true: what it says is on the console.
            guard plays[0].text.session.console == plays[1].text.session.console else { continue }
            #expect(plays[0].said == plays[1].said, "session \(number)")
            #expect(plays[0].kept == plays[1].kept, "session \(number)")
            #expect(plays[0].text.session.attentions == plays[1].text.session.attentions, "session \(number)")
            let costs = plays.compactMap { Debrief($0.text.session)?.trainee.total }
            if costs.count == 2, costs[0] != costs[1] { differences += 1 }
        }
        // Otherwise the worlds would be the same, and this would say nothing.
        #expect(differences > 5)
    }

    @Test("Nothing is told of the truth before the end, and a session that has ended tells it")
    func right() throws {
        let lesson = W.lesson()
        var session = try Session(lesson, draw: lesson.draw(0), mode: .practise)
        #expect(Debrief(session) == nil && TruthRight(session) == nil)
        session = W.play(["end"], session).text.session
        #expect(Debrief(session) != nil)
    }

    @Test("An order that is impossible is refused before it is given, in words, and nothing changes")
    func refusals() throws {
        let lesson = W.lesson()
        let session = try Session(lesson, draw: lesson.draw(1), mode: .practise)
        let cases = [
            ("open rest", "no rollout has begun"), ("pause", "no rollout has begun"),
            ("begin 0%, rest", "the size of a ring is"), ("begin", "say how the rollout is cut"),
            ("begin a 10% where component tol, rest", "did you mean \"tool\""),
            ("begin a 10%, a 10%", "two rings are called"), ("rule stop", "a rule is"),
            ("rule stop 5% often", "is not part of a rule"), ("opne rest", "did you mean \"open\""),
            ("take back 3", "the tray is empty"), ("wait soon", "say for how long"), ("until 0h", "past"),
            ("forecast defect 140%", "a forecast is"), ("because", "a reason alone"), ("branch 1", "is over"),
            ("go away", "there is no branch"), ("debrief", "what was true is shown when"),
        ]
        for (line, words) in cases {
            let (text, said, kept) = W.play([line], session)
            #expect(said.last?.contains(words) == true, "\(line): \(said.last ?? "")")
            #expect(kept.isEmpty && text.session.tray.isEmpty && text.session.log.isEmpty, "\(line)")
        }
        let (text, said, _) = W.play(["begin 10%, rest", "open rest", "open ring-1", "take back 1"], session)
        #expect(said.contains { $0.contains("rings open in order, and the next is \"ring-1\"") })
        #expect(said.last == "Order: another order in the tray needs order 1: take that one back first.")
        #expect(text.session.tray.count == 2)
    }

    @Test("A standing rule stops its rollout at a full hour, once, and the log says so")
    func rules() throws {
        let lesson = W.lesson(W.scenario(chance: 1))
        let lines = ["begin everybody rest", "rule stop 5% minimum 10", "open everybody", "end"]
        let (text, said, _) = W.play(lines, try Session(lesson, draw: lesson.draw(0), mode: .practise))
        let stops = text.session.log.filter { $0.action.verb == .stop }
        #expect(stops.count == 1 && stops[0].time % 3600 == 0 && stops[0].reason.hasPrefix("rule: "))
        #expect(said.contains { $0.contains("your rule has stopped rollout 0") })
        #expect(text.session.armed.isEmpty)
    }
}
