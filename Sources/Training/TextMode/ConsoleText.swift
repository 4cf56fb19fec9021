import EventEngine
import PatchModel
import PatchSimulator
import Text

/// What the console shows, in sentences.
enum ConsoleText {
    static func lines(_ view: TextCommand.View, _ session: Session) -> [String] {
        switch view {
        case .status: status(session)
        case .rings: rings(session)
        case .groups: groups(session)
        case .silent: silent(session)
        case .tickets: tickets(session)
        case .vendor: vendor(session)
        case .messages:
            session.messages.isEmpty
                ? ["No messages."] : session.messages.map { "\(session.clock.text($0.time)): \($0.from): \($0.text)" }
        case .log:
            session.log.isEmpty
                ? ["Nothing was done yet."]
                : session.log.map {
                    "\(session.clock.text($0.time)): \(words(of: $0.action, session))\(because($0.reason))"
                }
        case .tray: tray(session)
        case .rules: rules(session)
        case .decisions: decisions(session)
        case .branches:
            session.branches.enumerated().map { place, branch in
                let origin =
                    branch.origin.map { ", from decision \($0.decision) of \(session.branches[$0.branch].name)" } ?? ""
                return "Branch \(branch.name)\(origin)\(place == session.current ? ", now" : "")."
            }
        case .why:
            session.attentions.isEmpty
                ? ["Nothing has come to attention."]
                : session.attentions.suffix(10).map { "\(session.clock.text($0.time)): \($0.words.asSentence)" }
        }
    }

    // MARK: The whole

    static func status(_ session: Session) -> [String] {
        let console = session.console
        let days = session.horizon / 86_400
        let branch = session.current == 0 ? "" : " Branch \(session.branch.name)."
        var lines = ["It is \(session.clock.text(session.now)); the lesson has \(days) days.\(branch)"]
        let taken = Set(console.rollouts.flatMap(\.patches))
        for (number, patch) in session.briefing.patches.enumerated()
        where patch.released <= session.now && !taken.contains(number) {
            lines.append("\(patch.name) is out, severity \(patch.severity.rawValue); no rollout has begun.")
        }
        lines += rings(session)
        lines += tickets(session)
        lines += services(session)
        return lines + (session.tray.isEmpty ? [] : tray(session))
    }

    /// How the services are seen; nothing where the scenario has none.
    private static func services(_ session: Session) -> [String] {
        guard !session.lesson.scenario.services.isEmpty else { return [] }
        return (session.detailedConsole.services ?? []).map { service in
            let members = Figure.count(service.members, "member", "members")
            let out = service.out == 0 ? "all members in service" : "\(Figure.grouped(service.out)) of \(members) out"
            return "Service \(service.name): \(service.isUp ? "up" : "down"), \(out)."
        }
    }

    static func rings(_ session: Session) -> [String] {
        let console = session.console
        guard !console.rollouts.isEmpty else { return ["No rollout has begun."] }
        return console.rollouts.enumerated().flatMap { number, rollout in
            let names = rollout.patches.map { session.briefing.patches[$0].name }.joined(separator: ", ")
            let state =
                rollout.stopped.map { "stopped since \(session.clock.text($0))" } ?? "running"
            let answers = rollout.patches.map { words(of: console.vendorAnswers[$0]) }
            let vendor = Set(answers).sorted().joined(separator: ", ")
            return ["Rollout \(number), \(names): \(state); vendor: \(vendor)."]
                + rollout.rings.map { "  " + words(of: $0, session.now) }
        }
    }

    private static func words(of ring: RingStatus, _ now: Tick) -> String {
        let kind = ring.isControl ? "Control group" : "Ring"
        let state: String
        if let opened = ring.opened {
            state = opened == now ? "just opened" : "open for \(LessonClock.span(now - opened))"
        } else {
            state = ring.isControl ? "watched, not open" : "closed"
        }
        let targets = Figure.count(ring.targets, "device", "devices")
        guard ring.opened != nil || ring.isControl else { return "\(kind) \(ring.name): \(state), \(targets)." }
        let aside = ring.setAside > 0 ? ", \(ring.setAside) set aside" : ""
        let trouble = "\(ring.failed) failed, \(ring.troubled) in trouble\(aside)"
        if ring.opened == nil { return "\(kind) \(ring.name): \(state), \(targets), \(ring.seen) seen, \(trouble)." }
        return "\(kind) \(ring.name): \(state), \(targets), \(ring.seen) seen, \(ring.offered) offered, "
            + "\(ring.reporting) reporting: \(ring.succeeded) well, \(trouble)."
    }

    static func words(of answer: VendorAnswer) -> String {
        switch answer {
        case .none: "not asked"
        case .pending: "looking into it"
        case .withdrawn: "patch withdrawn"
        case .fixed: "fixed revision is out"
        case .noFault: "found no fault"
        }
    }

    // MARK: Parts

    private static func vendor(_ session: Session) -> [String] {
        session.briefing.patches.enumerated().filter { $0.element.released <= session.now }.map { number, patch in
            "\(patch.name): vendor: \(words(of: session.console.vendorAnswers[number]))."
        }
    }

    private static func tickets(_ session: Session) -> [String] {
        let today = session.ticketsOfToday
        let usual = today.usual.map { ", \(Figure.fixed($0, 1)) a day before" } ?? ""
        return ["Tickets: \(today.count) in the last day\(usual), \(session.console.tickets) in all."]
    }

    private static func silent(_ session: Session) -> [String] {
        session.lastContacts(on: session.detailedConsole).map { group, seen in
            func share(_ count: Int) -> String { Figure.percentage(Double(count) / Double(max(1, seen.devices)), 0) }
            let name = group.map { "Group \($0)" } ?? "All devices"
            var text =
                "\(name), \(Figure.grouped(seen.devices)): seen within an hour \(share(seen.withinHour)), a day "
                + "\(share(seen.withinDay)), a week \(share(seen.withinWeek)); never since the start \(share(seen.never))"
            if let expected = seen.expected, let today = seen.daily.first {
                text += "; today \(today), to be expected \(Figure.fixed(expected, 0))"
            }
            return text + "."
        }
    }

    private static func groups(_ session: Session) -> [String] {
        let console = session.detailedConsole
        let fleet = session.briefing.groups.map { group in
            "Group \(group.name): \(Figure.count(group.count, "device", "devices")), class \(group.deviceClass.rawValue), "
                + "exposure \(group.exposure.rawValue)\(group.site.map { ", site \($0)" } ?? "")"
        }
        let software = session.lesson.scenario.groups.map {
            session.lesson.software(of: $0).joined(separator: ", ")
        }
        return fleet.enumerated().flatMap { place, text in
            ["\(text); has \(software[place])."]
                + (console.progress ?? []).enumerated().map { number, groups in
                    let group = groups[place]
                    return "  Rollout \(number): \(group.targets) to get it, \(group.opened) in open rings, "
                        + "\(group.reporting) reporting: \(group.succeeded) well, \(group.failed) failed, "
                        + "\(group.troubled) in trouble."
                }
        }
    }

    static func tray(_ session: Session) -> [String] {
        guard !session.tray.isEmpty else { return ["Tray: empty."] }
        return trayItems(session).enumerated().map { "Tray \($0 + 1): \($1)" }
    }

    /// The orders of the tray, without numbers.
    static func trayItems(_ session: Session) -> [String] {
        let planned = session.plannedRings
        return session.tray.enumerated().map { place, order in
            var text = "\(words(of: order, session))\(because(order.reason))."
            if case .action(.begin) = order.kind {
                let before = session.tray[..<place].count { if case .action(.begin) = $0.kind { true } else { false } }
                let number = session.console.rollouts.count + before
                if planned.indices.contains(number) {
                    let sizes = planned[number].map { "\($0.name) \(Figure.grouped($0.targets))" }
                    text += " Rollout \(number) has rings of devices: \(sizes.joined(separator: ", "))."
                }
            }
            return text
        }
    }

    static func rules(_ session: Session) -> [String] {
        let armed = session.armed
        guard !armed.isEmpty else { return ["No rule is set."] }
        return armed.map { standing in
            "Rollout \(standing.rollout) is stopped when \(words(of: standing.rule)); then \(words(of: standing.switches))"
                + because(standing.reason) + "."
        }
    }

    private static func decisions(_ session: Session) -> [String] {
        let places = session.decisions
        guard !places.isEmpty else { return ["No decision yet."] }
        return places.enumerated().map { number, place in
            let entry = session.branch.entries[place]
            guard case .orders(let orders) = entry.kind else { return "" }
            let words = orders.map { self.words(of: $0, session) + because($0.reason) }.joined(separator: "; ")
            return "Decision \(number + 1), \(session.clock.text(entry.time)): \(words)."
        }
    }
}
