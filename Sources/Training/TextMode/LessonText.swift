import EventEngine
import PatchModel
import PatchSimulator
import Text

/// What is said about a lesson besides its console.
enum LessonText {
    static func opening(_ session: Session) -> [String] {
        let draw = session.mode == .exam ? "hidden draw" : "draw \(session.lesson.code(of: session.draw))"
        return [
            "\(session.lesson.title) (lesson \(session.lesson.number), about \(session.lesson.minutes) minutes), \(session.mode.rawValue), \(draw)."
        ]
            + brief(session.lesson)
    }

    static func brief(_ lesson: Lesson) -> [String] {
        var lines: [String] = []
        if !lesson.role.isEmpty { lines.append("Your role: \(lesson.role)") }
        if !lesson.brief.isEmpty { lines.append("Your task: \(lesson.brief)") }
        lines += lesson.must.map { "You must: \($0.text)." }
        lines += lesson.never.map { "You must never: \($0.text)." }
        return lines + [counts(lesson)]
    }

    /// What everything costs.
    static func counts(_ lesson: Lesson) -> String {
        let prices = lesson.prices
        let items: [(Double, String)] = [
            (prices.exposedDeviceDay, "a device-day exposed"), (prices.plannedDowntime, "an hour of planned downtime"),
            (prices.unplannedDowntime, "of unplanned downtime"), (prices.technicianHour, "a technician's hour"),
            (prices.ticket, "a ticket"), (prices.gigabyte, "a gigabyte"),
        ]
        let words = items.filter { $0.0 > 0 }.map { "\(Figure.plain($0.0)) \($0.1)" }
        return "What counts, in \(prices.currency): \(words.joined(separator: ", "))."
    }

    /// What is asked before it is told what was true.
    static let reflection = [
        "How was it?", "What do you think was true: was there a defect, where, and since when?",
        "What will you do again?",
    ]

    /// What is to be asked before the order is given.
    static func questions(_ session: Session, _ order: Order) -> [String] {
        guard case .action(.open(let rollout, let ring)) = order.kind else { return [] }
        let rings = session.plannedRings
        guard rings.indices.contains(rollout), rings[rollout].indices.contains(ring) else { return [] }
        let isLast = ring == rings[rollout].lastIndex { !$0.isControl }
        return session.lesson.questions.filter { $0.ring == rings[rollout][ring].name || $0.ring == "last" && isLast }
            .map { "Question: \($0.text)" }
    }

    static func words(of forecast: Forecast) -> String {
        switch forecast.kind {
        case .defect: "a defect with a chance of \(Figure.percentage(forecast.value, 0))"
        case .t95: "95 % of devices have their updates after \(LessonClock.span(Tick(forecast.value)))"
        }
    }
}

/// What can be typed.
enum HelpText {
    private static let topics: [(name: String, lines: [String])] = [
        (
            "look",
            [
                "status, rings, groups, silent, tickets, vendor, messages: what is reported.",
                "tray, rules, log, decisions, branches, why: what you did, and why time halted. repeat: the last answer again. brief: the task.",
            ]
        ),
        (
            "order",
            [
                "begin pilots 10% where component vpn-client, rest: begins a rollout. Sizes are shares, numbers or rest; where takes component, group, site, tag, class, exposure, criticality, joined by and.",
                "open pilots: opens a ring; rings open in order. A ring with the word control after it (held 2% control) is watched for comparison from the beginning; it gets the patch when it is opened, and the rings after it wait for that.",
                "pause: nothing new is offered, and what is installed stays. rollback: what is installed is rolled back, too. Both ask the vendor. resume: continues after a stop.",
                "rule stop 2% of reporting minimum 20 keep: stops the rollout by itself, looked at every hour; without keep it rolls back. rule off.",
                "After every order: because and your reason. Orders wait in the tray until time moves; take back 1 takes one out.",
            ]
        ),
        (
            "time",
            [
                "next: to the next thing that deserves a look; next 6h: after six hours at most. morning: to 09:00. wait 6h, until 5d, end: to a time, and all that happens on the way is shown.",
                "remind 2d look at the pilots: a reminder of your own.",
            ]
        ),
        (
            "think",
            [
                "note ...: your own words, for the debrief. forecast defect 30%, forecast t95 20d: what you expect. hint: help, step by step; it is noted and costs nothing."
            ]
        ),
        (
            "end",
            [
                "end, then debrief: what was true, and what your decisions were worth. branch 2: reopens decision 2, go main: back. quit: leaves; the file resumes from there."
            ]
        ),
    ]

    static func lines(_ topic: String?) -> [String] {
        guard let topic else { return topics.flatMap(\.lines) }
        return topics.first { $0.name == topic }?.lines
            ?? [
                "There is no help on \"\(topic.prefix(40))\"; there is help on \(topics.map(\.name).joined(separator: ", "))."
            ]
    }
}
