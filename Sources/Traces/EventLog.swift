import EventEngine
import PatchModel
import PatchSimulator
import Reports

/// A run as a log: what the strategy did, what happened to the recorded devices, and the ledger at the end.
struct EventLog {
    private struct Line: Encodable {
        var seconds: Tick
        /// Of a decision that was not the first of its second.
        var round: Int?
        var event: String
        var device: Int?
        var patches: [String]?
        var attempt: Int?
        var detail: String?
        var rollout: Int?
        var ring: String?
        var reason: String?
    }

    private struct End: Encodable {
        var event = "end"
        var ledger: LedgerRecord
    }

    private var simulation: Simulation<DeclaredPolicy>
    private let header: TraceHeader

    /// - Parameter simulation: at its beginning.
    init(_ simulation: Simulation<DeclaredPolicy>, _ header: TraceHeader) {
        self.simulation = simulation
        self.simulation.run()
        self.header = header
    }

    var lines: [String] {
        get throws {
            let decisions = DecisionLog(simulation.log).records
            var lines: [String] = []
            for entry in simulation.history {
                switch entry {
                case .action(let number, _): try lines.append(TraceText.line(line(decisions[number])))
                case .event(let event): if let line = line(event) { try lines.append(TraceText.line(line)) }
                }
            }
            let ledger = LedgerRecord(simulation.ledger, strategy: header.strategy, replication: header.replication)
            return try lines + [TraceText.line(End(ledger: ledger))]
        }
    }

    private func line(_ decision: DecisionRecord) -> Line {
        Line(
            seconds: decision.seconds,
            round: decision.round,
            event: "decision-\(decision.action)",
            rollout: decision.rollout,
            ring: decision.ring,
            reason: decision.reason
        )
    }

    /// Nil for what follows from other lines.
    private func line(_ recorded: RecordedEvent) -> Line? {
        var line = Line(seconds: recorded.time, event: "", device: recorded.device)
        let name = { (patch: Int) in simulation.world.scenario.patches[patch].name }
        switch recorded.event {
        case .checkedIn: line.event = "checked-in"
        case .offered(let patches):
            line.event = "offered"
            line.patches = patches.map(name)
        case .cancelled(let patch):
            line.event = "cancelled"
            line.patches = [name(patch)]
        case .installed(let patch):
            line.event = "installed"
            line.patches = [name(patch)]
        case .failed(let patch, let attempt, let isLast):
            line.event = isLast ? "failed-for-good" : "failed"
            line.patches = [name(patch)]
            line.attempt = attempt
        case .bricked(let patch):
            line.event = "bricked"
            line.patches = [name(patch)]
        case .awaitsWindow: line.event = "awaits-window"
        case .postponesRestart: line.event = "postpones-restart"
        case .drains: line.event = "drains"
        case .awaitsRestart: line.event = "awaits-restart"
        case .restarts(let kind):
            line.event = "restarts"
            line.detail = kind == .reboot ? "reboot" : "service"
        case .runs(let patch, let isFixed):
            line.event = isFixed ? "runs-fixed" : "runs"
            line.patches = [name(patch)]
        case .rollsBack(let patches):
            line.event = "rolls-back"
            line.patches = patches.map(name)
        case .rolledBack(let patch):
            line.event = "rolled-back"
            line.patches = [name(patch)]
        case .rollbackFailed(let patch):
            line.event = "rollback-failed"
            line.patches = [name(patch)]
        case .broke(let regression):
            line.event = "broke"
            line.detail = regression
        case .reported: line.event = "reported"
        case .ticket: line.event = "ticket"
        case .unrelatedTicket: line.event = "unrelated-ticket"
        case .repaired: line.event = "repaired"
        case .became(let condition):
            line.event = "became"
            line.detail = condition.name
        case .closed, .reopened: return nil
        }
        return line
    }
}
