import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Training

@Suite("What a trainee is told")
struct ToldTests {
    typealias W = TrainingWorlds

    private func play(_ lines: [String], _ lesson: Lesson = W.lesson(), draw: Int = 1) throws -> [String] {
        W.play(lines, try Session(lesson, draw: lesson.draw(draw), mode: .practise)).said
    }

    @Test("A message with a condition is sent only if rollouts stand like that")
    func conditions() throws {
        func isTold(_ condition: Lesson.Inject.Condition, _ lines: [String]) throws -> Bool {
            var lesson = W.lesson()
            lesson.injects = [.init(time: W.day, from: "the manager", text: "All green?", condition: condition)]
            return try play(lines + ["until 2d", "messages"], lesson).contains {
                $0.hasSuffix("the manager: All green?")
            }
        }
        let begun = ["begin a 10%, rest"]
        let open = begun + ["open a", "wait 1h"]
        let stopped = open + ["pause"]
        let cases: [(Lesson.Inject.Condition, [[String]], [[String]])] = [
            (.nothingOpen, [[], begun], [open, stopped]), (.open, [open, stopped], [[], begun]),
            (.running, [open, stopped + ["wait 1h", "resume"]], [[], begun, stopped]),
            (.stopped, [stopped], [[], open]),
        ]
        for (condition, told, untold) in cases {
            for lines in told { #expect(try isTold(condition, lines), "\(condition) \(lines)") }
            for lines in untold { #expect(try !isTold(condition, lines), "\(condition) \(lines)") }
        }
    }

    @Test("Tray, rules and log tell conditions, switches and reasons")
    func orders() throws {
        let lines = [
            "begin pilots 10 where component tool and group tools, rest because the tool needs it",
            "rule stop 5% keep because a pause is cheap", "open pilots",
        ]
        let said = try play(
            lines + ["tray", "wait 1h", "rules", "rollback interrupt because enough", "wait 1h", "log"]
        )
        #expect(
            said.contains { $0.hasPrefix("Tray 1: ") && $0.contains("pilots 10 where component tool and group tools") }
        )
        let rule = try #require(said.first { $0.hasPrefix("Rollout 0 is stopped when ") })
        #expect(rule.hasSuffix("what is installed stays, because a pause is cheap."))
        let stop = try #require(said.last)
        #expect(
            stop.hasSuffix(
                ": roll back rollout 0 (no new offers, what is queued is cancelled, installations are broken off, what is installed is rolled back), because enough"
            )
        )
    }

    @Test("Rings cannot take more than all devices, alone or together")
    func sizes() throws {
        for (line, words) in [
            ("begin a 150%, rest", "150% is more"), ("begin a 60%, b 60%, rest", "take 120% of the same devices"),
        ] {
            #expect(try play([line]).last?.contains(words) == true, "\(line)")
        }
        let apart = "begin a 60% where group plain, b 60% where group tools, rest"
        #expect(try play([apart]).contains { $0.hasPrefix("Order: in the tray") })
    }

    @Test("A missed deadline is told, and one that was met is not")
    func deadlines() throws {
        #expect(try play(["end"]).contains { $0.contains("the deadline of app-2 is missed: no rollout has begun") })
        var lesson = W.lesson(W.scenario(chance: 0))
        for group in lesson.scenario.groups.indices { lesson.scenario.groups[group].backgroundFailuresPerDay = 0 }
        let all = ["begin all rest", "open all"]
        #expect(try !play(all + ["end"], lesson).contains { $0.contains("deadline of app-2 has passed") })
        let late = ["until 119h"] + all + ["wait 70m"]
        #expect(try play(late, lesson).contains { $0.contains("has passed: ") && $0.contains(" of 120 devices") })
    }

    @Test("After a rollback, what is past is told once a day")
    func calm() throws {
        let lesson = W.lesson(W.scenario(chance: 1))
        let lines = ["begin everybody rest", "open everybody", "wait 20h", "rollback"]
        for draw in 0..<6 {
            let session = try Session(lesson, draw: lesson.draw(draw), mode: .practise)
            let played = W.play(lines + Array(repeating: "next", count: 60), session).text.session
            let past = played.attentions.filter {
                $0.time > 20 * 3600 && [.trouble, .share, .heard, .tickets].contains($0.kind)
            }
            let times = Set(past.map(\.time)).sorted()
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= W.day }, "draw \(draw): \(times)")
        }
    }

    @Test("The debrief numbers decisions as the list of decisions does")
    func numbers() throws {
        let lesson = W.lesson()
        let lines = [
            "begin a 10%, rest", "wait 1h", "open a", "wait 1d", "rule stop 50%", "wait 1h", "open rest", "end",
        ]
        var (text, _, _) = W.play(lines, try Session(lesson, draw: lesson.draw(1), mode: .practise))
        let listed = text.answer("decisions") { _ in }.lines
        #expect(listed.count == 4 && listed[3].hasPrefix("Decision 4, day 1, "))
        let debrief = DebriefText.exact(try #require(Debrief(text.session)))
        let told = debrief.filter { $0.hasPrefix("Decision ") }
        #expect(told.map { $0.prefix(11) } == ["Decision 1,", "Decision 2,", "Decision 4,"])
        #expect(told[2].hasSuffix("You: open ring rest."))
    }
}
