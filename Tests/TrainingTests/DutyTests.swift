import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Training

@Suite("What must and must never be done")
struct DutyTests {
    typealias W = TrainingWorlds

    private func holds(_ test: Duty.Test, _ lines: [String], chance: Double = 0) throws -> Bool {
        let lesson = W.lesson(W.scenario(chance: chance), must: [Duty(test, "do it")])
        let session = try Session(lesson, draw: lesson.draw(1), mode: .practise)
        let debrief = try #require(Debrief(W.play(lines + ["end"], session).text.session))
        return debrief.must[0].isMet
    }

    private let chosen = ["begin pilots 12 where component tool, rest", "open pilots", "wait 2d", "open rest"]
    private let everybody = ["begin everybody rest", "open everybody"]

    @Test("Pilots are counted by what they have, and by how long they have been there")
    func pilots() throws {
        #expect(try holds(.pilots(component: 1, count: 12, since: 86_400), chosen))
        #expect(try !holds(.pilots(component: 1, count: 13, since: 86_400), chosen))
        #expect(try !holds(.pilots(component: 1, count: 12, since: 3 * 86_400), chosen))
        #expect(try !holds(.pilots(component: 1, count: 1, since: 0), everybody))
        #expect(try !holds(.pilots(component: 1, count: 1, since: 0), []))
    }

    @Test("Pilots that were rolled back before the soak do not count, unless the vendor has fixed what they have shown")
    func rolledBackPilots() throws {
        let test = Duty.Test.pilots(component: 1, count: 12, since: 86_400)
        let begin = ["begin pilots 12 where component tool, rest", "open pilots", "wait 2h", "rollback", "wait 2d"]
        #expect(try !holds(test, begin + ["resume", "open rest"]))
        #expect(try holds(test, begin + ["resume", "wait 30h", "open rest"]))
        // Rolled back after the soak, they have shown what they could.
        let late = ["begin pilots 12 where component tool, rest", "open pilots", "wait 30h", "rollback", "wait 1h"]
        #expect(try holds(test, late + ["resume", "open rest"]))
        // With a defect in every draw the vendor finds it, and what comes then is another revision.
        let lesson = W.lesson(W.scenario(chance: 1), must: [Duty(test, "have pilots")])
        let session = try Session(lesson, draw: lesson.draw(2), mode: .practise)
        let lines = ["begin pilots 40 where component tool, rest", "rule stop 2 minimum 3", "open pilots", "until 7d"]
        let played = W.play(lines, session).text.session
        #expect(played.console.vendorAnswers == [.fixed])
        var text = TextSession(played)
        for line in ["resume", "open rest", "end"] { _ = text.answer(line) { _ in } }
        #expect(try #require(Debrief(text.session)).must[0].isMet)
    }

    @Test("A rule counts if it is armed before the first ring opens, or in the same decision")
    func stopIsArmed() throws {
        #expect(try holds(.stopIsArmed, ["begin everybody rest", "rule stop 5%", "open everybody"]))
        #expect(try !holds(.stopIsArmed, everybody + ["wait 1h", "rule stop 5%"]))
        #expect(try !holds(.stopIsArmed, []))
    }

    @Test("The first ring is judged by whom it holds")
    func first() throws {
        #expect(try holds(.first(group: "tools"), chosen))
        #expect(try !holds(.first(group: "plain"), chosen))
        #expect(try holds(.first(group: "plain"), everybody))
    }

    @Test("Forecasts, notes and control groups count when they come in time")
    func words() throws {
        #expect(try holds(.forecast(.t95, by: 86_400), ["forecast t95 3d"]))
        #expect(try !holds(.forecast(.t95, by: 86_400), ["wait 2d", "forecast t95 3d"]))
        #expect(try !holds(.forecast(.t95, by: 86_400), ["forecast defect 3%"]))
        #expect(try holds(.noteBeforeLast, Array(chosen.prefix(3)) + ["note well", "open rest"]))
        #expect(try !holds(.noteBeforeLast, ["note early", "wait 1h"] + chosen))
        #expect(try holds(.controlGroup, ["begin a 5%, watched 5% control, rest"]))
        #expect(try !holds(.controlGroup, chosen))
    }

    @Test("Opening blindly is opening before enough was heard, or before the ring was open for long enough")
    func blindly() throws {
        let fast = ["begin a 20%, rest", "open a", "open rest"]
        #expect(try holds(.openedBlindly(reporting: 0.5, soak: 0), fast))
        #expect(try !holds(.openedBlindly(reporting: 0.5, soak: 86_400), chosen))
        #expect(try holds(.openedBlindly(reporting: 0.5, soak: 3 * 86_400), chosen))
    }

    @Test("Stops are judged by what was reported before")
    func stops() throws {
        #expect(try holds(.rolledBack(below: 5), everybody + ["wait 2h", "rollback"]))
        #expect(try !holds(.rolledBack(below: 5), everybody + ["wait 2h", "pause"]))
        #expect(try holds(.resumedBeforeAnswer, everybody + ["wait 2h", "pause", "wait 1h", "resume"]))
        #expect(try !holds(.resumedBeforeAnswer, everybody))
        #expect(try holds(.stopped(within: 3600, afterTroubles: 100), everybody))
        #expect(try !holds(.stopped(within: 3600, afterTroubles: 3), everybody, chance: 1))
        #expect(
            try holds(
                .stopped(within: 3600, afterTroubles: 3),
                ["begin e rest", "rule stop 2 minimum 3", "open e"],
                chance: 1
            )
        )
    }
}
