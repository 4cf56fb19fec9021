import EventEngine
import PatchModel
import PatchSimulator

/// How a session stands after its entries.
struct SessionState: Sendable {
    var course: Course
    let clock: LessonClock
    var tray: [Order] = []
    var rules: [Int: StandingRule] = [:]
    var attentions: [Attention] = []
    var messages: [Lesson.Inject] = []
    var hints = 0
    /// Orders that were given.
    var orderCount = 0

    /// Rollouts that are stopped and rolled back.
    private var rolledBack: Set<Int> {
        var found: Set<Int> = []
        for entry in course.log {
            switch entry.action {
            case .stop(let rollout, let switches) where switches.rollsBack: found.insert(rollout)
            case .resume(let rollout): found.remove(rollout)
            default: break
            }
        }
        return found
    }

    private var watch: AttentionWatch
    /// Those of the lesson that are still to come, by time.
    private var injects: ArraySlice<Lesson.Inject>
    private var timers: [(time: Tick, text: String)] = []
    /// The time up to which has been looked.
    private var looked: Tick = -1

    init(_ lesson: Lesson, _ world: World, _ draw: Draw) {
        course = Course(world, draw)
        clock = LessonClock(lesson.scenario.zone)
        watch = AttentionWatch(lesson, world.briefing)
        injects = lesson.injects.sorted { $0.time < $1.time }[...]
        look(at: 0)
    }

    /// Does what an entry says.
    mutating func apply(_ entry: Entry) throws(Refused) {
        guard entry.time == course.now else { throw Refused("it belongs to another time") }
        switch entry.kind {
        case .orders(let orders): try give(orders)
        case .moved(let time):
            guard time > course.now, time <= course.horizon else { throw Refused("time moves on, to the end at most") }
            _ = move(to: time, untilAttention: false)
        case .note: break
        case .forecast: try refuseAfterEnd("nothing is left to be foreseen")
        case .hint(let count):
            try refuseAfterEnd("there is nothing left to decide")
            hints = max(hints, count)
        case .timer(let time, let text):
            try refuseAfterEnd("time moves no more")
            timers.append((time, text))
        case .message(let from, let text): messages.append(.init(time: course.now, from: from, text: text))
        }
    }

    private func refuseAfterEnd(_ reason: String) throws(Refused) {
        guard course.now < course.horizon else { throw Refused("the lesson is over, and \(reason)") }
    }

    // MARK: Orders

    /// Checks an order against what the console shows and what is in the tray.
    mutating func stage(_ order: Order) throws(Refused) {
        _ = try previewed(tray + [order])
        tray.append(order)
    }

    /// How things stand after orders, of which nothing may be shown but names and sizes of rings.
    func previewed(_ orders: [Order]) throws(Refused) -> Course {
        var course = course
        var rules = rules
        for order in orders { try Self.carryOut(order, in: &course, &rules, clock) }
        return course
    }

    private mutating func give(_ orders: [Order]) throws(Refused) {
        for order in orders { try Self.carryOut(order, in: &course, &rules, clock) }
        orderCount += orders.count
        tray = []
    }

    private static func carryOut(
        _ order: Order,
        in course: inout Course,
        _ rules: inout [Int: StandingRule],
        _ clock: LessonClock
    ) throws(Refused) {
        switch order.kind {
        case .action(let action):
            do throws(OrderError) {
                try course.act(action, because: order.reason)
            } catch {
                throw Refused(error.words(clock))
            }
            if case .stop(let rollout, _) = action { rules[rollout] = nil }
        case .arm(let rollout, let rule, let switches):
            let count = course.console.rollouts.count
            guard (0..<count).contains(rollout) else {
                throw Refused(OrderError.noRollout(rollout, count: count).description)
            }
            rules[rollout] = StandingRule(rule: rule, switches: switches, reason: order.reason)
        case .disarm(let rollout):
            guard rules.removeValue(forKey: rollout) != nil else {
                throw Refused("no rule is set that would stop rollout \(rollout)")
            }
        }
    }

    // MARK: Time

    /// Lets time pass up to `end`, looking at every full hour and whenever something is due, and up to the first attention if
    /// that is wanted.
    ///
    /// - Returns: what came to attention on the way.
    mutating func move(to end: Tick, untilAttention: Bool) -> [Attention] {
        let before = attentions.count
        let end = min(end, course.horizon)
        while course.now < end {
            let next = nextLook
            guard next <= end else {
                course.advance(to: end)
                break
            }
            course.advance(to: next)
            look(at: next)
            if untilAttention, attentions.count > before { break }
        }
        return Array(attentions[before...])
    }

    private var nextLook: Tick {
        let now = course.now
        var next = (now / 3600 + 1) * 3600
        next = min(next, clock.morning(after: now))
        if let inject = injects.first { next = min(next, max(now + 1, inject.time)) }
        for timer in timers where timer.time > looked { next = min(next, max(now + 1, timer.time)) }
        for patch in course.briefing.patches where patch.released > now { next = min(next, patch.released) }
        return min(next, course.horizon)
    }

    private mutating func look(at now: Tick) {
        let console = course.console
        while let inject = injects.first, inject.time <= now {
            injects = injects.dropFirst()
            guard inject.condition?.holds(on: console) ?? true else { continue }
            messages.append(inject)
            attentions.append(Attention(time: now, kind: .message, words: "\(inject.from): \(inject.text)"))
        }
        let isOver =
            !console.rollouts.isEmpty && console.rollouts.allSatisfy { $0.stopped != nil }
            && rolledBack.count == console.rollouts.count
        attentions += watch.look(at: now, console, isOver: isOver)
        for timer in timers where timer.time > looked && timer.time <= now {
            attentions.append(Attention(time: now, kind: .timer, words: timer.text))
        }
        // Standing rules are looked at as strategies look: at full hours.
        if now % 3600 == 0 { obeyRules(console, now) }
        looked = now
    }

    private mutating func obeyRules(_ console: Console, _ now: Tick) {
        for (rollout, switches, reason) in rules.due(on: console) {
            rules[rollout] = nil
            guard (try? course.act(.stop(rollout: rollout, switches), because: "rule: " + reason)) != nil else {
                continue
            }
            attentions.append(
                Attention(time: now, kind: .rule, words: "your rule has stopped rollout \(rollout): \(reason)")
            )
        }
    }
}
