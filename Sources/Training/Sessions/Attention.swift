package import EventEngine
import PatchModel
import PatchSimulator
import Text

/// Something that made the trainee look up.
package struct Attention: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case release, message, vendor, trouble, share, tickets, heard, timer, deadline, morning, rule
    }

    package var time: Tick
    package var kind: Kind
    package var words: String
}

/// Decides where a trainee looks up: a function of what the console has shown, and of nothing else. Where it halts tells nothing
/// that the console does not tell.
struct AttentionWatch: Sendable {
    private let rule: Lesson.AttentionRule
    private let briefing: Briefing
    private let deadlines: [Tick?]
    private var announced: Set<Int> = []
    private var warned: Set<Int> = []
    private var missed: Set<Int> = []
    private var answers: [VendorAnswer]
    private var rollouts: [[RingMarks]] = []
    /// The last day of which many tickets were told.
    private var ticketDay = -1
    /// When rings and tickets were looked at last.
    private var counted: Tick = -1

    private struct RingMarks: Sendable {
        var hasTrouble = false
        var unhealthy = 0
        var heard = 0
    }

    init(_ lesson: Lesson, _ briefing: Briefing) {
        rule = lesson.attention
        self.briefing = briefing
        answers = briefing.patches.map { _ in .none }
        deadlines = briefing.patches.map { patch in
            lesson.scenario.serviceLevel.deadlines[patch.severity].map { max(0, patch.released) + $0 }
        }
    }

    /// What is new since the last look.
    ///
    /// - Parameter isOver: true once everything that was begun is rolled back. Then reports of what is past are told once a day.
    mutating func look(at now: Tick, _ console: Console, isOver: Bool) -> [Attention] {
        var found: [Attention] = []
        func tell(_ kind: Attention.Kind, _ words: String) {
            found.append(Attention(time: now, kind: kind, words: words))
        }
        for (number, patch) in briefing.patches.enumerated() {
            if patch.released <= now, announced.insert(number).inserted {
                tell(.release, "\(patch.name) is out, severity \(patch.severity.rawValue)")
            }
            if let deadline = deadlines[number], now >= deadline - 86_400, now < deadline,
                warned.insert(number).inserted
            {
                tell(.deadline, "the deadline of \(patch.name) is in \(LessonClock.span(deadline - now))")
            }
            if let deadline = deadlines[number], now >= deadline, missed.insert(number).inserted,
                let words = console.wordsOfDeadline(number, patch.name)
            {
                tell(.deadline, words)
            }
            let answer = console.vendorAnswers.indices.contains(number) ? console.vendorAnswers[number] : .none
            if answer != answers[number] {
                answers[number] = answer
                switch answer {
                case .none: break
                case .pending: tell(.vendor, "the vendor of \(patch.name) is looking into it")
                case .withdrawn: tell(.vendor, "the vendor of \(patch.name) has withdrawn it")
                case .fixed: tell(.vendor, "the vendor of \(patch.name) has published a fixed revision")
                case .noFault: tell(.vendor, "the vendor of \(patch.name) found no fault")
                }
            }
        }
        guard !isOver || now >= counted + 86_400 else { return found }
        counted = now
        for (number, rollout) in console.rollouts.enumerated() {
            while rollouts.count <= number { rollouts.append([]) }
            for (place, ring) in rollout.rings.enumerated() {
                while rollouts[number].count <= place { rollouts[number].append(RingMarks()) }
                for (kind, words) in look(at: ring, number, &rollouts[number][place]) { tell(kind, words) }
            }
        }
        if let words = lookAtTickets(console, now) { tell(.tickets, words) }
        return found
    }

    private func look(at ring: RingStatus, _ rollout: Int, _ marks: inout RingMarks) -> [(Attention.Kind, String)] {
        var found: [(Attention.Kind, String)] = []
        let name = "ring \(ring.name)"
        if ring.unhealthy > 0, !marks.hasTrouble {
            marks.hasTrouble = true
            found.append((.trouble, "\(name): first trouble"))
        }
        // After a stop reports are counted anew: what has been told once is not told again.
        let passed = rule.unhealthy.prefix {
            ring.reporting > 0 && Double(ring.unhealthy) >= $0 * Double(ring.reporting)
        }
        if ring.unhealthy >= 2, passed.count > marks.unhealthy, let share = passed.last {
            marks.unhealthy = passed.count
            found.append(
                (
                    .share,
                    "\(name): \(ring.unhealthy) of \(ring.reporting) reporting devices are failed or in trouble, "
                        + "\(Figure.percentage(share, 1)) or more"
                )
            )
        }
        guard ring.opened != nil, ring.targets > 0 else { return found }
        let heard = rule.heard.prefix { Double(ring.reporting) >= $0 * Double(ring.targets) }
        if heard.count > marks.heard, let share = heard.last {
            marks.heard = heard.count
            found.append(
                (
                    .heard,
                    "\(name): \(ring.reporting) of \(ring.targets) devices have reported, \(Figure.percentage(share, 0)) or more"
                )
            )
        }
        return found
    }

    /// A day with more than twice the usual tickets and five more, told once a day.
    private mutating func lookAtTickets(_ console: Console, _ now: Tick) -> String? {
        let day = Int(now / 86_400)
        guard rule.tickets, day > ticketDay, day < console.ticketsByDay.count else { return nil }
        let usual = console.usualTickets(before: day)
        let today = console.ticketsByDay[day]
        guard Double(today) > 2 * usual + 5 else { return nil }
        ticketDay = day
        return "\(today) tickets today; \(Figure.fixed(usual, 1)) a day were usual"
    }
}

extension Console {
    /// What is said at a patch's deadline, if not everybody has reported that it runs.
    func wordsOfDeadline(_ patch: Int, _ name: String) -> String? {
        guard let rollout = rollouts.last(where: { $0.patches.contains(patch) }) else {
            return "the deadline of \(name) is missed: no rollout has begun"
        }
        let well = rollout.rings.reduce(0) { $0 + $1.succeeded }
        let all = rollout.rings.reduce(0) { $0 + $1.targets }
        guard well < all else { return nil }
        return "the deadline of \(name) has passed: \(Figure.grouped(well)) of \(Figure.grouped(all)) devices have "
            + "reported that they run it\(rollout.stopped == nil ? "" : ", and its rollout is stopped")"
    }

    /// The mean number of tickets of the days before that day; 0 on the first one.
    func usualTickets(before day: Int) -> Double {
        guard day > 0 else { return 0 }
        return Double(ticketsByDay.prefix(day).reduce(0, +)) / Double(day)
    }

    /// 16 hexadecimal digits that tell whether two consoles show the same.
    var fingerprint: String {
        var hash = Fingerprint()
        hash.add(rollouts.count)
        for rollout in rollouts {
            hash.add(rollout.began)
            for patch in rollout.patches { hash.add(patch) }
            for stop in rollout.interruptions {
                hash.add(stop.stopped)
                hash.add(stop.resumed)
            }
            for ring in rollout.rings {
                hash.add(ring.name)
                hash.add(ring.opened)
                for number in ring.numbers { hash.add(number) }
            }
        }
        for answer in vendorAnswers { hash.add(answer.number) }
        for count in ticketsByDay { hash.add(count) }
        return hash.text
    }
}

extension RingStatus {
    /// What is counted of it.
    var numbers: [Int] {
        [targets, seen, offered, reporting, succeeded, failed, troubled, unhealthy, attempts, failedAttempts, setAside]
    }
}

extension VendorAnswer {
    var number: Int {
        switch self {
        case .none: 0
        case .pending: 1
        case .fixed: 2
        case .noFault: 3
        case .withdrawn: 4
        }
    }
}
