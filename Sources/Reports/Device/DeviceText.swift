import EventEngine
import PatchModel
package import PatchSimulator
import Text

/// What happened to one device in one run, as text: why was it exposed for nine days?
package struct DeviceText<Decider: Policy> {
    private let simulation: Simulation<Decider>
    private let device: Int
    private let name: String
    private let strategy: String
    private let width: Int

    /// - Parameters:
    ///   - simulation: one that has recorded the device.
    ///   - name: how the device is called.
    ///   - strategy: its name.
    package init(_ simulation: Simulation<Decider>, device: Int, name: String, strategy: String, width: Int = 80) {
        self.name = name
        self.simulation = simulation
        self.device = device
        self.strategy = strategy
        self.width = max(narrowestTerminal, width)
    }

    private var scenario: Scenario { simulation.world.scenario }

    /// The whole text, ending with a line break.
    package var text: String {
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
            "Device \(name): class \(group.deviceClass.rawValue), image "
                + "\(scenario.software.images[group.image].name), connectivity \(group.connectivityName), "
                + "criticality \(group.criticality.rawValue), exposure \(group.exposure.rawValue).",
            width: width
        )
            + wrapped(
                "Strategy \(strategy). Online \(share) % of the time, in \(Figure.count(sessions.count, "period", "periods")).",
                width: width
            )
    }

    private var passageTable: TextTable {
        var table = TextTable(headings: [
            ["patch"], ["ring"], ["released"], ["wait for", "ring"], ["wait for", "contact"], ["install,", "restart"],
            ["runs", "since"],
        ])
        for (passage, names) in passages {
            let span = { (from: Tick?, to: Tick?) -> String in
                guard let from, let to else { return "-" }
                return Figure.span(Double(to - from))
            }
            table.rows.append([
                names.count > 1 ? [names[0], "and \(names.count - 1) more"] : names,
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

    /// Patches that came in the same way are told of together.
    private var passages: [(passage: PatchPassage, names: [String])] {
        var groups: [(passage: PatchPassage, names: [String])] = []
        for passage in simulation.recordedPassages(of: device) {
            let name = scenario.patches[passage.patch].name
            let place = groups.firstIndex { group in
                var other = group.passage
                other.patch = passage.patch
                return other == passage
            }
            if let place { groups[place].names.append(name) } else { groups.append((passage, [name])) }
        }
        return groups
    }

    private var exposure: [String] {
        let exposure = simulation.recordedExposure(of: device)
        guard !exposure.isEmpty else { return wrapped("It was never exposed to a known vulnerability.", width: width) }
        let total = exposure.reduce(0.0) { sum, item in
            item.windows.reduce(sum) { $0 + Double($1.to - $1.from) }
        }
        var lines = wrapped(
            "Exposed for \(Figure.fixed(total / 86_400, 2)) device-days, to \(exposure.count) "
                + (exposure.count == 1 ? "vulnerability:" : "vulnerabilities:"),
            width: width
        )
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
            lines += wrapped("\(names): " + spans.joined(separator: "; "), width: width - 2, indent: "  ")
                .map { "  " + $0 }
        }
        return lines
    }

    private var timeline: [String] {
        var lines: [String] = []
        for (time, words) in DeviceEventWords(scenario).sentences(simulation.recordedLife(of: device)) {
            let clock = Figure.time(time)
            guard width >= AnswerTable.narrow else {
                lines += [clock] + wrapped(words, width: width - 2).map { "  " + $0 }
                continue
            }
            let head = aligned(clock, to: 13) + "  "
            for (number, line) in wrapped(words, width: width - 15).enumerated() {
                lines.append((number == 0 ? head : String(repeating: " ", count: 15)) + line)
            }
        }
        return lines.isEmpty ? ["  nothing"] : lines
    }
}
