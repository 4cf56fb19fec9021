import EventEngine
import PatchModel

/// The condition of each device, and for how long devices have been in each of them.
struct Conditions: Subject {
    private var conditions: Column<Condition>
    /// Device → per mille of capacity lost, while it is degraded.
    private var lostCapacity: [Int: Int64] = [:]
    /// By group and `Condition`: seconds, once every state that lasts is closed.
    private var seconds: Column<Int64>
    /// By group, per mille × seconds, likewise.
    private var lostCapacitySeconds: [Int64]
    private var outages = Outages()

    private static let kinds = Condition.allCases.count

    init(_ world: World) {
        conditions = Column(zeros: world.deviceCount)
        seconds = Column(zeros: world.groups.count * Self.kinds)
        lostCapacitySeconds = Array(repeating: 0, count: world.groups.count)
    }

    static func unshare(in run: inout Run) {
        run.conditions.conditions.unshare()
        run.conditions.seconds.unshare()
    }

    /// The device's condition as of its last update.
    func condition(_ device: Int) -> Condition { conditions[device] }

    /// Per mille of the device's capacity that is lost, as of its last update.
    func lostCapacity(of device: Int) -> Int64 { lostCapacity.isEmpty ? 0 : lostCapacity[device] ?? 0 }

    /// Asks for the device's condition in advance.
    @inline(__always)
    func askFor(_ device: Int) { conditions.askFor(device) }

    /// Number of devices in each condition, in the order of `Condition.allCases`.
    var counts: [Int] { counts(of: conditions.indices) }

    private func counts(of devices: Range<Int>) -> [Int] {
        var counts = Array(repeating: 0, count: Self.kinds)
        counts[Int(Condition.up.rawValue)] = devices.count
        conditions.forEachPlace(in: devices, notHolding: .up) {
            counts[Int(conditions[$0].rawValue)] += 1
            counts[Int(Condition.up.rawValue)] -= 1
        }
        return counts
    }

    /// Brings the device's condition up to date after anything that may change it.
    static func update(_ device: Int, _ group: Int, in run: inout Run) {
        bringUp(device, group, in: &run)
        if run.services.isWatching { Services.note(device, group, in: &run) }
    }

    @inline(__always)
    private static func bringUp(_ device: Int, _ group: Int, in run: inout Run) {
        let now = run.agenda.now
        let old = run.conditions.conditions[device]
        let (new, lost) = current(device, in: &run)
        if old == .degraded || new == .degraded {
            let before = run.conditions.lostCapacity[device] ?? 0
            run.conditions.lostCapacitySeconds[group] += now * before
            run.conditions.lostCapacitySeconds[group] -= now * lost
            run.series?.noteLostCapacity(now, by: lost - before)
            run.conditions.lostCapacity[device] = lost == 0 ? nil : lost
        }
        guard old != new else { return }
        run.conditions.seconds[group * kinds + Int(old.rawValue)] += now
        run.conditions.seconds[group * kinds + Int(new.rawValue)] -= now
        run.series?.noteCondition(now, from: old, to: new)
        if old.isUnplannedDowntime != new.isUnplannedDowntime {
            run.conditions.outages.note(now, isDown: new.isUnplannedDowntime)
        }
        run.conditions.conditions[device] = new
        run.recorder?.note(device, now, .became(new))
    }

    /// Devices of the group that are up now were installing for that many seconds in between.
    func noteInstalling(seconds more: Tick, _ group: Int) {
        seconds[group * Self.kinds + Int(Condition.up.rawValue)] -= more
        seconds[group * Self.kinds + Int(Condition.installing.rawValue)] += more
    }

    /// The worst of what activity and incidents make of the device, and per mille of capacity lost if it is degraded.
    // Mutating in form only, as are all questions to a run that is being changed: it would have to be copied for others.
    @inline(__always)
    private static func current(_ device: Int, in run: inout Run) -> (Condition, lost: Int64) {
        let ofActivity = ofActivity(run.devices.activity(device), run.devices.isMarked(device, .interrupted))
        guard run.devices.isMarked(device, .hasIncidents) else { return (ofActivity, 0) }
        return worst(ofActivity, run.defects.impact(on: device, run.world))
    }

    @inline(__always)
    private static func ofActivity(_ activity: Activity, _ isInterrupted: Bool) -> Condition {
        switch activity {
        case .installing: isInterrupted ? .installing : .up
        case .restarting: .restarting
        case .reverting: .reverting
        case .rollingBack: .rollingBack
        default: .up
        }
    }

    private static func worst(_ ofActivity: Condition, _ impact: Incidents.Impact) -> (Condition, lost: Int64) {
        let worst =
            max(ofActivity.rawValue, impact.condition.rawValue) == ofActivity.rawValue ? ofActivity : impact.condition
        if worst == .up && impact.lostCapacity > 0 { return (.degraded, impact.lostCapacity) }
        return (worst, 0)
    }

    // MARK: What the manifest asks

    static func footprint(of outline: RunOutline) -> Int { outline.devices * MemoryLayout<Condition>.size }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        guard part.hasDevices else { return }
        if part.isWhole { ledger.downtime.mostDownAtOnce = outages.most }
        for group in run.world.groups(in: part) {
            for (kind, seconds) in seconds(of: group, at: ledger.time).enumerated() {
                ledger.downtime.conditionSeconds[kind] += seconds
            }
            ledger.downtime.lostCapacitySeconds += lostCapacitySeconds[group.index]
        }
        for (device, lost) in lostCapacity where part.contains(group: run.world.group(of: device)) {
            ledger.downtime.lostCapacitySeconds += lost * ledger.time
        }
    }

    /// Seconds of a group's devices in each condition. Every device began as `up` at time 0, which adds nothing, and is closed
    /// in the condition it is in.
    private func seconds(of group: Reference<GroupPlan>, at end: Tick) -> [Int64] {
        counts(of: group.devices).enumerated().map { kind, count in
            seconds[group.index * Self.kinds + kind] + Int64(count) * end
        }
    }

    func violations(in run: Run) -> [String] {
        var found = conditions.indices.compactMap { device -> String? in
            let ofActivity = Self.ofActivity(run.devices.activity(device), run.devices.isMarked(device, .interrupted))
            let (condition, lost) = Self.worst(ofActivity, run.defects.impact(on: device, run.world))
            guard condition == conditions[device], lost == lostCapacity[device] ?? 0 else {
                return "device \(device) is \(condition), and counts as \(conditions[device])"
            }
            return nil
        }
        let end = max(0, run.now)
        for group in run.world.groups where seconds(of: group, at: end).reduce(0, +) != Int64(group.count) * end {
            found.append("conditions of group \(group.index) do not add up to the time")
        }
        return found
    }
}
