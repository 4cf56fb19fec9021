import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Holds the recorded life of a device to the second law.
struct LifeChecker {
    let simulation: Simulation<DeclaredPolicy>
    let device: Int
    let name: Comment
    let plan: Reference<GroupPlan>

    init(_ simulation: Simulation<DeclaredPolicy>, device: Int, name: Comment) {
        self.simulation = simulation
        self.device = device
        self.name = name
        plan = simulation.world.groups[simulation.world.group(of: device)]
    }

    func check() {
        let scenario = simulation.world.scenario
        let sessions = simulation.sessions(of: device)
        var lastCheckIn: Tick?
        var offered = Set<Int>()
        var installed = Set<Int>()
        /// By the events that say so; indices into the scenario's patches.
        var running = Set<Int>()
        /// When an update began to run for which the device is kept on until it has reported.
        var keptOn: Tick?
        var last: Tick = 0
        for entry in simulation.recordedLife(of: device) {
            let (time, event) = (entry.time, entry.event)
            #expect(time >= last && time <= simulation.horizon, name)
            last = time
            switch event {
            case .checkedIn:
                lastCheckIn = time
                let isReached = sessions.contains {
                    $0.start <= time && (time < $0.end || time == simulation.horizon)
                        && !(plan.connectivity.needsCorporate && $0.place == .away)
                }
                #expect(isReached || keptOn == time, "\(name): checks in at \(time), when it is off or out of reach")
            case .offered(let patches):
                #expect(lastCheckIn == time, "\(name): an offer without a check-in")
                for patch in patches {
                    #expect(scenario.patches[patch].released <= time, name)
                    let needed = scenario.patches[patch].prerequisites.filter(plan.patches.contains)
                    #expect(needed.allSatisfy(running.contains), "\(name): prerequisites do not run")
                    offered.insert(patch)
                }
            case .installed(let patch), .failed(let patch, _, _), .bricked(let patch), .cancelled(let patch):
                #expect(offered.contains(patch), "\(name): an installation without an offer")
                if case .installed = event { installed.insert(patch) }
            case .runs(let patch, _):
                #expect(offered.contains(patch) && installed.contains(patch), name)
                #expect(running.contains(patch), name)
                if scenario.patches[patch].installation.finishesBeforeShutdown { keptOn = time }
            case .closed(let local):
                let patch = plan.patches[local]
                let isCovered = plan.software.coveredBy[local].contains { running.contains(plan.patches[$0]) }
                #expect(installed.contains(patch) || isCovered, "\(name): it runs what was not installed")
                running.insert(patch)
            case .reopened(let local):
                running.remove(plan.patches[local])
            default: break
            }
        }
        for patch in scenario.patches.indices {
            #expect(simulation.runs(patch: patch, on: device) == running.contains(patch), name)
        }
        checkVersions(running)
    }

    private func checkVersions(_ running: Set<Int>) {
        let scenario = simulation.world.scenario
        for component in scenario.software.components.indices {
            let brought = running.flatMap { scenario.patches[$0].updates }.filter { $0.component == component }.map(
                \.to
            )
            let expected =
                plan.software.installed[component] >= 0
                ? max(plan.software.installed[component], brought.max() ?? 0) : nil
            #expect(simulation.version(of: component, on: device) == expected, name)
        }
    }
}

/// Holds a console to what was reported: to the fourth law.
struct ConsoleChecker {
    let console: Console
    /// What was written down of a device, and its patches by local number.
    struct Life {
        var events: [DeviceEvent]
        var patches: [Int]
    }

    let lives: [Life]
    let name: Comment

    init(_ console: Console, _ lives: [Life], name: Comment) {
        self.console = console
        self.lives = lives
        self.name = name
    }

    private func devices(where holds: (Life) -> Bool) -> Int { lives.count(where: holds) }

    func check(hasResumed: Bool) {
        let tickets = lives.flatMap(\.events).count { $0 == .ticket || $0 == .unrelatedTicket }
        #expect(console.tickets == tickets, name)
        let seen = devices { $0.events.contains(.checkedIn) }
        let heardOf = devices { $0.events.contains(.reported) || $0.events.contains(.unrelatedTicket) }
        for rollout in console.rollouts {
            var sum = RingStatus(name: "all")
            for ring in rollout.rings {
                for count in [
                    ring.seen, ring.offered, ring.reporting, ring.succeeded, ring.failed, ring.troubled, ring.unhealthy,
                ] { #expect(count >= 0 && count <= ring.targets, name) }
                #expect(ring.unhealthy <= ring.failed + ring.troubled, name)
                #expect(ring.reporting == ring.succeeded + ring.unhealthy, name)
                if ring.opened == nil { #expect(ring.offered == 0 && ring.succeeded == 0, name) }
                sum.seen += ring.seen
                sum.offered += ring.offered
                sum.succeeded += ring.succeeded
                sum.failed += ring.failed
                sum.troubled += ring.troubled
            }
            let offered = devices { $0.events.contains { Self.offers($0, rollout.patches) } }
            let succeeded = devices { hasReportedSuccess($0, rollout.patches) }
            let offeredOrDone = devices { life in
                life.events.contains { Self.offers($0, rollout.patches) } || hasReportedSuccess(life, rollout.patches)
            }
            let failed = devices { $0.events.contains { Self.isLastFailure($0, rollout.patches) } }
            #expect(sum.seen <= seen && sum.troubled <= heardOf, name)
            #expect((hasResumed || sum.offered >= offered) && sum.offered <= max(offered, offeredOrDone), name)
            #expect(sum.succeeded <= succeeded, name)
            #expect(sum.failed <= failed, name)
        }
    }

    private static func offers(_ event: DeviceEvent, _ patches: [Int]) -> Bool {
        if case .offered(let offered) = event { return offered.contains(where: patches.contains) }
        return false
    }

    private static func isLastFailure(_ event: DeviceEvent, _ patches: [Int]) -> Bool {
        switch event {
        case .failed(let patch, _, true), .bricked(let patch): patches.contains(patch)
        default: false
        }
    }

    /// It checked in after one of the patches, or a newer one instead, began to run.
    private func hasReportedSuccess(_ life: Life, _ patches: [Int]) -> Bool {
        let begins = life.events.firstIndex { event in
            if case .closed(let local) = event { return patches.contains(life.patches[local]) }
            return false
        }
        guard let begins else { return false }
        return life.events[begins...].contains(.checkedIn)
    }
}
