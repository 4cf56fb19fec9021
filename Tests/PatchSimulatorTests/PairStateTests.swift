import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// The states of (device, patch) pairs, and the moves between them.
@Suite("States of pairs")
struct PairStateTests {
    @Test("Every state but the last revision's can be left, and every one but the first is reached")
    func reachable() {
        var reached: Set<PairState> = [.absent]
        var waiting: [PairState] = [.absent]
        while let state = waiting.popLast() {
            for move in state.moves where reached.insert(move.to).inserted { waiting.append(move.to) }
        }
        #expect(reached.count == PairState.allCases.count)
        #expect(PairState.allCases.filter { $0.moves.isEmpty } == [.runningFixed])
        for state in PairState.allCases {
            #expect(Set(state.moves.map(\.to)).count == state.moves.count && !state.mayMove(to: state))
        }
    }

    @Test("A slot keeps state, failures and attempts apart")
    func slot() {
        for state in PairState.allCases {
            var slot = Slot()
            slot.state = state
            slot.failures = 17
            for _ in 0..<70 { slot.countAttempt() }
            #expect(slot.state == state && slot.failures == 15 && slot.attempts == 6)
            #expect(slot.hasOutcome && !slot.hasFailure)
            slot.markFailure()
            slot.countAttempt()
            #expect(slot.attempts == 7 && slot.hasOutcome && slot.hasFailure)
            slot.forgetOutcome()
            #expect(slot.state == state && slot.failures == 15 && slot.attempts == 7)
            #expect(!slot.hasOutcome && !slot.hasFailure)
        }
    }

    @Test("Attempts keep their names beyond what a slot counts")
    func occurrences() throws {
        let world = try World(SmallWorlds.scenario([SmallWorlds.group(1)], [SmallWorlds.patch()], horizon: 10))
        var pairs = Pairs(world)
        for attempt in 0..<1000 as Range<UInt64> {
            #expect(pairs.occurrence(3, ofSlot: 0) == 3 << 32 | attempt)
            pairs.countAttempt(0)
        }
        withExtendedLifetime(pairs) {}
    }

    /// `scripts/update-docs` writes the table instead of comparing it.
    @Test("The table of moves in docs is the one that pairs are held to")
    func document() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/model.md")
        var text = String(decoding: try Data(contentsOf: file.standardizedFileURL), as: UTF8.self)
        let begin = try #require(text.range(of: "<!-- moves of pairs -->\n")).upperBound
        let end = try #require(text.range(of: "<!-- end of moves -->")).lowerBound
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            text.replaceSubrange(begin..<end, with: "\n" + PairState.movesInMarkdown + "\n")
            try Data(text.utf8).write(to: file.standardizedFileURL, options: .atomic)
        } else {
            #expect(text[begin..<end] == "\n" + PairState.movesInMarkdown + "\n")
        }
    }
}
