import EventEngine
import PatchModel
import PatchSimulator
import Reports

/// Turns a run into tracks: rings of rollouts, sites, chosen devices, and counters.
///
/// A process of the trace is the fleet, a site, a rollout or a device; its threads are tracks. Counters are looked at in
/// `instants` moments evenly spread over the run, and written when they have changed.
struct TrackBuilder {
    private static let instants: Tick = 240
    /// Process numbers, apart from each other whatever the scenario's size; they order the tracks on the screen.
    private enum Process {
        static let fleet = 1
        static let sites = 1_000_000
        static let rollouts = 2_000_000
        static let devices = 1_000_000_000
    }

    private var simulation: Simulation<DeclaredPolicy>
    private let devices: [Int]
    private var counters: [TraceEvent] = []
    private var lastValues: [String: [String: Int]] = [:]

    /// - Parameter simulation: at its beginning.
    init(_ simulation: Simulation<DeclaredPolicy>, devices: [Int]) {
        self.simulation = simulation
        self.devices = devices
        let sites = self.sites
        for number in 0...Self.instants {
            let time = simulation.horizon * number / Self.instants
            self.simulation.advance(to: time)
            count(sites, at: time)
        }
        self.simulation.run()
    }

    /// All events, names first, then in the order of tracks and time.
    var events: [TraceEvent] { names + rings + lives + counters }

    // MARK: Sites

    /// The groups of each site; a group without a site stands for itself.
    private var sites: [(name: String, groups: [Int])] {
        var result: [(name: String, groups: [Int])] = []
        for (number, group) in simulation.world.scenario.groups.enumerated() {
            let name = group.site.map { "site \($0)" } ?? "group \(group.name)"
            if let place = result.firstIndex(where: { $0.name == name }) {
                result[place].groups.append(number)
            } else {
                result.append((name, [number]))
            }
        }
        return result
    }

    private mutating func count(_ sites: [(name: String, groups: [Int])], at time: Tick) {
        var fleet = Standing()
        for (place, site) in sites.enumerated() {
            var standing = Standing()
            for group in site.groups { standing += simulation.standing(ofGroup: group) ?? Standing() }
            fleet += standing
            if sites.count > 1 { count(standing, Process.sites + place, at: time) }
        }
        count(fleet, Process.fleet, at: time)
        for (number, rollout) in simulation.console.rollouts.enumerated() {
            for ring in rollout.rings where ring.opened != nil || ring.isControl {
                let values = [
                    "offered": ring.offered, "succeeded": ring.succeeded, "failed": ring.failed,
                    "troubled": ring.troubled, "set aside": ring.setAside,
                ]
                add("reported by \(ring.name)", Process.rollouts + number, values, at: time)
            }
        }
    }

    private mutating func count(_ standing: Standing, _ process: Int, at time: Tick) {
        add(
            "(device, patch) pairs",
            process,
            ["released": standing.releasedPairs, "patched": standing.patchedPairs],
            at: time
        )
        add("exposed (device, vulnerability) pairs", process, ["exposed": standing.exposedPairs], at: time)
        for (condition, devices) in zip(Condition.allCases, standing.conditions) where condition != .up {
            // One that never occurs needs no track.
            let name = "devices \(condition.name)"
            if devices > 0 || lastValues["\(process) \(name)"] != nil {
                add(name, process, ["devices": devices], at: time)
            }
        }
    }

    private mutating func add(_ name: String, _ process: Int, _ values: [String: Int], at time: Tick) {
        let key = "\(process) \(name)"
        guard lastValues[key] != values else { return }
        lastValues[key] = values
        counters.append(.counter(name, process, at: time, values))
    }

    // MARK: Names

    private var names: [TraceEvent] {
        var events = TraceEvent.process("fleet", Process.fleet)
        let sites = sites
        if sites.count > 1 {
            for (place, site) in sites.enumerated() { events += TraceEvent.process(site.name, Process.sites + place) }
        }
        for (number, rollout) in simulation.console.rollouts.enumerated() {
            let process = Process.rollouts + number
            let first = rollout.patches.first.map { simulation.world.scenario.patches[$0].name } ?? "nothing"
            let more = rollout.patches.count > 1 ? " and \(rollout.patches.count - 1) more" : ""
            events += TraceEvent.process("rollout \(number): \(first)\(more)", process)
            events += TraceEvent.thread("decisions", process, 0)
            for (place, ring) in rollout.rings.enumerated() {
                events += TraceEvent.thread("ring \(ring.name)", process, place + 1)
            }
        }
        for device in devices {
            let process = Process.devices + device
            events += TraceEvent.process("device \(device), \(group(of: device).name)", process)
            for (number, name) in ["connected", "patching", "condition"].enumerated() {
                events += TraceEvent.thread(name, process, number)
            }
        }
        return events
    }

    private func group(of device: Int) -> DeviceGroup {
        let groups = simulation.world.scenario.groups
        var first = 0
        for group in groups {
            first += group.count
            if device < first { return group }
        }
        return groups[groups.count - 1]
    }

    // MARK: Rings

    private var rings: [TraceEvent] {
        RingTracks(
            decisions: DecisionLog(simulation.log).records,
            rollouts: simulation.console.rollouts,
            horizon: simulation.horizon,
            firstProcess: Process.rollouts
        ).events
    }

    // MARK: Devices

    private var lives: [TraceEvent] {
        let words = DeviceEventWords(simulation.world.scenario)
        return devices.flatMap { device in
            DeviceTracks(
                life: simulation.recordedLife(of: device),
                sessions: simulation.sessions(of: device),
                horizon: simulation.horizon,
                process: Process.devices + device,
                words: words
            ).events
        }
    }
}
