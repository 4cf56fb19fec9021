import EventEngine

/// Why a scenario does not hold together. Readers of files find these mistakes earlier and with positions; this is the
/// answer to programs that build scenarios in Swift.
public struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in one sentence.
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}

extension Scenario {
    /// The most devices a scenario may have.
    public static let maximumDevices = 1 << 30
    /// The most that it may have if `devicesMayMeet`: they are served in the exact order of time then, and this is what an
    /// event's key can address.
    public static let maximumMeetingDevices = 1 << 27
    /// The most bytes a patch may have: 1 TiB.
    public static let maximumSize: Int64 = 1 << 40
    /// The years that a scenario may speak of.
    public static let years = 1980...2200
    /// How many days a date may be from the start: what the engine's time can represent.
    public static let farthestDays = Int(Tick.latest / 86_400)

    /// Throws a `ScenarioError` that names the first thing that does not hold together.
    ///
    /// After it has returned, every index is in range, every share in [0, 1], every duration sensible, and prerequisites
    /// are free of cycles, so that a simulation cannot trap.
    public func check() throws(ScenarioError) {
        try require(horizon >= 1 && horizon <= Tick.latest / 2, "the horizon must be between 1 s and 34 years")
        try checkSoftware()
        try checkGroups()
        if let mistake = mistakeInCalendars() ?? mistakeInServices() { throw ScenarioError(mistake) }
        for vulnerability in vulnerabilities {
            try checkRanges(vulnerability.affects, in: "vulnerability \(vulnerability.name)")
            try checkShare(vulnerability.exploitationChance, "exploitation of \(vulnerability.name)")
            try require(
                Self.representable.contains(vulnerability.disclosed),
                "\(vulnerability.name) is disclosed out of time"
            )
        }
        for patch in patches { try check(patch) }
        try checkPrerequisiteCycles()
        if let repair, let technicians = repair.technicians {
            try require(technicians >= 1, "repair needs at least one technician")
        }
        if deviceCount > Self.maximumMeetingDevices, let cause = meetingCause {
            throw ScenarioError("the fleet has more than 2^27 devices, and \(cause)")
        }
        for strategy in strategies { try check(strategy) }
        for deadline in serviceLevel.deadlines.values { try checkSpan(deadline, "a deadline") }
        try checkSpan(ticketWork, "the work on a ticket")
        for price in prices?.all ?? [] {
            try require(price >= 0 && price <= Prices.maximum, "a price must lie between 0 and 1,000,000,000")
        }
    }

    private static let representable = -Tick.latest...Tick.latest

    private func checkSpan(_ span: Tick, _ what: String) throws(ScenarioError) {
        try require(span >= 0 && span <= Tick.latest, "\(what) must lie between 0 s and 68 years")
    }

    private func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(ScenarioError) {
        if !condition { throw ScenarioError(message()) }
    }

    private func checkShare(_ share: Double, _ what: String) throws(ScenarioError) {
        try require(share >= 0 && share <= 1, "\(what) must lie between 0 and 1")
    }

    private func checkRanges(_ ranges: [VersionRange], in what: String) throws(ScenarioError) {
        for range in ranges {
            try require(
                software.components.indices.contains(range.component),
                "\(what) names a component that is not there"
            )
            let count = software.components[range.component].versions.count
            try require(
                range.versions.lowerBound >= 0 && range.versions.upperBound <= count,
                "\(what) names a version of \(software.components[range.component].name) that is not there"
            )
        }
    }

    private func checkSoftware() throws(ScenarioError) {
        for component in software.components {
            try require(!component.versions.isEmpty, "component \(component.name) has no version")
            try checkRanges(component.requires, in: "component \(component.name)")
        }
        for image in software.images {
            for (component, version) in image.installed {
                try require(
                    software.components.indices.contains(component)
                        && software.components[component].versions.indices.contains(version),
                    "image \(image.name) has a component or version that is not there"
                )
            }
        }
    }

    private func checkGroups() throws(ScenarioError) {
        try require(!groups.isEmpty, "the fleet is empty")
        var total = 0
        for group in groups {
            try require(
                group.count >= 1 && group.count <= Self.maximumDevices,
                "group \(group.name) needs 1 to 2^30 devices"
            )
            total += group.count
            try require(total <= Self.maximumDevices, "the fleet has more than 2^30 devices")
            try require(
                software.images.indices.contains(group.image),
                "group \(group.name) has an image that is not there"
            )
            try require(
                group.backgroundFailuresPerDay >= 0 && group.backgroundFailuresPerDay <= 24,
                "background failures of \(group.name) must lie between 0 and 24 a day"
            )
            if let bandwidth = group.bandwidth {
                try require(bandwidth > 0 && bandwidth.isFinite, "bandwidth of \(group.name) must be positive")
            }
            if case .poll(let every, let jitter) = group.checkIn.mode {
                try require(
                    every >= 1 && every <= Tick.latest,
                    "group \(group.name) must check in at most once a second, and once in 68 years at least"
                )
                try checkShare(jitter, "jitter of \(group.name)")
            }
            try check(group.connectivity, of: group.name)
        }
    }

    private func check(_ connectivity: Connectivity, of group: String) throws(ScenarioError) {
        switch connectivity {
        case .alwaysOn: break
        case .alternating(let on, let off, let away):
            try checkShare(away, "share away of \(group)")
            try require(
                on.mean >= 1 && on.mean.isFinite && off.mean >= 1 && off.mean.isFinite,
                "on and off periods of \(group) need a finite mean of at least a second"
            )
        case .weekly(let pattern):
            try require(
                pattern.opens >= 0 && pattern.opens < pattern.closes && pattern.closes <= 86_400,
                "the hours of \(group) must lie within a day, the end after the beginning"
            )
            try checkShare(pattern.attendance, "attendance of \(group)")
            try require(
                pattern.arrival >= 0 && pattern.arrival < pattern.closes - pattern.opens,
                "arrival of \(group) must be shorter than its hours"
            )
        case .trace(let rows):
            try require(!rows.isEmpty, "the trace of \(group) is empty")
            for row in rows {
                var last = -Tick.latest
                for session in row {
                    try require(
                        session.start >= last && session.start < session.end && session.end <= Tick.latest,
                        "the trace of \(group) must have ascending sessions that do not overlap"
                    )
                    last = session.end
                }
            }
        }
    }

    private func check(_ predicate: DevicePredicate, in what: String) throws(ScenarioError) {
        try checkRanges(predicate.components, in: what)
        try require(
            predicate.images.allSatisfy(software.images.indices.contains),
            "\(what) names an image that is not there"
        )
    }

    private func check(_ patch: Patch) throws(ScenarioError) {
        let name = "patch \(patch.name)"
        try require(!patch.updates.isEmpty, "\(name) updates nothing")
        try require(
            patch.updates.allSatisfy { update in
                software.components.indices.contains(update.component)
                    && software.components[update.component].versions.indices.contains(update.to)
            },
            "\(name) updates to a component or version that is not there"
        )
        try require(
            patch.fixes.allSatisfy(vulnerabilities.indices.contains),
            "\(name) fixes a vulnerability that is not there"
        )
        try require(patch.prerequisites.allSatisfy(patches.indices.contains), "\(name) needs a patch that is not there")
        try checkRanges(patch.from, in: name)
        try require(Self.representable.contains(patch.released), "\(name) is released out of time")
        try require(patch.size >= 0 && patch.size <= Self.maximumSize, "the size of \(name) must not exceed 1 TiB")
        let installation = patch.installation
        try checkShare(installation.failureChance, "failure chance of \(name)")
        try checkShare(installation.brickChance, "brick chance of \(name)")
        try require(installation.attempts >= 1 && installation.attempts <= 15, "\(name) needs 1 to 15 attempts")
        try checkSpan(installation.backoff, "the backoff of \(name)")
        if let rollback = patch.rollback {
            try checkShare(rollback.failureChance, "rollback failure chance of \(name)")
        }
        if let fix = patch.vendorFix { try require(fix.reports >= 1, "\(name): vendor-fix needs at least one report") }
        for regression in patch.regressions {
            let what = "regression \(regression.name) of \(name)"
            try checkShare(regression.chance, "chance of \(what)")
            try checkShare(regression.share, "share of \(what)")
            try checkShare(regression.telemetry.probability, "telemetry of \(what)")
            try checkShare(regression.helpDesk.probability, "help-desk of \(what)")
            try check(regression.condition, in: what)
            switch regression.effect {
            case .down(let component):
                try require(
                    software.components.indices.contains(component),
                    "\(what) breaks a component that is not there"
                )
            case .degraded(let component, let share):
                try require(
                    software.components.indices.contains(component),
                    "\(what) breaks a component that is not there"
                )
                try checkShare(share, "share of \(what)")
            case .restartLoop, .bricked, .networkLoss: break
            }
        }
    }

    private func check(_ rule: StopRule, in name: String) throws(ScenarioError) {
        if case .share(let share) = rule.failures.measure { try checkShare(share, "the limit of \(name)") }
        try require(
            rule.minimum >= 0 && rule.least >= 0 && rule.notified >= 0,
            "the limits of \(name) must not be negative"
        )
        try require(!rule.counts.isEmpty, "a limit of \(name) must count some failure")
    }

    private func check(_ strategy: Strategy) throws(ScenarioError) {
        let name = "strategy \(strategy.name)"
        try require(strategy.checkEvery >= 1, "\(name) must look at the console at most once a second")
        try checkSpan(strategy.checkEvery, "the time between two looks of \(name)")
        for clause in strategy.stops {
            try check(clause.rule, in: name)
            try checkSpan(clause.latency, "the latency of a stop of \(name)")
        }
        try require(strategy.attributionWindow >= 0, "\(name) must not have a negative attribution window")
        try require(strategy.inProgressTimeOut ?? 1 >= 1, "\(name) must leave a second at least until a time-out")
        try checkSpan(strategy.inProgressTimeOut ?? 1, "the time-out of \(name)")
        for limit in strategy.allLimits { try check(limit, in: name) }
        switch strategy.kind {
        case .bigBang: break
        case .staged(let staged):
            try require((1...250).contains(staged.rings.count), "\(name) needs 1 to 250 rings")
            for ring in staged.rings {
                try check(ring.condition, in: name)
                try check(ring.size, in: name)
                try require(ring.after >= 0, "\(name) opens a ring before the release")
                if let pace = ring.pace { try check(pace, in: name) }
                try checkSpan(ring.deadline?.after ?? 0, "a deadline of \(name)")
                try checkSpan(ring.deadline?.grace ?? 0, "the grace of a deadline of \(name)")
            }
            if let gate = staged.gate {
                try checkShare(gate.success, "success of \(name)")
                try require(
                    gate.soak >= 0 && gate.minimum >= 0 && gate.tolerated >= 0,
                    "the gate of \(name) must not be negative"
                )
                try checkSpan(gate.delay, "the delay of the gate of \(name)")
                if let hold = gate.hold { try check(hold, in: name) }
            }
        case .canary(let canary):
            try check(canary.condition, in: name)
            try check(canary.size, in: name)
            try require(canary.size != .rest, "\(name) needs a share or a count of canaries")
            if case .share(let share) = canary.failed.measure {
                try checkShare(share, "the failed canaries of \(name)")
            }
            try require(canary.level > 0 && canary.level < 1, "the level of \(name) must lie between 0 and 1")
            try checkSpan(canary.soak, "the soak of \(name)")
            try checkSpan(canary.extend ?? 0, "the extension of \(name)")
            try require(canary.minimum >= 1, "\(name) needs a minimum of at least 1")
            if let test = canary.sequential {
                let shares = [test.tolerated, test.confidence]
                try require(
                    shares.allSatisfy { $0 > 0 && $0 < 1 } && test.leastEvents >= 1,
                    "the test of \(name) must tolerate a share, with a confidence, between 0 and 1"
                )
                try require(
                    (1...SequentialTest.maximumLooks).contains(test.plannedLooks ?? 1),
                    "the test of \(name) must have between 1 and \(SequentialTest.maximumLooks) looks"
                )
            }
        }
    }

    private func check(_ pace: OfferPace, in what: String) throws(ScenarioError) {
        switch pace {
        case .rate(let rate):
            let isGrowing = rate.factor >= 1 && rate.factor.isFinite && rate.step ?? 1 >= 1
            try require(
                rate.perMinute > 0 && rate.perMinute.isFinite && rate.cap ?? 1 > 0 && isGrowing,
                "a rate of \(what) must be above 0, and must not shrink"
            )
        case .percentages(let steps):
            try require(
                steps.allSatisfy { $0.after >= 0 && (0...100).contains($0.percentage) },
                "the percentages of \(what) must lie between 0 and 100, after the release"
            )
        }
    }

    private func check(_ limit: InFlightLimit, in what: String) throws(ScenarioError) {
        try checkSpan(limit.expiry ?? 1, "the expiry of a limit of \(what)")
        try require(limit.expiry ?? 1 >= 1, "a limit of \(what) must leave a second at least until it expires")
        try require(
            limit.slots.isPossible && limit.surge?.isPossible ?? true,
            "a limit of \(what) must be a number of devices, or a share of them in (0, 1]"
        )
    }

    private func check(_ size: RingSize, in what: String) throws(ScenarioError) {
        switch size {
        case .share(let share), .upTo(let share), .roundedDown(let share):
            try require(share > 0 && share <= 1, "a share of \(what) must lie in (0, 1]")
        case .count(let count): try require(count >= 1, "a count of \(what) must be at least 1")
        case .ofEach(let count, let parts):
            try require(count >= 1, "a count of \(what) must be at least 1")
            for part in parts { try check(part, in: what) }
        case .rest: break
        }
    }

    private func checkPrerequisiteCycles() throws(ScenarioError) {
        if let cycle = prerequisiteCycle() {
            throw ScenarioError(
                "patches wait for each other: " + cycle.map { patches[$0].name }.joined(separator: " -> ")
            )
        }
    }

    /// Patches that are, through others, prerequisites of themselves: the first such circle found, its first patch
    /// repeated at the end; nil if there is none.
    public func prerequisiteCycle() -> [Int]? {
        var finished = Set<Int>()
        for start in patches.indices where !finished.contains(start) {
            var path: [(patch: Int, next: Int)] = [(start, 0)]
            var onPath: Set<Int> = [start]
            while let top = path.last {
                let needs = patches[top.patch].prerequisites
                guard top.next < needs.count else {
                    finished.insert(top.patch)
                    onPath.remove(top.patch)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let wanted = needs[top.next]
                if onPath.contains(wanted) {
                    let from = path.firstIndex { $0.patch == wanted } ?? 0
                    return path[from...].map(\.patch) + [wanted]
                }
                if !finished.contains(wanted) {
                    path.append((wanted, 0))
                    onPath.insert(wanted)
                }
            }
        }
        return nil
    }
}
