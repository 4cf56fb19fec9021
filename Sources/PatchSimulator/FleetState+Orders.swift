import EventEngine
import PatchModel

extension FleetState {
    /// Carries out an action that is possible: see `Console.check`.
    mutating func carryOut(_ action: Action) {
        unshare()
        switch action {
        case .begin(let plan): begin(plan)
        case .open(let rollout, let ring): open(ring, of: rollout)
        case .stop(let rollout, let switches): stop(rollout, switches)
        case .resume(let rollout): resume(rollout)
        }
    }

    private mutating func begin(_ plan: RolloutPlan) {
        let number = rollouts.count
        let wanted = Set(plan.patches)
        let local = world.groups.map { group in
            group.patches.indices.filter { wanted.contains(group.patches[$0]) }
        }
        let salt = plan.assignment == .perRelease ? UInt64(number) + 1 : 0
        let rings = assignRings(plan, localPatches: local, salt: salt)
        let arena = Arena()
        rollouts.append(
            Rollout(
                patches: plan.patches,
                contents: wanted,
                ringOf: rings.ringOf,
                localPatches: arena.tables(local),
                arena: arena,
                flags: Column(zeros: world.deviceCount),
                isOpen: plan.rings.map { _ in false },
                isControl: plan.rings.map(\.isControl),
                firstCount: counts.count / RingCount.places,
                watch: plan.watch
            )
        )
        for patch in plan.patches { rolloutOf[patch] = number }
        let status = zip(plan.rings, rings.targets).map {
            RingStatus(name: $0.name, targets: $1, isControl: $0.isControl)
        }
        isStale.append(true)
        console.rollouts.append(RolloutStatus(patches: plan.patches, began: now, rings: status))
        counts.append(zeros: status.count * RingCount.places)
        for (ring, isControl) in rollouts[number].isControl.enumerated() where isControl { wake(ring, of: number) }
    }

    private mutating func open(_ ring: Int, of rollout: Int) {
        rollouts[rollout].isOpen[ring] = true
        console.rollouts[rollout].rings[ring].opened = now
        wake(ring, of: rollout)
    }

    /// Lets all devices of a ring check in.
    private mutating func wake(_ ring: Int, of rollout: Int) {
        let ringOf = rollouts[rollout].ringOf
        for group in world.groups where !rollouts[rollout].localPatches[group.index].isEmpty {
            for device in group.devices where Int(ringOf[device]) == ring {
                call(device, group.index)
            }
        }
    }

    private mutating func stop(_ rollout: Int, _ switches: OnStop) {
        console.rollouts[rollout].stop(at: now)
        rollouts[rollout].stopsOffers = switches.stopsOffers
        // An offer that is taken back while offers go on would be made again at the same check-in.
        rollouts[rollout].cancelsQueued = switches.cancelsQueued && switches.stopsOffers
        rollouts[rollout].isReverting = switches.rollsBack
        isReverting = rollouts.contains(where: \.isReverting)
        tally.stops += 1
        if tally.firstStop == nil { tally.firstStop = now }
        let patches = rollouts[rollout].patches
        if switches.rollsBack && patches.contains(where: { world.patches[$0].rollbackFailure > 0 }) { endSweeping() }
        let hasDefect = world.defects.indices.contains {
            defectPresent[$0] && patches.contains(world.defects[$0].patch)
        }
        if !hasDefect { tally.falseStops += 1 }
        // Asked about are the patches under suspicion; if nothing was reported to the vendor, all of them.
        let reported = patches.filter { vendor[$0].reports > 0 }
        for patch in reported.isEmpty ? patches : reported { askVendor(about: patch) }
        for group in world.groups where !rollouts[rollout].localPatches[group.index].isEmpty {
            for device in group.devices where rollouts[rollout].concerns(device) {
                if switches.interruptsInFlight { interrupt(device, group, rollout) }
                if switches.rollsBack { awaitRollback(device, group, rollout) }
            }
        }
    }

    /// Breaks off an installation, if the order can reach the device.
    private mutating func interrupt(_ device: Int, _ group: Reference<GroupPlan>, _ rollout: Int) {
        guard activity[device] == .installing, isConnected(device, group.index) else { return }
        let first = group.slots(of: device)
        for local in rollouts[rollout].localPatches[group.index] where slots[first + local].state.isArriving {
            withdraw(first + local)
            recorder?.note(device, now, .cancelled(group.patches[local]))
        }
        guard !group.patches.indices.contains(where: { slots[first + $0].state.isArriving }) else { return }
        activity[device] = .idle
        due[device] = Int32(Tick.never)
        marks[device].subtract([.interrupted, .keptOn])
        updateCondition(device)
        awaitContact(device, group.index, from: now)
    }

    private mutating func awaitRollback(_ device: Int, _ group: Reference<GroupPlan>, _ rollout: Int) {
        let first = group.slots(of: device)
        for local in rollouts[rollout].localPatches[group.index] where slots[first + local].state == .running {
            awaitContact(device, group.index, from: now)
            return
        }
    }

    private mutating func resume(_ rollout: Int) {
        rollouts[rollout].stopsOffers = false
        rollouts[rollout].cancelsQueued = false
        rollouts[rollout].isReverting = false
        isReverting = rollouts.contains(where: \.isReverting)
        console.rollouts[rollout].resume(at: now)
        let first = rollouts[rollout].firstCount * RingCount.places
        for place in 0..<console.rollouts[rollout].rings.count * RingCount.places { counts[first + place] = 0 }
        isStale[rollout] = true
        for group in world.groups where !rollouts[rollout].localPatches[group.index].isEmpty {
            for device in group.devices where rollouts[rollout].concerns(device) {
                let first = group.slots(of: device)
                for local in rollouts[rollout].localPatches[group.index]
                where slots[first + local].state == .takenBack {
                    slots[first + local].state = .absent
                }
                beginAnew(device, group, rollout)
                awaitContact(device, group.index, from: now)
            }
        }
    }

    /// Reports are counted anew. What the console knew to be bad of a device that gets nothing new is not asked about again.
    private mutating func beginAnew(_ device: Int, _ group: Reference<GroupPlan>, _ rollout: Int) {
        let known = rollouts[rollout].flags[device]
        rollouts[rollout].flags[device] = []
        noteOutcomes(device, group, rollout, wasTroubled: known.contains(.troubled))
        // A failure that has not been reported yet is heard of with the next report.
        let first = group.slots(of: device)
        var isSetAside = !known.isDisjoint(with: [.failed, .troubled, .setAside])
        for local in rollouts[rollout].localPatches[group.index] where isSetAside {
            isSetAside = isLeftOut(local, group, first, rollout)
        }
        if isSetAside {
            setFlags([.setAside], of: device, in: rollout)
        } else {
            restoreFlags(device, group, rollout)
        }
    }

    /// A device that kept the patches over the stop has been offered them already.
    private mutating func restoreFlags(_ device: Int, _ group: Reference<GroupPlan>, _ rollout: Int) {
        let first = group.slots(of: device)
        let keeps = rollouts[rollout].localPatches[group.index].contains {
            let state = slots[first + $0].state
            return state.isRunning && state != .covered || state.isArriving
        }
        if keeps { setFlags([.offered], of: device, in: rollout) }
    }
}
