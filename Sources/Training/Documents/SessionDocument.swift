import EventEngine
import PatchModel
import PatchSimulator
package import Text

/// How a session stands, for a page: what the console shows, what was done, and what is in the tray. Nothing in it depends on the
/// truth but through the console.
package enum SessionDocument {
    /// What came to attention, messages, decisions and thoughts are told as far back as this.
    private static let mostLines = 200

    package static func json(of session: Session, drift: SavedSession.Drift? = nil) -> [(String, JSON)] {
        let clock = session.clock
        let isHidden = session.mode == .exam && !session.mayBeDebriefed
        var members: [(String, JSON)] = [
            ("mode", .string(session.mode.rawValue)),
            ("code", isHidden ? .null : .string(session.lesson.code(of: session.draw))),
            ("time", .integer(Int(session.now))), ("clock", .string(clock.text(session.now))),
            ("end", .string(clock.text(session.horizon))), ("ended", .bool(session.hasEnded)),
            ("debrief", .bool(session.hasEnded && session.mayBeDebriefed)),
            ("readOnly", drift.map { .string($0.description) } ?? .null),
        ]
        members += console(session)
        members += doings(session)
        return members
    }

    // MARK: What is reported

    private static func console(_ session: Session) -> [(String, JSON)] {
        let console = session.detailedConsole
        let today = session.ticketsOfToday
        return [
            ("patches", .array(patches(session, console))), ("rollouts", .array(rollouts(session, console))),
            (
                "tickets",
                .object([
                    ("today", .integer(today.count)), ("usual", today.usual.map(JSON.number) ?? .null),
                    ("total", .integer(console.tickets)),
                ])
            ), ("silence", .array(silence(session, console))),
        ]
    }

    private static func patches(_ session: Session, _ console: Console) -> [JSON] {
        session.briefing.patches.enumerated().filter { $0.element.released <= session.now }.map { number, patch in
            let deadline = session.lesson.scenario.serviceLevel.deadlines[patch.severity].map {
                session.clock.text(max(0, patch.released) + $0)
            }
            return .object([
                ("name", .string(patch.name)), ("severity", .string(patch.severity.rawValue)),
                ("deadline", deadline.map(JSON.string) ?? .null),
                ("vendor", .string(ConsoleText.words(of: console.vendorAnswers[number]))),
            ])
        }
    }

    private static func rollouts(_ session: Session, _ console: Console) -> [JSON] {
        console.rollouts.enumerated().map { number, rollout in
            .object([
                ("number", .integer(number)),
                ("patches", .strings(rollout.patches.map { session.briefing.patches[$0].name })),
                ("stopped", rollout.stopped.map { .string(session.clock.text($0)) } ?? .null),
                ("rings", .array(rollout.rings.map { ring($0, session.now) })),
                ("groups", .array(groups(session, console, number))),
            ])
        }
    }

    private static func ring(_ ring: RingStatus, _ now: Tick) -> JSON {
        .object([
            ("name", .string(ring.name)), ("control", .bool(ring.isControl)),
            ("open", ring.opened.map { .string(LessonClock.span(now - $0)) } ?? .null),
            ("targets", .integer(ring.targets)), ("seen", .integer(ring.seen)), ("offered", .integer(ring.offered)),
            ("reporting", .integer(ring.reporting)), ("well", .integer(ring.succeeded)),
            ("failed", .integer(ring.failed)), ("troubled", .integer(ring.troubled)),
            ("unhealthy", .integer(ring.unhealthy)), ("aside", .integer(ring.setAside)),
        ])
    }

    private static func groups(_ session: Session, _ console: Console, _ rollout: Int) -> [JSON] {
        guard let progress = console.progress, progress.indices.contains(rollout) else { return [] }
        return zip(session.briefing.groups, progress[rollout]).map { group, counts in
            .object([
                ("name", .string(group.name)), ("targets", .integer(counts.targets)),
                ("opened", .integer(counts.opened)), ("reporting", .integer(counts.reporting)),
                ("well", .integer(counts.succeeded)), ("failed", .integer(counts.failed)),
                ("troubled", .integer(counts.troubled)),
            ])
        }
    }

    private static func silence(_ session: Session, _ console: Console) -> [JSON] {
        session.lastContacts(on: console).map { group, seen in
            .object([
                ("name", .string(group ?? "all devices")), ("devices", .integer(seen.devices)),
                ("hour", .integer(seen.withinHour)), ("day", .integer(seen.withinDay)),
                ("week", .integer(seen.withinWeek)), ("never", .integer(seen.never)),
                ("today", seen.daily.first.map(JSON.integer) ?? .null),
                ("expected", seen.expected.map { .number($0.rounded()) } ?? .null),
            ])
        }
    }

    // MARK: What was done, said and ordered

    private static func doings(_ session: Session) -> [(String, JSON)] {
        let clock = session.clock
        let places = session.decisions
        let decisions = places.enumerated().suffix(mostLines).map { number, place -> JSON in
            let entry = session.branch.entries[place]
            guard case .orders(let orders) = entry.kind else { return .null }
            let words = orders.map { ConsoleText.words(of: $0, session) + ConsoleText.because($0.reason) }
            return .object([
                ("number", .integer(number + 1)), ("clock", .string(clock.text(entry.time))),
                ("words", .strings(words)),
            ])
        }
        return [
            ("tray", .array(tray(session))), ("planned", .array(planned(session))),
            ("rules", .strings(session.armed.isEmpty ? [] : ConsoleText.rules(session))),
            ("decisions", .array(decisions)),
            (
                "messages",
                .array(
                    session.messages.suffix(mostLines).map {
                        .object([
                            ("clock", .string(clock.text($0.time))), ("from", .string($0.from)),
                            ("text", .string($0.text)),
                        ])
                    }
                )
            ),
            (
                "attention",
                .array(
                    session.attentions.suffix(mostLines).map {
                        .object([
                            ("time", .integer(Int($0.time))), ("clock", .string(clock.text($0.time))),
                            ("kind", .string($0.kind.rawValue)), ("words", .string($0.words.asSentence)),
                        ])
                    }
                )
            ), ("branch", .string(session.branch.name)), ("branches", .array(branches(session))),
            ("hints", hints(session)), ("thoughts", .array(thoughts(session))),
        ]
    }

    private static func tray(_ session: Session) -> [JSON] {
        let items = ConsoleText.trayItems(session)
        return session.tray.enumerated().map { place, order in
            .object([
                ("number", .integer(place + 1)), ("words", .string(items[place])),
                ("asks", .strings(LessonText.questions(session, order))),
            ])
        }
    }

    /// The rings as they will be when the tray is given: names and sizes, no outcome.
    private static func planned(_ session: Session) -> [JSON] {
        session.plannedRings.map { rings in
            .array(
                rings.map {
                    .object([
                        ("name", .string($0.name)), ("targets", .integer($0.targets)), ("open", .bool($0.isOpen)),
                        ("control", .bool($0.isControl)),
                    ])
                }
            )
        }
    }

    private static func branches(_ session: Session) -> [JSON] {
        session.branches.enumerated().map { place, branch in
            .object([
                ("name", .string(branch.name)), ("current", .bool(place == session.current)),
            ])
        }
    }

    private static func hints(_ session: Session) -> JSON {
        let steps = session.mode == .exam ? [] : session.lesson.hints.flatMap(\.steps)
        return .object([
            ("total", .integer(steps.count)), ("shown", .strings(Array(steps.prefix(session.hintsUsed)))),
        ])
    }

    /// Notes and forecasts, in the trainee's own words.
    private static func thoughts(_ session: Session) -> [JSON] {
        let all = session.branch.entries.compactMap { entry -> JSON? in
            let words: String
            switch entry.kind {
            case .note(let text): words = text
            case .forecast(let forecast): words = "forecast: " + LessonText.words(of: forecast)
            default: return nil
            }
            return .object([("clock", .string(session.clock.text(entry.time))), ("words", .string(words))])
        }
        return Array(all.suffix(mostLines))
    }
}
