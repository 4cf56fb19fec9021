package import EventEngine
package import PatchModel
package import PatchSimulator

/// Somebody's way through a lesson: a value, which can be copied, and which follows from its entries alone.
///
/// Nothing that it says of itself depends on the truth but through the console: what is true is sealed in its course until a
/// `Debrief` opens it at the end.
package struct Session: Sendable {
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// With help, and any earlier decision can be reopened at any time.
        case learn
        /// With help; decisions can be reopened once the first attempt is over.
        case practise
        /// One attempt, without help, each order with a reason.
        case exam
    }

    /// A course of decisions: the first attempt, or what came of an earlier decision that was reopened.
    package struct Branch: Sendable, Hashable {
        package var name: String
        /// What was done, from the start on.
        package var entries: [Entry]
        /// The place of the branch that it came from, and the decision that was reopened, from 1; nil: the first attempt.
        package var origin: Origin?

        package struct Origin: Sendable, Hashable {
            package var branch: Int
            package var decision: Int
        }
    }

    package static let firstAttempt = "main"
    package static let mostOrders = 2000
    package static let mostBranches = 16
    /// Characters of a reason, a note or a name.
    package static let longestText = 280

    package let lesson: Lesson
    package let draw: Draw
    package let mode: Mode
    let world: World
    package private(set) var branches: [Branch]
    /// The place of the branch that is being played.
    package private(set) var current = 0
    /// Whether an earlier decision was reopened before the first attempt was over: its score would know what came.
    package private(set) var hasLookedAhead = false

    var state: SessionState

    /// - Throws: `ScenarioError` if the lesson's scenario does not hold together.
    package init(_ lesson: Lesson, draw: Draw, mode: Mode) throws(ScenarioError) {
        self.init(lesson, draw: draw, mode: mode, world: try World(lesson.scenario))
    }

    package init(_ lesson: Lesson, draw: Draw, mode: Mode, world: World) {
        self.lesson = lesson
        self.draw = draw
        self.mode = mode
        self.world = world
        branches = [Branch(name: Self.firstAttempt, entries: [], origin: nil)]
        state = SessionState(lesson, world, draw)
    }

    package var branch: Branch { branches[current] }
    package var now: Tick { state.course.now }
    package var horizon: Tick { state.course.horizon }
    package var hasEnded: Bool { now >= horizon }
    /// True once the first attempt has come to its end, from where on the truth may be told.
    package var mayBeDebriefed: Bool {
        branches[0].entries.last.map {
            if case .moved(let time) = $0.kind { time >= horizon } else { $0.time >= horizon }
        }
            ?? false
    }
    package var briefing: Briefing { state.course.briefing }
    /// What is reported now.
    package var console: Console { state.course.console }
    /// The same with who has been seen lately, and how far each group is.
    package var detailedConsole: Console { state.course.detailedConsole }
    /// What was done, by orders and by standing rules.
    package var log: [LoggedAction] { state.course.log }
    /// Orders that are given when time moves.
    package var tray: [Order] { state.tray }
    /// What has made the trainee look up, in order.
    package var attentions: [Attention] { state.attentions }
    package var messages: [Lesson.Inject] { state.messages }
    /// Steps of help that were shown.
    package var hintsUsed: Int { state.hints }
    /// The rules that stand, by rollout.
    package var armed: [(rollout: Int, rule: StopRule, switches: OnStop, reason: String)] {
        state.rules.keys.sorted().compactMap { number in
            state.rules[number].map { (number, $0.rule, $0.switches, $0.reason) }
        }
    }
    package var clock: LessonClock { state.clock }

    // MARK: Entries

    /// Does what an entry says, and keeps it.
    ///
    /// - Throws: why it cannot be done; nothing has happened then.
    package mutating func take(_ entry: Entry) throws(Refused) {
        var next = state
        try next.apply(entry)
        state = next
        branches[current].entries.append(entry)
    }

    /// Keeps an entry whose consequences are there already.
    mutating func keep(_ entry: Entry) { branches[current].entries.append(entry) }

    /// An entry of now.
    package func entry(_ kind: Entry.Kind) -> Entry {
        Entry(time: now, kind, console: state.course.console.fingerprint)
    }

    // MARK: Branches

    /// The decisions of the current branch: places of its entries.
    package var decisions: [Int] {
        branch.entries.indices.filter { if case .orders = branch.entries[$0].kind { true } else { false } }
    }

    /// Reopens a decision: a new branch with all that was done before it.
    ///
    /// - Parameter decision: from 1.
    package mutating func reopen(_ decision: Int, as name: String) throws(Refused) {
        guard mode != .exam else { throw Refused("in an exam no decision can be reopened") }
        guard mode == .learn || mayBeDebriefed else {
            throw Refused("decisions can be reopened when the first attempt is over: \"end\" runs to its end")
        }
        guard branches.count < Self.mostBranches else {
            throw Refused("there are \(Self.mostBranches) branches already, which is all there is room for")
        }
        guard !name.isEmpty, name.count <= 40, !name.contains(where: { $0.isWhitespace }) else {
            throw Refused("the name of a branch has 1 to 40 characters and no blanks")
        }
        guard !branches.contains(where: { $0.name == name }) else {
            throw Refused("there is a branch \"\(name)\" already")
        }
        let places = decisions
        guard places.indices.contains(decision - 1) else {
            throw Refused(
                places.isEmpty
                    ? "there is no decision yet that could be reopened"
                    : "there is no decision \(decision): they are numbered 1 to \(places.count)"
            )
        }
        if !mayBeDebriefed { hasLookedAhead = true }
        let entries = Array(branch.entries[..<places[decision - 1]])
        branches.append(
            Branch(name: name, entries: entries, origin: .init(branch: current, decision: decision))
        )
        move(to: branches.count - 1)
    }

    /// Goes on with another branch, where it was left.
    package mutating func go(to name: String) throws(Refused) {
        guard let place = branches.firstIndex(where: { $0.name == name }) else {
            throw Refused("there is no branch \"\(name)\"; there are \(branches.map(\.name).joined(separator: ", "))")
        }
        move(to: place)
    }

    private mutating func move(to place: Int) {
        current = place
        state = Self.state(after: branches[place].entries, lesson, world, draw)
    }

    /// Entries that were taken once are taken again.
    static func state(after entries: [Entry], _ lesson: Lesson, _ world: World, _ draw: Draw) -> SessionState {
        var state = SessionState(lesson, world, draw)
        for entry in entries { try? state.apply(entry) }
        return state
    }
}
