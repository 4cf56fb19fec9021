public import EventEngine
import PatchModel

/// A stretch of time during which a device is exposed to a vulnerability.
public struct ExposureWindow: Sendable, Hashable {
    public var from: Tick
    /// Exclusive; the present time if the window is open.
    public var to: Tick

    public init(from: Tick, to: Tick) {
        self.from = from
        self.to = to
    }
}

/// How one patch came to one device.
public struct PatchPassage: Sendable, Hashable {
    /// Index of the patch.
    public var patch: Int
    /// Name of the device's ring; nil if it is in none, or no rollout has begun.
    public var ring: String?
    /// At least 0: what was out before the start waited for the start.
    public var released: Tick
    public var opened: Tick?
    /// When the device was first offered the patch.
    public var offered: Tick?
    /// Since when it runs to this moment; nil if it does not.
    public var runs: Tick?
}

/// What came of one recorded device.
public struct RecordedDevice: Sendable, Hashable {
    /// Its number.
    public var device: Int
    /// Of every patch that applies to it, in the order in which they were released.
    public var passages: [PatchPassage]
    /// Seconds for which it was exposed, summed over all vulnerabilities.
    public var exposedSeconds: Int64
}

extension Simulation {
    /// The passage of every patch that applies to a recorded device, in the order in which they were released; empty for
    /// any other device.
    public func recordedPassages(of device: Int) -> [PatchPassage] {
        guard let recorder = fleet.recorder, recorder.records(device) else { return [] }
        return passages(of: device, recorder.events(of: device))
    }

    private func passages(of device: Int, _ life: [RecordedEvent]) -> [PatchPassage] {
        let group = world.groups[world.group(of: device)]
        let first = group.slots(of: device)
        return group.patches.enumerated().map { local, patch in
            let status = fleet.console.ringStatus(of: device, for: patch)
            let offer = life.first {
                if case .offered(let patches) = $0.event { patches.contains(patch) } else { false }
            }
            let slot = first + local
            return PatchPassage(
                patch: patch,
                ring: status?.name,
                released: world.patches[patch].released,
                opened: status?.opened,
                offered: offer?.time,
                runs: fleet.pairs.isRunning(slot) ? fleet.pairs.runningSince(slot) : nil
            )
        }.sorted { ($0.released, $0.patch) < ($1.released, $1.patch) }
    }

    /// For each vulnerability that a recorded device is or was exposed to, when: index of the vulnerability and its
    /// windows; empty for any other device.
    public func recordedExposure(of device: Int) -> [(vulnerability: Int, windows: [ExposureWindow])] {
        guard let recorder = fleet.recorder, recorder.records(device) else { return [] }
        return exposure(of: device, recorder.events(of: device))
    }

    private func exposure(of device: Int, _ life: [RecordedEvent])
        -> [(vulnerability: Int, windows: [ExposureWindow])]
    {
        let group = world.groups[world.group(of: device)]
        let vulnerabilities = world.scenario.vulnerabilities
        var result: [(vulnerability: Int, windows: [ExposureWindow])] = []
        for item in group.exposure.classes {
            let unsafe = Self.unsafeStretches(item, life, until: max(0, now))
            for number in world.exposureClasses[item.number] {
                let begin = max(0, vulnerabilities[number].disclosed)
                let windows = unsafe.filter { $0.to > begin }
                    .map { ExposureWindow(from: max($0.from, begin), to: $0.to) }
                if !windows.isEmpty { result.append((number, windows)) }
            }
        }
        for number in world.exposureClasses[group.exposure.incurable]
        where max(0, vulnerabilities[number].disclosed) < now {
            result.append((number, [ExposureWindow(from: max(0, vulnerabilities[number].disclosed), to: now)]))
        }
        return result.sorted { $0.vulnerability < $1.vulnerability }
    }

    /// All recorded devices, ascending. Many devices are told of faster so than one by one.
    public var recordedDevices: [RecordedDevice] {
        guard let recorder = fleet.recorder else { return [] }
        let lives = Dictionary(grouping: recorder.entries, by: \.device)
        return recorder.chosen.map { device in
            let life = lives[device] ?? []
            return RecordedDevice(
                device: device,
                passages: passages(of: device, life),
                exposedSeconds: exposedSeconds(of: device, life)
            )
        }
    }

    /// For how long all recorded devices were exposed, ascending by device: seconds, summed over all vulnerabilities.
    public var recordedExposedSeconds: [(device: Int, seconds: Int64)] {
        guard let recorder = fleet.recorder else { return [] }
        let lives = Dictionary(grouping: recorder.entries, by: \.device)
        return recorder.chosen.map { ($0, exposedSeconds(of: $0, lives[$0] ?? [])) }
    }

    /// For how long all recorded devices did not serve their users for reasons that nobody planned, ascending by device: seconds.
    public var recordedUnplannedSeconds: [(device: Int, seconds: Int64)] {
        guard let recorder = fleet.recorder else { return [] }
        let lives = Dictionary(grouping: recorder.entries, by: \.device)
        return recorder.chosen.map { device in
            var (condition, since, seconds) = (Condition.up, Tick(0), Int64(0))
            for entry in lives[device] ?? [] {
                guard case .became(let next) = entry.event else { continue }
                if condition.isUnplannedDowntime { seconds += entry.time - since }
                (condition, since) = (next, entry.time)
            }
            if condition.isUnplannedDowntime { seconds += max(0, now) - since }
            return (device, seconds)
        }
    }

    private func exposedSeconds(of device: Int, _ life: [RecordedEvent]) -> Int64 {
        let plan = world.groups[world.group(of: device)].exposure
        let end = max(0, now)
        var seconds: Int64 = 0
        let add = { (number: Int, stretches: [ExposureWindow]) in
            let begins = world.exposureClasses[number].map { max(0, world.scenario.vulnerabilities[$0].disclosed) }
            for stretch in stretches {
                for begin in begins where stretch.to > begin { seconds += stretch.to - max(stretch.from, begin) }
            }
        }
        for item in plan.classes { add(item.number, Self.unsafeStretches(item, life, until: end)) }
        add(plan.incurable, [ExposureWindow(from: 0, to: end)])
        return seconds
    }

    /// When the device did not run what the class needs.
    private static func unsafeStretches(
        _ item: ExposureClass,
        _ life: [RecordedEvent],
        until end: Tick
    ) -> [ExposureWindow] {
        var running = Set<Int>()
        var stretches: [ExposureWindow] = []
        var unsafeSince: Tick? = 0
        for entry in life {
            switch entry.event {
            case .closed(let local): running.insert(local)
            case .reopened(let local): running.remove(local)
            default: continue
            }
            let isSafe = item.clauses.allSatisfy { !running.isDisjoint(with: $0) }
            if isSafe, let since = unsafeSince {
                if entry.time > since { stretches.append(ExposureWindow(from: since, to: entry.time)) }
                unsafeSince = nil
            } else if !isSafe, unsafeSince == nil {
                unsafeSince = entry.time
            }
        }
        if let since = unsafeSince, end > since { stretches.append(ExposureWindow(from: since, to: end)) }
        return stretches
    }
}
