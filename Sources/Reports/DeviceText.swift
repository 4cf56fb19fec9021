import EventEngine
import PatchModel
public import PatchSimulator

/// The life of one device in one replication, as text: why was it exposed for nine days?
public struct DeviceText<Decider: Policy> {
    private let simulation: Simulation<Decider>
    private let device: Int
    private let strategy: String
    private let width: Int

    /// - Parameters:
    ///   - simulation: one that has recorded the device.
    ///   - strategy: its name.
    public init(_ simulation: Simulation<Decider>, device: Int, strategy: String, width: Int = 80) {
        self.simulation = simulation
        self.device = device
        self.strategy = strategy
        self.width = max(40, width)
    }

    private var scenario: Scenario { simulation.world.scenario }

    /// The whole text, ending with a line break.
    public var text: String {
        var lines = heading
        lines += [""] + passageTable.lines(width: width)
        lines += [""] + exposure
        lines += ["", "What happened:"] + timeline
        return lines.joined(separator: "\n") + "\n"
    }

    private var group: DeviceGroup {
        var first = 0
        for group in scenario.groups {
            if device < first + group.count { return group }
            first += group.count
        }
        return scenario.groups[scenario.groups.count - 1]
    }

    private var heading: [String] {
        let group = group
        let sessions = simulation.sessions(of: device)
        let online = sessions.reduce(0) { $0 + $1.end - $1.start }
        let share = Figure.fixed(100 * Double(online) / Double(max(1, scenario.horizon)), 1)
        return wrapped(
            "Device \(device): group \(group.name), class \(group.deviceClass.rawValue), image "
                + "\(scenario.software.images[group.image].name), connectivity \(group.connectivityName), "
                + "risk \(group.risk.rawValue), exposure \(group.exposure.rawValue).",
            width: width
        )
            + wrapped(
                "Strategy \(strategy). Online \(share) % of the time, in \(sessions.count) periods.",
                width: width
            )
    }

    private var passageTable: TextTable {
        var table = TextTable(headings: [
            ["patch"], ["ring"], ["released"], ["waited for", "the ring"], ["waited for", "contact"],
            ["installing,", "restarting"], ["runs", "since"],
        ])
        for passage in simulation.recordedPassages {
            let span = { (from: Tick?, to: Tick?) -> String in
                guard let from, let to else { return "-" }
                return Figure.span(Double(to - from))
            }
            table.rows.append([
                [scenario.patches[passage.patch].name],
                [passage.ring ?? "-"],
                [Figure.time(passage.released)],
                [span(passage.released, passage.opened)],
                [span(passage.opened, passage.offered)],
                [span(passage.offered, passage.runs)],
                [passage.runs.map(Figure.time) ?? "never"],
            ])
        }
        return table
    }

    private var exposure: [String] {
        let exposure = simulation.recordedExposure
        guard !exposure.isEmpty else { return ["It was never exposed to a known vulnerability."] }
        let total = exposure.reduce(0.0) { sum, item in
            item.windows.reduce(sum) { $0 + Double($1.to - $1.from) }
        }
        var lines = [
            "Exposed for \(Figure.fixed(total / 86_400, 2)) vulnerability-days, to \(exposure.count) "
                + (exposure.count == 1 ? "vulnerability:" : "vulnerabilities:")
        ]
        // Those that share their windows are told of together.
        var groups: [(windows: [ExposureWindow], names: [String])] = []
        for item in exposure {
            let name = scenario.vulnerabilities[item.vulnerability].name
            if let place = groups.firstIndex(where: { $0.windows == item.windows }) {
                groups[place].names.append(name)
            } else {
                groups.append((item.windows, [name]))
            }
        }
        for group in groups {
            let spans = group.windows.map { window in
                let end = window.to >= simulation.now ? "the end" : Figure.time(window.to)
                return "\(Figure.time(window.from)) to \(end) (\(Figure.span(Double(window.to - window.from))))"
            }
            let shown = group.names.prefix(3).joined(separator: ", ")
            let names = group.names.count > 3 ? "\(shown) and \(group.names.count - 3) more" : shown
            lines += wrapped("  \(names): " + spans.joined(separator: "; "), width: width, indent: "    ")
                .map { $0.hasPrefix(" ") ? $0 : "  " + $0 }
        }
        return lines
    }

    private var timeline: [String] {
        var lines: [String] = []
        for (time, event) in simulation.recordedLife {
            guard let words = DeviceEventWords(scenario).words(for: event) else { continue }
            let clock = Figure.time(time)
            let head = String(repeating: " ", count: max(0, 13 - clock.count)) + clock + "  "
            for (number, line) in wrapped(words, width: width - 15).enumerated() {
                lines.append((number == 0 ? head : String(repeating: " ", count: 15)) + line)
            }
        }
        return lines.isEmpty ? ["  nothing"] : lines
    }
}

/// Events of a device in words.
struct DeviceEventWords {
    private let scenario: Scenario

    init(_ scenario: Scenario) { self.scenario = scenario }

    private func name(_ patch: Int) -> String { scenario.patches[patch].name }

    private func list(_ patches: [Int]) -> String {
        let names = patches.map(name)
        return names.count > 4
            ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
            : names.joined(separator: ", ")
    }

    /// Nil for what is told elsewhere.
    func words(for event: DeviceEvent) -> String? {
        switch event {
        case .checkedIn: "checks in"
        case .offered(let patches): "accepts \(list(patches))"
        case .cancelled(let patch): "drops \(name(patch)): the offer was taken back"
        case .installed(let patch): "has installed \(name(patch))"
        case .failed(let patch, let attempt, let isLast):
            "fails to install \(name(patch)) (attempt \(attempt)" + (isLast ? ", the last)" : ")")
        case .bricked(let patch): "does not come back from installing \(name(patch))"
        case .awaitsRestart: "waits for its restart"
        case .restarts(let kind): kind == .reboot ? "reboots" : "restarts services"
        case .runs(let patch, let isFixed): "runs \(name(patch))" + (isFixed ? " in the vendor's fixed revision" : "")
        case .rollsBack(let patches): "is ordered to take back \(list(patches))"
        case .rolledBack(let patch): "has taken back \(name(patch))"
        case .rollbackFailed(let patch): "does not come back from taking back \(name(patch))"
        case .broke(let name): "breaks: \(name)"
        case .reported: "the console hears of the trouble"
        case .ticket: "a ticket is written about it"
        case .unrelatedTicket: "a ticket is written about something else"
        case .repaired: "a technician has mended it"
        case .closed, .reopened: nil
        }
    }
}
