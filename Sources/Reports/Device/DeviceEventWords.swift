package import EventEngine
package import PatchModel
package import PatchSimulator

/// Events of a device in words.
package struct DeviceEventWords {
    private let scenario: Scenario

    package init(_ scenario: Scenario) { self.scenario = scenario }

    /// A sentence an event; what happens to several patches at the same moment is told in one.
    package func sentences(_ life: [RecordedEvent]) -> [(time: Tick, words: String)] {
        var told: [(time: Tick, verb: String, patches: [Int], tail: String)] = []
        for entry in life {
            guard let (verb, patches, tail) = parts(of: entry.event) else { continue }
            let time = entry.time
            if let last = told.last, !patches.isEmpty, last.time == time, last.verb == verb, last.tail == tail {
                told[told.count - 1].patches += patches
            } else {
                told.append((time, verb, patches, tail))
            }
        }
        return told.map {
            ($0.time, [$0.verb, list($0.patches)].filter { !$0.isEmpty }.joined(separator: " ") + $0.tail)
        }
    }

    private func list(_ patches: [Int]) -> String {
        let names = patches.map { scenario.patches[$0].name }
        return names.count > 4
            ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
            : names.joined(separator: ", ")
    }

    /// What happened, to which patches, and what is to be added; nil for what is told elsewhere.
    private func parts(of event: DeviceEvent) -> (verb: String, patches: [Int], tail: String)? {
        switch event {
        case .checkedIn: ("checks in", [], "")
        case .offered(let patches): ("accepts", patches, "")
        case .cancelled(let patch): ("drops", [patch], ": the offer was withdrawn")
        case .installed(let patch): ("has installed", [patch], "")
        case .failed(let patch, let attempt, let isLast):
            ("fails to install", [patch], " (attempt \(attempt)" + (isLast ? ", the last)" : ")"))
        case .bricked(let patch): ("does not come back from installing", [patch], "")
        case .awaitsWindow: ("waits for its window", [], "")
        case .postponesRestart: ("puts its restart off", [], "")
        case .drains: ("runs empty before it is worked on", [], "")
        case .awaitsRestart: ("waits for its restart", [], "")
        case .restarts(let kind): (kind == .reboot ? "reboots" : "restarts services", [], "")
        case .runs(let patch, let isFixed): ("runs", [patch], isFixed ? " in the vendor's fixed revision" : "")
        case .rollsBack(let patches): ("receives the rollback order for", patches, "")
        case .rolledBack(let patch): ("rolled back", [patch], "")
        case .rollbackFailed(let patch): ("does not come back after the rollback of", [patch], "")
        case .broke(let name): ("breaks: \(name)", [], "")
        case .reported: ("the console receives the report", [], "")
        case .ticket: ("the user opens a ticket", [], "")
        case .unrelatedTicket: ("the user opens a ticket about something else", [], "")
        case .repaired: ("is repaired by a technician", [], "")
        case .closed, .reopened, .became: nil
        }
    }
}

extension Condition {
    /// The word for it in documents.
    package var name: String { words.replacing(" ", with: "-") }
}
