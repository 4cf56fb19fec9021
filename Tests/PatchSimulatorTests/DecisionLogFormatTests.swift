import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

@Suite("Decision logs as text")
struct DecisionLogFormatTests {
    private func contents(_ text: String) throws(DecisionLogError) -> DecisionLogFormat.Contents {
        try DecisionLogFormat.contents(of: Array(text.utf8))
    }

    private static let header = "{\"format\":\"patchlab-decisions\",\"version\":1}\n"
    private static let plan =
        "{\"assignment\":\"stable\",\"patches\":[0],\"rings\":[{\"name\":\"all\"}],\"watchSeconds\":60}"
    private static let begin =
        "{\"time\":5,\"round\":0,\"action\":\"begin\",\"rollout\":0,\"plan\":\(plan),\"reason\":\"out\"}\n"

    @Test("Every action with all of its fields is read as it was written")
    func everyField() throws {
        let hard = "\"quoted\" \\ / \n\r\t\u{8}\u{C}\u{1}\u{7F} Zürich 東京 🧯"
        let condition = DevicePredicate(
            components: [VersionRange(component: 3, versions: 1..<4), VersionRange(component: 0, versions: 2..<2)],
            deviceClass: .kiosk,
            group: hard,
            site: "",
            tag: "pilot",
            images: [7],
            criticality: .critical,
            exposure: .internet
        )
        let sizes: [RingSize] = [
            .share(0.1), .share(1), .share(1e-7), .share(1.0 / 3), .count(0), .count(.max), .rest, .ofEach(3, []),
            .ofEach(.max, [condition, DevicePredicate(images: [0, 7, 2]), DevicePredicate()]),
        ]
        var plans = Strategy.Assignment.allCases.map { assignment in
            RolloutPlan(
                patches: [4, 0, 17],
                rings: sizes.map { .init(name: hard, size: $0, condition: condition, isControl: true) },
                assignment: assignment,
                attributionWindow: 12_345
            )
        }
        plans.append(RolloutPlan(patches: [], rings: [.init(name: "", size: .rest)], attributionWindow: 0))
        for deviceClass in DeviceClass.allCases {
            plans[2].rings.append(
                .init(name: "c", size: .rest, condition: DevicePredicate(deviceClass: deviceClass))
            )
        }
        var actions: [Action] = plans.map { .begin($0) }
        for (number, resume) in [OnStop.Resumption.never, .withFix, .after(0), .after(.max)].enumerated() {
            for switches in 0..<16 {
                let bits = (0..<4).map { switches >> $0 & 1 == 1 }
                let onStop = OnStop(
                    stopsOffers: bits[0],
                    cancelsQueued: bits[1],
                    interruptsInFlight: bits[2],
                    rollsBack: bits[3],
                    resume: resume
                )
                actions.append(.stop(rollout: number % 3, onStop))
            }
        }
        actions += [.open(rollout: 0, ring: 6), .resume(rollout: 2)]
        let log = actions.enumerated().map { number, action in
            LoggedAction(time: Tick(number / 3) * 1000, round: number % 3 / 2, action: action, reason: hard)
        }
        let notes = PolicyNote.Kind.allCases.enumerated().map { number, kind in
            LoggedNote(time: 3000 + Tick(number), note: PolicyNote(kind, rollout: number % 4, because: hard))
        }
        let whole = DecisionLogFormat.Contents(actions: log, notes: notes)
        let text = DecisionLogFormat.text(of: whole)
        #expect(try contents(text) == whole)
        #expect(text.hasPrefix(Self.header) && text.utf8.last == UInt8(ascii: "\n"))
        #expect(text.split(separator: "\n").count == 1 + log.count + notes.count)
    }

    @Test("The text of each line is exactly that of the description")
    func exactText() {
        let log = [
            LoggedAction(
                time: 5,
                action: .begin(
                    RolloutPlan(patches: [0], rings: [.init(name: "all", size: .rest)], attributionWindow: 60)
                ),
                reason: "out"
            ),
            LoggedAction(time: 5, action: .open(rollout: 0, ring: 0), reason: "first"),
            LoggedAction(time: 9, round: 1, action: .stop(rollout: 0, OnStop(resume: .after(7))), reason: "bad"),
            LoggedAction(time: 20, action: .resume(rollout: 0), reason: "good"),
        ]
        let note = LoggedNote(time: 8, note: PolicyNote(.paused, rollout: 0, because: "who knows"))
        let expected =
            Self.header + Self.begin
            + "{\"time\":5,\"round\":0,\"action\":\"open\",\"rollout\":0,\"ring\":0,\"reason\":\"first\"}\n"
            + "{\"time\":8,\"rollout\":0,\"note\":\"paused\",\"reason\":\"who knows\"}\n"
            + "{\"time\":9,\"round\":1,\"action\":\"stop\",\"rollout\":0,\"switches\":{\"cancelsQueued\":true,"
            + "\"interruptsInFlight\":false,\"resumesAfterSeconds\":7,\"rollsBack\":true,\"stopsOffers\":true},"
            + "\"reason\":\"bad\"}\n"
            + "{\"time\":20,\"round\":0,\"action\":\"resume\",\"rollout\":0,\"reason\":\"good\"}\n"
        #expect(DecisionLogFormat.text(of: DecisionLogFormat.Contents(actions: log, notes: [note])) == expected)
    }

    @Test("The log that docs/policies.md shows is read, and written again as it stands there")
    func documented() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/policies.md")
        let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
        let blocks = text.split(separator: "```json\n").compactMap { $0.split(separator: "```").first }
        let log = try #require(blocks.first { $0.contains("patchlab-decisions") })
        let found = try contents(String(log))
        #expect(found.actions.map(\.action.verb) == Action.Verb.allCases && found.notes.count == 1)
        #expect(DecisionLogFormat.text(of: found) == log)
    }

    @Test("Runs of random scenarios are saved as text, read, played back, and taken over by their strategy")
    func savedRuns() throws {
        for number in 0..<60 {
            var whole = try LawTests.simulation(number)
            whole.run()
            var half = try LawTests.simulation(number)
            half.advance(to: half.horizon / 2)
            let saved = DecisionLogFormat.text(of: DecisionLogFormat.Contents(actions: half.log, notes: half.notes))
            let found = try contents(saved)
            #expect(found.actions == half.log && found.notes == half.notes, "scenario \(number)")
            var again = Simulation(
                half.world,
                policy: Replay(found.actions, notes: found.notes),
                seed: UInt64(number),
                replication: number % 5
            )
            again.advance(to: half.now)
            var taken = again.continued(with: DeclaredPolicy(RandomScenarios.strategy(number)))
            taken.run()
            #expect(taken.log == whole.log && taken.ledger == whole.ledger, "scenario \(number)")
        }
    }

    @Test("Other versions are refused by name, whatever follows")
    func otherVersions() {
        for version in ["0", "2", "1.5", "18446744073709551615"] {
            let text = "{\"format\":\"patchlab-decisions\",\"version\":\(version),\"new\":true}\nwhatever\n"
            #expect(throws: DecisionLogError.version(version)) { try contents(text) }
        }
        let words = "the decision log is of version 2; this program reads version 1"
        #expect(DecisionLogError.version("2").description == words)
    }

    @Test(
        "Hostile lines are refused with their number and what was expected",
        arguments: [
            ("", 1, "{\"format\":\"patchlab-decisions\",\"version\":1}"),
            ("\n", 1, "JSON (column 1: expected a value)"),
            ("{\"version\":1}\n", 1, "{\"format\":"),
            ("{\"format\":\"other\",\"version\":1}", 1, "{\"format\":"),
            ("{\"format\":\"patchlab-decisions\",\"version\":\"1\"}", 1, "{\"format\":"),
            (header + "\n", 2, "JSON (column 1: expected a value)"),
            (header + "[]", 2, "an object with an action or a note"),
            (header + "{\"round\":0}", 2, "a whole number \"time\""),
            (header + "{\"time\":1.5}", 2, "a whole number \"time\""),
            (header + "{\"time\":99999999999999999999}", 2, "a whole number \"time\""),
            (header + "{\"time\":-1}", 2, "\"time\" to be 0 or later"),
            (header + "{\"time\":1,\"round\":1,\"action\":\"open\"}", 2, "\"round\" to be 0, the first of its second"),
            (header + "{\"time\":1,\"round\":0}", 2, "an \"action\" or a \"note\""),
            (
                header + "{\"time\":1,\"round\":0,\"action\":\"close\"}", 2,
                "\"action\" to be one of \"begin\", \"open\", \"stop\", \"resume\""
            ),
            (header + "{\"time\":1,\"round\":0,\"action\":\"resume\",\"rollout\":0}", 2, "one of 0 that have begun"),
            (header + begin + begin, 3, "\"rollout\" to be 1"),
            (header + begin + "{\"time\":4,\"note\":\"paused\"}", 3, "\"time\" to be 5 or later"),
            (header + begin + "{\"time\":5,\"round\":2,\"action\":\"resume\"}", 3, "\"round\" to be 0 or 1"),
            (
                header + begin + "{\"time\":5,\"round\":0,\"action\":\"open\",\"rollout\":0,\"ring\":1}", 3,
                "\"ring\" to be the number of one of 1 rings"
            ),
            (
                header + begin + "{\"time\":5,\"round\":0,\"action\":\"open\",\"rollout\":-1,\"ring\":0}", 3,
                "one of 1 that have begun"
            ),
            (header + begin + "{\"time\":5,\"note\":\"bored\"}", 3, "\"note\" to be one of \"extended\", \"paused\""),
            (
                header + begin + "{\"time\":5,\"note\":\"paused\",\"rollout\":0,\"reason\":\"\",\"x\":1}", 3,
                "no key \"x\""
            ),
            (header + begin + "{\"time\":5,\"time\":5}", 3, "\"time\" stands twice in an object"),
            (header + begin + "{\"time\":5,}", 3, "expected a key"),
            (header + begin + "{\"time\":05}", 3, "JSON (column 9: expected a value, not 05)"),
            (header + begin + "{\"time\":5 \"round\":1}", 3, "expected , or } in an object"),
            (header + begin + "{\"a\":\"\\ud800\"}", 3, "a wrong escape"),
            (header + begin + "{\"a\":\"\\ud800\\u0041\"}", 3, "a wrong escape"),
            (header + begin + "{\"a\":\"\\u00g0\"}", 3, "a wrong escape"),
            (header + begin + "{\"a\":\"\\", 3, "no closing quotation mark"),
            (header + begin + "{\"a\":\"", 3, "no closing quotation mark"),
            (header + begin + "{\"a\":nul}", 3, "expected a value, not nul"),
            (header + begin + "{} {}", 3, "expected the end of the line"),
            (header + String(repeating: "[", count: 100_000), 2, "nested too deeply"),
            (header + String(repeating: " ", count: 1 << 20) + "{}", 2, "at most 1048576 bytes"),
        ]
    )
    func hostile(text: String, line: Int, expected: String) {
        do throws(DecisionLogError) {
            _ = try contents(text)
            Issue.record("read: \(text.prefix(200))")
        } catch {
            guard case .line(let number, let words) = error else {
                Issue.record("another error: \(error)")
                return
            }
            #expect(number == line && words.contains(expected), "\(error)")
            #expect(error.description == "line \(line) of the decision log: expected \(words)")
        }
    }

    @Test("Bytes that are no UTF-8 are refused with their line")
    func noText() {
        let bytes = Array(Self.header.utf8) + [0x7B, 0xFF, 0x7D]
        #expect(throws: DecisionLogError.line(2, expected: "UTF-8")) { try DecisionLogFormat.contents(of: bytes) }
    }

    @Test("Plans with wrong members are refused, each with what was expected")
    func wrongPlans() {
        let wrong: [(String, String, String)] = [
            ("\"stable\"", "\"fixed\"", "\"assignment\" to be one of \"stable\", \"per-release\""),
            ("[0]", "[0.5]", "whole numbers in \"patches\""),
            ("[0]", "0", "a list \"patches\""),
            ("{\"name\":\"all\"}", "7", "rings to be objects"),
            ("{\"name\":\"all\"}", "{}", "a text \"name\""),
            ("\"all\"", "\"all\",\"share\":0.5,\"count\":3", "a ring to have a share or a count"),
            ("\"all\"", "\"all\",\"share\":1e999", "expected a value, not 1e999"),
            ("\"all\"", "\"all\",\"isControl\":1", "\"isControl\" to be true or false"),
            ("\"all\"", "\"all\",\"condition\":[]", "a condition to be an object"),
            ("\"all\"", "\"all\",\"condition\":{\"criticality\":\"some\"}", "\"criticality\" to be one of"),
            (
                "\"all\"",
                "\"all\",\"condition\":{\"components\":[{\"component\":0,\"fromVersion\":2,\"belowVersion\":1}]}",
                "\"fromVersion\" not above \"belowVersion\""
            ),
            ("60", "null", "a whole number \"watchSeconds\""), ("60", "60,\"more\":1", "no key \"more\""),
        ]
        for (part, other, expected) in wrong {
            let text = Self.plan.replacing(part, with: other, maxReplacements: 1)
            #expect(text != Self.plan)
            do throws(ActionText.Damage) {
                _ = try ActionText.plan(text)
                Issue.record("read: \(text)")
            } catch {
                #expect(error.expected.contains(expected), "\(text): \(error.expected)")
            }
        }
    }
}
